"""A kept release: small, the same each time, and whole once it is unpacked."""

import json
import lzma
import tarfile
from pathlib import Path

import pytest

from claimtrail.kernel.errors import ConfigurationError
from infra.functions.order import readers_of
from infra.functions.registry import declared_functions
from infra.settings import REPOSITORY
from infra.upgrades.archive import pack, unpack
from infra.upgrades.assembly import read_release
from infra.upgrades.behavior import specified
from tests.harness.templates.releases import kept
from tests.harness.upgrades.mutated import OLD
from tests.harness.upgrades.refused import MUTATIONS

BY_HAND = {"READ_RESOURCE_REMOVED", "OUTPUT_CHANGES_UNSEEN"}
"""Codes that tests show without a mutation of the table."""
LIBRARIES = ("third_party", "columnar")


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder for each layer of libraries."""
    folders = {name: tmp_path_factory.mktemp(name) for name in LIBRARIES}
    for name, folder in folders.items():
        (folder / "library.py").write_text(f"NAME = {name!r}\n")
    return folders


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory, libraries: dict[str, Path]) -> Path:
    """The last release, as the CDK takes it."""
    return unpack(kept("local"), tmp_path_factory.mktemp("release"), libraries)


def test_every_asset_that_the_stacks_name_is_there(unpacked: Path) -> None:
    named = {
        asset["source"]["path"]
        for path in unpacked.glob("*.assets.json")
        for asset in json.loads(path.read_text())["files"].values()
    }

    assert len(named) > len(OLD.stacks)
    assert {name for name in named if not (unpacked / name).exists()} == set()


def test_libraries_of_others_are_not_kept(unpacked: Path) -> None:
    assets = [path for path in unpacked.glob("asset.*") if path.is_dir()]
    lent = [path for path in assets if (path / "library.py").exists()]

    assert len(lent) == len(LIBRARIES)
    for path in set(assets) - set(lent):
        assert (path / "functions").is_dir() or (path / "python").is_dir(), path


def test_what_is_packed_again_is_the_same(unpacked: Path, tmp_path: Path) -> None:
    again = pack(unpacked)
    (tmp_path / "again.tar.xz").write_bytes(again)

    assert lzma.decompress(again) == lzma.decompress(kept("local").read_bytes())
    assert read_release(tmp_path / "again.tar.xz").stacks == read_release(kept("local")).stacks


def test_without_code_templates_alone_are_kept(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "bare.tar.xz").write_bytes(pack(unpacked, with_code=False))

    with tarfile.open(tmp_path / "bare.tar.xz") as archive:
        assert {Path(name).suffix for name in archive.getnames()} == {".json", ".out"}
    assert read_release(tmp_path / "bare.tar.xz").stacks == read_release(unpacked).stacks


def test_an_archive_holds_no_address_of_a_machine() -> None:
    """Neither a path nor a key of whoever kept it."""
    with tarfile.open(kept("local")) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            assert (member.uid, member.mtime) == (0, 0)
            assert content is None or b"ssh-" not in content.read()


def test_a_cdk_that_is_not_installed_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SPECIFICATION_MISSING"):
        specified(tmp_path / "db.json.gz")


def test_the_page_explains_every_finding() -> None:
    page = (REPOSITORY / "docs" / "upgrades.md").read_text()

    explained = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert MUTATIONS.keys() | BY_HAND <= explained


def test_a_writer_waits_for_the_functions_that_read_what_it_writes() -> None:
    declared = {one.name: one for one in declared_functions()}

    def before(name: str) -> set[str]:
        return {one.name for one in readers_of(declared[name], declared.values())}

    assert before("receive_file") == {"ingest_transactions"}
    assert before("project_claims") == {"publish_changes"}
    assert before("ingest_transactions") == before("record_audit") == set()
