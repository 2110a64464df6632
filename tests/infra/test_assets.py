"""What functions are deployed with: complete, small enough, and the same for the same sources."""

from pathlib import Path

import pytest

from claimtrail.partners.profile import read_profiles
from infra import assets
from infra.assets import function_nouns, stage_assets
from infra.settings import settings_for

FUNCTIONS = {
    "advance_escalation",
    "compact_day",
    "group_incidents",
    "ingest_transactions",
    "project_claims",
    "publish_changes",
    "queue_arrival",
    "open_exceptions",
    "receive_file",
    "record_audit",
    "record_queries",
    "seal_audit",
    "end_escalations",
    "start_escalations",
    "ticket_exceptions",
}


def test_all_functions_of_the_pipeline_are_there() -> None:
    assert set(function_nouns()) == FUNCTIONS


def test_a_function_keeps_its_path_so_that_its_imports_work() -> None:
    staged = stage_assets(settings_for("local")).functions["record_audit"]
    names = {path.relative_to(staged).as_posix() for path in staged.rglob("*.py")}
    assert names >= {
        "functions/__init__.py",
        "functions/trail/__init__.py",
        "functions/trail/record_audit.py",
    }


def test_the_package_goes_without_what_only_people_and_tests_use() -> None:
    layer = stage_assets(settings_for("local")).layers["claimtrail"] / "python" / "claimtrail"
    rooms = {path.name for path in layer.iterdir()}
    assert {"kernel", "aws", "py.typed"} <= rooms
    assert not {"cli", "simulator", "tools", "twins", "__pycache__"} & rooms


def test_the_profiles_are_deployed_as_a_package() -> None:
    layer = stage_assets(settings_for("local")).layers["partners"] / "python"
    deployed = {profile.id for profile in read_profiles(layer / "claimtrail_partners")}
    assert deployed == {profile.id for profile in read_profiles(assets.PROFILES)}
    assert len(deployed) == 6


def test_nothing_of_this_machine_goes_into_a_layer() -> None:
    for folder in stage_assets(settings_for("dev")).layers.values():
        names = {path.name for path in folder.rglob("*")}
        assert not {"__pycache__", ".lock", "bin"} & names


def test_given_the_same_sources_when_staged_again_then_no_file_is_touched() -> None:
    first = _stamps(stage_assets(settings_for("local")))
    assert _stamps(stage_assets(settings_for("local"))) == first


def test_given_something_left_over_when_staged_then_it_is_gone(tmp_path: Path) -> None:
    settings = settings_for("local")
    # The layers of libraries are borrowed: building them takes long and is not what this is about.
    staged = stage_assets(settings)
    (tmp_path / "layers").mkdir()
    for real in (staged.layers["third_party"], *staged.own_layers.values()):
        (tmp_path / "layers" / real.name).symlink_to(real)
    stale = tmp_path / "layers" / "claimtrail" / "python" / "claimtrail" / "old" / "gone.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("", encoding="utf-8")
    stage_assets(settings, build=tmp_path)
    assert not stale.parent.exists()


def test_given_too_much_for_lambda_when_staged_then_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assets, "UNZIPPED_LIMIT", 1_000_000)
    with pytest.raises(ValueError, match="1000000 are allowed"):
        stage_assets(settings_for("local"))


def _stamps(staged: assets.Assets) -> dict[str, int]:
    return {
        str(path): path.stat().st_mtime_ns
        for folder in (*staged.functions.values(), *staged.layers.values())
        for path in folder.rglob("*")
    }
