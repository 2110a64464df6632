"""Real situations on the deployed stage: a refused batch, a late reversal, a number of nobody's.

The files are those of `tests/fixtures/trials/pipeline`. One stage serves all situations, so each
has its patient control numbers and its batch renamed, to names of the same length.
"""

from pathlib import Path

import pytest

from claimtrail.claims.lifecycle.states import State
from tests.harness.files.own_claims import BILLING_ID
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

PIPELINE_TRIALS = Path(__file__).parents[1] / "fixtures" / "trials" / "pipeline"
JUNIPER, CEDAR = "juniper-medicaid", "cedar-medicare"


def drop(deployed: Deployed, name: str, partner_id: str, names: str) -> None:
    """Drop a file with `names` in place of the letters that other situations use, and wait."""
    content = (PIPELINE_TRIALS / name).read_bytes()
    content = content.replace(b"HL00", b"H%b0" % names.encode())
    content = content.replace(b"OWN1", b"O%b1" % names.encode())
    deployed.put(f"{partner_id}/{name}", content)
    deployed.settled_receipt(content, partner_id, within=60)


@pytest.mark.capability("C1.8")
def test_given_a_batch_that_the_payer_refuses_whole_then_exactly_its_claims_are_rejected(
    deployed: Deployed,
) -> None:
    drop(deployed, "277ca-receiver-reject.837", BILLING_ID, "QA")
    drop(deployed, "277ca-receiver-reject-dated.277ca", JUNIPER, "QA")

    for number in ("HQA001", "HQA002", "HQA003"):
        claim = deployed.await_state(number, State.FRONT_END_REJECTED, within=60)
        assert "A3:24:41" in claim.steps[-1].codes


@pytest.mark.capability("C7.6")
def test_given_a_correction_before_its_reversal_then_the_money_of_both_ends_right(
    deployed: Deployed,
) -> None:
    drop(deployed, "rfi227-1.837", BILLING_ID, "QB")
    drop(deployed, "rfi227-2.835", JUNIPER, "QB")
    drop(deployed, "rfi791-late-reversal-1.835", JUNIPER, "QB")
    drop(deployed, "rfi791-late-reversal-2.835", JUNIPER, "QB")
    deployed.await_rest()

    claim = deployed.await_state("HQB001", State.PAID, within=60)
    assert (claim.paid_cents, claim.patient_responsibility_cents) == (80_00, 40_00)
