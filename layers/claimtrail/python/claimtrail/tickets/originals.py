"""Originals of masked texts: protected, encrypted, and shown after the access was recorded.

A ticket holds the masked words alone. The words as they were written stay in the claim table, which
is encrypted by the stage's own key and has no part in exports, pages of work or events.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id
from claimtrail.tickets.masking.attachments import masked_attachment
from claimtrail.tickets.masking.known import NOTHING_KNOWN, KnownIdentifiers, united
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.masking.notice import noticed
from claimtrail.tickets.model import Ticket

ORIGINAL_PREFIX = "orig_"
MOST_ORIGINALS = 500
"""Of one ticket, for a page or a command."""
_OF_PEOPLE = "user:"
"""The words of our own functions are composed of codes, amounts and days of the process."""


class OriginalText(FrozenModel):
    """Words as a person wrote them, perhaps PHI: the protected store only, never the bus."""

    schema_version: Literal[1] = 1
    original_id: str
    """Follows from the ticket, the person and the words: what is sent twice is kept once."""
    ticket_id: str
    claim_id: str
    at: datetime
    by: str
    """`user:<id>`."""
    field: str
    """`title`, `description`, `note`, `metadata.<name>`."""
    masked: str
    """As the ticket has them."""
    words: str


class OriginalTexts(Protocol):
    """The protected store of originals. In-memory and DynamoDB twins pass one contract suite."""

    def keep(self, original: OriginalText) -> None:
        """Store an original unless one of its id is stored."""
        ...

    def of_ticket(self, ticket_id: str) -> list[OriginalText]:
        """Return a ticket's originals, the first one first: MOST_ORIGINALS at most."""
        ...


class KeepsNothing:
    """No store of originals: masked words are all that is left of a text."""

    def keep(self, original: OriginalText) -> None:
        """Forget the original."""

    def of_ticket(self, ticket_id: str) -> list[OriginalText]:
        """Return none."""
        del ticket_id
        return []


def _nothing_known(claim_id: str) -> KnownIdentifiers:
    del claim_id
    return NOTHING_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTexts:
    """The step that masks people's words on their way into a ticket, and keeps the originals."""

    originals: OriginalTexts
    known: Callable[[str], KnownIdentifiers] = _nothing_known
    """By claim: what identifies its patient."""
    payers: tuple[str, ...] = ()
    """Names of payers, which have to stay."""

    def ticket(self, ticket: Ticket) -> Ticket:
        """Return a new ticket as it is stored; one that a person opened has its words masked."""
        first = ticket.history[0]
        if not first.actor.startswith(_OF_PEOPLE):
            return ticket
        say = self._masker(ticket, at=first.at, actor=first.actor)
        opened = first.model_copy(update={"note": say("note", first.note)})
        return ticket.model_copy(
            update={
                "title": say("title", ticket.title),
                "description": say("description", ticket.description),
                "history": (opened, *ticket.history[1:]),
            }
        )

    def guard(self, text: str, *, claim_ids: Sequence[str] = ()) -> str:
        """Return words without identifiers, those of the claims first; keeps no original."""
        known = united(self.known(one) for one in claim_ids)
        masked = mask(text, known, keep=self.payers)
        noticed(text, masked.spans)
        return masked.text

    def attached(self, data: bytes, claim_ids: Sequence[str]) -> str:
        """Return the text of a file without identifiers, those of the claims first.

        Raises AttachmentUnreadableError for a file that has none to read.
        """
        known = united(self.known(one) for one in claim_ids)
        return masked_attachment(data, known, keep=self.payers).text

    def keep(self, ticket: Ticket, words: Mapping[str, str], *, at: datetime, actor: str) -> None:
        """Keep what a person wrote into a ticket, by field, where it was masked."""
        say = self._masker(ticket, at=at, actor=actor)
        for field, text in words.items():
            say(field, text)

    def note(self, ticket: Ticket, note: str, *, at: datetime, actor: str) -> str:
        """Return a person's words as a ticket has them."""
        if not actor.startswith(_OF_PEOPLE):
            return note
        return self._masker(ticket, at=at, actor=actor)("note", note)

    def _masker(self, ticket: Ticket, *, at: datetime, actor: str) -> Callable[[str, str], str]:
        known = united(self.known(one) for one in ticket.first_claims)

        def say(field: str, words: str) -> str:
            masked = mask(words, known, keep=self.payers)
            if masked.is_changed:
                original_id = derived_id(ORIGINAL_PREFIX, ticket.ticket_id, actor, field, words)
                original = OriginalText(
                    original_id=original_id,
                    ticket_id=ticket.ticket_id,
                    claim_id=ticket.claim_id,
                    at=at,
                    by=actor,
                    field=field,
                    masked=masked.text,
                    words=words,
                )
                self.originals.keep(original)
                noticed(words, masked.spans, kept_for=ticket.ticket_id)
            return masked.text

        return say


MASKED_ALONE = TicketTexts(originals=KeepsNothing())
"""For services of which nobody writes words: nothing is known, and no original is kept."""


def in_order(originals: Iterable[OriginalText]) -> list[OriginalText]:
    """Return originals by their instants."""
    return sorted(originals, key=lambda one: (one.at, one.original_id))
