"""Matched numbers and money without a claim, as `claim`, `claims`, `unmatched` and `match` say."""

import json

import pytest
from click.testing import CliRunner

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.cli.main import cli
from claimtrail.kernel.ids import claim_id
from tests.harness.claims import projecting
from tests.harness.claims.claim_events import PAYER, ack999, front_end, remitted, submitted
from tests.harness.intake.intake_fixture import KEY, IntakeFixture
from tests.harness.stage.twins import Twins

pytestmark = pytest.mark.capability("C3.6")
OURS, OLD, FIRST, SECOND = (
    claim_id(secret=KEY.secret, organization_id=KEY.organization_id, patient_control_number=number)
    for number in ("ACCT084", "OLDACCT084", "NOBODY1", "NOBODY2")
)
NEAR = "near:a"


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    twins = Twins(intake=IntakeFixture())
    twins.serve(monkeypatch)
    monkeypatch.setattr("claimtrail.cli.claims.stores.payers_of", lambda _: [PAYER])
    return twins


def of(event: ClaimEvent, number: str, *match_keys: str) -> ClaimEvent:
    fact = event.fact.model_copy(update={"patient_control_number": number})
    return event.model_copy(update={"match_keys": match_keys, "fact": fact})


def take(twins: Twins, *events: ClaimEvent) -> None:
    projecting.take(twins.intake.claims, *([event] for event in events))


def said(*words: str) -> str:
    done = CliRunner().invoke(cli, words, env={"COLUMNS": "300"}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def matched(twins: Twins) -> None:
    take(
        twins,
        of(submitted(1, claim_id=OURS), "ACCT084", "pccn:a"),
        ack999(1, claim_id=OURS),
        front_end(2, "A2", claim_id=OURS),
        of(remitted(16, 80, "CO-45:20", claim_id=OLD), "OLDACCT084", "pccn:a"),
    )


def test_both_claims_of_a_match_name_the_other_with_method_and_confidence(twins: Twins) -> None:
    matched(twins)

    ours = said("claim", OURS)
    assert "Matched numbers" in ours
    assert f"{OLD} OLDACCT084 payer claim control number 100 pccn" in ours
    old = said("claim", "--number", "OLDACCT084")
    assert f"count for {OURS} (ACCT084): by payer claim control number, 100 of 100" in old
    data = json.loads(CliRunner().invoke(cli, ["claim", OLD, "--json"]).stdout)
    assert (data["counts_for"]["claim_id"], data["counts_for"]["confidence"]) == (OURS, 100)


def test_matched_numbers_are_listed_when_all_are_wanted(twins: Twins) -> None:
    matched(twins)

    assert OLD not in said("claims")
    assert f"{OLD} OLDACCT084" in said("claims", "--all")


def test_money_that_fits_no_claim_is_listed_until_a_person_decides(twins: Twins) -> None:
    take(
        twins,
        of(remitted(16, 150, claim_id=FIRST), "NOBODY1", NEAR),
        of(remitted(16, 30, claim_id=SECOND), "NOBODY2"),
    )

    text = said("unmatched")
    assert f"{FIRST} {PAYER} response 1 $150.00 no candidate" in text
    assert f"{SECOND} {PAYER} response 1 $30.00 no candidate" in text
    assert "Money without a claim: $180.00" in text

    decided = said("match", FIRST, "--reject", "--why", "of another provider")
    assert "rejected" in decided
    text = said("unmatched")
    assert "Money without a claim: $30.00" in text
    assert f"Left out: $150.00 of 1 number that a person rejected ({FIRST})" in text
    said("match", FIRST, "--withdraw", "--why", "it is ours")
    assert "Money without a claim: $180.00" in said("unmatched")


def test_the_page_of_a_held_claim_names_the_money_and_our_own_next_step(twins: Twins) -> None:
    take(twins, of(remitted(16, 150, claim_id=FIRST), "NOBODY1"))

    text = said("claim", FIRST)

    assert "held, in no claim $150.00" in text
    assert "none of ours" not in text
    assert "next action Give the 837: it is expected of us by" in text or (
        "next action Review what is named below." in text
    )
