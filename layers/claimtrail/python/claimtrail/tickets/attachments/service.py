"""Attaching a file to a ticket, looking at it, and handing it out.

The bytes come into quarantine by a link that takes them alone, since it signs their size and
digest. They leave it once their kind is one that is taken and a scanner found nothing. Looking and
scanning may end in either order, and be repeated: what is decided stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from claimtrail.kernel.clock import Clock
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.attachments import errors
from claimtrail.tickets.attachments.model import (
    LINK_SECONDS,
    MOST_BYTES,
    MOST_OF_TICKET,
    UPLOAD_SECONDS,
    Attachment,
    AttachmentState,
    ScanVerdict,
    attachment_id,
)
from claimtrail.tickets.attachments.ports import (
    AttachmentFiles,
    AttachmentStore,
    Scanner,
    UploadLink,
)
from claimtrail.tickets.attachments.sniffing import Sniffed, sniff
from claimtrail.tickets.changes import following
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.text_guard import TextGuard

ACTOR = "system:screen_attachment"
_MOST_NAME = 120


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

    def screen(self, ticket_id: str, attachment_id: str) -> Attachment | None:
        """Look at what came, and scan it where that is ours; None for what nobody announced.

        Raises ClaimTrailError (SCANNER_UNAVAILABLE), and ConflictError when others keep winning.
        """
        known = self.store.get(ticket_id, attachment_id)
        if known is None or known.is_decided:
            return self._told(known)
        data = self.files.read(known.quarantine_key, most=known.size)
        is_same = data is not None and sha256(data).hexdigest() == known.sha256
        sniffed = sniff(data) if data and is_same else Sniffed(reason="ATTACHMENT_DIFFERS")
        verdict = self.scanner.scan(data) if self.scanner and data and sniffed.kind else None
        return self._change(known, lambda one: _looked_at(one, sniffed, verdict))

    def scanned(
        self, ticket_id: str, attachment_id: str, verdict: ScanVerdict
    ) -> Attachment | None:
        """Keep what a scanner told; None for an attachment that nobody announced.

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
        data = self.files.read(attachment.clean_key, most=attachment.size)
        if data is None:
            raise errors.unknown(attachment.ticket_id, attachment.attachment_id)
        return data

    def _masked(self, name: str, ticket: Ticket) -> str:
        claims = (ticket.claim_id,) if ticket.claim_id else ticket.claims.first
        # The words of a name are masked apart from its ending: names of files otherwise stay.
        words, dot, ending = name.rpartition("/")[2][:_MOST_NAME].rpartition(".")
        masked = f"{self.guard(words, claim_ids=claims)}{dot}{ending}"
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
                self._move(changed)
            saved = changed.model_copy(update={"version": stored.version + 1})
            self.store.save(saved)
            return saved

        return self._told(repeat_on_conflict(attempt))

    def _move(self, attachment: Attachment) -> None:
        """Copy the very bytes that were looked at: another content has another digest."""
        data = self.files.read(attachment.quarantine_key, most=attachment.size)
        if data is None or sha256(data).hexdigest() != attachment.sha256:
            raise errors.unknown(attachment.ticket_id, attachment.attachment_id)
        self.files.put(attachment.clean_key, data, content_type=attachment.content_type)

    def _told(self, attachment: Attachment | None) -> Attachment | None:
        """Tell the ticket of a decision, and empty the quarantine; repeated, both stay."""
        if attachment is None or not attachment.is_decided:
            return attachment
        self.tickets.change(attachment.ticket_id, lambda one: _attached(one, attachment))
        if attachment.state is not AttachmentState.INFECTED:
            self.files.delete(attachment.quarantine_key)
        return attachment


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
    """Return an attachment in the state that follows from its kind and its verdict."""
    state = AttachmentState.QUARANTINED
    if one.verdict and not one.verdict.is_clean:
        state = AttachmentState.INFECTED
    elif one.reason:
        state = AttachmentState.REFUSED
    elif one.kind and one.verdict:
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
