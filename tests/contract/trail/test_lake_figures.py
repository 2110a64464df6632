"""Given claims in Athena, the figures of the lake are those that the claims add up to."""

from typing import Any

import pytest

from claimtrail.analytics.figures.counting import FigureGroup
from claimtrail.analytics.figures.lake import LakeClaims
from claimtrail.analytics.figures.reconciliation import differing_groups
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.publishing.claim_rows import claim_version_row
from tests.harness.claims.claim_figures import rows_of
from tests.harness.claims.counted_claims import counted_claim
from tests.harness.claims.projecting import change_to

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C8.5")]
CLAIMS = (
    counted_claim("clm_a", version=2, state=State.PAID, paid=70),
    counted_claim("clm_b", state=State.DENIED, denial_codes=("CO-50",), denied_cents=100),
    counted_claim("clm_c", payer="o'hara", facility=""),
    counted_claim("clm_d", state=State.VOIDED),
)


def test_athena_counts_what_figures_count_and_names_the_claims_of_a_group(lake: Any) -> None:
    before = counted_claim("clm_a")
    rows = [claim_version_row(change_to(claim)) for claim in (before, *CLAIMS)]
    lake.write("claim_versions", [dict(row) for row in rows])
    claims = LakeClaims(ask=lambda sql: [tuple(row.values()) for row in lake.ask(sql)])

    assert differing_groups(rows_of(CLAIMS), claims.rows()) == {}
    group = FigureGroup(payer_id="o'hara", facility_npi="", state="ACCEPTED")
    found = [(one.claim_id, one.version, one.group) for one in claims.claims_of([group])]
    assert found == [("clm_c", 1, group)]
