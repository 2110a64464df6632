"""One suite for both stores of rules, and for both of the desk."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.aws.tickets.routing import DynamoDeskStore, DynamoRuleStore
from claimtrail.kernel.retention import Store
from claimtrail.tickets.routing.desk import Absence, Reservation
from claimtrail.tickets.routing.ports import DeskStore, RuleStore
from claimtrail.tickets.routing.proposals import ProposalState, RuleProposal
from tests.harness.aws.tables import make_table
from tests.harness.tickets.desks import CASES, RULES, a_desk
from tests.twins.routing import MemoryDeskStore, MemoryRuleStore

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


@pytest.fixture(params=["memory", DYNAMO])
def rule_store(request: pytest.FixtureRequest) -> RuleStore:
    if request.param == "memory":
        return MemoryRuleStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoRuleStore(dynamodb, make_table(dynamodb, Store.TICKET_TABLE))


@pytest.fixture(params=["memory", DYNAMO])
def desk_store(request: pytest.FixtureRequest) -> DeskStore:
    if request.param == "memory":
        return MemoryDeskStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoDeskStore(dynamodb, make_table(dynamodb, Store.TICKET_TABLE))


def a_proposal(version: int = 2) -> RuleProposal:
    return RuleProposal(
        version=version,
        rules_text=RULES,
        cases_text=CASES,
        proposed_by="user:ann",
        proposed_at=NOW,
        why="a desk for granite",
    )


def test_proposals_are_kept_as_they_are_and_listed_by_their_number(rule_store: RuleStore) -> None:
    for version in (10, 2, 9):
        assert rule_store.save(a_proposal(version))

    assert rule_store.find(9) == a_proposal(9)
    assert rule_store.find(3) is None
    assert [one.version for one in rule_store.listed()] == [2, 9, 10]


def test_of_two_changes_of_a_proposal_one_is_stored(rule_store: RuleStore) -> None:
    first = a_proposal()
    assert rule_store.save(first)

    approved = first.next(state=ProposalState.APPROVED, approved_by="user:max", approved_at=NOW)
    assert rule_store.save(approved)
    assert not rule_store.save(first.next(state=ProposalState.APPLIED))
    assert not rule_store.save(first)

    assert rule_store.find(2) == approved


def test_the_desk_is_empty_at_first_and_each_version_follows_the_one_before(
    desk_store: DeskStore,
) -> None:
    assert desk_store.desk().people == ()
    first = a_desk().next()

    assert desk_store.save(first)
    assert not desk_store.save(first)

    ann = first.people[0]
    absence = Absence(begins=date(2026, 12, 24), ends=date(2026, 12, 26))
    second = first.with_person(ann.model_copy(update={"absences": (absence,)}))
    assert desk_store.save(second)
    assert desk_store.desk() == second


def test_of_two_reservations_of_one_person_at_once_one_is_stored(desk_store: DeskStore) -> None:
    known = desk_store.reservations("user:ann")
    assert (known.version, known.held) == (0, ())
    one, other = (
        known.with_one(Reservation(ticket_id=ticket, version=3, weight=2, at=NOW), since=NOW)
        for ticket in ("tkt_one", "tkt_other")
    )

    assert desk_store.reserve(one)
    assert not desk_store.reserve(other)

    assert desk_store.reservations("user:ann") == one
    assert desk_store.reservations("user:ben").held == ()
