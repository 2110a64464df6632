"""A vendor has a ticket from one instant to another, and letters stay as they were archived."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from claimtrail.tickets.events import last_event
from claimtrail.tickets.hand_offs import handed_over
from claimtrail.tickets.model import HoldParty, Ticket, TicketStatus
from claimtrail.tickets.originals import KeepsNothing, TicketTexts
from claimtrail.tickets.relations import TicketRelationError
from claimtrail.tickets.sla.clock import read_clock
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.sla.reading import ClockState
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.status_changes import closed
from claimtrail.vendors.errors import VendorError
from claimtrail.vendors.model import MOST_LETTERS, Vendor
from claimtrail.vendors.service import VendorDesk
from claimtrail.vendors.tables import vendors
from tests.harness.tickets.alarm_play import ANN, MONDAY, AlarmPlay, played_ticket
from tests.twins.vendors import MemoryLetterArchive

pytestmark = [pytest.mark.capability("T3.5"), pytest.mark.capability("T7.2")]

REVIEW, COLLECTIONS = "summit-medical-review", "harbor-collections"
HOUR = timedelta(hours=1)


class VendorPlay(AlarmPlay):
    """A stage with a ticket of a denial, and the desk of vendors."""

    def __init__(self) -> None:
        super().__init__()
        self.archive = MemoryLetterArchive()
        self.desk = VendorDesk(
            tickets=self.service,
            letters=self.archive,
            vendors=vendors(),
            calendars=clock_tables().calendars,
            texts=TicketTexts(originals=KeepsNothing()),
        )
        self.id = self.service.open(played_ticket()).ticket_id

    @property
    def one(self) -> Ticket:
        return self.ticket(self.id)

    def hand_over(self, vendor_id: str = REVIEW) -> None:
        self.desk.hand_over(self.one, vendor_id, ["medical records"], at=self.now, actor=ANN)

    def take_back(self) -> None:
        self.desk.take_back(self.one, "upheld", at=self.now, actor=ANN)

    def file(self, text: str) -> str:
        letter = self.desk.archive(
            self.one, REVIEW, text, direction="received", at=self.now, actor=ANN
        )
        return letter.letter_id


@pytest.fixture
def play() -> VendorPlay:
    return VendorPlay()


def test_a_vendor_has_it_until_its_contracts_time_is_over(play: VendorPlay) -> None:
    inside = play.one.assigned_to
    play.hand_over()
    play.hand_over()

    ticket = play.one
    assert (ticket.status, ticket.hold_reason) == (TicketStatus.ON_HOLD, HoldParty.VENDOR)
    assert ticket.handed_to is not None
    # 50 hours of work are five days of ten.
    assert ticket.handed_to.due_back == MONDAY + timedelta(days=4, hours=10)
    assert ticket.assigned_to == inside
    event = last_event(ticket)
    assert event.detail_type == "ticket.handed_over"
    assert event.detail["hand_off"]["vendor_id"] == REVIEW
    assert "handed" not in event.detail["hand_off"]
    assert [one.action for one in ticket.history].count("handed_over") == 1


def test_the_vendors_own_clock_runs_and_ours_rests(play: VendorPlay) -> None:
    play.hand_over()
    play.now += 5 * HOUR
    states = {
        one.clock_id: read_clock(
            one, changes_of(play.one), clock_tables().calendars, now=play.now
        ).state
        for one in clock_tables().clocks
    }

    assert states["vendor-turnaround"] is ClockState.RUNNING
    assert states["resolution"] is ClockState.PAUSED


def test_the_path_names_whom_to_call_as_time_goes_by(play: VendorPlay) -> None:
    assert play.desk.contact_now(play.one, now=play.now) is None
    play.hand_over()
    names = []
    for days in (0, 4, 5, 9):
        contact = play.desk.contact_now(play.one, now=MONDAY + timedelta(days=days, hours=10))
        names.append(contact.name if contact else None)

    assert names == ["intake desk", "physician lead", "physician lead", "account manager"]


def test_it_comes_back_with_a_record_of_both_ends(play: VendorPlay) -> None:
    play.hand_over()
    play.now += 7 * HOUR
    play.take_back()
    play.take_back()

    ticket = play.one
    assert (ticket.status, ticket.handed_to) == (TicketStatus.IN_PROGRESS, None)
    record = ticket.history[-1].hand_off
    assert record is not None
    assert (record.since, record.back_at, record.outcome) == (MONDAY, play.now, "upheld")


def test_who_may_not_have_it_gets_nothing(play: VendorPlay) -> None:
    with pytest.raises(VendorError, match="does not cover"):
        play.hand_over(COLLECTIONS)
    with pytest.raises(VendorError, match="no vendor is called"):
        play.hand_over("nobody")
    play.hand_over()
    other = play.one.handed_to
    assert other is not None
    from_other = other.model_copy(update={"vendor_id": COLLECTIONS})
    with pytest.raises(TicketRelationError, match="take it back first"):
        play.change(play.id, lambda one: handed_over(one, from_other, actor=ANN))
    play.change(play.id, lambda one: closed(one, reason="moved", at=play.now, actor="system:test"))
    play.take_back()
    assert play.one.status is TicketStatus.CLOSED
    with pytest.raises(TicketRelationError, match="has ended"):
        play.hand_over()


@pytest.mark.capability("T7.6")
def test_a_letter_is_archived_once_and_a_changed_one_is_found(play: VendorPlay) -> None:
    first = play.file("Upheld. Call 212-555-0147.")
    assert play.file("Upheld. Call 212-555-0147.") == first
    second = play.file("Overturned.")

    filed = play.desk.correspondence(play.one)
    assert [(one.letter.letter_id, one.is_as_recorded) for one in filed] == sorted(
        [(first, True), (second, True)]
    )
    assert all("555-0147" not in one.letter.text for one in filed)
    event = last_event(play.one)
    assert event.detail_type == "ticket.corresponded"
    assert set(event.detail["letter"]) == {
        "letter_id", "vendor_id", "direction", "sha256", "letters",
    }  # fmt: skip

    forged = play.archive.letters[first].model_copy(update={"text": "Approved."})
    play.archive.letters[first] = forged
    found = {one.letter.letter_id: one.is_as_recorded for one in play.desk.correspondence(play.one)}
    assert found == {first: False, second: True}


def test_a_letter_that_does_not_fit_is_refused(play: VendorPlay) -> None:
    with pytest.raises(VendorError, match="1 to 50,000"):
        play.file("x" * (MOST_LETTERS + 1))


def test_a_path_that_does_not_go_on_is_refused() -> None:
    one = vendors()[REVIEW]
    for contacts in (one.contacts[1:], (one.contacts[0], one.contacts[0])):
        with pytest.raises(ValidationError, match="called at once"):
            Vendor.model_validate({**one.model_dump(), "contacts": contacts})
