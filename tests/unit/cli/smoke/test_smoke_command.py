"""`claimtrail smoke` as people and pipelines see it: lines, exit codes, JSON."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import LOCAL, Stage
from claimtrail.cli.main import cli
from claimtrail.cli.smoke import smoke as command
from claimtrail.smoke.hops import HOPS
from tests.harness.intake.intake_fixture import NOW
from tests.harness.stage.twin_stage import TwinStage


def typed(monkeypatch: pytest.MonkeyPatch, twin: TwinStage, *arguments: str) -> Result:
    """The command over a stage on twins."""
    monkeypatch.setattr(stages, "open_stage", lambda _name: Stage(LOCAL, {}))
    monkeypatch.setattr(command, "_names", lambda _stage: None)
    monkeypatch.setattr(command, "_sender", lambda *_, **__: None)
    monkeypatch.setattr(command, "DeployedStage", lambda **_: twin)
    monkeypatch.setattr(command, "utc_now", lambda: NOW)
    clock = SimpleNamespace(monotonic=twin.monotonic, sleep=twin.sleep)
    monkeypatch.setattr(command, "time", clock)
    return CliRunner().invoke(cli, ["smoke", *arguments])


def test_given_a_sound_stage_then_a_line_for_each_hop_and_exit_0(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = typed(monkeypatch, TwinStage(has_sftp=False))

    assert done.exit_code == 0, done.output
    firsts = [line.split()[0] for line in done.stdout.splitlines() if line[:1].strip()]
    assert firsts[: len(HOPS)] == [hop.name for hop, _ in HOPS]
    assert "went all the way: 17 hops" in " ".join(done.stdout.split())
    assert "--sftp-key" in done.stdout


@pytest.mark.capability("C6.1")
def test_given_a_hop_that_fails_then_exit_1_with_what_was_seen_and_where_to_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = typed(monkeypatch, TwinStage(works=False), "--patience", "0.1")

    text = " ".join(done.stdout.split())
    assert done.exit_code == command.FAILED
    assert "The hop receipt failed" in text
    assert "Instead: nobody has begun to read the file" in text
    assert "the log group of queue_arrival, receive_file" in text
    assert "It rests on EVT-1" in text


def test_given_json_then_a_failed_run_is_one_document_and_exit_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = typed(monkeypatch, TwinStage(called=2), "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == command.FAILED
    assert (found["passed"], found["failed_hop"]) == (False, "escalation")
    assert [one["status"] for one in found["hops"]][-2:] == ["failed", "not_tried"]
