"""A package says no more than its recipient may know, and shows whatever is done to it."""

import csv
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.claims.fold.model import Claim
from claimtrail.cli.main import cli
from claimtrail.disclosures.export_package import (
    PackageWriter,
    Wanted,
    claim_rows,
    history_rows,
    provenance_row,
    source_path,
)
from claimtrail.disclosures.package_checks import check_package
from claimtrail.disclosures.redaction import CLAIMS, PARTS, Recipient, redact
from claimtrail.trail.chaining.chain import digest
from claimtrail.trail.verification.report import TrailVerdict
from tests.harness.intake.traced import custodies, paid_claim, taken_in, traced

ACCESS = {
    "access_id": "acc_1",
    "claim_id": "clm_1",
    "accessed_at": "2026-11-22T08:00:00.000Z",
    "actor": "user:jane",
    "purpose": "audit",
    "action": "claim.read",
    "fields": "state",
    "origin": "claimtrail claim on desk-7",
}


def package(folder: Path, recipient: Recipient) -> Path:
    intake = taken_in()
    claim = paid_claim(intake)
    wanted = Wanted(
        recipient=recipient,
        purpose="audit",
        stage="prod",
        selection={"claims": [claim.claim_id]},
        made_by="user:jane",
        made_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    out = folder / recipient.value
    writer = PackageWriter(out, wanted)
    writer.write_part("claims", claim_rows([claim]))
    writer.write_part("history", history_rows([claim]))
    steps, archive = traced(intake, intake.archive, claim)
    writer.write_part(
        "provenance", [provenance_row(claim.claim_id, step, recipient) for step in steps]
    )
    stored = {each.file_id: each for each in custodies(intake, claim)}
    for step in steps:
        custody = stored[step.source.file_id]
        whole = recipient is Recipient.REGULATOR
        data = archive.read(custody.stored_key, 0, custody.size) if whole else step.record
        writer.write_source(source_path(step, recipient), data)
    writer.write_part("access_log", [ACCESS])
    writer.finish()
    return out


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_bytes())


