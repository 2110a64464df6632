"""Words of people on their way into a ticket: masked, and protected as they were."""

import pytest

from claimtrail.tickets.masking.known import NOTHING_KNOWN as NONE
from claimtrail.tickets.masking.known import ClaimPerson, KnownIdentifiers
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.taxonomy.metadata import checked_metadata, texts_given
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import TicketClaims
from tests.contract.escalations.test_ticket_store import a_ticket
from tests.harness.escalations.pending_claims import NOW
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryOriginalTexts, MemoryTicketStore

pytestmark = pytest.mark.capability("T6.1")

ANN = "user:ann"
KNOWN = KnownIdentifiers(people=(ClaimPerson(given="Summer", family="Page"),))


class Desk:
    """A service of tickets with what it protects."""

    def __init__(self) -> None:
        self.originals = MemoryOriginalTexts()
        self.store = MemoryTicketStore()
        self.publisher = MemoryPublisher()
        texts = TicketTexts(originals=self.originals, known=lambda _: KNOWN)
        self.service = TicketService(self.store, self.publisher, texts=texts)
        self.ticket = self.service.open(a_ticket())

    def words(self) -> list[str]:
        """Return the protected words."""
        return [one.words for one in self.originals.of_ticket(self.ticket.ticket_id)]


def _stored(desk: Desk) -> Ticket:
    found = desk.store.get(desk.ticket.ticket_id)
    assert found is not None
    return found


def test_a_note_is_masked_by_what_the_claim_knows() -> None:
    desk = Desk()
    desk.service.note(desk.ticket.ticket_id, note="page summer again", at=NOW, actor=ANN)

    assert _stored(desk).history[-1].note == "[name] again"
    assert desk.words() == ["page summer again"]


def test_words_are_masked_once_however_often_others_write_first() -> None:
    desk = Desk()
    asked_about: list[str] = []

    def known(claim_id: str) -> KnownIdentifiers:
        """Others write whenever words are masked, which takes a while."""
        asked_about.append(claim_id)
        desk.service.assign(
            desk.ticket.ticket_id, to=f"user:{len(asked_about)}", at=NOW, actor="system:route"
        )
        return KNOWN

    texts = TicketTexts(originals=desk.originals, known=known)
    slow = TicketService(desk.store, desk.publisher, texts=texts)
    slow.note(desk.ticket.ticket_id, note="page summer again", at=NOW, actor=ANN)

    assert _stored(desk).history[-1].note == "[name] again"
    assert len(asked_about) == 1


def test_words_of_a_hold_and_of_an_end_are_masked() -> None:
    desk = Desk()
    hold = StatusRequest(
        change=StatusChange.HOLD,
        at=NOW,
        actor=ANN,
        note="Mr. Okonkwo reviews it",
        hold_reason=HoldParty.PAYER,
    )
    desk.service.change_status(desk.ticket.ticket_id, hold)
    desk.service.close(desk.ticket.ticket_id, reason="paid, told Mr. Okonkwo", at=NOW, actor=ANN)

    stored = _stored(desk)
    assert [one.note for one in stored.history[-2:]] == [
        "Mr. [name] reviews it",
        "paid, told Mr. [name]",
    ]
    assert stored.close_reason == "paid, told Mr. [name]"
    assert {"Mr. Okonkwo reviews it", "paid, told Mr. Okonkwo"} == set(desk.words())
    assert "Okonkwo" not in repr(desk.publisher.events)


def test_a_person_s_title_and_description_are_masked_and_a_function_s_are_not() -> None:
    desk = Desk()
    opened = desk.ticket.history[0].model_copy(update={"actor": ANN, "note": "for Summer"})
    asked = desk.ticket.model_copy(
        update={
            "ticket_id": "tkt_of_ann",
            "title": "Summer Page: appeal",
            "description": "Due on 2026-12-01",
            "history": (opened,),
        }
    )
    stored = desk.service.open(asked)

    assert (stored.title, stored.description) == ("[name]: appeal", "Due on [date 2026]")
    assert stored.history[0].note == "for [name]"
    assert len(desk.originals.of_ticket("tkt_of_ann")) == 3
    assert desk.ticket.description == a_ticket().description


def test_a_text_of_the_metadata_is_kept_as_it_was_typed_by_what_all_its_claims_know() -> None:
    originals = MemoryOriginalTexts()
    texts = TicketTexts(originals=originals, known=lambda one: KNOWN if one == "clm_2" else NONE)
    claims = TicketClaims(count=2, first=("clm_1", "clm_2"))
    ticket = a_ticket().model_copy(update={"claim_id": "", "claims": claims})
    given = {"expires_on": "as Summer Page asked", "payer": "granite-health"}
    category = taxonomies().category("connectivity/certificate", version=2)
    typed = {name: text for name, text in given.items() if name == "expires_on"}
    metadata = checked_metadata(
        category, typed, guard=lambda text: texts.guard(text, claim_ids=ticket.first_claims)
    )

    texts.keep(ticket, texts_given(metadata, given), at=NOW, actor=ANN)

    [kept] = originals.of_ticket(ticket.ticket_id)
    assert (kept.field, kept.words) == ("metadata.expires_on", "as Summer Page asked")
    assert kept.masked == metadata[0].value == "as [name] asked"


def test_what_is_sent_twice_is_kept_once_and_plain_words_are_not() -> None:
    desk = Desk()
    for _ in range(2):
        desk.service.note(desk.ticket.ticket_id, note="call Summer", at=NOW, actor=ANN)
    desk.service.note(desk.ticket.ticket_id, note="waits for records", at=NOW, actor=ANN)

    assert desk.words() == ["call Summer"]
    notes = [one for one in _stored(desk).history if one.action == "noted"]
    assert len(notes) == 2


def test_nothing_is_stored_when_the_original_cannot_be() -> None:
    desk = Desk()

    class Lost(MemoryOriginalTexts):
        def keep(self, original: object) -> None:
            del original
            raise ConnectionError

    service = TicketService(desk.store, desk.publisher, texts=TicketTexts(originals=Lost()))
    with pytest.raises(ConnectionError):
        service.note(desk.ticket.ticket_id, note="call Dr. Okonkwo", at=NOW, actor=ANN)

    assert all(one.action != "noted" for one in _stored(desk).history)
