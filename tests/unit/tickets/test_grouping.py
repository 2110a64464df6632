"""Many tickets of one cause become one line of work, and end with their claims."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from claimtrail.tickets.grouping import ACTOR, CauseGroups, GroupingLimits, grouping_limits
from claimtrail.tickets.model import Ticket, TicketCause, TicketStatus, ticket_id
from claimtrail.tickets.service import TicketService
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore
from tests.unit.tickets.test_documents import AT, a_ticket

SYSTEM = "system:ticket_outcomes"
CAUSE = TicketCause(
    payer_id="granite-health", outcome="DENIED", category="medical necessity", code="CO-50"
)


@dataclass
class Desk:
    """Tickets with groups of more than three."""

    store: MemoryTicketStore = field(default_factory=MemoryTicketStore)
    publisher: MemoryPublisher = field(default_factory=MemoryPublisher)
    now: datetime = AT

    def service(self) -> TicketService:
        groups = CauseGroups(
            members=self.store.beside,
            tickets=TicketService(self.store, self.publisher),
            limits=GroupingLimits(above=3, window_hours=24),
            clock=lambda: self.now,
        )
        return TicketService(self.store, self.publisher, groups)

    def open(self, number: int, cause: TicketCause | None = CAUSE) -> Ticket:
        claim_id = f"clm_{number}"
        return self.service().open(
            a_ticket(
                SYSTEM,
                ticket_id=ticket_id(claim_id=claim_id, origin_id="out_1"),
                claim_id=claim_id,
                cause=cause,
                opened_at=self.now,
                amount_cents=100,
            )
        )

    def close(self, ticket: Ticket) -> None:
        self.service().close(ticket.ticket_id, reason="moved", at=self.now, actor=SYSTEM)

    def listed(self) -> list[Ticket]:
        return self.store.list_open(limit=99)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_limits_that_are_shipped_are_read() -> None:
    assert grouping_limits() == GroupingLimits(above=25, window_hours=24)


def test_as_many_as_the_limit_stay_alone(desk: Desk) -> None:
    opened = [desk.open(number) for number in range(3)]

    assert {one.ticket_id for one in desk.listed()} == {one.ticket_id for one in opened}


@pytest.mark.capability("T1.1")
def test_one_more_than_the_limit_puts_all_under_one_ticket(desk: Desk) -> None:
    opened = [desk.open(number) for number in range(4)]

    [parent] = desk.listed()
    assert (parent.requester, parent.claims.count, parent.amount_cents) == (ACTOR, 4, 400)
    assert set(parent.claims.first) == {one.claim_id for one in opened}
    assert parent.cause == CAUSE
    for one in opened:
        stored = desk.store.get(one.ticket_id)
        assert stored is not None
        assert (stored.parent_id, stored.status) == (parent.ticket_id, TicketStatus.NEW)


def test_what_follows_goes_under_the_same_ticket(desk: Desk) -> None:
    for number in range(12):
        desk.open(number)

    [parent] = desk.listed()
    assert len(list(desk.store.beside.members(parent.ticket_id))) == 12
    assert parent.claims.count == 10, "its document follows in steps"


def test_the_ticket_above_closes_with_the_last_and_opens_again_with_one(desk: Desk) -> None:
    opened = [desk.open(number) for number in range(4)]
    [parent] = desk.listed()

    for one in opened[:-1]:
        desk.close(one)
    assert desk.listed()[0].claims.count == 1
    desk.close(opened[-1])

    assert desk.listed() == []
    ended = desk.store.get(parent.ticket_id)
    assert ended is not None
    assert ended.close_reason == "0 of 4 tickets under it are open"

    desk.open(9)
    [alone] = desk.listed()
    assert alone.parent_id is None, "another ticket begins a new count"


def test_a_second_wave_has_a_ticket_of_its_own(desk: Desk) -> None:
    for one in [desk.open(number) for number in range(4)]:
        desk.close(one)
    for number in range(10, 14):
        desk.open(number)

    [second] = desk.listed()
    assert second.claims.count == 4
    assert len({one.subject_id for one in desk.publisher.events.values()}) == 10


def test_other_causes_and_older_tickets_do_not_count(desk: Desk) -> None:
    for number in range(3):
        desk.open(number)
    desk.now += timedelta(hours=25)
    desk.open(3)
    desk.open(4, CAUSE.model_copy(update={"code": "CO-29"}))
    desk.open(5, None)

    assert len(desk.listed()) == 6


def test_a_person_who_closes_the_ticket_above_is_not_overruled(desk: Desk) -> None:
    opened = [desk.open(number) for number in range(4)]
    [parent] = desk.listed()
    desk.service().close(parent.ticket_id, reason="known", at=desk.now, actor="user:ann")

    desk.close(opened[0])

    stored = desk.store.get(parent.ticket_id)
    assert stored is not None
    assert stored.status is TicketStatus.CLOSED


class _CrashError(Exception):
    """The worker died."""


@pytest.mark.parametrize("crash_at", range(30))
def test_a_crash_at_any_write_ends_the_same_after_the_retry(crash_at: int) -> None:
    desk = Desk()
    for number in range(3):
        desk.open(number)
    turns = iter([False] * crash_at + [True])

    def dies() -> None:
        if next(turns, False):
            raise _CrashError

    _interrupt(desk, dies)
    for _ in range(2):
        with suppress(_CrashError):
            desk.open(3)
    turns = iter(())
    for number in range(4):
        desk.service().publish_again(_stored(desk, number))

    [parent] = desk.listed()
    assert {one.ticket_id for one in desk.store.beside.members(parent.ticket_id)} == {
        ticket_id(claim_id=f"clm_{number}", origin_id="out_1") for number in range(4)
    }


def _stored(desk: Desk, number: int) -> Ticket:
    found = desk.store.get(ticket_id(claim_id=f"clm_{number}", origin_id="out_1"))
    assert found is not None
    return found


def _interrupt(desk: Desk, dies: Callable[[], None]) -> None:
    """Let each write of the stores fail before it is done, when its turn comes."""
    names = (
        (desk.store, ("put_new", "save")),
        (desk.store.beside, ("record", "set_parent", "await_parent", "forget")),
    )
    for owner, methods in names:
        for name in methods:
            setattr(owner, name, _guarded(getattr(owner, name), dies))


def _guarded(write: Callable[..., object], dies: Callable[[], None]) -> Callable[..., object]:
    def guarded(*given: object, **named: object) -> object:
        dies()
        return write(*given, **named)

    return guarded


def test_the_order_of_closing_does_not_matter() -> None:
    for order in permutations(range(4)):
        desk = Desk()
        opened = [desk.open(number) for number in range(4)]
        for number in order:
            desk.close(opened[number])
        assert desk.listed() == []
