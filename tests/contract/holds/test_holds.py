"""A legal hold keeps what it covers until the last hold on it is released, in both twins."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from claimtrail.audit.holds import (
    HeldObject,
    Hold,
    HoldStore,
    is_held,
    release_hold,
    set_hold,
)
from claimtrail.audit.memory import MemoryHoldStore
from claimtrail.aws.audit_holds import AwsKeeper, DynamoHoldStore
from claimtrail.aws.escalation_table import DynamoEscalationStore
from claimtrail.escalations.episode import begin
from claimtrail.escalations.model import EndReason, Escalation, Status
from claimtrail.kernel.errors import ConflictError, NotFoundError
from claimtrail.kernel.names import Index
from tests.support.cloud import RunningCloud
from tests.support.escalation_tables import make_table
from tests.support.pending_claims import pending_claim

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ONE = HeldObject(bucket="archive", key="p/2026/11/22/fil_1.x12")
TWO = HeldObject(bucket="archive", key="p/2026/11/22/fil_2.x12")


def an_escalation(**changes: Any) -> Escalation:
    return begin(pending_claim("clm_1", **changes), at=NOW, actor="system:test")


class MemoryKeeper:
    """Remembers what is kept."""

    def __init__(self) -> None:
        self.kept: set[HeldObject] = set()
        self.suspended: set[str] = set()

    def keep(self, held: HeldObject) -> None:
        self.kept.add(held)

    def free(self, held: HeldObject) -> None:
        self.kept.discard(held)

    def suspend_expiry(self, subject_id: str) -> None:
        self.suspended.add(subject_id)

    def resume_expiry(self, subject_id: str) -> None:
        self.suspended.discard(subject_id)


@pytest.fixture(params=["memory", pytest.param("aws", marks=pytest.mark.cloud)])
def holds(request: pytest.FixtureRequest) -> HoldStore:
    if request.param == "memory":
        return MemoryHoldStore()
    cloud: RunningCloud = request.getfixturevalue("cloud")
    dynamodb = cloud.client("dynamodb")
    return DynamoHoldStore(dynamodb, make_table(dynamodb, Index.BY_STATUS))


def a_hold(subject_id: str, *objects: HeldObject, at: datetime = NOW) -> Hold:
    return Hold(
        subject_id=subject_id, reason="docket 7", set_by="user:jane", set_at=at, objects=objects
    )


def release(subject_id: str, holds: HoldStore, keeper: Any) -> Hold:
    return release_hold(
        subject_id,
        released_by="user:joe",
        released_at=NOW + timedelta(days=9),
        reason="settled",
        holds=holds,
        keeper=keeper,
    )


@pytest.mark.capability("C1.5")
def test_an_object_under_two_holds_stays_until_the_second_is_released(holds: HoldStore) -> None:
    keeper = MemoryKeeper()
    set_hold(a_hold("clm_1", ONE, TWO), holds=holds, keeper=keeper)
    set_hold(a_hold("fil_1", ONE, at=NOW + timedelta(hours=1)), holds=holds, keeper=keeper)
    assert [hold.subject_id for hold in holds.list_active()] == ["clm_1", "fil_1"]

    release("clm_1", holds, keeper)

    assert keeper.kept == {ONE}
    assert keeper.suspended == {"fil_1"}
    assert not is_held("clm_1", holds)
    assert is_held("fil_1", holds)
    release("fil_1", holds, keeper)
    assert keeper.kept == set()
    assert holds.list_active() == []


def test_a_hold_that_is_set_again_adds_what_is_new_and_keeps_who_set_it(holds: HoldStore) -> None:
    keeper = MemoryKeeper()
    set_hold(a_hold("clm_1", ONE), holds=holds, keeper=keeper)

    again = set_hold(a_hold("clm_1", TWO, at=NOW + timedelta(days=1)), holds=holds, keeper=keeper)

    assert again.objects == (ONE, TWO)
    assert (again.version, again.set_at) == (2, NOW)
    assert keeper.kept == {ONE, TWO}
    assert holds.find("clm_1") == again


def test_a_hold_after_a_release_is_a_new_one(holds: HoldStore) -> None:
    keeper = MemoryKeeper()
    set_hold(a_hold("clm_1", ONE), holds=holds, keeper=keeper)
    done = release("clm_1", holds, keeper)
    assert (done.released_by, done.release_reason) == ("user:joe", "settled")
    assert release("clm_1", holds, keeper) == done

    new = set_hold(a_hold("clm_1", TWO), holds=holds, keeper=keeper)

    assert new.active
    assert new.objects == (TWO,)


def test_what_was_never_held_cannot_be_released_and_versions_follow(holds: HoldStore) -> None:
    with pytest.raises(NotFoundError, match="HOLD_UNKNOWN"):
        release("clm_1", holds, MemoryKeeper())
    holds.put(a_hold("clm_1", ONE))
    with pytest.raises(ConflictError, match="HOLD_CHANGED"):
        holds.put(a_hold("clm_1", ONE))


@pytest.fixture
def bucket(cloud: RunningCloud) -> Iterator[str]:
    name = f"held-{uuid4().hex[:12]}"
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket=name, Key="a/fil_1.x12", Body=b"ISA")
    return name


@pytest.mark.cloud
@pytest.mark.capability("C1.5")
def test_s3_refuses_to_remove_a_held_version_and_lets_it_go_when_released(
    cloud: RunningCloud, bucket: str
) -> None:
    s3, dynamodb = cloud.client("s3"), cloud.client("dynamodb")
    table = make_table(dynamodb, Index.BY_STATUS)
    holds, keeper = DynamoHoldStore(dynamodb, table), AwsKeeper(s3, dynamodb, table)
    held = HeldObject(bucket=bucket, key="a/fil_1.x12")
    version = s3.head_object(Bucket=bucket, Key=held.key)["VersionId"]

    set_hold(a_hold("clm_1", held), holds=holds, keeper=keeper)
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key=held.key, VersionId=version)

    release("clm_1", holds, keeper)
    s3.delete_object(Bucket=bucket, Key=held.key, VersionId=version)


@pytest.mark.cloud
@pytest.mark.capability("C1.5")
def test_a_held_claims_escalations_do_not_expire_and_do_again_when_released(
    cloud: RunningCloud,
) -> None:
    dynamodb = cloud.client("dynamodb")
    table = make_table(dynamodb, Index.BY_STATUS)
    holds = DynamoHoldStore(dynamodb, table)
    keeper = AwsKeeper(cloud.client("s3"), dynamodb, table)
    store = DynamoEscalationStore(dynamodb, table)
    early, late = an_escalation(), an_escalation(escalate_on=NOW.date())
    ended = {"status": Status.ENDED, "ended_at": NOW, "end_reason": EndReason.MOVED}
    for one in (early, late):
        store.put_new(one)
    store.save(early.next(**ended))

    set_hold(a_hold(early.claim_id), holds=holds, keeper=keeper)
    store.save(late.next(**ended))
    assert _expiring(dynamodb, table) == 0

    release(early.claim_id, holds, keeper)
    assert _expiring(dynamodb, table) == 2


def _expiring(dynamodb: Any, table: str) -> int:
    return sum("expires_at" in item for item in dynamodb.scan(TableName=table)["Items"])
