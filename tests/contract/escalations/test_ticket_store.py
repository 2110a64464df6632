"""One suite for both ticket stores."""

from datetime import date, datetime, timedelta

import pytest

from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retention import Store
from claimtrail.tickets.changes import assigned, noted, updated
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, ticket_id
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.status_changes import (
    StatusChange,
    StatusRequest,
    closed,
    with_status,
)
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import NOW
from tests.twins.tickets import MemoryTicketStore

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
ACTOR = "system:test"


def a_ticket(
    origin_id: str = "esc_1",
    *,
    claim_id: str = "clm_one",
    priority: int = 3,
    opened_at: datetime = NOW,
    owner: str = "queue:claims-follow-up",
    deadline: date | None = None,
    amount_cents: int = 0,
) -> Ticket:
    return Ticket(
        ticket_id=ticket_id(claim_id=claim_id, origin_id=origin_id),
        category=TicketCategory.PENDING_PAST_WINDOW,
        claim_id=claim_id,
        payer_id="granite-health",
        origin_id=origin_id,
        title="Claim pending 11 days past the payer's window",
        description="Ask the payer.",
        impact=2,
        urgency=2,
        priority=priority,
        rule="ticket-priority@1/impact-2-urgency-2",
        assigned_to=owner,
        opened_at=opened_at,
        history=(TicketEntry(at=opened_at, actor=ACTOR, action="opened", note=""),),
        deadline=deadline,
        amount_cents=amount_cents,
    )


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> TicketStore:
    if request.param == "memory":
        return MemoryTicketStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    table = make_table(dynamodb, Store.TICKET_TABLE)
    return DynamoTicketStore(dynamodb, table)


def test_a_new_ticket_is_kept_as_it_is(store: TicketStore) -> None:
    ticket = a_ticket()

    assert store.put_new(ticket) == ticket
    assert store.get(ticket.ticket_id) == ticket


def test_the_same_ticket_again_yields_the_stored_one(store: TicketStore) -> None:
    first = store.put_new(a_ticket())

    again = store.put_new(a_ticket(priority=1, opened_at=NOW + timedelta(1)))

    assert again == first
    assert store.get(first.ticket_id) == first


def test_an_unknown_ticket_is_none(store: TicketStore) -> None:
    assert store.get("tkt_none") is None


def test_tickets_without_a_deadline_come_by_priority_then_age(store: TicketStore) -> None:
    young = store.put_new(a_ticket("esc_young", priority=2, opened_at=NOW + timedelta(1)))
    low = store.put_new(a_ticket("esc_low", priority=4))
    old = store.put_new(a_ticket("esc_old", priority=2))

    assert store.list_open(limit=10) == [old, young, low]
    assert store.list_open(limit=2) == [old, young]


@pytest.mark.capability("C3.8")
def test_open_tickets_come_by_deadline_then_dollars(store: TicketStore) -> None:
    soon, late = NOW.date() + timedelta(1), NOW.date() + timedelta(90)
    small = store.put_new(a_ticket("out_small", deadline=soon, amount_cents=900, priority=1))
    later = store.put_new(a_ticket("out_later", deadline=late, amount_cents=5_000_000))
    large = store.put_new(a_ticket("out_large", deadline=soon, amount_cents=10_000, priority=4))
    ours = store.put_new(a_ticket("esc_ours", priority=2))

    assert store.list_open(limit=10) == list(store.walk_open()) == [large, small, ours, later]
    assert store.list_open(limit=1) == [large]


def test_an_update_keeps_the_ticket_open_and_moves_it(store: TicketStore) -> None:
    first = store.put_new(a_ticket("out_one", deadline=NOW.date() + timedelta(9)))
    other = store.put_new(a_ticket("out_two", deadline=NOW.date() + timedelta(5)))
    content = first.model_copy(update={"deadline": NOW.date()})

    store.save(updated(first, content, note="the appeal is due", at=NOW, actor=ACTOR))

    listed = store.list_open(limit=10)
    assert [one.ticket_id for one in listed] == [first.ticket_id, other.ticket_id]
    assert [entry.action for entry in listed[0].history] == ["opened", "updated"]


