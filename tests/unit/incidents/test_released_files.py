"""A refused file whose sets a person had applied is no failure any more."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from claimtrail.cli.core.output import Output
from claimtrail.cli.intake.file_trail import show_trail
from claimtrail.incidents.causes import SUBSCRIBED_EVENTS
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.service import Grouper
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.kernel.bus import BusEvent
from simulator.model import SimulatedFile
from tests.harness.files.trial_files import trial_file
from tests.harness.intake.intake_fixture import NOW
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher
from tests.unit.intake.test_release import SENT, opened, receipt_of, release, two_sets


def incident_after(events: Iterable[BusEvent]) -> Incident:
    """Return the one incident about a refused file, after events in this order."""
    store = MemoryIncidentStore()
    grouper = Grouper(store=store, publisher=MemoryPublisher(), clock=lambda: NOW)
    for event in events:
        if event.detail_type.value in SUBSCRIBED_EVENTS:
            grouper.take(event)
    states = (IncidentState.OPEN, IncidentState.RESOLVED)
    every = [each for state in states for each in store.list_by_state(state, limit=9)]
    [found] = [each for each in every if each.kind == "file.quarantined"]
    return found


@pytest.fixture
def pipeline() -> Pipeline:
    """A pipeline on which a payer's file of two sets was refused, twice."""
    refused = two_sets()
    refused = replace(refused, content=refused.content.replace(b"IEA*1*", b"IEA*2*"))
    again: SimulatedFile = replace(refused, name="again.835")
    found = Pipeline()
    run_in_order(found, [trial_file(SENT), refused, again])
    assert receipt_of(found).status is FileStatus.QUARANTINED
    return found


@pytest.mark.capability("C6.8")
def test_an_incident_is_over_once_every_set_of_its_file_is_released_and_no_sooner(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    published = pipeline.audit.published
    before = incident_after(published.values())
    assert (before.state, before.open_count) == (IncidentState.OPEN, 2)
    assert any("files release FILE" in step for step in before.remediation)

    release(pipeline, 2)
    half = incident_after(published.values())
    assert (half.state, half.open_count) == (IncidentState.OPEN, 2)

    release(pipeline, 1)
    after = incident_after(published.values())
    assert (after.state, after.failure_count) == (IncidentState.RESOLVED, 2)

    show_trail(Output(as_json=False), opened(pipeline).trail)
    assert "What was released need not be dropped again." in capsys.readouterr().out
