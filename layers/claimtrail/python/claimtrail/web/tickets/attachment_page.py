"""The page of an attachment: its form until it came, its state, and what is in it.

Text is shown masked, as it was kept; X12 by our viewer, each element as the person's fields allow.
The file itself is for those whose fields hold everything that may be in it.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from claimtrail.access.fields import FieldGroup
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.attachments.errors import AttachmentRefusedError
from claimtrail.tickets.attachments.model import Attachment, AttachmentKind, AttachmentState
from claimtrail.tickets.attachments.ports import UploadForm
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.segments.record_view import RecordView, record_view
from claimtrail.web.core.errors import forbidden
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.security import HEADERS, policy_with_form_target
from claimtrail.web.core.words import short
from claimtrail.web.tickets.page.beside import attachment_part
from claimtrail.web.tickets.reading import OpenTicket, of_ticket, read_ticket
from claimtrail.web.tickets.subject import attachment_address, ticket_address
from claimtrail.x12 import record_segments

WHOLE = frozenset(
    {
        FieldGroup.PATIENT,
        FieldGroup.ACCOUNT,
        FieldGroup.SERVICE,
        FieldGroup.MONEY,
        FieldGroup.CLINICAL,
        FieldGroup.NOTES,
    }
)
"""The groups of whoever opens the file itself: it may hold all of these."""
MOST_SEGMENTS = 300
"""Segments that one page shows; the file has the others."""
MOST_SHOWN = 20_000
"""Letters of a text that one page shows."""
CAME = "came"
"""The field of the address to which S3 leads after an upload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedContent:
    """The content of an attachment, as far as the person may see it."""

    text: str = ""
    record: RecordView | None = None
    is_cut: bool = False


@of_ticket
def show_attachment(request: PageRequest) -> Reply:
    """Show an attachment. Raises as `read_ticket`, and NotFoundError for one it does not have."""
    found = read_ticket(request)
    attachment = _attachment(found)
    form = _upload_form(found, attachment)
    content = _content(found, attachment)
    seen = attachment_part(attachment)
    return PageReply(
        template="attachment.html",
        title=f"Attachment {short(attachment.attachment_id)}",
        view={
            "ticket_address": ticket_address(found.ticket.ticket_id),
            "address": attachment_address(found.ticket.ticket_id, attachment.attachment_id),
            "ticket_id": found.ticket.ticket_id,
            "attachment": seen,
            "name": seen.name if FieldGroup.NOTES in found.groups else seen.attachment_id,
            "form": form,
            "came": bool(request.query.first(CAME)),
            "is_awaited": attachment.state is AttachmentState.AWAITED,
            "is_clean": attachment.state is AttachmentState.CLEAN,
            "may_fetch": found.groups >= WHOLE,
            "content": content,
        },
        shows=(_shown(found, attachment, "content" if content else "state"),),
        headers=_headers(form),
    )


@of_ticket
def fetch_attachment(request: PageRequest) -> Reply:
    """Lead to the file by a link that works for minutes.

    Raises as `show_attachment`, ForbiddenError where the person may not see all that may be in it,
    and ConflictError for a file that is not clean.
    """
    found = read_ticket(request)
    attachment = _attachment(found)
    if not found.groups >= WHOLE:
        raise forbidden("files of tickets; the page has what your role may see")
    try:
        link = request.stores.desk.attachments.link(attachment)
    except AttachmentRefusedError as error:
        raise ConflictError(error.explanation) from None
    return RedirectReply(location=link, shows=(_shown(found, attachment, "file"),))


def _attachment(found: OpenTicket) -> Attachment:
    attachments = found.request.stores.desk.attachments
    return attachments.find(found.ticket.ticket_id, found.request.arguments[1])


def _shown(found: OpenTicket, attachment: Attachment, what: str) -> ShownData:
    named = (attachment.attachment_id, found.ticket.ticket_id, found.ticket.claim_id)
    return ShownData(
        action=Action.ATTACHMENT_READ, subjects=tuple(filter(None, named)), fields=(what,)
    )


def _upload_form(found: OpenTicket, attachment: Attachment) -> UploadForm | None:
    """Return the form for the file, to the person who announced it."""
    stores = found.request.stores
    if attachment.added_by != found.actor:
        return None
    own = attachment_address(found.ticket.ticket_id, attachment.attachment_id)
    then = f"{stores.sign_in.settings.pages_url}{own}?{CAME}=yes"
    return stores.desk.attachments.upload_form(attachment, then=then)


def _headers(form: UploadForm | None) -> dict[str, str]:
    """Return the policy that lets the page's form lead to the bucket, and to nothing else."""
    if form is None:
        return {}
    target = urlsplit(form.url)
    policy = policy_with_form_target(f"{target.scheme}://{target.netloc}")
    return {name: policy for name in HEADERS if name == "Content-Security-Policy"}


def _content(found: OpenTicket, attachment: Attachment) -> AttachedContent | None:
    """Return what is in a clean file; None where nothing of it can be shown."""
    if attachment.state is not AttachmentState.CLEAN:
        return None
    attachments = found.request.stores.desk.attachments
    if attachment.kind is AttachmentKind.X12:
        segments = record_segments(attachments.read(attachment))
        record = record_view(
            segments[:MOST_SEGMENTS], (), found.groups, kind=EventKind.STATUS_REPORTED
        )
        return AttachedContent(record=record, is_cut=len(segments) > MOST_SEGMENTS)
    if not attachment.has_text or FieldGroup.NOTES not in found.groups:
        return None
    text = attachments.text(attachment)
    return AttachedContent(text=text[:MOST_SHOWN], is_cut=len(text) > MOST_SHOWN)
