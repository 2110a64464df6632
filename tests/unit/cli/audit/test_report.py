"""`claimtrail audit report`: a verification to print, with no more than was read."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.core import access
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.main import cli
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.seals import seal, to_pem
from claimtrail.trail.outputs import TrailOutput
from claimtrail.trail.verification import tally as tallies
from tests.harness.trail.seal_keys import MemorySigner
from tests.twins.trail import MemoryChainStore

CLAIM, OTHER = "clm_viinx5e26jd56qkuqma4tmzx", "clm_7qxe2m5kqkuqma4tmzxe26jd"
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
SIGNER = MemorySigner(7)


def access_row(number: int, claim_id: str, actor: str = "user:dana") -> dict[str, Any]:
    return {
        "access_id": f"acc_{number}",
        "accessed_at": f"2026-03-09T1{number}:00:00Z",
        "actor": actor,
        "role": None,
        "purpose": "payment",
        "action": "claim.read",
        "subject_id": claim_id,
        "claim_id": claim_id,
        "fields": "state steps",
        "origin": "claimtrail claim on desk",
    }


def event_row(claim_id: str) -> dict[str, Any]:
    return {
        "audit_id": f"aud_{claim_id}",
        "detail_type": "claim.status_changed",
        "subject_id": claim_id,
        "claim_id": claim_id,
        "occurred_at": "2026-03-09T11:00:00Z",
        "actor": "payer:larkspur",
        "rule": "835-4",
        "state_before": "ADJUDICATED",
        "state_after": "DENIED",
        "source_file_id": "fil_1",
        "source_start": 812,
        "source_end": 1204,
        "detail": "{}",
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sealed trail of two days in `copy`, its key and heads beside it."""
    store = MemoryChainStore()
    for day in range(2):
        now = NOON + timedelta(days=day)
        looks = [access_row(day, CLAIM), access_row(day + 2, OTHER, "user:<b>eve")]
        append(store, "access_log", looks, now=now)
        append(store, "audit", [event_row(CLAIM), event_row(OTHER)], now=now)
        seal(
            store,
            SIGNER,
            bucket="audit",
            datasets=("access_log", "audit"),
            clock=lambda now=now: now + timedelta(hours=8),
        )
    for key, data in store.objects.items():
        path = tmp_path / "copy" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "key.pem").write_bytes(to_pem(SIGNER.public_key))
    heads = {name: asdict(head) for name, head in store.heads.items()}
    (tmp_path / "heads.json").write_text(json.dumps(heads, default=str))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*options: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "report", *options])


KEPT = ("--public-key", "key.pem", "--heads", "heads.json")


@pytest.mark.capability("C3.3", "C5.1", "C5.4")
def test_a_report_is_one_page_with_verdict_extent_seals_days_and_accesses(folder: Path) -> None:
    done = run("copy", *KEPT, "-o", "report.html")

    assert done.exit_code == 0, done.output
    assert "SOUND: 6 objects, 8 rows; whole up to the heads given" in done.output
    page = (folder / "report.html").read_text()
    for text in (
        "SOUND",
        "whole up to the heads given",
        "2026-03-09",
        "access_log 2, audit 2",
        "2026-03-10 20:00:00Z",
        "user:dana",
        "payment",
        "No fault was found.",
        "given by the reader",
    ):
        assert text in page
    assert CLAIM not in page
    assert "@page" in page
    assert not re.search(r"<script|src=|href=|url\(|@import|https?:", page)


@pytest.mark.capability("C3.3", "C5.1", "C5.4")
def test_a_report_on_a_claim_says_what_happened_and_who_looked(folder: Path) -> None:
    done = run("copy", *KEPT, "--claim", CLAIM)

    assert done.exit_code == 0, done.output
    page = (folder / "audit-report.html").read_text()
    assert f"Claim {CLAIM}: what happened" in page
    assert "ADJUDICATED</td><td >DENIED" in page
    assert "state steps" in page
    assert OTHER not in page


def test_what_stands_in_a_copy_is_text_and_no_markup(folder: Path) -> None:
    run("copy", "-o", "report.html")

    page = (folder / "report.html").read_text()
    assert "<b>eve" not in page
    assert "&lt;b&gt;eve" in page


