"""The assets of functions: complete, small enough, and the same for the same sources."""

import subprocess
import sys
from pathlib import Path

import pytest

from claimtrail.access.sign_in.people import PEOPLE_FILE, PEOPLE_PACKAGE, read_people
from claimtrail.partners.profile import read_profiles
from infra import assets
from infra.assets import stage_assets
from infra.functions.declaration import ROOT
from infra.functions.registry import declared_functions
from infra.stage import read_stage
from tests.harness.templates.synthesis import STAGES

LOCAL = read_stage("local")
DECLARED = declared_functions()
_IMPORT = """
import sys
from importlib import import_module
sys.path[:0] = sys.argv[2].split()
for name in sys.argv[1].split():
    import_module("functions." + name)
"""


def test_every_function_of_the_repository_is_declared_and_no_other() -> None:
    files = {path for path in ROOT.glob("*/*.py") if path.name != "__init__.py"}
    assert {one.source for one in DECLARED} == files
    assert len(DECLARED) == len(files)


def test_a_function_keeps_its_path_so_that_its_imports_work() -> None:
    staged = stage_assets(LOCAL, DECLARED).functions["record_audit"]
    names = {path.relative_to(staged).as_posix() for path in staged.rglob("*.py")}
    assert names >= {
        "functions/__init__.py",
        "functions/trail/__init__.py",
        "functions/trail/record_audit.py",
    }


@pytest.mark.parametrize("name", STAGES)
def test_the_people_of_a_stage_come_with_the_functions_that_know_them(name: str) -> None:
    stage = read_stage(name, STAGES[name])
    staged = stage_assets(stage, DECLARED)

    knowing = {
        one
        for one, folder in staged.functions.items()
        if (folder / PEOPLE_PACKAGE / PEOPLE_FILE).is_file()
    }

    assert knowing == {"serve_pages", "review_access"}
    table = staged.functions["serve_pages"] / PEOPLE_PACKAGE / PEOPLE_FILE
    assert read_people(table) == stage.people


@pytest.mark.parametrize("layers", sorted({one.layers for one in DECLARED}), ids="+".join)
def test_functions_start_with_the_libraries_of_their_layers_alone(layers: tuple[str, ...]) -> None:
    """Import them as Lambda does, without this environment's own libraries."""
    staged = stage_assets(LOCAL, DECLARED)
    folders = [*staged.layers.values(), *(staged.own_layers[one] for one in layers)]
    modules = [one.module for one in DECLARED if one.layers == layers]

    started = subprocess.run(  # noqa: S603 - a fixed program of ours
        [
            *(sys.executable, "-I", "-B", "-S", "-c", _IMPORT, " ".join(modules)),
            " ".join(map(str, (ROOT.parent, *(one / "python" for one in folders)))),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 0, started.stderr


def test_the_package_goes_without_what_only_people_and_tests_use() -> None:
    layer = stage_assets(LOCAL, DECLARED).layers["claimtrail"] / "python" / "claimtrail"
    rooms = {path.name for path in layer.iterdir()}
    assert {"kernel", "aws", "py.typed"} <= rooms
    assert not {"cli", "simulator", "tools", "twins", "__pycache__"} & rooms


@pytest.mark.parametrize("name", STAGES)
def test_the_profiles_of_a_stage_and_of_no_other_are_deployed_as_a_package(name: str) -> None:
    stage = read_stage(name, STAGES[name])
    layer = stage_assets(stage, DECLARED).layers["partners"] / "python"
    deployed = {profile.id for profile in read_profiles(layer / "claimtrail_partners")}
    assert deployed == {profile.id for profile in stage.partners}
    assert len(deployed) == {"local": 6, "dev": 1, "prod": 2}[name]


def test_nothing_of_this_machine_goes_into_a_layer() -> None:
    for folder in stage_assets(read_stage("dev", STAGES["dev"]), DECLARED).layers.values():
        names = {path.name for path in folder.rglob("*")}
        assert not {"__pycache__", ".lock", "bin"} & names


def test_given_the_same_sources_when_staged_again_then_no_file_is_touched() -> None:
    first = _stamps(stage_assets(LOCAL, DECLARED))
    assert _stamps(stage_assets(LOCAL, DECLARED)) == first


def test_given_something_left_over_when_staged_then_it_is_gone(tmp_path: Path) -> None:
    # The layers of libraries are borrowed: building them takes long and is not what this is about.
    staged = stage_assets(LOCAL, DECLARED)
    (tmp_path / "layers").mkdir()
    for real in (staged.layers["third_party"], *staged.own_layers.values()):
        (tmp_path / "layers" / real.name).symlink_to(real)
    stale = tmp_path / "layers" / "claimtrail" / "python" / "claimtrail" / "old" / "gone.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("", encoding="utf-8")
    stage_assets(LOCAL, DECLARED, build=tmp_path)
    assert not stale.parent.exists()


def test_given_too_much_for_lambda_when_staged_then_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assets, "UNZIPPED_LIMIT", 1_000_000)
    with pytest.raises(ValueError, match="1000000 are allowed"):
        stage_assets(LOCAL, DECLARED)


def _stamps(staged: assets.Assets) -> dict[str, int]:
    return {
        str(path): path.stat().st_mtime_ns
        for folder in (*staged.functions.values(), *staged.layers.values())
        for path in folder.rglob("*")
    }
