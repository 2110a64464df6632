"""One suite for both indexes of accesses."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from claimtrail.aws.trail.access_index import DynamoAccessIndex
from claimtrail.kernel.retention import Store
from claimtrail.trail.access_index.model import RecordedAccess, accesses_in
from claimtrail.trail.access_index.ports import AccessIndex, AccessIndexWriter
from claimtrail.trail.access_log import Access, Action, Purpose, access_rows
from tests.harness.aws.tables import make_table
from tests.twins.trail import MemoryAccessIndex

pytestmark = pytest.mark.capability("C5.4")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
CLAIMS = ("clm_a", "clm_b")


class WholeIndex(AccessIndex, AccessIndexWriter, Protocol):
    """Both ports of an index."""


@pytest.fixture(params=["memory", DYNAMO])
def index(request: pytest.FixtureRequest) -> WholeIndex:
    if request.param == "memory":
        return MemoryAccessIndex()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoAccessIndex(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def an_access(
    *subjects: str, at: datetime = NOON, purpose: Purpose = Purpose.PAYMENT
) -> list[RecordedAccess]:
    access = Access(
        correlation_id=f"req_{at.isoformat()}",
        accessed_at=at,
        actor="user:bo",
        role="biller",
        purpose=purpose,
        action=Action.CLAIMS_LISTED,
        fields=("state", "amount"),
        origin="203.0.113.7 GET /claims",
    )
    return accesses_in(access_rows(access, subjects))


def test_a_request_is_one_access_of_its_day_and_one_of_each_claim(index: WholeIndex) -> None:
    [access] = an_access(*CLAIMS)

    index.add([access])
    index.add([access])

    day = NOON.date()
    assert index.of_day(day, most=10) == [access]
    for claim in CLAIMS:
        [one] = index.of_subject(claim, first=day, last=day, most=10)
        assert one.claim_ids == (claim,)
        assert (one.actor, one.fields, one.purpose) == ("user:bo", "state amount", "payment")
    assert index.of_subject("clm_c", first=day, last=day, most=10) == []


def test_the_latest_come_first_and_no_more_than_asked_for(index: WholeIndex) -> None:
    times = [NOON + timedelta(minutes=minute) for minute in range(30)]
    index.add(one for at in times for one in an_access("clm_a", at=at))

    day = NOON.date()
    latest = [one.accessed_at for one in index.of_day(day, most=3)]

    assert latest == times[:-4:-1]
    found = index.of_subject("clm_a", first=day, last=day, most=3)
    assert [one.accessed_at for one in found] == latest


def test_a_period_has_its_first_and_its_last_day_whole(index: WholeIndex) -> None:
    ends = [datetime(2026, 11, day, hour, tzinfo=UTC) for day in (28, 29, 30) for hour in (0, 23)]
    index.add(one for at in ends for one in an_access("clm_a", at=at))

    found = index.of_subject("clm_a", first=ends[2].date(), last=ends[3].date(), most=10)

    assert [one.accessed_at for one in found] == [ends[3], ends[2]]
    assert [one.accessed_at for one in index.of_day(ends[0].date(), most=9)] == [ends[1], ends[0]]
