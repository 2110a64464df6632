"""A legal hold keeps what it covers until the last hold on it is released, in both twins."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.aws.trail.holds import DynamoHoldStore
from claimtrail.bootstrap.holds import AwsKeeper
from claimtrail.escalations.model import EndReason, Escalation, EscalationStatus
from claimtrail.escalations.rules import begin
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, NotFoundError
from claimtrail.kernel.retention import Store
from claimtrail.trail.holding.hold_service import LegalHolds
from claimtrail.trail.holding.holds import HeldObject, Hold, HoldPhase, HoldStore, is_held
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import pending_claim
from tests.harness.pipelines.pipeline import Checkpointed, SimulatedCrash
from tests.harness.stage.cloud import RunningCloud
from tests.harness.trail.hold_schedules import MemoryKeeper, MemoryPublisher
from tests.twins.holds import MemoryHoldStore

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ONE = HeldObject(bucket="archive", key="p/2026/11/22/fil_1.x12")
TWO = HeldObject(bucket="archive", key="p/2026/11/22/fil_2.x12")


def an_escalation(**changes: Any) -> Escalation:
    return begin(pending_claim("clm_1", **changes), at=NOW, actor="system:test")


@pytest.fixture(params=["memory", pytest.param("aws", marks=pytest.mark.cloud)])
def holds(request: pytest.FixtureRequest) -> HoldStore:
    if request.param == "memory":
        return MemoryHoldStore()
    cloud: RunningCloud = request.getfixturevalue("cloud")
    dynamodb = cloud.client("dynamodb")
    return DynamoHoldStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def service(holds: HoldStore, keeper: Any, clock: Clock = lambda: NOW) -> LegalHolds:
    return LegalHolds(store=holds, keeper=keeper, publisher=MemoryPublisher(), clock=clock)


def hold(
    holds: HoldStore, keeper: Any, subject_id: str, *objects: HeldObject, docket: str = "docket 7"
) -> Hold:
    return service(holds, keeper).set(
        subject_id, docket, objects=objects, by="user:jane", reason="asked for"
    )


def release(holds: HoldStore, keeper: Any, subject_id: str, docket: str = "docket 7") -> Hold:
    later = NOW + timedelta(days=9)
    return service(holds, keeper, lambda: later).release(
        subject_id, docket, by="user:joe", reason="settled"
    )


@pytest.mark.capability("C1.5")
def test_an_object_under_two_holds_stays_until_the_second_is_released(holds: HoldStore) -> None:
    keeper = MemoryKeeper(holds)
    hold(holds, keeper, "clm_1", ONE, TWO)
    hold(holds, keeper, "fil_1", ONE)
    assert [one.subject_id for one in holds.list_open()] == ["clm_1", "fil_1"]

    release(holds, keeper, "clm_1")

    assert keeper.kept == {ONE}
    assert keeper.suspended == {"fil_1"}
    assert not is_held("clm_1", holds)
    assert is_held("fil_1", holds)
    release(holds, keeper, "fil_1")
    assert keeper.kept == set()
    assert holds.list_open() == []


@pytest.mark.capability("C1.5")
def test_a_second_docket_on_a_claim_is_a_second_hold_that_outlasts_the_first(
    holds: HoldStore,
) -> None:
    keeper = MemoryKeeper(holds)
    hold(holds, keeper, "clm_1", ONE, TWO, docket="docket 7")
    hold(holds, keeper, "clm_1", ONE, docket="subpoena 2026/11")
    assert [one.docket for one in holds.holds_on("clm_1")] == ["docket 7", "subpoena 2026/11"]

    release(holds, keeper, "clm_1", "docket 7")

    assert keeper.kept == {ONE}
    assert is_held("clm_1", holds)
    assert keeper.suspended == {"clm_1"}
    (left,) = holds.list_open()
    assert left.docket == "subpoena 2026/11"
    release(holds, keeper, "clm_1", "subpoena 2026/11")
    assert keeper.kept == set()
    assert keeper.suspended == set()


def test_a_hold_that_is_set_again_adds_what_is_new_and_keeps_who_set_it(holds: HoldStore) -> None:
    keeper = MemoryKeeper(holds)
    hold(holds, keeper, "clm_1", ONE)

    again = service(holds, keeper, lambda: NOW + timedelta(days=1)).set(
        "clm_1", "docket 7", objects=[TWO], by="user:joe", reason="another"
    )

    assert set(holds.objects_of(again)) == {ONE, TWO}
    assert (again.object_count, again.phase) == (2, HoldPhase.STANDING)
    assert (again.set_by, again.set_at, again.reason) == ("user:jane", NOW, "asked for")
    assert keeper.kept == {ONE, TWO}
    assert holds.find("clm_1", "docket 7") == again


def test_a_hold_after_a_release_is_a_new_one(holds: HoldStore) -> None:
    keeper = MemoryKeeper(holds)
    hold(holds, keeper, "clm_1", ONE)
    done = release(holds, keeper, "clm_1")
    assert (done.released_by, done.release_reason) == ("user:joe", "settled")
    assert release(holds, keeper, "clm_1") == done

    new = hold(holds, keeper, "clm_1", TWO)

    assert (new.active, new.ordinal) == (True, 2)
    assert list(holds.objects_of(new)) == [TWO]
    assert keeper.kept == {TWO}


def test_what_was_never_held_cannot_be_released_and_versions_follow(holds: HoldStore) -> None:
    keeper = MemoryKeeper(holds)
    with pytest.raises(NotFoundError, match="HOLD_UNKNOWN"):
        release(holds, keeper, "clm_1")
    known = hold(holds, keeper, "clm_1", ONE)
    with pytest.raises(NotFoundError, match="HOLD_UNKNOWN"):
        release(holds, keeper, "clm_1", "docket 8")
    for previous in (None, known.model_copy(update={"version": 1})):
        with pytest.raises(ConflictError, match="HOLD_CHANGED"):
            holds.put(known.model_copy(update={"version": 2}), previous=previous)
    with pytest.raises(ClaimTrailError, match="DOCKET_INVALID"):
        hold(holds, keeper, "clm_1", ONE, docket="docket#7")


def test_a_hold_whose_release_was_interrupted_is_released_before_it_is_set_again(
    holds: HoldStore,
) -> None:
    keeper = MemoryKeeper(holds)
    known = hold(holds, keeper, "clm_1", ONE)
    holds.put(
        known.model_copy(
            update={
                "version": known.version + 1,
                "phase": HoldPhase.RELEASING,
                "released_by": "user:joe",
                "released_at": NOW,
            }
        ),
        previous=known,
    )
    assert [one.phase for one in holds.list_open()] == [HoldPhase.RELEASING]
    with pytest.raises(ConflictError, match="HOLD_RELEASE_UNFINISHED"):
        hold(holds, keeper, "clm_1", TWO)
    with pytest.raises(ConflictError, match="HOLD_CHANGED"):
        holds.cover(known, TWO)

    release(holds, keeper, "clm_1")

    assert keeper.kept == set()
    assert hold(holds, keeper, "clm_1", TWO).ordinal == 2


def test_a_hold_is_not_reported_as_kept_while_another_run_may_lift_the_flag(
    holds: HoldStore,
) -> None:
    keeper = MemoryKeeper(holds)
    holds.begin_lift(ONE, "run1", at=NOW - timedelta(minutes=14))
    with pytest.raises(ConflictError, match="HOLD_UNSETTLED"):
        hold(holds, keeper, "clm_1", ONE, TWO)
    assert keeper.kept == {ONE, TWO}
    assert [one.phase for one in holds.list_open()] == [HoldPhase.SETTING]

    later = service(holds, keeper, lambda: NOW + timedelta(minutes=2))
    done = later.set("clm_1", "docket 7", objects=[ONE, TWO], by="user:jane", reason="again")

    assert done.phase is HoldPhase.STANDING
    assert holds.covers(ONE).lifts == {}


@pytest.mark.capability("C1.5")
@pytest.mark.parametrize("stop", range(0, 30, 2))
def test_a_hold_that_is_set_while_another_is_released_keeps_its_object(
    holds: HoldStore, stop: int
) -> None:
    """At each call of the release, somebody sets another hold, and the releaser's machine dies."""
    keeper = MemoryKeeper(holds)
    hold(holds, keeper, "clm_1", ONE)
    calls = 0
    outcome: list[str] = []

    def concurrent(name: str) -> None:
        nonlocal calls
        calls += 1
        if calls != stop + 1:
            return
        try:
            hold(holds, keeper, "fil_1", ONE, docket="docket 8")
            outcome.append("kept")
        except ConflictError as error:
            outcome.append(error.explanation.code)
        raise SimulatedCrash(name)

    releaser = LegalHolds(
        store=Checkpointed(holds, concurrent),
        keeper=Checkpointed(keeper, concurrent),
        publisher=MemoryPublisher(),
        clock=lambda: NOW,
    )
    try:
        releaser.release("clm_1", "docket 7", by="user:joe", reason="settled")
    except SimulatedCrash:
        assert outcome in (["kept"], ["HOLD_UNSETTLED"])
        assert outcome != ["kept"] or keeper.kept == {ONE}

    release(holds, keeper, "clm_1")
    later = service(holds, keeper, lambda: NOW + timedelta(minutes=16))
    later.set("fil_1", "docket 8", objects=[ONE], by="user:jane", reason="again")
    assert keeper.kept == {ONE}
    release(holds, keeper, "fil_1", "docket 8")
    assert keeper.kept == set()


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
    table = make_table(dynamodb, Store.OPERATIONS_TABLE)
    holds, keeper = DynamoHoldStore(dynamodb, table), AwsKeeper(s3, dynamodb, table)
    held = HeldObject(bucket=bucket, key="a/fil_1.x12")
    version = s3.head_object(Bucket=bucket, Key=held.key)["VersionId"]

    hold(holds, keeper, "clm_1", held)
    hold(holds, keeper, "clm_1", held, docket="docket 8")
    release(holds, keeper, "clm_1")
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key=held.key, VersionId=version)

    release(holds, keeper, "clm_1", "docket 8")
    s3.delete_object(Bucket=bucket, Key=held.key, VersionId=version)


