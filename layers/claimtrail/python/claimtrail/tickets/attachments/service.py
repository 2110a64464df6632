"""Attaching a file to a ticket, looking at it, and handing it out.

The bytes come into quarantine by a link that takes them alone, since it signs their size and
digest; or by a page's form, which signs key and size. They leave it once their kind is one that is
taken and a scanner found nothing in these very bytes. Looking and scanning may end in either order,
and be repeated: what is decided stays. What is clean is read, and its text kept masked.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from claimtrail.kernel.clock import Clock
from claimtrail.kernel.ids import derived_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.attachments import errors
from claimtrail.tickets.attachments.model import (
    ATTACHMENT_PREFIX,
    CONTENT_TYPES,
    LINK_SECONDS,
    MOST_BYTES,
    MOST_OF_TICKET,
    UPLOAD_SECONDS,
    Attachment,
    AttachmentKind,
    AttachmentState,
    ScanVerdict,
    attachment_id,
)
from claimtrail.tickets.attachments.ports import (
    AttachmentFiles,
    AttachmentStore,
    Scanner,
    UploadForm,
    UploadLink,
)
from claimtrail.tickets.attachments.sniffing import Sniffed, sniff
from claimtrail.tickets.changes import following
from claimtrail.tickets.masking.attachments import AttachmentUnreadableError
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.text_guard import TextGuard

ACTOR = "system:screen_attachment"
TEXT_TYPE = CONTENT_TYPES[AttachmentKind.TEXT]
MOST_TEXT = 10_000_000
"""Bytes of a masked text at most; reading ends long before."""
_MOST_NAME = 120
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


TextReader = Callable[[bytes, Sequence[str]], str]
"""Returns the text of a file without identifiers, those of these claims first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFile:
    """A file that a person wants to attach."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentService:
    """The use cases of people, and of the function that looks at what came."""

    store: AttachmentStore
    files: AttachmentFiles
    tickets: TicketService
    clock: Clock
    guard: TextGuard
    scanner: Scanner | None = None
    """None where AWS scans by itself, and tells of it."""
    read_text: TextReader | None = None
    """None where nobody looks at files."""

    def offer(
        self, ticket: Ticket, file: OfferedFile, *, actor: str
    ) -> tuple[Attachment, UploadLink | None]:
        """Store that a file is awaited; return the link to upload it, None when it came before.

        Raises AttachmentRefusedError (ATTACHMENT_SIZE, ATTACHMENT_COUNT).
        """
        if not 1 <= file.size <= MOST_BYTES:
            raise errors.wrong_size(file.size)
        wanted = attachment_id(ticket_id=ticket.ticket_id, sha256=file.sha256)
        known = self.store.list_of(ticket.ticket_id)
        if len(known) >= MOST_OF_TICKET and wanted not in {one.attachment_id for one in known}:
            raise errors.too_many(ticket.ticket_id)
        stored = self.store.put_new(
            Attachment(
                attachment_id=wanted,
                ticket_id=ticket.ticket_id,
                claim_id=ticket.claim_id,
                name=self._masked(file.name, ticket),
                size=file.size,
                sha256=file.sha256,
                added_by=actor,
                asked_at=self.clock(),
            )
        )
        if stored.state is not AttachmentState.AWAITED:
            return stored, None
        link = self.files.upload_link(
            stored.quarantine_key, size=stored.size, sha256=stored.sha256, seconds=UPLOAD_SECONDS
        )
        return stored, link

    def announce(self, ticket: Ticket, name: str, *, actor: str) -> Attachment:
        """Store that a page's form will upload a file; again within the minute, it is the same one.

        Raises AttachmentRefusedError (ATTACHMENT_COUNT).
        """
        if len(self.store.list_of(ticket.ticket_id)) >= MOST_OF_TICKET:
            raise errors.too_many(ticket.ticket_id)
        minute = f"{self.clock():%Y-%m-%dT%H:%M}"
        return self.store.put_new(
            Attachment(
                attachment_id=derived_id(ATTACHMENT_PREFIX, ticket.ticket_id, actor, minute, name),
                ticket_id=ticket.ticket_id,
                claim_id=ticket.claim_id,
                name=self._masked(name, ticket),
                size=0,
                sha256="",
                added_by=actor,
                asked_at=self.clock(),
            )
        )

    def upload_form(self, attachment: Attachment, *, then: str) -> UploadForm | None:
        """Return the form by which a browser uploads a file; None when it came, or needs a link.

        S3 leads the browser to the address `then`.
        """
        if attachment.state is not AttachmentState.AWAITED or attachment.sha256:
            return None
        return self.files.upload_form(
            attachment.quarantine_key, most=MOST_BYTES, seconds=UPLOAD_SECONDS, then=then
        )

    def screen(self, ticket_id: str, attachment_id: str) -> Attachment | None:
        """Look at what came, and scan it where that is ours; None for what nobody announced.

        Raises ClaimTrailError (SCANNER_UNAVAILABLE), and ConflictError when others keep winning.
        """
        known = self.store.get(ticket_id, attachment_id)
        if known is None or known.is_decided:
            return self._told(known)
        found = self.files.read(known.quarantine_key, most=known.size or MOST_BYTES)
        data, etag = (found.data, found.etag) if found else (b"", "")
        digest = sha256(data).hexdigest()
        is_same = bool(data) and known.sha256 in {"", digest}
        sniffed = sniff(data) if is_same else Sniffed(reason="ATTACHMENT_DIFFERS")
        verdict = self.scanner.scan(data) if self.scanner and sniffed.kind else None
        content: dict[str, Any] = {"etag": etag}
        if is_same and not known.sha256:
            content |= {"size": len(data), "sha256": digest}
        return self._change(
            known, lambda one: _looked_at(one.model_copy(update=content), sniffed, verdict)
        )

    def scanned(
        self, ticket_id: str, attachment_id: str, verdict: ScanVerdict
    ) -> Attachment | None:
        """Keep what a scanner reported; None for an attachment that nobody announced.

        Raises ConflictError when others keep winning.
        """
        known = self.store.get(ticket_id, attachment_id)
        if known is None or known.is_decided:
            return self._told(known)
        return self._change(known, lambda one: one.model_copy(update={"verdict": verdict}))

    def list_of(self, ticket_id: str) -> list[Attachment]:
        """Return a ticket's attachments, the oldest first."""
        return sorted(self.store.list_of(ticket_id), key=lambda one: (one.asked_at, one.sha256))

    def find(self, ticket_id: str, attachment_id: str) -> Attachment:
        """Return an attachment. Raises NotFoundError (ATTACHMENT_UNKNOWN)."""
        found = self.store.get(ticket_id, attachment_id)
        if found is None:
            raise errors.unknown(ticket_id, attachment_id)
        return found

    def link(self, attachment: Attachment) -> str:
        """Return a link to what is clean, for minutes; whoever asks has recorded the access.

        Raises AttachmentRefusedError (ATTACHMENT_NOT_CLEAN).
        """
        if attachment.state is not AttachmentState.CLEAN:
            raise errors.not_clean(attachment)
        return self.files.link(
            attachment.clean_key,
            file_name=attachment.attachment_id,
            content_type=attachment.content_type,
            seconds=LINK_SECONDS,
        )

    def read(self, attachment: Attachment) -> bytes:
        """Return the bytes of what is clean; whoever asks has recorded the access.

        Raises AttachmentRefusedError (ATTACHMENT_NOT_CLEAN), NotFoundError.
        """
        if attachment.state is not AttachmentState.CLEAN:
            raise errors.not_clean(attachment)
        return self._read(attachment.clean_key, attachment)

    def text(self, attachment: Attachment) -> str:
        """Return the masked text of what is clean, as it was kept.

        Raises AttachmentRefusedError (ATTACHMENT_NOT_CLEAN, ATTACHMENT_WITHOUT_TEXT).
        """
        if attachment.state is not AttachmentState.CLEAN:
            raise errors.not_clean(attachment)
        found = attachment.has_text and self.files.read(attachment.text_key, most=MOST_TEXT)
        if not found:
            raise errors.without_text(attachment)
        return found.data.decode()

    def _read(self, key: str, attachment: Attachment) -> bytes:
        found = self.files.read(key, most=attachment.size)
        if found is None:
            raise errors.unknown(attachment.ticket_id, attachment.attachment_id)
        return found.data

    def _masked(self, name: str, ticket: Ticket) -> str:
        # The words of a name are masked apart from its ending: names of files otherwise stay.
        given = name.rpartition("/")[2][:_MOST_NAME]
        words = _ENDING.sub("", given)
        masked = f"{self.guard(words, claim_ids=ticket.first_claims)}{given[len(words) :]}"
        return " ".join(masked.split()) or "unnamed"

    def _change(
        self, known: Attachment, change: Callable[[Attachment], Attachment]
    ) -> Attachment | None:
        """Store what a change makes of an attachment, once it is moved where it belongs."""

        def attempt() -> Attachment | None:
            stored = self.store.get(known.ticket_id, known.attachment_id)
            if stored is None or stored.is_decided:
                return stored
            changed = _concluded(change(stored))
            if changed.state in _DECIDED:
                changed = changed.model_copy(update={"decided_at": self.clock()})
            if changed.state is AttachmentState.CLEAN:
                changed = self._moved(changed)
            saved = changed.model_copy(update={"version": stored.version + 1})
            self.store.save(saved)
            return saved

        return self._told(repeat_on_conflict(attempt))

    def _moved(self, attachment: Attachment) -> Attachment:
        """Copy the very bytes that were looked at: another content has another digest."""
        data = self._read(attachment.quarantine_key, attachment)
        if sha256(data).hexdigest() != attachment.sha256:
            raise errors.unknown(attachment.ticket_id, attachment.attachment_id)
        self.files.put(attachment.clean_key, data, content_type=attachment.content_type)
        return attachment.model_copy(update={"has_text": self._keep_text(attachment, data)})

    def _keep_text(self, attachment: Attachment, data: bytes) -> bool:
        """Keep the text masked; False where there is none to read, as in a picture."""
        if self.read_text is None or attachment.kind in _PICTURES:
            return False
        ticket = self.tickets.find(attachment.ticket_id)
        try:
            text = self.read_text(data, ticket.first_claims if ticket else ())
        except AttachmentUnreadableError:
            return False
        if text.strip():
            self.files.put(attachment.text_key, text.encode(), content_type=TEXT_TYPE)
        return bool(text.strip())

    def _told(self, attachment: Attachment | None) -> Attachment | None:
        """Tell the ticket of a decision, and empty the quarantine; repeated, both stay."""
        if attachment is None or not attachment.is_decided:
            return attachment
        self.tickets.change(attachment.ticket_id, lambda one: _attached(one, attachment))
        if attachment.state is not AttachmentState.INFECTED:
            self.files.delete(attachment.quarantine_key)
        return attachment


