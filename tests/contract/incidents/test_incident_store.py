"""One suite for both incident stores."""

import pytest

from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.incidents.causes import occurrence_of
from claimtrail.incidents.model import Incident, IncidentState, grown, next_version, opened
from claimtrail.incidents.ports import IncidentStore
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.harness.escalations.incident_occurrences import START, rejected
from tests.twins.incidents import MemoryIncidentStore

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> IncidentStore:
    if request.param == "memory":
        return MemoryIncidentStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoIncidentStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def an_incident(number: int = 1, code: str = "X12_SEGMENT_MISSING") -> Incident:
    occurrence = occurrence_of(rejected(number, code=code))
    assert occurrence
    return grown(opened(occurrence.cause, at=START), occurrence)


def test_an_incident_and_its_sign_are_kept_together(store: IncidentStore) -> None:
    incident = an_incident()

    assert store.save(incident, added=["s1"])
    assert store.get(incident.incident_id) == incident
    assert store.incident_of("s1") == incident.incident_id
    assert store.get("inc_none") is None
    assert store.incident_of("s2") is None


def test_an_occurrence_counts_once(store: IncidentStore) -> None:
    incident = an_incident()
    store.save(incident, added=["s1"])

    assert not store.save(next_version(incident), added=["s1"])
    assert store.get(incident.incident_id) == incident


def test_occurrences_that_are_added_together_count_together_or_not_at_all(
    store: IncidentStore,
) -> None:
    incident = an_incident()
    assert store.save(incident, added=["s1", "s2", "s3"])

    assert not store.save(next_version(incident), added=["s4", "s2"])
    assert (store.incident_of("s4"), store.get(incident.incident_id)) == (None, incident)
    assert {store.incident_of(key) for key in ("s1", "s2", "s3")} == {incident.incident_id}


def test_an_occurrence_is_taken_back_once(store: IncidentStore) -> None:
    incident = an_incident()
    store.save(incident, added=["s1"])

    assert store.save(next_version(incident), taken="s1")
    assert store.incident_of("s1") is None
    assert not store.save(next_version(next_version(incident)), taken="s1")
    assert not store.save(next_version(next_version(incident)), taken="s9")


def test_an_occurrence_that_healed_first_is_not_counted(store: IncidentStore) -> None:
    assert store.forestall("s1")
    assert not store.forestall("s1")
    assert store.incident_of("s1") is None
    assert not store.save(an_incident(), added=["s1"])
    assert store.get(an_incident().incident_id) is None


def test_only_the_next_version_is_kept(store: IncidentStore) -> None:
    incident = an_incident()
    store.save(incident, added=["s1"])

    with pytest.raises(ConflictError, match="INCIDENT_CONFLICT"):
        store.save(incident)
    with pytest.raises(ConflictError, match="INCIDENT_CONFLICT"):
        store.save(incident.model_copy(update={"version": 3}), added=["s2"])
    assert store.incident_of("s2") is None


def test_incidents_are_listed_by_state_the_latest_first(store: IncidentStore) -> None:
    early, late = an_incident(1, "EARLY"), an_incident(9, "LATE")
    late = late.model_copy(update={"last_at": rejected(9).occurred_at})
    store.save(early)
    store.save(late)

    assert [each.code for each in store.list_by_state(IncidentState.OPEN, limit=9)] == [
        "LATE",
        "EARLY",
    ]
    assert len(store.list_by_state(IncidentState.OPEN, limit=1)) == 1
    assert store.list_by_state(IncidentState.RESOLVED, limit=9) == []
