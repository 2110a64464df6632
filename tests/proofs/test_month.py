"""A period of every partner's files, taken in and folded: each claim stands where it should."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.fold.review.hold_deadlines import WITHOUT_AUTHORITY
from simulator.bad_days.variants import Variant
from simulator.generator import generate
from simulator.model import Expectation
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.intake.taken_in import claim_of, take_in

FIRST_DAY, LAST_DAY = date(2026, 10, 5), date(2026, 11, 6)
HELD_FOR = {Variant.DATED_AHEAD: "faulty", Variant.OF_OTHER_PAYER: "other_payer"}
"""Why evidence waits for a person, by a payer's mistake."""
NOW = datetime(2026, 11, 7, tzinfo=UTC)


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("variants_in_hundred", [2, 100], ids=["usual", "every-variant"])
@pytest.mark.parametrize("backwards", [False, True], ids=["in-order", "backwards"])
def test_given_a_month_of_files_when_taken_in_then_every_claim_stands_where_its_story_ends(
    *, backwards: bool, variants_in_hundred: int
) -> None:
    expectations: list[Expectation] = []
    files = list(
        generate(
            partners=demo_partners(),
            seed=11,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            claims_per_day=5,
            variants_in_hundred=variants_in_hundred,
            on_expectation=expectations.append,
        )
    )

    intake = take_in(reversed(files) if backwards else files, now=NOW)

    assert len(expectations) > 50
    for expected in expectations:
        claim = claim_of(intake, expected)
        assert (claim.state, claim.payer_id, claim.paid_cents) == (
            expected.state,
            expected.payer_id,
            expected.paid_cents,
        ), expected
        strangers = {held.reason for held in claim.held} & WITHOUT_AUTHORITY
        waiting = {one.kind for one in open_exceptions(claim)} | strangers
        assert waiting == {HELD_FOR[mistake] for mistake in expected.mistakes}, expected
