"""One suite for both stores each of openings, people and reviews of access."""

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from claimtrail.access.break_glass.model import BreakState, GlassBreak, GlassReason, GlassView
from claimtrail.access.break_glass.ports import GlassBreakStore
from claimtrail.access.people.model import EndCause, KnownPerson
from claimtrail.access.people.ports import PeopleStore
from claimtrail.access.reviews.model import AccessReview, ReviewItem, ReviewRound
from claimtrail.access.reviews.ports import ReviewStore
from claimtrail.access.roles import JobRole
from claimtrail.access.scim.model import DirectoryGroup, GroupStore
from claimtrail.access.subjects import AccessRestriction
from claimtrail.aws.access.glass_breaks import DynamoGlassBreakStore
from claimtrail.aws.access.people import DynamoPeopleStore
from claimtrail.aws.access.reviews import DynamoReviewStore
from claimtrail.aws.access.scim_groups import DynamoGroupStore
from claimtrail.kernel.retention import Store
from claimtrail.trail.access_log import Action, Purpose
from tests.harness.aws.tables import make_table
from tests.twins.access import (
    MemoryGlassBreakStore,
    MemoryGroupStore,
    MemoryPeopleStore,
    MemoryReviewStore,
)

pytestmark = pytest.mark.capability("C5.8")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


class Stores(NamedTuple):
    """The stores of one kind."""

    breaks: GlassBreakStore
    people: PeopleStore
    reviews: ReviewStore
    groups: GroupStore


@pytest.fixture(params=["memory", DYNAMO])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "memory":
        return Stores(
            MemoryGlassBreakStore(), MemoryPeopleStore(), MemoryReviewStore(), MemoryGroupStore()
        )
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    table = make_table(dynamodb, Store.OPERATIONS_TABLE)
    return Stores(
        DynamoGlassBreakStore(dynamodb, table),
        DynamoPeopleStore(dynamodb, table),
        DynamoReviewStore(dynamodb, table),
        DynamoGroupStore(dynamodb, table),
    )


def opening(number: int, day: int) -> GlassBreak:
    return GlassBreak(
        break_id=f"brk_{number}",
        subject_id="clm_vip",
        person_id="dana",
        roles=(JobRole.BILLER,),
        restrictions=(AccessRestriction.VIP,),
        reason=GlassReason.PAYER_ASKS,
        words="the payer called",
        purpose=Purpose.PAYMENT,
        origin="here",
        broken_at=NOW,
        open_until=NOW,
        review_by=date(2026, 12, day),
    )


def review(number: int, day: int) -> AccessReview:
    return AccessReview(
        review_id=f"rvw_{number}",
        period=date(2026, 10, 1),
        manager_id="kim",
        department="Billing",
        opened_at=NOW,
        due_on=date(2026, 12, day),
        items=(ReviewItem(person_id="dana", roles=(JobRole.BILLER,)),),
    )


def test_an_opening_is_stored_version_by_version(stores: Stores) -> None:
    first = opening(1, 3)
    second = first.model_copy(update={"version": 2, "state": BreakState.JUSTIFIED})

    assert stores.breaks.save(first)
    assert not stores.breaks.save(first)
    assert stores.breaks.save(second)
    assert not stores.breaks.save(second)
    assert stores.breaks.find("brk_1") == second
    assert stores.breaks.find("brk_2") is None


def test_openings_are_listed_by_state_the_nearest_last_day_first(stores: Stores) -> None:
    for number, day in ((1, 9), (2, 3), (3, 5)):
        stores.breaks.save(opening(number, day))
    third = opening(3, 5).model_copy(update={"version": 2, "state": BreakState.UNJUSTIFIED})
    stores.breaks.save(third)

    waiting = stores.breaks.listed(BreakState.AWAITING_REVIEW)

    assert [one.break_id for one in waiting] == ["brk_2", "brk_1"]
    assert stores.breaks.listed(BreakState.UNJUSTIFIED) == [third]


def test_a_person_is_stored_version_by_version_and_listed_by_id(stores: Stores) -> None:
    lee, dana = (KnownPerson(person_id=name, first_seen_at=NOW) for name in ("lee", "dana"))
    used = dana.model_copy(
        update={"version": 2, "last_use": {JobRole.BILLER: date(2026, 11, 30)}}
    ).ended(EndCause.LEFT, at=NOW, by="user:ada")

    assert all(map(stores.people.save, (lee, dana, used)))
    assert not stores.people.save(dana)
    assert stores.people.find("dana") == used
    assert stores.people.find("nobody") is None
    assert stores.people.listed() == [used, lee]


def test_open_reviews_are_listed_due_next_first(stores: Stores) -> None:
    for number, day in ((1, 20), (2, 15)):
        assert stores.reviews.save(review(number, day))

    assert [one.review_id for one in stores.reviews.open_reviews()] == ["rvw_2", "rvw_1"]
    assert stores.reviews.completed_since(date(2026, 1, 1)) == []


def test_completed_reviews_are_listed_from_a_day_on(stores: Stores) -> None:
    first = review(1, 20)
    done = first.model_copy(update={"version": 2, "completed_at": NOW})
    stores.reviews.save(first)

    assert stores.reviews.save(done)
    assert not stores.reviews.save(done)

    assert stores.reviews.open_reviews() == []
    assert stores.reviews.completed_since(date(2026, 11, 30)) == [done]
    assert stores.reviews.completed_since(date(2026, 12, 1)) == []
    assert stores.reviews.find("rvw_1") == done


def test_the_mark_of_a_period_is_found(stores: Stores) -> None:
    mark = ReviewRound(period=date(2026, 10, 1), opened_at=NOW, people=2)

    assert stores.reviews.find_round(mark.period) is None
    for _ in range(2):
        stores.reviews.mark_round(mark)

    assert stores.reviews.find_round(mark.period) == mark


def test_views_of_an_opening_come_in_their_order_each_once(stores: Stores) -> None:
    first, second = (
        GlassView(
            request_id=f"req_{number}",
            viewed_at=NOW.replace(minute=number),
            action=Action.CLAIM_READ,
            fields=("state",),
            origin="203.0.113.7 GET /claims/<claim_id>",
        )
        for number in (1, 2)
    )
    stores.breaks.save(opening(1, 3))
    for view in (second, first, first):
        stores.breaks.add_view("brk_1", view)

    assert stores.breaks.views("brk_1") == [first, second]
    assert stores.breaks.views("brk_2") == []
    assert stores.breaks.find("brk_1") == opening(1, 3)


def test_groups_are_stored_version_by_version_listed_by_name_and_deleted(stores: Stores) -> None:
    billers = DirectoryGroup(group_id="grp_2", name="ct-billers", members=("dana",))
    north = DirectoryGroup(group_id="grp_1", name="ct-north")

    assert stores.groups.save(north)
    assert stores.groups.save(billers)
    assert not stores.groups.save(billers)
    assert stores.groups.listed() == [billers, north]
    stores.groups.delete("grp_2")
    stores.groups.delete("grp_2")

    assert stores.groups.find("grp_2") is None
    assert stores.groups.listed() == [north]
