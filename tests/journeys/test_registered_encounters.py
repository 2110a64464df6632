"""A biller that registers its encounters: its claims on the deployed stage point at them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from claimtrail.claims.fold.review.duplicates import rebill_check_of
from claimtrail.partners.profile import EncounterFeed, Partners, Role
from simulator.generator import generate
from simulator.model import Expectation, SimulatedFile
from tests.harness.eventually import eventually
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

DAY = date(2026, 9, 15)
WITHIN_SECONDS = 120
MINUTE = 80
"""The byte of ISA10 that says the minute's last figure; an ISA has a fixed layout."""


@dataclass(frozen=True)
class Visits:
    """A clinic's day: the extract, the 837 copies, and the account numbers."""

    extract: SimulatedFile
    submissions: tuple[SimulatedFile, ...]
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


@pytest.fixture(scope="module")
def waiting(deployed: Deployed, visits: Visits) -> list[dict[str, Any]]:
    """The exceptions of the clinic's claims while their encounters have not come."""
    _drop(deployed, *visits.submissions)
    _await_standings(deployed, visits, encounter="missing")
    listed = deployed.claimtrail("exceptions", "--limit", "1000")
    ours = _claim_ids(deployed, visits)
    return [one for one in listed if one["kind"] == "reference" and one["claim_id"] in ours]


@pytest.fixture(scope="module")
def registered(deployed: Deployed, visits: Visits, waiting: list[dict[str, Any]]) -> Visits:
    """The visits once their extract came after their claims."""
    assert waiting
    _drop(deployed, visits.extract)
    _await_standings(deployed, visits, encounter=None, patient=None)
    return visits


def _claim_ids(deployed: Deployed, visits: Visits) -> set[str]:
    claims = [deployed.claim(number) for number in visits.numbers]
    return {claim.claim_id for claim in claims if claim}


def _standings(deployed: Deployed, visits: Visits) -> list[dict[str, str | None]]:
    """Of each claim's references, by kind; read as the functions do, since a look is recorded."""
    claims = [deployed.claim(number) for number in visits.numbers]
    return [
        {one.kind.value: one.fault.value if one.fault else None for one in claim.references}
        for claim in claims
        if claim
    ]


def _await_standings(deployed: Deployed, visits: Visits, **expected: str | None) -> None:
    wanted = [expected] * len(visits.numbers)
    eventually(lambda: _standings(deployed, visits) == wanted, WITHIN_SECONDS, every=0.5)


def _drop(deployed: Deployed, *files: SimulatedFile, mark: str = "") -> None:
    for file in files:
        deployed.put(f"{file.partner_id}/{mark}{file.name}", file.content)


@pytest.mark.capability("C3.6")
def test_claims_wait_for_their_encounters_and_heal_when_the_extract_comes(
    deployed: Deployed, waiting: list[dict[str, Any]], registered: Visits
) -> None:
    visits = registered
    assert [one["reason"] for one in waiting] == ["missing_encounter"] * len(visits.numbers)
    receipt = deployed.receipt(visits.extract.content, visits.extract.partner_id)
    assert receipt is not None
    assert (receipt.status, receipt.withheld_count) == ("INGESTED", 0)


@pytest.mark.capability("C3.4")
def test_the_lines_of_a_claim_are_shown_with_its_encounter(
    deployed: Deployed, registered: Visits
) -> None:
    claim = deployed.claimtrail("claim", "--number", registered.numbers[0])

    assert sum(line["charge_cents"] for line in claim["lines"]) == claim["charge_cents"]
    assert claim["encounter"]["patient"]["last_name"]


@pytest.mark.capability("C7.6")
def test_the_same_claims_in_another_file_are_refused_as_duplicates(
    deployed: Deployed, registered: Visits
) -> None:
    """The same claims under another interchange time: other bytes, and no news."""
    visits = registered
    before = [deployed.claim(number) for number in visits.numbers]
    for file in visits.submissions:
        again = file.content[:MINUTE] + b"1" + file.content[MINUTE + 1 :]
        assert again != file.content
        deployed.put(f"{file.partner_id}/again-{file.name}", again)

    def refused() -> bool:
        claims = [deployed.claim(number) for number in visits.numbers]
        return all(claim and len(rebill_check_of(claim).duplicates) == 1 for claim in claims)

    eventually(refused, WITHIN_SECONDS, every=0.5)
    for number, claim in zip(visits.numbers, before, strict=True):
        answer: dict[str, Any] = deployed.claimtrail("rebill-check", number)
        assert claim is not None
        assert (answer["charge_cents"], answer["state"]) == (claim.charge_cents, claim.state)
        assert (answer["next_submission"], len(answer["duplicates"])) == ("nothing", 1)