@pytest.mark.capability("C3.8")
def test_open_tickets_are_listed_by_whose_they_are(store: TicketStore) -> None:
    low = store.put_new(a_ticket("esc_low", priority=4, owner="queue:billing"))
    store.put_new(a_ticket("esc_other"))
    urgent = store.put_new(a_ticket("esc_urgent", priority=1, owner="queue:billing"))

    assert store.list_open(limit=10, owner="queue:billing") == [urgent, low]
    assert store.list_open(limit=1, owner="queue:billing") == [urgent]

    store.save(closed(urgent, reason="the claim moved", at=NOW, actor=ACTOR))

    assert store.list_open(limit=10, owner="queue:billing") == [low]
    assert store.list_open(limit=10, owner="queue:nobody") == []


def test_a_closed_ticket_stays_with_its_claim_and_leaves_the_open_ones(store: TicketStore) -> None:
    ticket = store.put_new(a_ticket())
    other = store.put_new(a_ticket(claim_id="clm_two"))
    shut = closed(ticket, reason="the claim moved", at=NOW, actor=ACTOR)

    store.save(shut)

    assert store.list_open(limit=10) == [other]
    assert store.list_by_claim("clm_one") == [shut]
    assert sorted(one.ticket_id for one in store.walk()) == sorted(
        (ticket.ticket_id, other.ticket_id)
    )
    assert store.get(ticket.ticket_id) == shut


@pytest.mark.capability("C3.8")
def test_ended_tickets_come_by_their_end_across_months_and_leave_when_they_are_reopened(
    store: TicketStore,
) -> None:
    first, second, early = (store.put_new(a_ticket(f"esc_{name}")) for name in "abc")
    store.put_new(a_ticket("esc_open"))
    days = {early: 40, first: 20, second: 0}
    for ticket, ago in days.items():
        store.save(closed(ticket, reason="paid", at=NOW - timedelta(ago), actor=ACTOR))

    def ended(limit: int = 10) -> list[str]:
        found = store.list_ended(
            since=NOW - timedelta(30), until=NOW + timedelta(seconds=1), limit=limit
        )
        return [one.ticket_id for one in found]

    assert ended() == [second.ticket_id, first.ticket_id]
    assert ended(1) == [second.ticket_id]
    assert store.list_ended(since=NOW - timedelta(30), until=NOW, limit=9)[0].ticket_id == (
        first.ticket_id
    )

    shut = store.get(second.ticket_id)
    assert shut is not None
    again = StatusRequest(change=StatusChange.REOPEN, at=NOW, actor=ACTOR, note="denied again")
    store.save(with_status(shut, again))

    assert ended() == [first.ticket_id]


def test_a_claims_tickets_come_oldest_first(store: TicketStore) -> None:
    later = store.put_new(a_ticket("esc_2", opened_at=NOW + timedelta(1)))
    first = store.put_new(a_ticket("esc_1"))

    assert store.list_by_claim("clm_one") == [first, later]


def test_a_write_against_an_older_version_is_refused(store: TicketStore) -> None:
    ticket = store.put_new(a_ticket())
    shut = closed(ticket, reason="the claim moved", at=NOW, actor=ACTOR)
    store.save(shut)

    with pytest.raises(ConflictError, match="TICKET_CONFLICT"):
        store.save(shut)


@pytest.mark.capability("C8.1")
def test_a_ticket_that_a_person_took_is_listed_as_the_persons(store: TicketStore) -> None:
    ticket = store.put_new(a_ticket())
    taken = assigned(ticket, to="user:ann", at=NOW, actor="user:ann")

    store.save(taken)
    store.save(noted(taken, note="called", at=NOW, actor="user:ann"))

    assert store.list_open(limit=10, owner="queue:claims-follow-up") == []
    [listed] = store.list_open(limit=10, owner="user:ann")
    assert [entry.action for entry in listed.history] == ["opened", "assigned", "noted"]
    assert listed.last_note is not None
    assert listed.last_note.note == "called"
