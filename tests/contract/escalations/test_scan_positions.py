"""One suite for both stores of the schedule's position."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.aws.escalations.scan_position import DynamoScanPositions
from claimtrail.escalations.model import ScanPosition
from claimtrail.escalations.ports import ScanPositions
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.twins.escalations import MemoryScanPositions

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)


@pytest.fixture(params=["memory", DYNAMO])
def positions(request: pytest.FixtureRequest) -> ScanPositions:
    if request.param == "memory":
        return MemoryScanPositions()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoScanPositions(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def test_the_last_position_stays_until_a_run_comes_to_the_end(positions: ScanPositions) -> None:
    first = ScanPosition(day=date(2026, 11, 12), after="1 granite-health#clm_one")
    second = ScanPosition(day=date(2026, 10, 1))

    assert positions.find() is None
    for one in (first, second):
        positions.save(one)
        assert positions.find() == one

    for _ in range(2):
        positions.save(None)
        assert positions.find() is None


def test_the_end_of_the_last_whole_walk_stays_beside_the_position(positions: ScanPositions) -> None:
    assert positions.walked_at() is None
    for hour in (9, 10):
        at = datetime(2026, 11, 12, hour, 30, 0, 125_000, tzinfo=UTC)
        positions.save_walked(at)
        positions.save(None)
        assert positions.walked_at() == at