@pytest.mark.cloud
@pytest.mark.capability("C1.5")
def test_a_held_claims_escalations_do_not_expire_and_do_again_when_released(
    cloud: RunningCloud,
) -> None:
    dynamodb = cloud.client("dynamodb")
    table = make_table(dynamodb, Store.OPERATIONS_TABLE)
    holds = DynamoHoldStore(dynamodb, table)
    keeper = AwsKeeper(cloud.client("s3"), dynamodb, table)
    keeper.keep = lambda _held: None  # type: ignore[method-assign]
    store = DynamoEscalationStore(dynamodb, table)
    early, late = an_escalation(), an_escalation(escalate_on=NOW.date())
    ended = {
        "status": EscalationStatus.ENDED,
        "ended_at": NOW,
        "end_reason": EndReason.STATUS_CHANGED,
    }
    for one in (early, late):
        store.put_new(one)
    store.save(early.next(**ended))

    hold(holds, keeper, early.claim_id, ONE)
    hold(holds, keeper, early.claim_id, ONE, docket="docket 8")
    store.save(late.next(**ended))
    assert _expiring(dynamodb, table) == 0

    keeper.free = lambda _held: None  # type: ignore[method-assign]
    release(holds, keeper, early.claim_id)
    assert _expiring(dynamodb, table) == 0
    release(holds, keeper, early.claim_id, "docket 8")
    assert _expiring(dynamodb, table) == 2


def _expiring(dynamodb: Any, table: str) -> int:
    return sum("expires_at" in item for item in dynamodb.scan(TableName=table)["Items"])
