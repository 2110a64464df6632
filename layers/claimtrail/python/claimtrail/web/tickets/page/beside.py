"""Things kept beside a ticket: attachments, hand-offs to vendors, and letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.tickets.attachments.model import (
    ATTACHMENT_STATE_WORDS,
    Attachment,
    AttachmentState,
)
from claimtrail.tickets.entry_parts import HandOff
from claimtrail.tickets.model import Ticket
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import day

_STEP = 1024
_UNITS = ("bytes", "KB", "MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentPart:
    """A file that somebody attached."""

    attachment_id: str
    name: str
    """Masked."""
    kind: str
    """By its content; empty until that was looked at."""
    size_words: str
    state: str
    """In words: `in quarantine`."""
    tone: str
    """`good`, `bad`, `warn` or empty."""
    why: str
    """The finding of the scanner, or the code of the refusal."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffPart:
    """A time for which a vendor has the ticket, or had it."""

    vendor: str
    contact: str
    since: datetime
    due_back: datetime
    back_at: datetime | None
    stands: str
    """`with the vendor`, `late since Dec 8, 2026`, `back`."""
    handed: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPart:
    """A letter to or from a vendor, as it is archived."""

    letter_id: str
    at: datetime
    vendor: str
    direction: str
    by: str
    text: str
    is_as_recorded: bool
    """True if its text has the digest that stands in the ticket's history."""
    sha256: str


BESIDE_TABLES = (
    field_table(
        AttachmentPart,
        {
            FieldGroup.REFERENCE: "attachment_id",
            FieldGroup.NOTES: "name",
            FieldGroup.WORK: "kind size_words state tone why by at",
        },
    ),
    field_table(
        HandOffPart,
        {
            FieldGroup.WORK: "vendor contact since due_back back_at stands",
            FieldGroup.NOTES: "handed outcome",
        },
    ),
    field_table(
        LetterPart,
        {
            FieldGroup.WORK: "letter_id at vendor direction by is_as_recorded",
            FieldGroup.NOTES: "text",
            FieldGroup.TECHNICAL: "sha256",
        },
    ),
)

_TONES: Mapping[AttachmentState, str] = MappingProxyType(
    {
        AttachmentState.AWAITED: "",
        AttachmentState.QUARANTINED: "warn",
        AttachmentState.CLEAN: "good",
        AttachmentState.INFECTED: "bad",
        AttachmentState.REFUSED: "bad",
    }
)


def attachment_parts(request: PageRequest, ticket: Ticket) -> tuple[AttachmentPart, ...]:
    """Return a ticket's attachments, the oldest first."""
    found = request.stores.desk.attachments.list_of(ticket.ticket_id)
    return tuple(attachment_part(one) for one in found)


def attachment_part(one: Attachment) -> AttachmentPart:
    """Return an attachment in words."""
    return AttachmentPart(
        attachment_id=one.attachment_id,
        name=one.name,
        kind=one.kind.value if one.kind else "",
        size_words=size_words(one.size) if one.size else "",
        state=ATTACHMENT_STATE_WORDS[one.state],
        tone=_TONES[one.state],
        why=(one.verdict.finding if one.verdict else "") or one.reason,
        by=one.added_by,
        at=one.asked_at,
    )


def size_words(size: int) -> str:
    """Return a number of bytes as people read it: `4.1 KB`."""
    amount, unit = float(size), _UNITS[0]
    for larger in _UNITS[1:]:
        if amount < _STEP:
            break
        amount, unit = amount / _STEP, larger
    return f"{size:,} {unit}" if unit == _UNITS[0] else f"{amount:,.1f} {unit}"


def hand_off_parts(ticket: Ticket, *, now: datetime) -> tuple[HandOffPart, ...]:
    """Return each time for which a vendor had a ticket, the first one first."""
    latest = {one.hand_off.since: one.hand_off for one in ticket.history if one.hand_off}
    return tuple(hand_off_part(one, now=now) for one in latest.values())


def hand_off_part(one: HandOff, *, now: datetime) -> HandOffPart:
    """Return a hand-off in words."""
    stands = f"late since {day(one.due_back.date())}" if now > one.due_back else "with the vendor"
    return HandOffPart(
        vendor=one.vendor_id,
        contact=one.contact,
        since=one.since,
        due_back=one.due_back,
        back_at=one.back_at,
        stands="back" if one.back_at else stands,
        handed=one.handed,
        outcome=one.outcome,
    )


def letter_parts(request: PageRequest, ticket: Ticket) -> tuple[LetterPart, ...]:
    """Return a ticket's letters, the oldest first; the archive is asked where there are some."""
    marks = {one.letter.letter_id: one.letter for one in ticket.history if one.letter}
    if not marks:
        return ()
    filed = request.stores.desk.vendors.correspondence(ticket)
    return tuple(
        LetterPart(
            letter_id=one.letter.letter_id,
            at=one.letter.at,
            vendor=one.letter.vendor_id,
            direction=one.letter.direction,
            by=one.letter.actor,
            text=one.letter.text,
            is_as_recorded=one.is_as_recorded,
            sha256=marks[one.letter.letter_id].sha256 if one.letter.letter_id in marks else "",
        )
        for one in filed
    )
