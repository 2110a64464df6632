"""`claimtrail audit verify` on a copy in a folder: the verdict, the reason, the exit code."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claimtrail.audit.seals import to_pem
from claimtrail.console.main import cli
from tests.support.tampering import SIGNER, Trail, build

LAST = "claim_events/dt=2026-03-14/000000000024.ndjson.gz"


@pytest.fixture(scope="module")
def trail() -> Trail:
    return build()


@pytest.fixture
def folder(trail: Trail, tmp_path: Path) -> Path:
    for key, data in trail.objects.items():
        path = tmp_path / "copy" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "key.pem").write_bytes(to_pem(SIGNER.public_key))
    heads = {name: asdict(head) for name, head in trail.heads.items()}
    (tmp_path / "heads.json").write_text(json.dumps(heads, default=str))
    return tmp_path


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "verify", str(folder / "copy"), *options])


@pytest.mark.capability("C3.3", "C5.1")
def test_an_untouched_copy_is_sound(folder: Path) -> None:
    done = run(folder, "--public-key", str(folder / "key.pem"))

    assert done.exit_code == 0, done.output
    assert "SOUND: 78 objects, 216 rows" in done.output
    assert "sealed up to 2026-03-14 23:00:00Z" in done.output


@pytest.mark.capability("C3.3", "C5.1")
def test_a_damaged_copy_fails_with_the_first_bad_object_and_why(folder: Path) -> None:
    (folder / "copy" / LAST).unlink()

    done = run(folder)

    assert done.exit_code == 1
    assert "NOT SOUND: claim_events/: number 24, which seal 6 signs, is missing" in done.output


def test_the_report_is_json_for_machines(folder: Path) -> None:
    (folder / "copy" / LAST).write_bytes(b"nonsense")

    done = run(folder, "--json", "--heads", str(folder / "heads.json"), "--exact")

    assert done.exit_code == 1
    told = json.loads(done.output)
    assert told["sound"] is False
    assert {fault["key"] for fault in told["faults"]} == {LAST}
    assert told["anchored"] is True


def test_what_is_no_copy_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["audit", "verify", str(tmp_path / "missing")])
    assert done.exit_code == 2
    (tmp_path / "heads.json").write_text("[]")
    done = CliRunner().invoke(
        cli, ["audit", "verify", str(tmp_path), "--heads", str(tmp_path / "heads.json")]
    )
    assert done.exit_code == 2
