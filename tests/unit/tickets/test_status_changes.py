"""A ticket takes the changes that its status allows, keeps each, and reports each once."""

import json
from datetime import timedelta

import pytest

from claimtrail.cli.tickets.commands import tickets
from claimtrail.tickets.documents import stored_ticket
from claimtrail.tickets.model import (
    HoldParty,
    Ticket,
    TicketCategory,
    TicketEntry,
    TicketStatus,
)
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.sla.views import ClockRow, clock_rows
from claimtrail.tickets.status_changes import (
    StatusChange,
    StatusRequest,
    TicketStatusError,
    changes_open_to,
    with_status,
)
from tests.harness.escalations.pending_claims import NOW
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

pytestmark = pytest.mark.capability("T3.3")

_ACTOR = "user:bea"
_HOUR = timedelta(hours=1)


def _ticket(priority: int = 2) -> Ticket:
    return Ticket(
        ticket_id="tkt_one",
        category=TicketCategory.DENIED,
        claim_id="clm_one",
        payer_id="granite-health",
        origin_id="out_one",
        title="Denied: medical necessity",
        description="",
        impact=2,
        urgency=1,
        priority=priority,
        rule="ticket-priority@1/impact-2-deadline-1",
        assigned_to="queue:claims-follow-up",
        opened_at=NOW,
        history=(TicketEntry(at=NOW, actor="system:test", action="opened", note=""),),
    )


def _asked(change: StatusChange, hours: int, **more: object) -> StatusRequest:
    fields = {"change": change, "at": NOW + hours * _HOUR, "actor": _ACTOR, "note": "said so"}
    return StatusRequest(**(fields | more))  # type: ignore[arg-type] # of the fields above


def _held(hours: int = 1, **more: object) -> StatusRequest:
    return _asked(StatusChange.HOLD, hours, **({"hold_reason": HoldParty.PAYER} | more))


def test_a_ticket_goes_from_its_opening_to_its_end_and_back() -> None:
    ticket = _ticket()
    for change, hours, status in (
        (StatusChange.START, 1, TicketStatus.IN_PROGRESS),
        (StatusChange.RESOLVE, 2, TicketStatus.RESOLVED),
        (StatusChange.REOPEN, 3, TicketStatus.REOPENED),
        (StatusChange.CLOSE, 4, TicketStatus.CLOSED),
    ):
        ticket = with_status(ticket, _asked(change, hours))
        assert ticket.status is status
        assert (ticket.closed_at is None) is ticket.is_open

    assert [entry.action for entry in ticket.history] == [
        "opened", "started", "resolved", "reopened", "closed",
    ]  # fmt: skip


def test_a_change_that_is_asked_for_twice_is_made_once() -> None:
    once = with_status(_ticket(), _held())

    assert with_status(once, _held(2)) is once


def test_a_hold_for_another_party_is_a_change_of_its_own() -> None:
    payer = with_status(_ticket(), _held())

    vendor = with_status(payer, _held(2, hold_reason=HoldParty.VENDOR))

    assert vendor.hold_reason is HoldParty.VENDOR
    assert len(vendor.history) == 3


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        (StatusChange.RESUME, {}, "TICKET_STATUS"),
        (StatusChange.REOPEN, {}, "TICKET_STATUS"),
        (StatusChange.HOLD, {}, "HOLD_REASON"),
        (StatusChange.START, {"hold_reason": HoldParty.PAYER}, "HOLD_REASON"),
        (StatusChange.START, {"since": NOW - _HOUR}, "CHANGE_INSTANT"),
        (StatusChange.START, {"since": NOW + 9 * _HOUR}, "CHANGE_INSTANT"),
    ],
)
def test_a_change_that_cannot_be_says_what_can(
    change: StatusChange, more: dict[str, object], code: str
) -> None:
    with pytest.raises(TicketStatusError, match=f"{code}.*ticket tkt_one"):
        with_status(_ticket(), _asked(change, 1, **more))


def test_a_refused_change_names_only_changes_that_a_command_makes() -> None:
    resolved = with_status(_ticket(), _asked(StatusChange.RESOLVE, 1))

    with pytest.raises(TicketStatusError) as refused:
        with_status(resolved, _asked(StatusChange.START, 2))

    said = refused.value.explanation.next_step
    made = said.removeprefix("What it takes: ").removesuffix(".").split(", ")
    assert set(made) <= set(tickets.commands)


def test_every_change_that_is_named_as_possible_is_taken() -> None:
    for change in changes_open_to(_ticket()):
        reason = HoldParty.PATIENT if change is StatusChange.HOLD else None
        assert with_status(_ticket(), _asked(change, 1, hold_reason=reason)).version == 2


def test_each_change_is_published_once_with_both_statuses_and_without_a_persons_words() -> None:
    publisher = MemoryPublisher()
    service = TicketService(MemoryTicketStore(), publisher)
    service.open(_ticket())

    for _ in range(2):
        service.change_status("tkt_one", _held())

    opened, _, held = publisher.events.values()
    assert (opened.before, opened.after) == (None, "NEW")
    assert (held.detail_type, held.before, held.after) == ("ticket.held", "NEW", "ON_HOLD")
    assert held.detail["hold_reason"] == "payer"
    assert "said so" not in str(held)


def test_an_unknown_ticket_takes_no_change() -> None:
    publisher = MemoryPublisher()

    assert TicketService(MemoryTicketStore(), publisher).change_status("tkt_no", _held()) is None
    assert not publisher.events


@pytest.mark.parametrize(("status", "after"), [("OPEN", "NEW"), ("CLOSED", "CLOSED")])
def test_a_ticket_of_version_1_is_read(status: str, after: str) -> None:
    document = _ticket().model_dump(mode="json") | {"schema_version": 1, "status": status}
    document["history"] = [{"at": "2026-11-30T12:00:00Z", "actor": "system:test",
                            "action": "opened", "note": ""}]  # fmt: skip
    if status == "CLOSED":
        document["history"].append(document["history"][0] | {"action": "closed"})
    del document["hold_reason"]

    read = stored_ticket(json.dumps(document))

    assert (read.status, read.schema_version) == (TicketStatus(after), 3)
    assert changes_of(read)[-1].facts["status"] == after


def test_the_clock_of_resolution_rests_while_the_payer_is_waited_for() -> None:
    ticket = with_status(_ticket(), _held(1))
    resumed = with_status(ticket, _asked(StatusChange.RESUME, 72))

    before, after = (_clock(one, hours) for one, hours in ((ticket, 71), (resumed, 73)))

    assert (before.state, after.state) == ("paused", "running")
    assert before.elapsed_minutes == _clock(ticket, 2).elapsed_minutes
    assert [piece.why for piece in after.pieces] == ["", "payer", ""]


def test_a_hold_that_is_told_late_takes_its_time_off() -> None:
    told_late = with_status(_ticket(), _held(50, since=NOW + _HOUR))

    assert (
        _clock(told_late, 51).elapsed_minutes
        == _clock(with_status(_ticket(), _held(1)), 51).elapsed_minutes
    )


def _clock(ticket: Ticket, hours: int) -> ClockRow:
    rows = clock_rows(ticket, clock_tables(), now=NOW + hours * _HOUR)
    return next(row for row in rows if row.clock_id == "resolution")
