"""One suite for both escalation stores."""

from datetime import timedelta
from typing import Any

import pytest

from claimtrail.aws.escalations.table import KEPT_AFTER_END, DynamoEscalationStore
from claimtrail.escalations.due_scan import LOOK_BACK_DAYS
from claimtrail.escalations.model import EndReason, Escalation, EscalationStatus, EscalationStep
from claimtrail.escalations.ports import EscalationStore
from claimtrail.escalations.rules import begin
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import DUE, NOW, pending_claim
from tests.twins.escalations import MemoryEscalationStore

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)


def an_escalation(claim_id: str = "clm_one", **changes: Any) -> Escalation:
    claim = pending_claim(claim_id, **changes)
    return begin(claim, at=NOW, actor="system:test")


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> EscalationStore:
    if request.param == "memory":
        return MemoryEscalationStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoEscalationStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def test_a_new_escalation_is_kept_as_it_is(store: EscalationStore) -> None:
    escalation = an_escalation()

    assert store.put_new(escalation)
    assert store.get(escalation.key) == escalation


def test_the_same_escalation_again_changes_nothing(store: EscalationStore) -> None:
    first = an_escalation()
    store.put_new(first)

    assert not store.put_new(first.model_copy(update={"owner": "queue:other"}))
    assert store.get(first.key) == first


def test_an_unknown_escalation_is_none(store: EscalationStore) -> None:
    assert store.get(an_escalation().key) is None


def test_the_next_version_replaces_the_one_before(store: EscalationStore) -> None:
    first = an_escalation()
    store.put_new(first)
    second = first.next(
        status=EscalationStatus.RUNNING, step=EscalationStep.REMIND, task_token="token"
    )

    store.save(second)

    assert store.get(first.key) == second


def test_a_write_against_an_older_version_is_refused(store: EscalationStore) -> None:
    first = an_escalation()
    store.put_new(first)
    store.save(first.next(step=EscalationStep.NOTIFY))

    with pytest.raises(ConflictError, match="ESCALATION_CONFLICT"):
        store.save(first.next(step=EscalationStep.REMIND))


def test_an_escalation_that_was_never_stored_has_no_next_version(store: EscalationStore) -> None:
    with pytest.raises(ConflictError):
        store.save(an_escalation().next())


def test_a_claims_escalation_come_in_order_of_their_days(store: EscalationStore) -> None:
    later = an_escalation(escalate_on=DUE + timedelta(9))
    earlier = an_escalation()
    for escalation in (later, earlier, an_escalation("clm_other")):
        store.put_new(escalation)

    assert store.list_by_claim("clm_one") == [earlier, later]


def test_the_longest_unchecked_of_a_status_come_first(store: EscalationStore) -> None:
    one, two, three = (an_escalation(f"clm_{number}") for number in (1, 2, 3))
    for escalation in (one, two, three):
        store.put_new(escalation)
    store.save(one.next(checked_at=NOW + timedelta(hours=1)))
    store.save(two.next(status=EscalationStatus.RUNNING))

    starting = store.list_by_status(EscalationStatus.STARTING, limit=10)

    assert [escalation.claim_id for escalation in starting] == ["clm_3", "clm_1"]
    assert [item.claim_id for item in store.list_by_status(EscalationStatus.STARTING, limit=1)] == [
        "clm_3"
    ]
    assert [item.claim_id for item in store.list_by_status(EscalationStatus.RUNNING, limit=10)] == [
        "clm_2"
    ]


def test_an_ended_escalation_is_kept_with_its_claim_and_leaves_the_lists(
    store: EscalationStore,
) -> None:
    first = an_escalation()
    store.put_new(first)
    ended = first.next(
        status=EscalationStatus.ENDED, ended_at=NOW, end_reason=EndReason.STATUS_CHANGED
    )

    store.save(ended)

    assert store.list_by_claim("clm_one") == [ended]
    assert store.list_by_status(EscalationStatus.STARTING, limit=10) == []
    with pytest.raises(ValueError, match="not indexed"):
        store.list_by_status(EscalationStatus.ENDED, limit=10)


def test_ended_escalation_outlive_the_days_that_the_schedule_looks_back() -> None:
    assert timedelta(LOOK_BACK_DAYS) < KEPT_AFTER_END


@pytest.mark.cloud
def test_an_ended_escalation_carries_the_time_at_which_the_table_drops_it(cloud: Any) -> None:
    dynamodb = cloud.client("dynamodb")
    table = make_table(dynamodb, Store.OPERATIONS_TABLE)
    store = DynamoEscalationStore(dynamodb, table)
    first = an_escalation()
    store.put_new(first)
    store.save(
        first.next(status=EscalationStatus.ENDED, ended_at=NOW, end_reason=EndReason.STATUS_CHANGED)
    )

    [item] = dynamodb.scan(TableName=table)["Items"]

    assert int(item["expires_at"]["N"]) == int((NOW + KEPT_AFTER_END).timestamp())
    assert "status_pk" not in item
