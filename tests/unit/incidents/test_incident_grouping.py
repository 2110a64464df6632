"""Given failed updates, they are grouped by cause, counted once each, and heal."""

import random
from datetime import timedelta

import pytest

from claimtrail.incidents.causes import HEARD, remedies, sign_of
from claimtrail.incidents.group import Grouper
from claimtrail.incidents.memory import MemoryIncidentStore
from claimtrail.incidents.model import SAMPLES, Incident, IncidentState
from claimtrail.kernel.errors import ConflictError, NotFoundError
from claimtrail.kernel.events import DetailType
from tests.support.incident_signs import START, held, rejected, released, told


@pytest.fixture
def store() -> MemoryIncidentStore:
    return MemoryIncidentStore()


@pytest.fixture
def grouper(store: MemoryIncidentStore) -> Grouper:
    return Grouper(store=store, clock=lambda: START + timedelta(days=1))


def the(store: MemoryIncidentStore, incident_id: str | None) -> Incident:
    found = store.get(incident_id or "")
    assert found
    return found


def actions(incident: Incident) -> list[str]:
    return [entry.action for entry in incident.timeline]


@pytest.mark.capability("C6.8")
def test_failures_of_one_cause_are_one_incident_with_timeline_and_remedies(
    store: MemoryIncidentStore, grouper: Grouper
) -> None:
    ids = {grouper.take(rejected(number)) for number in range(12)}
    other = grouper.take(rejected(50, code="X12_CONTROL_NUMBER"))

    (incident_id,) = ids
    incident = the(store, incident_id)
    assert other not in ids
    assert (incident.kind, incident.code, incident.party) == (
        "transaction.rejected",
        "X12_SEGMENT_MISSING",
        "larkspur",
    )
    assert (incident.failure_count, incident.open_count) == (12, 12)
    assert actions(incident) == ["opened", "grew"]
    assert incident.remediation[0].startswith("Look at a file: claimtrail trail")
    assert incident.file_ids[:2] == ("fil_0", "fil_1")
    assert (incident.first_at, incident.last_at) == (START, START + timedelta(minutes=11))


@pytest.mark.capability("C6.8")
def test_what_is_held_heals_and_the_last_one_resolves_the_incident(
    store: MemoryIncidentStore, grouper: Grouper
) -> None:
    incident_id = grouper.take(held(1))
    grouper.take(held(2))

    grouper.take(released(1))
    assert the(store, incident_id).open_count == 1
    grouper.take(released(2))

    incident = the(store, incident_id)
    assert (incident.state, incident.failure_count) == (IncidentState.RESOLVED, 2)
    grouper.take(held(3))
    incident = the(store, incident_id)
    assert incident.state is IncidentState.OPEN
    assert actions(incident) == ["opened", "resolved", "reopened"]


@pytest.mark.parametrize("seed", range(20))
def test_repeats_and_any_order_count_the_same(seed: int) -> None:
    events = [*(held(n) for n in range(6)), *(released(n) for n in range(4)), rejected(9)] * 3
    random.Random(seed).shuffle(events)  # noqa: S311 - a seeded order
    store = MemoryIncidentStore()
    grouper = Grouper(store=store, clock=lambda: START)

    for event in events:
        grouper.take(event)

    left = {each.kind: each.open_count for each in store.list_by_state(IncidentState.OPEN, limit=9)}
    assert left == {"claim.held": 2, "transaction.rejected": 1}


def test_what_is_no_failure_is_no_incident(grouper: Grouper) -> None:
    assert grouper.take(told(DetailType.FILE_RECEIVED, 1)) is None
    assert grouper.take(released(1)) is None


def test_every_failure_that_is_heard_has_a_cause_and_remedies() -> None:
    for detail_type in HEARD:
        sign = sign_of(told(detail_type, 1))
        if detail_type is DetailType.CLAIM_RELEASED:
            assert sign is None
        else:
            assert sign
            assert len(remedies(sign.cause)) == 3


def test_dead_letters_are_an_incident_until_the_queue_is_empty(
    store: MemoryIncidentStore, grouper: Grouper
) -> None:
    assert grouper.measure({"Ingest": 0, "Audit": 0}) == []
    (incident_id,) = grouper.measure({"Ingest": 3, "Audit": 0})
    assert grouper.measure({"Ingest": 3, "Audit": 0}) == []
    grouper.measure({"Ingest": 5, "Audit": 0})

    incident = the(store, incident_id)
    assert (incident.code, incident.open_count, incident.failure_count) == ("Ingest", 5, 5)
    grouper.measure({"Ingest": 0, "Audit": 0})
    incident = the(store, incident_id)
    assert (incident.state, incident.failure_count) == (IncidentState.RESOLVED, 5)
    assert actions(incident) == ["opened", "grew", "resolved"]


def test_people_take_an_incident_on_and_resolve_it(
    store: MemoryIncidentStore, grouper: Grouper
) -> None:
    incident_id = grouper.take(rejected(1)) or ""

    grouper.acknowledge(incident_id, actor="user:ada", note="asked the payer")
    grouper.acknowledge(incident_id, actor="user:bob", note="me too")
    grouper.resolve(incident_id, actor="user:ada", note="a corrected file came")

    incident = the(store, incident_id)
    assert [(each.actor, each.action) for each in incident.timeline[1:]] == [
        ("user:ada", "acknowledged"),
        ("user:ada", "resolved"),
    ]
    with pytest.raises(NotFoundError, match="INCIDENT_UNKNOWN"):
        grouper.resolve("inc_none", actor="user:ada", note="")


def test_examples_are_bounded(store: MemoryIncidentStore, grouper: Grouper) -> None:
    for number in range(SAMPLES + 5):
        incident_id = grouper.take(held(number))

    assert len(the(store, incident_id).claim_ids) == SAMPLES


def test_a_worker_that_is_always_too_late_gives_up(grouper: Grouper) -> None:
    class Busy(MemoryIncidentStore):
        def get(self, incident_id: str) -> Incident | None:
            found = super().get(incident_id)
            return found.model_copy(update={"version": 0}) if found else None

    busy = Busy()
    first = Grouper(store=busy, clock=grouper.clock)
    first.take(rejected(1))

    with pytest.raises(ConflictError, match="INCIDENT_CONFLICT"):
        first.take(rejected(2))
