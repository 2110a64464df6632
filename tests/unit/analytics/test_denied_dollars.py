"""Denied dollars of claims with two payers and of partial write-offs: one figure everywhere."""

from collections import defaultdict
from typing import Any

import pytest

from claimtrail.analytics.figures.counting import contribution_of_claim
from claimtrail.analytics.figures.rows import ALL, DENIALS, NOW
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.publishing.claim_rows import claim_version_row
from claimtrail.claims.publishing.remittance_rows import remittance_rows
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    about,
    accepted_claim,
    remitted,
    submitted,
    with_lines,
)
from tests.harness.claims.outcomes import written_off
from tests.harness.claims.projecting import take
from tests.harness.trail.local_lake import LocalLake
from tests.harness.trail.saved_rows import SQL
from tests.twins.claims import MemoryClaimStore

pytestmark = pytest.mark.capability("C5.2")

SUBMITTED = submitted(1, others=("second-payer",))
CUTS = [name for name in SQL if name.startswith("denied_dollars_by_")]
PRIMARY = remitted(9, 0, "CO-50:100", status="1")
PARTLY = with_lines(remitted(9, 60), (60, 60, ""), (40, 0, "CO-50:40"))


def second(event: ClaimEvent) -> ClaimEvent:
    """The same of the claim's second payer."""
    return about(event, payer="second-payer")


SITUATIONS = {
    "one payer denies all": ([PRIMARY], 10_000),
    "both payers deny all": ([PRIMARY, second(remitted(20, 0, "CO-29:100", status="2"))], 10_000),
    "the second payer denies less": (
        [
            PRIMARY,
            second(with_lines(remitted(20, 75, status="2"), (75, 75, ""), (25, 0, "CO-29:25"))),
        ],
        2_500,
    ),
    "the second payer pays the rest": (
        [PARTLY, second(remitted(20, 40, "OA-23:60", status="2"))],
        0,
    ),
    "a part is written off": ([PARTLY, written_off(20, cents=1_500, whole=False)], 2_500),
    "all that was denied is written off": ([PARTLY, written_off(20, cents=4_000)], 0),
    "two payers, and a part is written off": (
        [
            PRIMARY,
            second(remitted(20, 0, "CO-29:90 CO-16:10", status="2")),
            written_off(25, cents=9_500, whole=False),
        ],
        500,
    ),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_claims_figures_and_saved_queries_have_the_same_denied_cents(name: str) -> None:
    events, cents = SITUATIONS[name]
    store = MemoryClaimStore()
    take(store, [SUBMITTED, *accepted_claim()[1:], *events])
    change = store.recent_changes([CLAIM_ID])[CLAIM_ID]
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    rows["claim_versions"].append(claim_version_row(change))
    for event in events:
        for dataset, made in remittance_rows(event).items():
            rows[dataset] += made
    lake = LocalLake(rows)

    answers = {cut: sum(row["denied_cents"] for row in lake.ask(SQL[cut])) for cut in CUTS}

    lake.close()
    assert change.claim.open_denied_cents == _in_figures(change.claim) == cents
    assert answers == dict.fromkeys(CUTS, cents)


def _in_figures(claim: Claim) -> int:
    """Return what the figures' rows of denials add up to."""
    made = contribution_of_claim(claim)
    return sum(
        number
        for key, measures in (made.rows.items() if made else ())
        if key.startswith(ALL) and f"#{NOW}#{DENIALS}#" in key
        for measure, number in measures.items()
        if measure.endswith("denied")
    )
