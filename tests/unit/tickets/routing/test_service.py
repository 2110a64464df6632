"""Tickets reach queues and people by rules, again when that may change, and never past capacity."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.changes import following
from claimtrail.tickets.errors import conflict
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry
from claimtrail.tickets.routing.decisions import RoutingTrigger, reassignments
from claimtrail.tickets.routing.desk import WEIGHTS, Absence, Desk, Reservations
from claimtrail.tickets.routing.desk_changes import DeskChanges
from claimtrail.tickets.routing.errors import DeskChangeError
from claimtrail.tickets.routing.openings import RuleRoutes
from claimtrail.tickets.routing.rule_files import rules_of
from claimtrail.tickets.routing.service import RoutingService
from claimtrail.tickets.service import TicketService
from tests.harness.tickets.desks import NOW, RULES, a_denial, a_desk
from tests.twins.kernel import MemoryPublisher
from tests.twins.routing import MemoryDeskStore
from tests.twins.tickets import MemoryTicketStore

OPENED, FACTS = RoutingTrigger.OPENED, RoutingTrigger.FACTS_CHANGED
RULE_SET = rules_of(RULES, where="rules.toml")


@dataclass
class Office:
    """Tickets, a desk, and what routes the one to the other."""

    tickets: MemoryTicketStore = field(default_factory=MemoryTicketStore)
    desk: MemoryDeskStore = field(default_factory=lambda: MemoryDeskStore(a_desk()))
    publisher: MemoryPublisher = field(default_factory=MemoryPublisher)
    now: datetime = NOW

    @property
    def service(self) -> TicketService:
        return TicketService(self.tickets, self.publisher, routes=RuleRoutes(lambda _: RULE_SET))

    @property
    def routing(self) -> RoutingService:
        return RoutingService(
            tickets=self.tickets,
            desk=self.desk,
            rules_at=lambda _: RULE_SET,
            publisher=self.publisher,
            clock=lambda: self.now,
        )

    @property
    def desk_changes(self) -> DeskChanges:
        return DeskChanges(
            store=self.desk,
            routing=self.routing,
            publisher=self.publisher,
            clock=lambda: self.now,
        )

    def opened(self, ticket: Ticket) -> Ticket:
        """Open a ticket, and route it as its event asks."""
        self.service.open(ticket)
        return self.route(ticket.ticket_id, OPENED)

    def route(self, ticket_id: str, trigger: RoutingTrigger) -> Ticket:
        ticket = self.routing.route(ticket_id, trigger=trigger)
        assert ticket is not None
        return ticket

    def change(self, ticket_id: str, **changes: Any) -> None:
        stored = self.tickets.get(ticket_id)
        assert stored is not None
        entry = TicketEntry(at=self.now, actor="system:test", action="updated", note="835")
        self.tickets.save(following(stored, entry, **changes))

    def fill(self, person: str, weight: int) -> None:
        """Give a person open tickets of priority 3 by a person's word."""
        for number in range(weight):
            ticket = self.service.open(a_denial(f"tkt_{person}_{number}"))
            self.service.assign(ticket.ticket_id, to=person, at=NOW, actor="user:max")


@pytest.mark.capability("T3.1", "C4.5", "C4.7")
def test_a_ticket_opens_with_its_queue_and_gets_its_person_with_both_decisions_recorded() -> None:
    office = Office()

    opened = office.service.open(a_denial())
    assert (opened.assigned_to, opened.tier) == ("queue:claims-follow-up", 1)
    ticket = office.route("tkt_1", OPENED)

    assert ticket.assigned_to == "user:ben"
    assert [entry.action for entry in ticket.history] == ["opened", "routed", "routed"]
    decision = ticket.routing
    assert decision is not None
    assert (decision.rule, decision.version, decision.trigger, decision.queue) == (
        "routing@2/denials",
        2,
        "opened",
        "queue:claims-follow-up",
    )
    assert [one.rule for one in decision.considered] == ["granite-high-dollar"]
    assert [one.person for one in decision.people] == ["user:dee", "user:ann", "user:cal"]