@pytest.mark.capability("C5.7")
@pytest.mark.parametrize("recipient", Recipient)
def test_a_package_is_as_it_was_made(tmp_path: Path, recipient: Recipient) -> None:
    folder = package(tmp_path, recipient)

    handed_over = digest((folder / "manifest.json").read_bytes())
    assert check_package(folder, manifest_sha256=handed_over).verdict is TrailVerdict.SOUND
    done = CliRunner().invoke(
        cli, ["audit", "verify-export", str(folder), "--manifest-sha256", handed_over.upper()]
    )
    assert (done.exit_code, "by the manifest handed over" in done.output) == (0, True)
    (claim,) = read(folder, "claims.json")
    with (folder / "claims.csv").open(newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["claim_id"] == claim["claim_id"]
    assert list(row) == list(claim)
    assert len(read(folder, "history.json")) >= 4


@pytest.mark.capability("C5.7")
def test_a_payer_gets_the_records_of_its_claims_and_nothing_of_our_house(tmp_path: Path) -> None:
    folder = package(tmp_path, Recipient.PAYER)

    (access,) = read(folder, "access_log.json")
    assert set(access) == {"claim_id", "accessed_at", "purpose", "action"}
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"user:jane" not in everything
    assert b"desk-7" not in everything
    for path in (folder / "sources").rglob("*.x12"):
        assert not path.read_bytes().startswith(b"ISA")
    assert "actor" in read(folder, "manifest.json")["withheld"]["access_log"]


@pytest.mark.capability("C5.7")
def test_a_regulator_gets_whole_files_and_who_looked(tmp_path: Path) -> None:
    folder = package(tmp_path, Recipient.REGULATOR)

    (access,) = read(folder, "access_log.json")
    assert access["actor"] == "user:jane"
    assert all(path.read_bytes().startswith(b"ISA") for path in (folder / "sources").rglob("*.x12"))


def edit(folder: Path) -> None:
    path = folder / "history.csv"
    path.write_bytes(path.read_bytes().replace(b"PAID", b"OWED"))


def remove(folder: Path) -> None:
    (folder / "claims.csv").unlink()


def add(folder: Path) -> None:
    (folder / "notes.txt").write_text("hello")


def swap_source_and_manifest(folder: Path) -> None:
    """A forger who also writes the manifest again."""
    path = next((folder / "sources").rglob("*.x12"))
    path.write_bytes(path.read_bytes() + b" ")
    manifest = read(folder, "manifest.json")
    for entry in manifest["files"]:
        if folder / entry["path"] == path:
            entry["sha256"] = digest(path.read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.capability("C5.7")
@pytest.mark.parametrize("recipient", Recipient)
@pytest.mark.parametrize(
    ("damage", "text"),
    [
        (edit, "history.csv: not as it was made"),
        (remove, "claims.csv: missing"),
        (add, "notes.txt: not in the manifest"),
        (swap_source_and_manifest, "provenance of clm_"),
    ],
    ids=["edited", "removed", "added", "forged"],
)
def test_whatever_is_done_to_a_package_shows(
    tmp_path: Path, recipient: Recipient, damage: Callable[[Path], None], text: str
) -> None:
    folder = package(tmp_path, recipient)
    damage(folder)

    faults = check_package(folder).faults

    assert any(fault.startswith(text) for fault in faults), faults
    assert CliRunner().invoke(cli, ["audit", "verify-export", str(folder)]).exit_code == 1


def test_what_no_row_names_is_shown_to_nobody() -> None:
    assert set(CLAIMS) <= set(Claim.model_fields)
    (row,) = redact("claims", [{"claim_id": "clm_1", "brand_new": "secret"}], Recipient.REGULATOR)
    assert "brand_new" not in row
    assert all(shown for part in PARTS.values() for shown in part.values())


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed_in_csv_only(tmp_path: Path) -> None:
    wanted = Wanted(
        recipient=Recipient.PAYER,
        purpose="audit",
        stage="prod",
        selection={},
        made_by="user:jane",
        made_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    writer = PackageWriter(tmp_path / "out", wanted)
    writer.write_part("claims", [{"patient_control_number": "=cmd()", "paid_cents": -5}])

    assert "'=cmd()" in (tmp_path / "out" / "claims.csv").read_text()
    assert read(tmp_path / "out", "claims.json")[0]["patient_control_number"] == "=cmd()"
    assert ",-5," in (tmp_path / "out" / "claims.csv").read_text()


def test_a_folder_that_is_no_package_is_wrong_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["audit", "verify-export", str(tmp_path)]).exit_code == 2


@pytest.mark.capability("C5.7")
def test_without_the_manifests_digest_a_package_proves_itself_only(tmp_path: Path) -> None:
    folder = package(tmp_path, Recipient.PAYER)
    handed_over = digest((folder / "manifest.json").read_bytes())
    made_again = package(tmp_path / "again", Recipient.PAYER)
    manifest = read(made_again, "manifest.json")
    manifest["stage"] = "forged"
    (made_again / "manifest.json").write_text(json.dumps(manifest))

    alone = CliRunner().invoke(cli, ["audit", "verify-export", str(made_again)])
    compared = CliRunner().invoke(
        cli, ["audit", "verify-export", str(made_again), "--manifest-sha256", handed_over]
    )

    assert alone.exit_code == 3
    assert "Nothing in a package proves its manifest" in " ".join(alone.output.split())
    assert compared.exit_code == 1
    assert "this is another package" in " ".join(compared.output.split())
    short = ["audit", "verify-export", str(folder), "--manifest-sha256", handed_over[:40]]
    assert CliRunner().invoke(cli, short).exit_code == 2


def relist(folder: Path) -> None:
    """Write the manifest again so that it lists what is there."""
    manifest = read(folder, "manifest.json")
    for entry in manifest["files"]:
        entry["sha256"] = digest((folder / entry["path"]).read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("path", ["../outside", "/dev/zero", "sources", "", 7, None, ["a"]])
def test_a_source_outside_the_package_is_not_read(tmp_path: Path, path: Any) -> None:
    folder = package(tmp_path, Recipient.PAYER)
    (tmp_path / "outside").write_bytes(b"secret")
    rows = read(folder, "provenance.json")
    rows[0]["source_path"] = path
    (folder / "provenance.json").write_text(json.dumps(rows))
    relist(folder)

    faults = check_package(folder).faults

    assert any("not in the package" in fault or "cannot be read" in fault for fault in faults)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "null", "7", '[{"claim_id":1}]', '[{"a":1,"a":2}]', "[NaN]", ""]
)
def test_provenance_that_is_none_is_a_fault(tmp_path: Path, text: str) -> None:
    folder = package(tmp_path, Recipient.REGULATOR)
    (folder / "provenance.json").write_text(text)
    relist(folder)

    (fault,) = check_package(folder).faults

    assert fault == "provenance.json: it cannot be read as the steps' provenance"


def test_a_link_or_a_fifo_in_a_package_is_named_and_not_opened(tmp_path: Path) -> None:
    folder = package(tmp_path, Recipient.REGULATOR)
    (folder / "claims.csv").unlink()
    (folder / "claims.csv").symlink_to("/dev/zero")
    (folder / "history.csv").unlink()
    os.mkfifo(folder / "history.csv")

    faults = check_package(folder).faults

    assert set(faults) == {
        "claims.csv: it is a symbolic link, which is not followed",
        "history.csv: it is a FIFO, not a file",
    }


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", "[]", '{"files":[{"path":7}]}', "\x00"])
def test_a_manifest_that_is_none_is_wrong_usage(tmp_path: Path, text: str) -> None:
    folder = package(tmp_path, Recipient.REGULATOR)
    (folder / "manifest.json").write_text(text)

    assert CliRunner().invoke(cli, ["audit", "verify-export", str(folder)]).exit_code == 2
