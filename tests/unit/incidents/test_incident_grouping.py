"""Given failed updates, they are grouped by cause, counted once each, and heal."""

import random
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.incidents.causes import SUBSCRIBED_EVENTS, Cause, occurrence_of, remedies
from claimtrail.incidents.detail_types import IncidentDetailType
from claimtrail.incidents.model import SAMPLES, Incident, IncidentState
from claimtrail.incidents.service import Grouper
from claimtrail.intake.detail_types import FileDetailType
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.errors import ConflictError, NotFoundError
from claimtrail.trail.datasets.rows import audit_row
from tests.harness.escalations.incident_occurrences import (
    START,
    bus_event,
    held,
    rejected,
    released,
)
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher


@pytest.fixture
def store() -> MemoryIncidentStore:
    return MemoryIncidentStore()


@pytest.fixture
def grouper(store: MemoryIncidentStore) -> Grouper:
    return Grouper(
        store=store, publisher=MemoryPublisher(), clock=lambda: START + timedelta(days=1)
    )


def the(store: MemoryIncidentStore, incident_id: str | None) -> Incident:
    found = store.get(incident_id or "")
    assert found
    return found


def actions(incident: Incident) -> list[str]:
    return [entry.action for entry in incident.timeline]


def state_actions(incident: Incident) -> list[str]:
    return [action for action in actions(incident) if action != "grew"]


def published_of(publisher: MemoryPublisher, incident_id: str) -> list[str]:
    """The changes of state of an incident that were published, without repeats."""
    return [
        event.detail_type.value.removeprefix("incident.")
        for event in publisher.events.values()
        if event.subject_id == incident_id and event.detail_type != IncidentDetailType.INCIDENT_GREW
    ]


@pytest.mark.capability("C6.8")
def test_failures_that_are_counted_together_leave_what_one_after_the_other_leaves(
    store: MemoryIncidentStore, grouper: Grouper
) -> None:
    failures = [rejected(number) for number in range(12)]
    alone = Grouper(store=MemoryIncidentStore(), publisher=MemoryPublisher(), clock=grouper.clock)
    for failure in failures:
        alone.take(failure)
    incident_id = grouper.take(failures[0])

    counted = grouper.take_together([*failures[1:], held(50), held(50), released(3)])

    assert counted == {one.event_id: incident_id for one in failures[1:]}
    incident = the(store, incident_id)
    assert incident.version == 2
    assert incident == the(alone.store, incident_id).model_copy(update={"version": 2})
    assert grouper.publisher.events == alone.publisher.events
    assert incident_id
    assert grouper.take_together([*failures, rejected(90)]) == {}, "of these, some were counted"
    assert the(store, incident_id) == incident


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
    assert incident.remediation[0].startswith("Look at a file: `claimtrail trail")
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


@pytest.mark.capability("C6.8")
@pytest.mark.parametrize("released_first", [False, True])
def test_a_refused_set_that_a_person_releases_is_open_no_more(
    store: MemoryIncidentStore, grouper: Grouper, *, released_first: bool
) -> None:
    refused = replace(rejected(1), source_start=212)
    applied = bus_event(FileDetailType.FILE_RELEASE_APPLIED, 1, detail={"set_starts": [212]})
    occurrence = occurrence_of(refused)
    assert occurrence

    for event in [applied, refused] if released_first else [refused, applied, refused]:
        grouper.take(event)

    incident = store.get(occurrence.cause.incident_id)
    assert incident is None or incident.state is IncidentState.RESOLVED
    assert (incident is None) == released_first


@pytest.mark.parametrize("seed", range(20))
def test_repeats_and_any_order_count_the_same(seed: int) -> None:
    events = [*(held(n) for n in range(6)), *(released(n) for n in range(4)), rejected(9)] * 3
    random.Random(seed).shuffle(events)  # noqa: S311 - a seeded order
    store = MemoryIncidentStore()
    publisher = MemoryPublisher()
    grouper = Grouper(store=store, publisher=publisher, clock=lambda: START)

    for event in events:
        grouper.take(event)

    for incident_id in {event.subject_id for event in publisher.events.values()}:
        actions_published = published_of(publisher, incident_id)
        assert actions_published == state_actions(the(store, incident_id))
    left = {each.kind: each.open_count for each in store.list_by_state(IncidentState.OPEN, limit=9)}
    assert left == {"claim.held": 2, "transaction.rejected": 1}


def test_what_is_no_failure_is_no_incident(grouper: Grouper) -> None:
    assert grouper.take(bus_event(FileDetailType.FILE_RECEIVED, 1)) is None
    assert grouper.take(released(1)) is None


def test_every_failure_that_is_heard_has_a_cause_and_remedies() -> None:
    for detail_type in map(DETAIL_TYPES.__getitem__, SUBSCRIBED_EVENTS):
        occurrence = occurrence_of(bus_event(detail_type, 1))
        if detail_type in {ClaimDetailType.CLAIM_RELEASED, FileDetailType.FILE_RELEASE_APPLIED}:
            assert occurrence is None
        else:
            assert occurrence
            assert len(remedies(occurrence.cause)) >= 3


@pytest.mark.capability("C6.8")
def test_the_remedies_of_a_flagged_or_held_record_are_those_of_its_reason() -> None:
    def steps(kind: str, code: str) -> str:
        return " ".join(remedies(Cause(kind=kind, code=code, party="larkspur")))

    twice = steps("claim.flagged", "second_payment")
    assert "take one of both payments back" in twice
    assert "unknown codes" not in twice
    assert "corrected 835" not in twice
    assert "corrected 835" in steps("claim.flagged", "unbalanced")
    lacking = steps("claim.held", "missing_steps")
    assert "missing 999 or 277CA" in lacking
    assert "837 that was not copied" not in lacking


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


