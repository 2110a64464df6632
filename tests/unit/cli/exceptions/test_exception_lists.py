"""The list of exceptions, what is held beside it, and second payments, as a biller reads them."""

import json

import pytest
from click.testing import CliRunner

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.cli.main import cli
from claimtrail.kernel.ids import claim_id
from tests.harness.claims import projecting
from tests.harness.claims.claim_events import PAYER, accepted_claim, front_end, remitted
from tests.harness.intake.intake_fixture import KEY, IntakeFixture
from tests.harness.stage.twins import Twins

pytestmark = pytest.mark.capability("C3.2")
FIRST, SECOND, THIRD = (
    claim_id(secret=KEY.secret, organization_id=KEY.organization_id, patient_control_number=number)
    for number in ("ACCT1", "ACCT2", "ACCT3")
)


@pytest.fixture
def twins(monkeypatch: pytest.MonkeyPatch) -> Twins:
    twins = Twins(intake=IntakeFixture())
    twins.serve(monkeypatch)
    monkeypatch.setattr("claimtrail.cli.claims.stores.payers_of", lambda _: [PAYER])
    return twins


def take(twins: Twins, *events: ClaimEvent) -> None:
    projecting.take(twins.intake.claims, *([event] for event in events))


def of(claim: str, *events: ClaimEvent) -> list[ClaimEvent]:
    return [
        event.model_copy(
            update={"claim_id": claim, "event_id": f"{event.event_id[:20]}{claim[-8:]}"}
        )
        for event in events
    ]


def said(*words: str) -> str:
    done = CliRunner().invoke(cli, words, env={"COLUMNS": "400"}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_what_is_held_and_not_due_is_counted_under_the_list_and_listed_with_its_day(
    twins: Twins,
) -> None:
    take(twins, front_end(2, "A2", claim_id=FIRST), front_end(2, "A2", claim_id=SECOND))

    assert "2 more are held and not due yet, the next on 2026-11-25" in said("exceptions")
    text = said("exceptions", "--held")
    assert f"{FIRST} {PAYER}" in text
    assert "no 837 on file for this number" in text
    rows = json.loads(CliRunner().invoke(cli, ["exceptions", "--held", "--json"]).stdout)
    assert {row["claim_id"] for row in rows} == {FIRST, SECOND}
    assert {row["due_on"] for row in rows} == {"2026-11-25"}


def test_second_payments_of_one_file_are_one_row_with_their_claims_in_dollars(
    twins: Twins,
) -> None:
    for number, claim in enumerate((FIRST, SECOND, THIRD)):
        paid = remitted(9, 80, "CO-45:20")
        again = remitted(16, 80, "CO-45:20", trace="EFT-AGAIN", file="again", start=200 * number)
        take(twins, *of(claim, *accepted_claim(), paid, again))

    text = said("exceptions")

    assert text.count("second payment of the same charge") == 2
    assert "3 payments of 3 claims: paid $240.00; $240.00 was paid before" in text
    assert all(claim in text for claim in (FIRST, SECOND, THIRD))
    assert "8000" not in text


def test_the_one_second_payment_of_a_claim_is_told_in_dollars(twins: Twins) -> None:
    paid = remitted(9, 80, "CO-45:20")
    take(
        twins, *of(FIRST, *accepted_claim(), paid, remitted(16, 70, "CO-45:30", trace="EFT-AGAIN"))
    )

    for text in (said("exceptions"), said("claim", FIRST)):
        assert "$80.00 was paid before" in text
        assert "paid=" not in text
        assert "8000" not in text
