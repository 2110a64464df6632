"""Changes of who has the work: a vendor takes it, it comes back, letters are archived."""

from datetime import datetime

from claimtrail.tickets.changes import following
from claimtrail.tickets.entry_parts import HandOff, LetterMark
from claimtrail.tickets.model import HoldParty, Ticket, TicketEntry, TicketStatus
from claimtrail.tickets.relations import refused


def handed_over(ticket: Ticket, hand_off: HandOff, *, actor: str) -> Ticket:
    """Return an open ticket on hold for a vendor; as it is when that vendor has it already.

    Raises TicketRelationError for one that has ended, and for one that another vendor has.
    """
    if not ticket.is_open:
        raise refused(ticket, "TICKET_ENDED", "a ticket that has ended is handed to nobody")
    if ticket.handed_to and ticket.handed_to.vendor_id == hand_off.vendor_id:
        return ticket
    if ticket.handed_to:
        what = f"the vendor {ticket.handed_to.vendor_id} has it: take it back first"
        raise refused(ticket, "TICKET_HANDED_OVER", what)
    entry = TicketEntry(
        at=hand_off.since,
        actor=actor,
        action="handed_over",
        note=f"{hand_off.vendor_id} ({hand_off.contact}): {', '.join(hand_off.handed)}",
        status=TicketStatus.ON_HOLD,
        hold_reason=HoldParty.VENDOR,
        hand_off=hand_off,
    )
    return following(
        ticket,
        entry,
        status=TicketStatus.ON_HOLD,
        hold_reason=HoldParty.VENDOR,
        handed_to=hand_off,
    )


def handed_back(ticket: Ticket, *, outcome: str, at: datetime, actor: str) -> Ticket:
    """Return a ticket that its vendor gave back; as it is when no vendor has it.

    One that waited for the vendor is in progress again. Another status stays.
    """
    if ticket.handed_to is None:
        return ticket
    back = ticket.handed_to.model_copy(update={"back_at": at, "outcome": outcome})
    waited = ticket.hold_reason is HoldParty.VENDOR
    status = TicketStatus.IN_PROGRESS if waited else None
    entry = TicketEntry(
        at=at, actor=actor, action="handed_back", note=outcome, status=status, hand_off=back
    )
    changes = {"status": TicketStatus.IN_PROGRESS, "hold_reason": None} if waited else {}
    return following(ticket, entry, handed_to=None, **changes)


def with_letter(ticket: Ticket, letter: LetterMark, *, at: datetime, actor: str) -> Ticket:
    """Return a ticket that names a letter; as it is when it does. Ended ones take letters."""
    if any(entry.letter and entry.letter.letter_id == letter.letter_id for entry in ticket.history):
        return ticket
    note = f"{letter.direction}, {letter.vendor_id}, sha256 {letter.sha256[:12]}"
    entry = TicketEntry(at=at, actor=actor, action="corresponded", note=note, letter=letter)
    return following(ticket, entry)
