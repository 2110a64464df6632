"""`claimtrail incidents`: the list leads to one incident, and a resolved one has nothing open."""

import re

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli
from claimtrail.incidents.causes import Cause, remedies
from claimtrail.incidents.model import Incident, IncidentState
from tests.harness.stage.twins import Twins


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    """A stage with one incident."""
    twins = Twins().fill()
    twins.serve(monkeypatch)
    return twins


def shown(*words: str) -> str:
    done = CliRunner().invoke(cli, ["incidents", *words], env={"COLUMNS": "300"})
    assert done.exit_code == 0, done.output
    return done.output


def only(twins: Twins) -> Incident:
    [one] = twins.incidents.list_by_state(IncidentState.OPEN, limit=9)
    return one


def test_the_list_leads_to_one_incident(twins: Twins) -> None:
    assert only(twins).incident_id[:8] in shown()
    assert "`claimtrail incidents ID`" in shown()


def test_one_failure_is_one_failure(twins: Twins) -> None:
    one = only(twins)
    assert "OPEN; 3 failures, 2 open" in shown(one.incident_id)

    twins.incidents.save(
        one.model_copy(update={"failure_count": 1, "open_count": 1, "version": one.version + 1})
    )

    assert "OPEN; 1 failure, 1 open" in shown(one.incident_id)


def test_what_to_do_names_the_incidents_own_files_and_claims(twins: Twins) -> None:
    cause = Cause(kind="claim.held", code="no_submission", party="cedar-medicare")
    before = only(twins)
    changes = {"remediation": remedies(cause), "version": before.version + 1}
    one = before.model_copy(update=changes)
    twins.incidents.save(one)
    said = shown(one.incident_id)

    named = [*one.file_ids[:1], *one.claim_ids[:1]]
    commands = re.findall(r"`claimtrail ([^`]+)`", said.partition("What to do")[2])
    assert commands
    assert any(each in command for each in named for command in commands)
    assert not any(word in command for word in ("FILE", "CLAIM") for command in commands)


def test_a_resolved_incident_has_nothing_open(twins: Twins) -> None:
    one = only(twins)

    said = shown(one.incident_id, "--resolve", "--note", "the partner sent it again")

    assert "RESOLVED; 3 failures\n" in said
