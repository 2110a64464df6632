"""One suite for both stores of what stands beside tickets."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from claimtrail.aws.tickets.members import DynamoTicketMembers
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.kernel.retention import Store
from claimtrail.tickets.ports import (
    CauseParent,
    MemberTally,
    TicketMember,
    TicketMemberStore,
    TicketStore,
)
from claimtrail.tickets.relations import claims_of_many, linked
from claimtrail.tickets.ticket_parts import LinkKind, TicketLink
from tests.contract.escalations.test_ticket_store import ACTOR, DYNAMO, a_ticket
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import NOW
from tests.twins.tickets import MemoryTicketStore


class Beside(NamedTuple):
    """The stores of one ticket table."""

    members: TicketMemberStore
    tickets: TicketStore


@pytest.fixture(params=["memory", DYNAMO])
def beside(request: pytest.FixtureRequest) -> Beside:
    if request.param == "memory":
        store = MemoryTicketStore()
        return Beside(store.beside, store)
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    table = make_table(dynamodb, Store.TICKET_TABLE)
    return Beside(DynamoTicketMembers(dynamodb, table), DynamoTicketStore(dynamodb, table))


def a_member(ticket_id: str = "tkt_one", *, is_open: bool = True, cents: int = 500) -> TicketMember:
    return TicketMember(ticket_id=ticket_id, claim_id="clm_1", amount_cents=cents, is_open=is_open)


def test_the_sums_follow_each_member_however_often_it_is_recorded(beside: Beside) -> None:
    record = beside.members.record

    assert record("tkt_up", a_member()) == MemberTally(count=1, open_count=1, open_cents=500)
    assert record("tkt_up", a_member()) == MemberTally(count=1, open_count=1, open_cents=500)
    record("tkt_up", a_member("tkt_two", cents=40))
    assert record("tkt_up", a_member(cents=700)) == MemberTally(
        count=2, open_count=2, open_cents=740
    )
    shut = a_member(is_open=False, cents=700)
    assert record("tkt_up", shut) == MemberTally(count=2, open_count=1, open_cents=40)
    assert record("tkt_up", a_member(cents=700)).open_count == 2
    assert list(beside.members.members("tkt_up")) == [
        a_member(cents=700),
        a_member("tkt_two", cents=40),
    ]


@pytest.mark.capability("T1.1")
def test_a_ticket_of_many_claims_is_found_by_each_of_them(beside: Beside) -> None:
    claims = [f"clm_{number:05}" for number in range(1_200)]
    ticket = a_ticket(claim_id="").model_copy(update={"claims": claims_of_many(claims)})
    beside.tickets.put_new(ticket)
    own = beside.tickets.put_new(a_ticket("esc_own", claim_id=claims[-1]))

    beside.members.add_claims(ticket.ticket_id, claims)
    beside.members.add_claims(ticket.ticket_id, claims[:3])

    assert list(beside.members.claims(ticket.ticket_id)) == claims
    assert beside.tickets.list_by_claim(claims[-1]) == [own, ticket]

    beside.members.remove_claims(ticket.ticket_id, claims[1:])

    assert list(beside.members.claims(ticket.ticket_id)) == claims[:1]
    assert beside.tickets.list_by_claim(claims[-1]) == [own]


def test_a_ticket_under_another_one_leaves_the_list_and_is_walked_through(beside: Beside) -> None:
    alone = beside.tickets.put_new(a_ticket("esc_alone", priority=2))
    child = beside.tickets.put_new(a_ticket("esc_child", priority=1))
    link = TicketLink(kind=LinkKind.CHILD_OF, ticket_id="tkt_up")
    child = linked(child, link, at=NOW, actor=ACTOR)

    beside.tickets.save(child)

    assert beside.tickets.list_open(limit=10) == [alone]
    assert beside.tickets.list_open(limit=10, owner=child.assigned_to) == [alone]
    assert list(beside.tickets.walk_open()) == [child, alone]


def test_the_last_ticket_of_a_cause_is_kept(beside: Beside) -> None:
    assert beside.members.parent_of("cse_1") is None

    beside.members.set_parent("cse_1", CauseParent(ticket_id="tkt_2", number=2))
    beside.members.set_parent("cse_1", CauseParent(ticket_id="tkt_1", number=1))

    assert beside.members.parent_of("cse_1") == CauseParent(ticket_id="tkt_2", number=2)


def test_tickets_of_a_cause_wait_within_a_window_until_they_are_forgotten(beside: Beside) -> None:
    old, new = NOW - timedelta(days=2), NOW
    for ticket_id, at in (("tkt_old", old), ("tkt_b", new), ("tkt_a", new)):
        beside.members.await_parent("cse_1", ticket_id, opened_at=at)
    beside.members.await_parent("cse_2", "tkt_other", opened_at=new)

    since = NOW - timedelta(days=1)
    assert list(beside.members.awaiting("cse_1", since=since)) == ["tkt_a", "tkt_b"]

    beside.members.forget("cse_1", "tkt_a", opened_at=new)
    beside.members.forget("cse_1", "tkt_none", opened_at=new)

    assert list(beside.members.awaiting("cse_1", since=since)) == ["tkt_b"]
