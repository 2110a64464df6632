"""Kept releases: archives under tests/fixtures/releases, to be compared with or deployed."""

from pathlib import Path

from infra.assets import stage_assets
from infra.functions.registry import declared_functions
from infra.settings import REPOSITORY
from infra.stage import read_stage
from infra.upgrades.archive import unpack
from infra.upgrades.assembly import ARCHIVE

RELEASES = REPOSITORY / "tests" / "fixtures" / "releases"
MOST_BYTES = 2_000_000
"""Bytes of all archives together."""


def last_release() -> str:
    """The newest version that is kept."""
    versions = [path.name for path in RELEASES.iterdir() if path.is_dir()]
    return max(versions, key=lambda version: tuple(map(int, version.split("."))))


def kept(stage: str, version: str | None = None) -> Path:
    """The archive of a stage in a release, the last one by default."""
    return RELEASES / (version or last_release()) / f"{stage}{ARCHIVE}"


def unpacked(folder: Path, stage: str = "local") -> Path:
    """The last release's assembly, with the libraries that this tree builds for its layers."""
    assets = stage_assets(read_stage(stage), declared_functions())
    return unpack(kept(stage), folder, {**assets.layers, **assets.own_layers})
