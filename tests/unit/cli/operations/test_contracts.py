"""Published contracts: the committed schemas are the code's, and a breaking change is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.claims.store import documents
from claimtrail.claims.store.rosters import Roster
from claimtrail.cli.operations.commands import contracts
from claimtrail.cli.operations.contracts import CONTRACTS, Contract, RowContract, faults_of, render
from claimtrail.kernel.errors import ClaimTrailError

PUBLISHED = Path(__file__).parents[4] / "docs" / "contracts"

ROSTER_1 = {
    "schema_version": 1,
    "payer_id": "granite-health",
    "interchange_control_number": "000000001",
    "group_control_number": "1",
    "set_control_number": "0001",
    "file_id": "fil_837",
    "offset": 106,
    "claim_ids": ["clm_one", "clm_two"],
}
"""As stored before rosters said when they were sent."""


@pytest.mark.capability("C3.5")
@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_the_published_schema_is_the_codes_and_no_change_is_breaking(
    contract: Contract | RowContract,
) -> None:
    assert faults_of(contract, PUBLISHED) == []
    published = (PUBLISHED / contract.file_name).read_text(encoding="utf-8")
    assert published == render(contract), "write it again: claimtrail contracts docs/contracts"


def test_every_published_schema_belongs_to_a_contract() -> None:
    names = {contract.name for contract in CONTRACTS} | {"openapi"}

    assert {path.stem.rpartition(".v")[0] for path in PUBLISHED.glob("*.json")} == names


def _publish(folder: Path, name: str, **changes: Any) -> None:
    """A folder in which one contract was published with other fields than the code has."""
    CliRunner().invoke(contracts, [str(folder)], catch_exceptions=False)
    [path] = folder.glob(f"{name}.v*.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["properties"].update(changes)
    path.write_text(json.dumps(schema), encoding="utf-8")


@pytest.mark.capability("C3.5")
@pytest.mark.parametrize("arguments", [[], ["--check"]], ids=["write", "check"])
def test_given_a_field_was_removed_without_a_new_version_then_the_command_refuses(
    tmp_path: Path, arguments: list[str]
) -> None:
    _publish(tmp_path, "ticket", color={"type": "string"})
    before = (tmp_path / "ticket.v3.json").read_text(encoding="utf-8")

    with pytest.raises(ClaimTrailError, match=r"ticket \$\.color: removed"):
        CliRunner().invoke(contracts, [str(tmp_path), *arguments], catch_exceptions=False)

    assert (tmp_path / "ticket.v3.json").read_text(encoding="utf-8") == before


def test_given_an_old_version_without_an_upcaster_then_the_command_refuses(tmp_path: Path) -> None:
    CliRunner().invoke(contracts, [str(tmp_path)], catch_exceptions=False)
    (tmp_path / "roster.v1.json").write_text("{}", encoding="utf-8")
    (tmp_path / "roster.v0.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ClaimTrailError, match="version 0 is published and nothing reads it"):
        CliRunner().invoke(contracts, [str(tmp_path), "--check"], catch_exceptions=False)


@pytest.mark.capability("C3.5")
def test_given_a_roster_of_version_1_when_read_then_it_is_one_of_version_2_without_a_day() -> None:
    roster = documents.load_roster(json.dumps(ROSTER_1))

    assert isinstance(roster, Roster)
    assert (roster.claim_ids, roster.submitted_on) == (("clm_one", "clm_two"), None)
    assert json.loads(documents.dump_roster(roster))["schema_version"] == 2


def test_given_a_version_that_is_newer_than_the_code_then_it_is_refused() -> None:
    text = json.dumps(ROSTER_1 | {"schema_version": 3})

    with pytest.raises(ClaimTrailError, match="DOCUMENT_UNREADABLE: schema version 3 is not 2"):
        documents.load_roster(text)
