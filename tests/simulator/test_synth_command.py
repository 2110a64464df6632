"""`claimtrail synth`: files on disk, in the order of a listing."""

import csv
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.bad_days.variants import Variant
from simulator.commands import EXAMPLE, synth

PROFILES = Path(__file__).parents[2] / "infra" / "stages" / "local" / "partners"


def _listing(out: Path, *options: str) -> list[dict[str, str]]:
    period = ["--first-day", "2026-10-18", "--days", "35", "--claims-per-day", "8"]
    result = CliRunner().invoke(
        synth, ["--out", str(out), "--profiles", str(PROFILES), *period, *options]
    )
    assert result.exit_code == 0, result.output
    with (out / "deliveries.csv").open(encoding="utf-8") as listing:
        return list(csv.DictReader(listing))


def test_given_a_period_when_written_then_the_listing_names_every_file(tmp_path: Path) -> None:
    rows = _listing(tmp_path)

    listed = {f"{row['partner_id']}/{row['name']}": int(row["bytes"]) for row in rows}
    written = {
        str(path.relative_to(tmp_path)): path.stat().st_size for path in tmp_path.glob("*/*.x12")
    }
    assert written == listed


def test_given_all_files_are_to_vary_when_written_then_the_purposes_name_every_variant(
    tmp_path: Path,
) -> None:
    purposes = " ".join(
        row["purpose"] for row in _listing(tmp_path, "--variants-in-hundred", "100")
    )

    assert not [variant for variant in Variant if variant.value not in purposes]


def test_given_the_example_of_the_help_when_it_is_run_then_it_says_what_the_help_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed, printed = (line.strip() for line in EXAMPLE.splitlines()[2:])
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(synth, [*shlex.split(typed)[3:], "--profiles", str(PROFILES)])

    assert result.output.strip() == printed
