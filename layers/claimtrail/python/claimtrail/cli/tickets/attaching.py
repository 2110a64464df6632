"""`claimtrail tickets attach`, `attachments` and `attachment`."""

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.bootstrap.tickets.attachments import attachment_service
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.output import size as size_words
from claimtrail.cli.tickets.desk import recorded, store_of, texts
from claimtrail.cli.x12.check import read as read_x12
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.private_files import write_private
from claimtrail.tickets.attachments.errors import wrong_size
from claimtrail.tickets.attachments.model import (
    ATTACHMENT_STATE_WORDS,
    MOST_BYTES,
    Attachment,
    AttachmentKind,
)
from claimtrail.tickets.attachments.ports import UploadLink
from claimtrail.tickets.attachments.service import AttachmentService, OfferedFile
from claimtrail.tickets.errors import found_ticket
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.outputs import TicketOutput

_SECONDS = 120.0
_OK = 200


class AttachmentError(ClaimTrailError):
    """An upload that did not come through, or a file that is no X12."""


def attach(claim_access: ClaimAccess, *, ticket_id: str, file: Path) -> None:
    """Upload a file into quarantine. Raises NotFoundError, AttachmentRefusedError."""
    service, ticket, output = _opened(claim_access, ticket_id)
    size = file.stat().st_size
    if not 1 <= size <= MOST_BYTES:
        raise wrong_size(size)
    data = file.read_bytes()
    offered = OfferedFile(name=file.name, size=size, sha256=sha256(data).hexdigest())
    attachment, link = service.offer(ticket, offered, actor=claim_access.stage.caller())
    if link:
        upload(link, data)
    output.data(attachment.model_dump(mode="json"))
    if link:
        output.say(
            f"{attachment.attachment_id} waits in quarantine until it is scanned: "
            f"{attachment.name}."
        )
    else:
        output.say(f"{attachment.attachment_id} is there already: {_state(attachment)}.")


def upload(link: UploadLink, data: bytes) -> None:
    """Put a file where its link leads. Raises AttachmentError (UPLOAD_FAILED)."""
    try:
        answer = httpx.put(link.url, content=data, headers=link.headers, timeout=_SECONDS)
    except httpx.HTTPError as error:
        raise _upload_failed(type(error).__name__) from None
    if answer.status_code != _OK:
        raise _upload_failed(f"status {answer.status_code}")


def list_attachments(claim_access: ClaimAccess, *, ticket_id: str) -> None:
    """List a ticket's attachments. Raises NotFoundError for an unknown one."""
    service, ticket, output = _opened(claim_access, ticket_id)
    found = service.list_of(ticket.ticket_id)
    output.data([one.model_dump(mode="json") for one in found])
    output.table(
        ("Attachment", "Name", "Kind", "Size", "State", "By"),
        [
            (
                one.attachment_id,
                one.name,
                one.kind.value if one.kind else "",
                size_words(one.size),
                _state(one),
                actor_words(one.added_by),
            )
            for one in found
        ],
        right=("Size",),
        empty="Nothing is attached.",
    )


def get(
    claim_access: ClaimAccess,
    *,
    ticket_id: str,
    attachment_id: str,
    target: Path | None,
    show: bool,
) -> None:
    """Hand out an attachment; the access is recorded first.

    Raises NotFoundError, AttachmentRefusedError, AttachmentError (ATTACHMENT_NOT_X12).
    """
    service = _service(claim_access)
    found_ticket(service.tickets.find(ticket_id), ticket_id)
    found = service.find(ticket_id, attachment_id)
    if show and found.kind is not AttachmentKind.X12:
        raise _not_x12(found)
    subjects = [one for one in (attachment_id, ticket_id, found.claim_id) if one]
    output = claim_access.at(subjects, fields=("content",))
    if show:
        _show(output, found, service.read(found))
        return
    if target:
        written = write_private(target, service.read(found))
        output.data({"attachment_id": attachment_id, "file": str(written), "sha256": found.sha256})
        output.say(str(written))
        return
    link = service.link(found)
    output.data({"attachment_id": attachment_id, "link": link, "sha256": found.sha256})
    output.say(link)


def _show(output: Output, attachment: Attachment, data: bytes) -> None:
    """Read X12 into records, as the command for files on disk does."""
    with TemporaryDirectory() as folder:
        path = write_private(Path(folder) / f"{attachment.attachment_id}.x12", data)
        read_x12(output, files=(path,), held=True)


def _opened(claim_access: ClaimAccess, ticket_id: str) -> tuple[AttachmentService, Ticket, Output]:
    """Return the service, the ticket, and the output once the access is recorded."""
    service = _service(claim_access)
    ticket = found_ticket(service.tickets.find(ticket_id), ticket_id)
    return service, ticket, recorded(claim_access, ticket)


def _service(claim_access: ClaimAccess) -> AttachmentService:
    stage = claim_access.stage
    return attachment_service(
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        attachments_bucket=stage.output(TicketOutput.ATTACHMENTS_BUCKET),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
        texts=texts(claim_access),
        tickets=store_of(stage),
    )


def _state(attachment: Attachment) -> str:
    words = ATTACHMENT_STATE_WORDS[attachment.state]
    finding = attachment.verdict.finding if attachment.verdict else ""
    why = finding or attachment.reason
    return f"{words} ({why})" if why else words


def _upload_failed(what: str) -> AttachmentError:
    return AttachmentError(
        Explanation(
            code="UPLOAD_FAILED",
            what=f"the upload did not come through: {what}",
            where="the attachments bucket",
            next_step="Type the command again; a file that came already is not sent twice.",
        )
    )


def _not_x12(attachment: Attachment) -> AttachmentError:
    return AttachmentError(
        Explanation(
            code="ATTACHMENT_NOT_X12",
            what="it is no X12 file, and only these have records to show",
            where=f"attachment {attachment.attachment_id}",
            next_step=f"Save it: `claimtrail tickets attachment {attachment.ticket_id} "
            f"{attachment.attachment_id} --to FILE`.",
        )
    )