@pytest.mark.capability("C4.7")
def test_each_decision_is_one_event_with_rule_version_and_trigger() -> None:
    office = Office()

    office.opened(a_denial())
    for _ in range(2):
        office.route("tkt_1", OPENED)

    routed = [one for one in office.publisher.events.values() if one.detail_type == "ticket.routed"]
    assert [(one.rule, one.actor) for one in routed] == [
        ("routing@2/denials", "system:route_tickets")
    ] * 2
    last = routed[-1].detail
    assert (last["routing_version"], last["routing_trigger"], last["routing_strategy"]) == (
        2,
        "opened",
        "least loaded",
    )
    assert last["changes"] == {"assigned_to": ["queue:claims-follow-up", "user:ben"]}
    assert last["reassignments"] == 1


@pytest.mark.capability("T3.1", "C4.5")
def test_changed_facts_move_a_ticket_to_another_tier_and_unchanged_ones_leave_it() -> None:
    office = Office()
    assert office.opened(a_denial(payer="granite-health")).assigned_to == "user:ben"

    same = office.route("tkt_1", FACTS)
    office.change("tkt_1", amount_cents=1_200_000)
    moved = office.route("tkt_1", FACTS)

    assert [entry.action for entry in same.history] == ["opened", "routed", "routed"]
    assert (moved.assigned_to, moved.tier) == ("user:dee", 2)
    assert moved.routing is not None
    assert moved.routing.trigger == "facts changed"
    assert reassignments(moved) == 2


def test_a_ticket_of_another_category_goes_back_to_a_queue() -> None:
    office = Office()
    office.opened(a_denial())

    office.change("tkt_1", category="trading_partners/without_authority")

    assert office.route("tkt_1", FACTS).assigned_to == "queue:integration"


@pytest.mark.capability("T3.1")
def test_what_no_rule_matches_stands_in_the_unallocated_queue_and_is_counted() -> None:
    office = Office()

    office.opened(a_denial().model_copy(update={"category": "access/review_overdue"}))

    [ticket] = office.tickets.list_open(limit=9, owner="queue:unallocated")
    assert ticket.routing is not None
    assert ticket.routing.rule == "routing@2/unallocated"
    assert office.routing.sweep().unallocated == 1


@pytest.mark.capability("C4.5")
def test_a_persons_assignment_stays_and_the_explanation_says_so() -> None:
    office = Office()
    office.opened(a_denial(payer="granite-health"))
    office.service.assign("tkt_1", to="user:zoe", at=NOW, actor="user:max")
    office.change("tkt_1", amount_cents=1_200_000)

    ticket = office.route("tkt_1", FACTS)

    assert ticket.assigned_to == "user:zoe"
    explained = office.routing.explain(ticket)
    assert explained.is_held_by_person
    assert (explained.owner, explained.match.reference) == (
        "user:dee",
        "routing@2/granite-high-dollar",
    )


@pytest.mark.capability("T3.1")
def test_load_alone_moves_no_ticket() -> None:
    office = Office()
    assert office.opened(a_denial()).assigned_to == "user:ben"
    office.fill("user:ben", 7)

    assert office.route("tkt_1", FACTS).assigned_to == "user:ben"
    assert office.routing.room.load("user:ben") == 8
    assert office.opened(a_denial("tkt_2")).assigned_to == "user:ann"


@pytest.mark.capability("T3.1")
def test_an_absence_gives_what_rules_gave_to_the_substitute_and_leaves_what_people_gave() -> None:
    office = Office()
    office.fill("user:ben", 8)
    assert office.opened(a_denial("tkt_rule")).assigned_to == "user:ann"
    office.service.open(a_denial("tkt_person"))
    office.service.assign("tkt_person", to="user:ann", at=NOW, actor="user:max")

    absence = Absence(begins=date(2026, 12, 1), ends=date(2026, 12, 4))
    recorded = office.desk_changes.absent("user:ann", absence, by="user:max")

    assert [(one.ticket_id, one.assigned_to) for one in recorded.moved] == [
        ("tkt_rule", "user:dee")
    ]
    assert recorded.kept == 1
    [moved] = recorded.moved
    assert moved.routing is not None
    assert moved.routing.trigger == "owner absent"
    # The substitute keeps it, though it takes from other queues.
    assert office.route("tkt_rule", FACTS).assigned_to == "user:dee"
    told = [one for one in office.publisher.events.values() if one.subject_id == "user:ann"]
    assert [(one.detail_type, one.actor) for one in told] == [("desk.person_away", "user:max")]


