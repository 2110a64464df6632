"""The bills of materials: all that is pinned is listed, with its digest, in CycloneDX's form."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.sbom import LAYERS, LOCKS, ROOT, TOOLS, deployed, development, rendered, write

PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    paths = write(tmp_path_factory.mktemp("sbom"))
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def listed(bill: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["name"], each["version"]) for each in bill["components"]}


def pinned(*names: str) -> set[tuple[str, str]]:
    return {
        found for name in names for found in PIN.findall((ROOT / name).read_text(encoding="utf-8"))
    }


def test_a_bill_is_valid_by_the_schema_and_a_broken_one_is_not(
    bills: dict[str, dict[str, Any]],
) -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    for bill in bills.values():
        assert validator.validate_str(json.dumps(bill)) is None
        broken = json.dumps({**bill, "components": [{"name": "no type"}]})
        assert validator.validate_str(broken) is not None


def test_what_is_deployed_is_what_the_layers_pin(bills: dict[str, dict[str, Any]]) -> None:
    assert listed(bills["deployed.cdx.json"]) == pinned(*LAYERS)
    assert bills["deployed.cdx.json"]["metadata"]["component"]["name"] == "claimtrail"


def test_the_rest_is_what_tools_and_lock_files_pin(bills: dict[str, dict[str, Any]]) -> None:
    found = listed(bills["development.cdx.json"])

    assert found >= pinned(*TOOLS)
    assert ("aws-cdk", "2.1148.1") in found


def test_everything_that_is_pinned_is_in_a_bill() -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for folder in ("requirements", "layers")
        for path in (ROOT / folder).rglob("*.txt")
        if "--hash" in path.read_text(encoding="utf-8")
    }
    locks = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT, ROOT / "tests" / "benchmarks" / "node", ROOT / "tests" / "browser")
        for path in path.glob("package-lock.json")
    }
    assert files == {*LAYERS, *TOOLS}
    assert locks == set(LOCKS)


def test_each_entry_has_the_digest_that_its_installation_is_checked_by(
    bills: dict[str, dict[str, Any]],
) -> None:
    for bill in bills.values():
        for component in bill["components"]:
            assert component["hashes"], component["name"]


def test_the_same_files_give_the_same_bytes() -> None:
    assert rendered(deployed()) == rendered(deployed())
    assert rendered(development()) == rendered(development())


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "benchmarks" / "node"], ids=str)
def test_no_package_of_npm_runs_a_script_when_it_is_installed(folder: Path) -> None:
    settings = (folder / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert "ignore-scripts=true" in settings