_PICTURES = frozenset({AttachmentKind.PNG, AttachmentKind.JPEG})
_DECIDED = frozenset({AttachmentState.CLEAN, AttachmentState.INFECTED, AttachmentState.REFUSED})


def _looked_at(one: Attachment, sniffed: Sniffed, verdict: ScanVerdict | None) -> Attachment:
    return one.model_copy(
        update={
            "kind": sniffed.kind,
            "reason": sniffed.reason,
            "verdict": verdict or one.verdict,
        }
    )


def _concluded(one: Attachment) -> Attachment:
    """Return an attachment in the state that follows from its kind and its verdict.

    A verdict on other bytes than those that were looked at makes nothing clean.
    """
    state = AttachmentState.QUARANTINED
    if one.verdict and not one.verdict.is_clean:
        state = AttachmentState.INFECTED
    elif one.reason:
        state = AttachmentState.REFUSED
    elif one.kind and one.verdict and one.verdict.etag in {"", one.etag}:
        state = AttachmentState.CLEAN
    return one.model_copy(update={"state": state})


def _attached(ticket: Ticket, attachment: Attachment) -> Ticket:
    """Return the ticket with an entry of the decision; as it is when it has that."""
    kind = attachment.kind.value if attachment.kind else attachment.reason
    note = f"{attachment.attachment_id}: {attachment.state.value.lower()} {kind}"
    if any(entry.action == "attached" and entry.note == note for entry in ticket.history):
        return ticket
    at = attachment.decided_at or attachment.asked_at
    return following(ticket, TicketEntry(at=at, actor=ACTOR, action="attached", note=note))