@pytest.mark.capability("T3.1")
def test_an_absence_that_begins_later_moves_tickets_by_the_sweep_of_its_first_day() -> None:
    office = Office()
    office.fill("user:ben", 8)
    office.opened(a_denial())
    absence = Absence(begins=date(2026, 12, 3), ends=date(2026, 12, 4))

    assert office.desk_changes.absent("user:ann", absence, by="user:max").moved == ()
    assert office.routing.sweep().moved == 0
    office.now = NOW + timedelta(days=2)
    swept = office.routing.sweep()

    assert (swept.moved, swept.is_complete) == (1, True)
    after = office.tickets.get("tkt_1")
    assert after is not None
    assert after.assigned_to == "user:dee"
    office.desk_changes.back("user:ann", by="user:max")
    back = office.desk.desk().find("user:ann")
    assert back is not None
    assert back.absences == ()


def test_who_is_not_of_the_desk_is_refused() -> None:
    with pytest.raises(DeskChangeError, match="user:zoe is not of the desk"):
        Office().desk_changes.back("user:zoe", by="user:max")


def test_a_file_replaces_the_desk_and_keeps_absences_that_were_recorded() -> None:
    office = Office()
    absence = Absence(begins=date(2026, 12, 24), ends=date(2026, 12, 26))
    office.desk_changes.absent("user:ann", absence, by="user:max")
    wanted = a_desk()
    fewer = wanted.model_copy(update={"people": (wanted.people[0], wanted.people[3])})

    desk = office.desk_changes.put(fewer, by="user:max")

    assert [one.person for one in desk.people] == ["user:ann", "user:dee"]
    assert desk.people[0].absences == (absence,)


@pytest.mark.capability("T3.1")
def test_a_ticket_waits_in_its_queue_until_a_person_has_room() -> None:
    office = Office()
    for person, capacity in (("user:ann", 4), ("user:ben", 8), ("user:cal", 20)):
        office.fill(person, capacity)
    waiting = office.opened(a_denial())
    assert waiting.assigned_to == "queue:claims-follow-up"
    assert office.routing.sweep().moved == 0

    office.service.close("tkt_user:ann_0", reason="paid", at=NOW, actor="user:ann")
    assert office.routing.sweep().moved == 1

    after = office.tickets.get("tkt_1")
    assert after is not None
    assert after.assigned_to == "user:ann"
    assert after.routing is not None
    assert after.routing.trigger == "room for it"


def test_a_closed_ticket_is_not_routed() -> None:
    office = Office()
    office.opened(a_denial())
    office.service.close("tkt_1", reason="paid", at=NOW, actor="user:ann")

    assert office.route("tkt_1", FACTS).history[-1].action == "closed"
    assert office.routing.route("tkt_none", trigger=FACTS) is None


