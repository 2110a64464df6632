"""A biller that registers its encounters: its claims on the deployed stage point at them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from claimtrail.payers.profile import EncounterFeed, Partners, Role
from claimtrail.synthetic.generator import generate
from claimtrail.synthetic.model import Expectation, SyntheticFile
from tests.support.deployed import Deployed
from tests.support.eventually import eventually

pytestmark = [pytest.mark.e2e]

DAY = date(2026, 9, 15)
WITHIN_SECONDS = 60
MINUTE = 80
"""The byte of ISA10 that says the minute's last figure; an ISA has a fixed layout."""


@dataclass(frozen=True)
class Visits:
    """A clinic's day: the extract, the 837 copies, and the account numbers."""

    extract: SyntheticFile
    submissions: tuple[SyntheticFile, ...]
    numbers: tuple[str, ...]


@pytest.fixture(scope="module")
def visits(partners: Partners) -> Visits:
    clinic = Partners(
        one
        for one in partners
        if one.role is Role.PAYER or one.encounters is EncounterFeed.REGISTERED
    )
    expected: list[Expectation] = []
    files = list(
        generate(
            partners=clinic,
            seed=4711,
            first_day=DAY,
            last_day=DAY,
            claims_per_day=3,
            on_expectation=expected.append,
        )
    )
    [extract] = [file for file in files if file.transaction == "REG"]
    return Visits(
        extract=extract,
        submissions=tuple(file for file in files if file.transaction == "837"),
        numbers=tuple(one.patient_control_number for one in expected),
    )


def _claim(deployed: Deployed, number: str) -> dict[str, Any] | None:
    found = deployed.claimtrail("capture", number)
    if "claim_id" not in found:
        return None
    claim: dict[str, Any] = deployed.claimtrail("claim", found["claim_id"])
    return claim


def _standings(deployed: Deployed, visits: Visits) -> list[dict[str, str | None]] | None:
    claims = [_claim(deployed, number) for number in visits.numbers]
    if not all(claims):
        return None
    return [{one["kind"]: one["fault"] for one in claim["references"]} for claim in claims if claim]


def _drop(deployed: Deployed, *files: SyntheticFile, mark: str = "") -> None:
    for file in files:
        deployed.put(f"{file.partner_id}/{mark}{file.name}", file.content)


@pytest.mark.capability("C3.6")
def test_claims_wait_for_their_encounters_and_heal_when_the_extract_comes(
    deployed: Deployed, visits: Visits
) -> None:
    _drop(deployed, *visits.submissions)
    missing = [{"encounter": "missing"}] * len(visits.numbers)
    eventually(lambda: _standings(deployed, visits) == missing or None, WITHIN_SECONDS)

    _drop(deployed, visits.extract)

    whole = [{"encounter": None, "patient": None}] * len(visits.numbers)
    eventually(lambda: _standings(deployed, visits) == whole or None, WITHIN_SECONDS)
    receipt = deployed.receipt(visits.extract.content, visits.extract.partner_id)
    assert receipt is not None
    assert (receipt.status, receipt.withheld_count) == ("INGESTED", 0)


@pytest.mark.capability("C3.4")
def test_the_lines_of_a_claim_are_shown_with_its_encounter(
    deployed: Deployed, visits: Visits
) -> None:
    claim = _claim(deployed, visits.numbers[0])

    assert claim is not None
    assert sum(line["charge_cents"] for line in claim["lines"]) == claim["charge_cents"]
    assert claim["encounter"]["patient"]["last_name"]


@pytest.mark.capability("C7.6")
def test_the_same_claims_in_another_file_are_refused_as_duplicates(
    deployed: Deployed, visits: Visits
) -> None:
    """The same claims under another interchange time: other bytes, and no news."""
    before = [_claim(deployed, number) for number in visits.numbers]
    for file in visits.submissions:
        again = file.content[:MINUTE] + b"1" + file.content[MINUTE + 1 :]
        assert again != file.content
        deployed.put(f"{file.partner_id}/again-{file.name}", again)

    def refused() -> list[dict[str, Any]] | None:
        told = [deployed.claimtrail("capture", number) for number in visits.numbers]
        return told if all(len(one["duplicates"]) == 1 for one in told) else None

    told = eventually(refused, WITHIN_SECONDS)
    assert [one["charge_cents"] for one in told] == [
        claim["charge_cents"] for claim in before if claim
    ]
    assert {one["next_submission"] for one in told} == {"nothing"}
