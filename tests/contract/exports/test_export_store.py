"""One suite for both stores of exports."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.aws.core.dynamo.items import EXPIRES_AT
from claimtrail.aws.exports.table import DynamoExportStore
from claimtrail.exports.model import (
    KEPT,
    Export,
    ExportFormat,
    ExportHeader,
    ExportRequester,
    new_export_id,
)
from claimtrail.exports.ports import ExportStore
from claimtrail.kernel.retention import Store
from claimtrail.trail.access_log import Purpose
from tests.harness.aws.tables import make_table
from tests.harness.exports.export_fixture import NOW
from tests.harness.stage.cloud import RunningCloud
from tests.twins.exports import MemoryExportStore

pytestmark = pytest.mark.capability("C8.6")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> ExportStore:
    if request.param == "memory":
        return MemoryExportStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoExportStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def export_of(person_id: str = "dana", *, after: timedelta = timedelta(0)) -> Export:
    at = NOW + after
    return Export(
        export_id=new_export_id(at),
        listing="claims",
        query="state=DENIED&q=ZT+Doe",
        format=ExportFormat.CSV,
        header=ExportHeader(title="Denied"),
        requester=ExportRequester(
            person_id=person_id,
            actor=f"user:{person_id}",
            roles=(JobRole.BILLER,),
            facilities=("*",),
            payers=("*",),
            queues=(),
            purpose=Purpose.PAYMENT,
            origin="test",
        ),
        requested_at=at,
        touched_at=at,
        expires_at=at + KEPT,
    )


def test_an_export_is_its_persons_alone(store: ExportStore) -> None:
    export = export_of()

    assert store.add(export, asked=0)

    assert store.find("dana", export.export_id) == export
    assert store.find("lee", export.export_id) is None
    assert store.find("dana", "exp_unknown") is None
    assert store.of_person("lee").exports == ()


def test_the_exports_of_a_person_come_the_latest_first(store: ExportStore) -> None:
    exports = [export_of(after=timedelta(seconds=number)) for number in range(3)]
    for asked, export in enumerate(exports):
        assert store.add(export, asked=asked)

    found = store.of_person("dana")

    assert list(found.exports) == exports[::-1]
    assert found.asked == 3


def test_who_counted_before_another_was_added_adds_none(store: ExportStore) -> None:
    before = store.of_person("dana").asked
    assert store.add(export_of(), asked=before)

    late = export_of(after=timedelta(seconds=1))

    assert not store.add(late, asked=before)
    assert store.find("dana", late.export_id) is None
    assert store.add(export_of("lee"), asked=0)


def test_of_many_who_counted_at_once_one_adds(store: ExportStore) -> None:
    exports = [export_of(after=timedelta(seconds=number)) for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda one: store.add(one, asked=0), exports))

    assert added.count(True) == 1
    assert len(store.of_person("dana").exports) == 1


def test_a_change_of_an_older_version_is_lost(store: ExportStore) -> None:
    export = export_of()
    store.add(export, asked=0)
    begun = export.begun(at=NOW)

    assert store.save(begun)

    assert not store.save(export.begun(at=NOW))
    assert not store.save(begun)
    assert store.find("dana", export.export_id) == begun


@pytest.mark.cloud
def test_every_item_leaves_the_table_by_its_time_to_live(cloud: RunningCloud) -> None:
    dynamodb = cloud.client("dynamodb")
    table = make_table(dynamodb, Store.OPERATIONS_TABLE)
    export = export_of()

    DynamoExportStore(dynamodb, table).add(export, asked=0)

    items = dynamodb.scan(TableName=table)["Items"]
    ends = sorted(int(item[EXPIRES_AT]["N"]) for item in items)
    assert ends[0] == int(export.expires_at.timestamp())
    assert len(ends) == 2