class _Interrupted(MemoryDeskStore):
    """A desk at which something happens between the reading of room and its reservation."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.meanwhile: Callable[[], object] | None = None

    def reserve(self, reservations: Reservations) -> bool:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return super().reserve(reservations)


def _desk_of_one(capacity: int) -> Desk:
    desk = a_desk()
    ben = desk.people[1].model_copy(update={"capacity": capacity})
    return desk.model_copy(update={"people": (ben,)})


class _Lagging(MemoryTicketStore):
    """A store whose index of owners has not followed yet."""

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        found = super().list_open(limit=limit, owner=owner)
        return [] if owner and owner.startswith("user:") else found


@pytest.mark.capability("T3.1")
def test_of_two_decisions_at_once_one_takes_the_last_room_though_the_index_lags() -> None:
    desk = _Interrupted(_desk_of_one(1))
    office = Office(desk=desk, tickets=_Lagging())
    for ticket_id in ("tkt_1", "tkt_2"):
        office.service.open(a_denial(ticket_id))

    desk.meanwhile = lambda: office.route("tkt_2", OPENED)
    first = office.route("tkt_1", OPENED)

    second = office.tickets.get("tkt_2")
    assert second is not None
    assert (first.assigned_to, second.assigned_to) == ("queue:claims-follow-up", "user:ben")


def test_room_of_a_ticket_that_was_never_written_comes_back_after_some_minutes() -> None:
    class Failing(MemoryTicketStore):
        fails = False

        def save(self, ticket: Ticket) -> None:
            if self.fails:
                raise RuntimeError("the table is gone")
            super().save(ticket)

    tickets = Failing()
    office = Office(desk=MemoryDeskStore(_desk_of_one(1)), tickets=tickets)
    office.service.open(a_denial("tkt_1"))
    tickets.fails = True
    with pytest.raises(RuntimeError):
        office.route("tkt_1", OPENED)
    tickets.fails = False

    assert office.opened(a_denial("tkt_2")).assigned_to == "queue:claims-follow-up"
    office.now = NOW + timedelta(minutes=6)
    assert office.route("tkt_2", RoutingTrigger.ROOM).assigned_to == "user:ben"


def test_a_crash_between_storing_and_publishing_is_made_good_by_the_next_delivery() -> None:
    class Silent(MemoryPublisher):
        is_down = False

        def publish(self, events: Any) -> None:
            if self.is_down:
                raise ConnectionError
            super().publish(events)

    publisher = Silent()
    office = Office(publisher=publisher)
    office.service.open(a_denial())
    publisher.is_down = True
    with pytest.raises(ConnectionError):
        office.route("tkt_1", OPENED)
    publisher.is_down = False

    office.route("tkt_1", OPENED)

    told = [one.detail_type for one in publisher.events.values()]
    assert told == ["ticket.opened", "ticket.routed", "ticket.routed"]


def test_writers_who_keep_winning_are_for_the_callers_retry() -> None:
    class Contested(MemoryTicketStore):
        def save(self, ticket: Ticket) -> None:
            raise ConflictError(conflict(ticket))

    office = Office(tickets=Contested())
    office.service.open(a_denial())

    with pytest.raises(ConflictError):
        office.route("tkt_1", OPENED)


SPECS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                TicketCategory.DENIED,
                TicketCategory.PAYMENT_TAKEN_BACK,
                TicketCategory.WITHOUT_AUTHORITY,
                TicketCategory.ACCESS_REVIEW_OVERDUE,
            )
        ),
        st.sampled_from(("granite-health", "larkspur")),
        st.sampled_from((5_000, 2_000_000)),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=25,
)


def _played(specs: list[tuple[TicketCategory, str, int, int]], hours: int) -> Office:
    office = Office(now=NOW + timedelta(hours=hours))
    for number, (category, payer, cents, priority) in enumerate(specs):
        ticket = a_denial(f"tkt_{number}", payer=payer, cents=cents, priority=priority)
        office.opened(ticket.model_copy(update={"category": category}))
    return office


@pytest.mark.capability("T3.1", "C4.5")
@settings(max_examples=40, deadline=None)
@given(SPECS, st.integers(0, 200))
def test_every_ticket_has_one_owner_for_the_same_reason_each_time_and_no_capacity_is_passed(
    specs: list[tuple[TicketCategory, str, int, int]], hours: int
) -> None:
    office, again = _played(specs, hours), _played(specs, hours)

    opened = office.tickets.list_open(limit=99)
    assert len(opened) == len(specs)
    assert opened == again.tickets.list_open(limit=99)
    for ticket in opened:
        decision = ticket.routing
        assert decision is not None
        is_with_person = ticket.assigned_to.startswith("user:")
        assert is_with_person or ticket.assigned_to == decision.queue
        # One decision at the opening, and one more where a person got it.
        actions = [entry.action for entry in ticket.history]
        assert actions == ["opened", "routed", *(["routed"] if is_with_person else [])]
    for person in office.desk.desk().people:
        weights = [WEIGHTS[one.priority] for one in opened if one.assigned_to == person.person]
        assert sum(weights) <= person.capacity