@pytest.mark.capability("C3.3", "C5.1")
def test_a_report_promises_no_more_than_the_verification(folder: Path) -> None:
    by_key = run("copy", "--public-key", "key.pem", "-o", "report.html")
    page = (folder / "report.html").read_text()
    assert by_key.exit_code == 5
    assert "SOUND UP TO 2026-03-10 20:00:00Z" in page
    assert "What could be missing, and would not show here" in page

    (folder / "copy/audit/dt=2026-03-09/000000000001.ndjson.gz").write_bytes(b"x")
    forged = run("copy", *KEPT, "-o", "report.html")
    page = (folder / "report.html").read_text()
    assert forged.exit_code == 1
    assert "NOT SOUND" in page
    assert "see the faults" in page
    assert "audit/dt=2026-03-09/000000000001.ndjson.gz" in page


def test_the_report_is_json_for_machines_and_writes_no_page_unless_asked(folder: Path) -> None:
    done = run("copy", *KEPT, "--claim", CLAIM, "--json")

    report: Mapping[str, Any] = json.loads(done.output)
    assert report["verification"]["verdict"] == "SOUND"
    assert [each["rows"] for each in report["days"]] == [2, 2, 2, 2]
    assert [each["number"] for each in report["seals"]] == [1, 2]
    assert {each["actor"]: each["rows"] for each in report["accesses"]} == {
        "user:dana": 2,
        "user:<b>eve": 2,
    }
    assert len(report["claim"]["events"]) == 1, "a repeated row is one event"
    assert len(report["claim"]["accesses"]) == 2
    assert not list(folder.glob("*.html"))


def test_a_claim_that_no_row_names_is_wrong_usage_and_writes_nothing(folder: Path) -> None:
    unknown = run("copy", *KEPT, "--claim", "clm_aaaaaaaaaaaaaaaaaaaaaaaa")
    by_number = run("copy", *KEPT, "--claim", "ZT00042")

    assert (unknown.exit_code, by_number.exit_code) == (2, 2)
    words = " ".join(unknown.output.split())
    assert "No event of copy is about clm_aaaaaaaaaaaaaaaaaaaaaaaa: is it mistyped" in words
    assert "by their ids alone" in " ".join(by_number.output.split())
    assert not list(folder.glob("*.html"))


@pytest.mark.capability("C5.4")
def test_a_look_at_a_mistyped_claim_does_not_make_it_known(folder: Path) -> None:
    mistyped = "clm_aaaaaaaaaaaaaaaaaaaaaaaa"
    store = MemoryChainStore()
    append(store, "access_log", [access_row(0, mistyped)], now=NOON)
    append(store, "audit", [event_row(CLAIM)], now=NOON)
    for key, data in store.objects.items():
        path = folder / "looked_at" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    unknown = run("looked_at", "--claim", mistyped)
    broken = run("copy", *KEPT, "--claim", mistyped, "-o", "report.html")

    words = " ".join(unknown.output.split())
    assert unknown.exit_code == 2
    assert f"is about {mistyped} (only looks at it are recorded: 1): is it mistyped" in words
    assert broken.exit_code == 2
    assert not list(folder.glob("*.html"))


def test_a_folder_in_the_place_of_the_page_is_wrong_usage(folder: Path) -> None:
    assert run("copy", *KEPT, "-o", str(folder)).exit_code == 2


def test_lists_are_bounded_and_what_is_left_out_is_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "KEPT", 1)

    report = json.loads(run("copy", *KEPT, "--claim", CLAIM, "--json").output)
    run("copy", *KEPT, "-o", "report.html")

    assert report["left_out"]["accesses"] == 2
    assert report["left_out"]["days"] > 0
    assert "Too many to list, and left out here" in (folder / "report.html").read_text()


@pytest.mark.capability("C5.4")
def test_a_report_on_a_stages_bucket_is_recorded_before_it_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []

    class Recorded(Stage):
        def row_sink(self) -> Any:
            return type("Sink", (), {"send": lambda _, _name, rows: sent.extend(rows)})()

        def caller(self) -> str:
            return "user:auditor"

    opened = Recorded("prod", {TrailOutput.AUDIT_BUCKET: "audit"})
    monkeypatch.setattr(access, "open_stage", lambda _: opened)
    from claimtrail.cli.audit import trail_copy  # noqa: PLC0415 - replaced for this test
    from claimtrail.trail.verification.copies import FolderCopy  # noqa: PLC0415

    def copy_of(bucket: str, _prefix: str) -> FolderCopy:
        assert bucket == "audit"
        assert sent
        return FolderCopy(folder / "copy")

    monkeypatch.setattr(trail_copy, "_bucket_copy", copy_of)

    done = run("--stage", "prod", *KEPT, "--claim", CLAIM, "--json")

    assert done.exit_code == 0, done.output
    (row,) = sent
    assert (row["action"], row["purpose"], row["claim_id"]) == ("audit.report", "audit", CLAIM)
    assert json.loads(done.output)["made_by"] == "user:auditor"
