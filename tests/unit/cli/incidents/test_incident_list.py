"""`claimtrail incidents`: the list leads to one incident, and a resolved one has nothing open."""

import json
import re

import pytest
from click.testing import CliRunner

from claimtrail.cli.main import cli
from claimtrail.incidents.causes import Cause, remedies
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.intake.model.finding_words import cause_words
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
    assert f"`claimtrail incidents {only(twins).incident_id}`" in shown()


def test_one_failure_is_one_failure(twins: Twins) -> None:
    one = only(twins)
    assert "Open; 3 failures, 2 open" in shown(one.incident_id)

    twins.incidents.save(
        one.model_copy(update={"failure_count": 1, "open_count": 1, "version": one.version + 1})
    )

    assert "Open; 1 failure, 1 open" in shown(one.incident_id)


def test_the_timeline_says_by_whom_and_why_in_words_and_json_has_the_actor(twins: Twins) -> None:
    one = only(twins)

    said = shown(one.incident_id)

    assert "ClaimTrail: incidents" in said
    assert said.count(cause_words(one.code)) == 2
    [entry] = json.loads(shown(one.incident_id, "--json"))["timeline"]
    assert (entry["actor"], entry["note"]) == ("system:group_incidents", one.code)


def test_an_incident_that_was_opened_earlier_shows_the_steps_of_today(twins: Twins) -> None:
    cause = Cause(kind="transaction.rejected", code="X12_SE_COUNT", party="cedar-medicare")
    before = only(twins)
    changes = {"kind": cause.kind, "code": cause.code, "version": before.version + 1}
    one = before.model_copy(update=changes)
    twins.incidents.save(one)
    assert one.remediation == ("Ask the partner for a whole file.", "Drop it again.")

    said = shown(one.incident_id)

    assert "Drop it again." not in said
    assert f"`claimtrail files release {one.file_ids[0]} --why TEXT`" in said
    [listed] = json.loads(shown("--json"))
    assert listed["remediation"] == list(remedies(cause))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("INTAKE_SENDER_UNKNOWN", "claimtrail files release FILE"),
        ("INTAKE_WRONG_DROPBOX", "Nobody can release it here"),
        ("INTAKE_DROPBOX_UNKNOWN", "Nobody can release it here"),
        ("X12_NOT_X12", ""),
        ("INTAKE_FILE_EMPTY", ""),
    ],
)
def test_a_release_is_named_only_where_there_is_something_to_release(code: str, says: str) -> None:
    steps = " ".join(remedies(Cause(kind="file.quarantined", code=code, party="cedar-medicare")))

    assert says in steps
    assert ("files release" in steps) is says.startswith("claimtrail")


def test_an_incident_of_a_kind_that_is_no_more_keeps_its_steps(twins: Twins) -> None:
    assert "Drop it again." in shown(only(twins).incident_id)


def test_what_to_do_names_the_incidents_own_files_and_claims(twins: Twins) -> None:
    cause = Cause(kind="claim.held", code="no_submission", party="cedar-medicare")
    before = only(twins)
    changes = {"kind": cause.kind, "code": cause.code, "version": before.version + 1}
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

    assert "Resolved; 3 failures\n" in said