@pytest.mark.capability("T2.4")
def test_an_incident_tells_of_each_further_file_once_until_it_has_enough(
    grouper: Grouper,
) -> None:
    publisher = MemoryPublisher()
    grouper = replace(grouper, publisher=publisher)

    for number in (1, 1, 2, 2, *range(3, SAMPLES + 9)):
        grouper.take(replace(rejected(number), source_start=number))

    grew = [
        event.source_file_id
        for event in publisher.events.values()
        if event.detail_type is IncidentDetailType.INCIDENT_GREW
    ]
    assert grew[:2] == ["fil_2", "fil_3"]
    assert SAMPLES - 1 == len(set(grew)) == len(grew)


@pytest.mark.capability("T2.4")
@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_an_alarm_is_an_incident_by_its_latest_change_in_any_order(order: tuple[int, ...]) -> None:
    store, publisher = MemoryIncidentStore(), MemoryPublisher()
    grouper = Grouper(store=store, publisher=publisher, clock=lambda: START)
    changes = [(True, 0), (False, 5), (True, 9), (True, 9)]

    for number in order:
        is_ringing, minute = changes[number]
        at = START + timedelta(minutes=minute)
        incident_id = grouper.ring("claimtrail-local-x", is_ringing=is_ringing, at=at)

    incident = the(store, incident_id)
    assert (incident.kind, incident.state, incident.open_count) == ("alarm", IncidentState.OPEN, 1)
    grouper.ring("claimtrail-local-x", is_ringing=False, at=START + timedelta(minutes=10))
    incident = the(store, incident_id)
    assert (incident.state, incident.open_count) == (IncidentState.RESOLVED, 0)
    assert published_of(publisher, incident_id) == state_actions(incident)
    assert remedies(Cause(kind="alarm", code="x", party=""))


@pytest.mark.capability("T2.4")
def test_a_sweep_finds_alarms_of_which_no_event_told_once_and_those_that_ended() -> None:
    store, publisher = MemoryIncidentStore(), MemoryPublisher()
    at = START
    grouper = Grouper(store=store, publisher=publisher, clock=lambda: at)
    told = grouper.ring("claimtrail-local-told", is_ringing=True, at=START)
    ringing = {"claimtrail-local-told": START, "claimtrail-local-untold": START}

    [untold] = grouper.sweep(ringing)
    assert the(store, untold).code == "claimtrail-local-untold"
    assert grouper.sweep(ringing) == []
    late = grouper.ring("claimtrail-local-untold", is_ringing=True, at=START)
    assert (late, the(store, untold).failure_count) == (untold, 1)

    assert grouper.sweep({}) == [], "they began a moment ago: the alarms may have been read before"
    grouper.resolve(told, actor="user:ada", note="known")
    at = START + timedelta(minutes=6)
    assert grouper.sweep(ringing) == [], "what a person resolved rings until the alarm ends"
    assert grouper.sweep({}) == [untold]

    for incident_id in (told, untold):
        incident = the(store, incident_id)
        assert incident.state is IncidentState.RESOLVED
        assert published_of(publisher, incident_id) == state_actions(incident)
    at = START + timedelta(minutes=9)
    assert grouper.sweep({"claimtrail-local-told": at}) == [told]
    assert the(store, told).state is IncidentState.OPEN


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
    first = Grouper(store=busy, publisher=MemoryPublisher(), clock=grouper.clock)
    first.take(rejected(1))

    with pytest.raises(ConflictError, match="INCIDENT_CONFLICT"):
        first.take(rejected(2))


@pytest.mark.capability("C6.8", "C5.1")
def test_each_change_of_state_is_reported_with_who_before_and_after(grouper: Grouper) -> None:
    publisher = MemoryPublisher()
    grouper = replace(grouper, publisher=publisher)
    incident_id = grouper.take(rejected(1)) or ""

    grouper.acknowledge(incident_id, actor="user:ada", note="Emberly's file")
    grouper.resolve(incident_id, actor="user:ada", note="done")

    assert [(each.actor, each.before, each.after) for each in publisher.events.values()] == [
        ("system:group_incidents", None, "OPEN"),
        ("user:ada", "OPEN", "ACKNOWLEDGED"),
        ("user:ada", "ACKNOWLEDGED", "RESOLVED"),
    ]
    assert "Emberly" not in str([audit_row(event) for event in publisher.events.values()])


class Unreachable(MemoryPublisher):
    """A bus that is down as often as it is reported to be."""

    down = 0

    def publish(self, events: list[BusEvent]) -> None:
        if self.down:
            self.down -= 1
            raise ConnectionError
        super().publish(events)


def test_a_change_that_a_crash_left_unpublished_is_reported_when_the_work_is_done_again(
    store: MemoryIncidentStore, grouper: Grouper
) -> None:
    bus = Unreachable()
    grouper = replace(grouper, publisher=bus)
    incident_id = occurrence_of(held(1)).cause.incident_id  # type: ignore[union-attr]
    steps = (
        lambda: grouper.take(held(1)),
        lambda: grouper.acknowledge(incident_id, actor="user:ada", note="looks"),
        lambda: grouper.take(released(1)),
        lambda: grouper.measure({"Ingest": 3}),
    )
    for step in steps:
        bus.down = 1
        with pytest.raises(ConnectionError):
            step()
        step()

    assert published_of(bus, incident_id) == state_actions(the(store, incident_id))
    assert published_of(bus, incident_id) == ["opened", "acknowledged", "resolved"]
    assert [each.detail["code"] for each in bus.events.values()][-1] == "Ingest"
