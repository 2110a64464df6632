"""One suite for both stores of the verifications of single days."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.aws.trail.day_checks import DynamoDayVerificationStore
from claimtrail.kernel.retention import Store
from claimtrail.trail.verification.day_checks import (
    DayCheckLine,
    DayFault,
    DayVerification,
    DayVerificationStore,
)
from claimtrail.trail.verification.report import TrailVerdict
from tests.harness.aws.tables import make_table
from tests.twins.trail import MemoryDayVerificationStore

pytestmark = pytest.mark.capability("C5.4")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
FIRST, LAST = date(2026, 11, 20), date(2026, 11, 22)


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> DayVerificationStore:
    if request.param == "memory":
        return MemoryDayVerificationStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoDayVerificationStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def verification(day: date, *, by: str = "user:ann", rows: int = 7) -> DayVerification:
    return DayVerification(
        day=day,
        verified_at=datetime(2026, 11, 30, 8, tzinfo=UTC),
        by=by,
        verdict=TrailVerdict.NOT_SOUND,
        objects=2,
        rows=rows,
        seals=1,
        checks=(DayCheckLine(name="digests", result="failed", detail="1 of 2"),),
        faults=(DayFault(kind="digest", key="claims/1", text="another digest"),),
        fault_count=1,
    )


def test_verifications_of_a_period_are_read_by_day_as_they_were_saved(
    store: DayVerificationStore,
) -> None:
    days = (LAST, date(2026, 11, 19), FIRST, date(2026, 11, 23), date(2026, 11, 21))
    saved = {day: verification(day) for day in days}
    for one in saved.values():
        store.save(one)

    found = store.between(FIRST, LAST)

    assert found == [saved[FIRST], saved[date(2026, 11, 21)], saved[LAST]]
    assert store.between(date(2026, 12, 1), date(2026, 12, 2)) == []


def test_the_newest_verification_of_a_day_replaces_the_one_before(
    store: DayVerificationStore,
) -> None:
    store.save(verification(FIRST))
    store.save(verification(FIRST, by="user:kim", rows=8))

    assert store.between(FIRST, FIRST) == [verification(FIRST, by="user:kim", rows=8)]
