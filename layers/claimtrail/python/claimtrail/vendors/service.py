"""The use cases of vendors: a ticket is handed over and taken back, letters are archived."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from claimtrail.kernel.ids import derived_id
from claimtrail.kernel.working_hours import OpenTime
from claimtrail.tickets.entry_parts import HandOff, LetterMark
from claimtrail.tickets.hand_offs import handed_back, handed_over, with_letter
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.taxonomy.tables import areas_of
from claimtrail.vendors.errors import letter_too_long, out_of_area
from claimtrail.vendors.model import MOST_LETTERS, Letter, VendorContact
from claimtrail.vendors.ports import LetterArchive
from claimtrail.vendors.tables import Vendors, find_vendor

LETTER_PREFIX = "ltr_"
Direction = Literal["sent", "received"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledLetter:
    """A letter, and whether it is the one that the ticket's history names."""

    letter: Letter
    is_as_recorded: bool
    """False if its text has another digest than the history, or the history does not name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorDesk:
    """Hands tickets to vendors, takes them back, and keeps what was written."""

    tickets: TicketService
    letters: LetterArchive
    vendors: Vendors
    calendars: Mapping[str, OpenTime]
    texts: TicketTexts

    def hand_over(
        self, ticket: Ticket, vendor_id: str, handed: Sequence[str], *, at: datetime, actor: str
    ) -> Ticket | None:
        """Put a ticket on hold with a vendor, until the end of the time that it has.

        Raises VendorError for an unknown vendor and for a ticket that its contract does not
        cover, TicketRelationError as `handed_over`, and ConflictError when other writers win.
        """
        vendor = find_vendor(self.vendors, vendor_id)
        if areas_of(ticket).isdisjoint(vendor.areas):
            raise out_of_area(vendor_id, ticket.category, sorted(vendor.areas))
        hand_off = HandOff(
            vendor_id=vendor_id,
            contact=vendor.contacts[0].name,
            handed=tuple(self.texts.note(ticket, one, at=at, actor=actor) for one in handed),
            since=at,
            due_back=self.calendars[vendor.calendar].after(at, vendor.back_in),
        )
        return self.tickets.change(
            ticket.ticket_id, lambda one: handed_over(one, hand_off, actor=actor)
        )

    def take_back(self, ticket: Ticket, outcome: str, *, at: datetime, actor: str) -> Ticket | None:
        """Record that a vendor gave a ticket back, and what it said."""
        masked = self.texts.note(ticket, outcome, at=at, actor=actor)
        return self.tickets.change(
            ticket.ticket_id, lambda one: handed_back(one, outcome=masked, at=at, actor=actor)
        )

    def contact_now(self, ticket: Ticket, *, now: datetime) -> VendorContact | None:
        """Return the contact for a ticket that a vendor has; None for one that none has."""
        if ticket.handed_to is None:
            return None
        vendor = find_vendor(self.vendors, ticket.handed_to.vendor_id)
        open_time = self.calendars[vendor.calendar].between(ticket.handed_to.since, now)
        return vendor.contact_after(open_time)

    def archive(  # noqa: PLR0913 - a letter and who archives it, by keyword
        self,
        ticket: Ticket,
        vendor_id: str,
        text: str,
        *,
        direction: Direction,
        at: datetime,
        actor: str,
    ) -> Letter:
        """Archive a letter, masked, and name its digest in the ticket's history.

        The same text of the same direction is archived once. Raises VendorError.
        """
        find_vendor(self.vendors, vendor_id)
        masked = self.texts.note(ticket, text, at=at, actor=actor)
        if not 1 <= len(masked) <= MOST_LETTERS:
            raise letter_too_long(MOST_LETTERS)
        digest = hashlib.sha256(masked.encode()).hexdigest()
        letter = Letter(
            letter_id=derived_id(LETTER_PREFIX, ticket.ticket_id, vendor_id, direction, digest),
            ticket_id=ticket.ticket_id,
            vendor_id=vendor_id,
            direction=direction,
            at=at,
            actor=actor,
            text=masked,
        )
        self.letters.put(letter)
        mark = LetterMark(
            letter_id=letter.letter_id,
            vendor_id=vendor_id,
            direction=direction,
            sha256=digest,
            letters=len(masked),
        )
        self.tickets.change(
            ticket.ticket_id, lambda one: with_letter(one, mark, at=at, actor=actor)
        )
        return letter

    def correspondence(self, ticket: Ticket) -> list[FiledLetter]:
        """Return the letters of a ticket, each held against the digest in its history."""
        marks = {one.letter.letter_id: one.letter for one in ticket.history if one.letter}
        return [
            FiledLetter(letter=one, is_as_recorded=_is_as_recorded(one, marks.get(one.letter_id)))
            for one in self.letters.list_by_ticket(ticket.ticket_id)
        ]


def _is_as_recorded(letter: Letter, mark: LetterMark | None) -> bool:
    digest = hashlib.sha256(letter.text.encode()).hexdigest()
    return mark is not None and mark.sha256 == digest
