"""Attacks of a partner that has nothing but its own dropbox: no claim moves, and nobody waits.

Each claim is sent by one biller to one payer, and paid or awaited; then another partner says
something about it. The claim stays as it is, and an exception shows both sides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from simulator.model import SimulatedFile
from tests.harness.eventually import eventually
from tests.harness.files.floods import FLOODS, Flood
from tests.harness.files.made_files import (
    CEDAR,
    FOXGLOVE,
    JUNIPER,
    Answer,
    Batch,
    Clp,
    Level,
    Provider,
    Sent,
    Taken,
    acknowledged,
    answered,
    paid,
    sent,
    submission,
)
from tests.harness.files.own_claims import BILLING_ID
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

OTHER_PAYER, OTHER_BILLER = "cedar-medicare", "northgate-clinic"
OWN_PAYER = "juniper-medicaid"
OWN_ICN = "J7770001"
REST_SECONDS = 120
PROJECTED_WITHIN = 10
"""Seconds that another partner's file may take while somebody floods the stage."""

Make = Callable[[str], SimulatedFile]


@dataclass(frozen=True)
class Attack:
    """The file that a stranger to the claim sends about it."""

    partner_id: str
    make: Make
    reason: str
    is_paid: bool = False
    """True if the claim's own payer had paid it before."""


def _by_biller(number: str, frequency: str, **more: Any) -> SimulatedFile:
    claim = Sent(number, frequency=frequency, replaces=OWN_ICN, **more)
    batch = Batch([("1234567893", [claim])], reference=f"N{number}")
    return submission(batch, payer=JUNIPER, sender="NORTHGATE")


def _paid(number: str, **more: Any) -> SimulatedFile:
    return paid(Clp(number, icn=OWN_ICN, **more), payer=CEDAR)


ATTACKS = {
    "pays": Attack(OTHER_PAYER, _paid, "other_payer"),
    "denies": Attack(
        OTHER_PAYER,
        lambda number: _paid(number, status="4", paid=0, cas=["CO*50*120"]),
        "other_payer",
    ),
    "rejects": Attack(
        OTHER_PAYER,
        lambda number: acknowledged(
            Provider(claims=[Taken(number, status="A3:21:PR", action="U")]),
            payer=CEDAR,
            reference=f"R{number}",
        ),
        "other_payer",
    ),
    "answers": Attack(
        FOXGLOVE.partner,
        lambda number: answered(Answer(number, "F2:88"), payer=FOXGLOVE),
        "other_payer",
    ),
    "reverses": Attack(
        OTHER_PAYER,
        lambda number: _paid(number, status="22", charge=-120, paid=-100, cas=["CO*45*-20"]),
        "other_payer",
        is_paid=True,
    ),
    "voids": Attack(
        OTHER_BILLER, lambda number: _by_biller(number, "8"), "other_biller", is_paid=True
    ),
    "replaces": Attack(
        OTHER_BILLER,
        lambda number: _by_biller(number, "7", charge=500),
        "other_biller",
        is_paid=True,
    ),
    "reuses the number": Attack(
        OTHER_BILLER, lambda number: _by_biller(number, "1"), "other_biller"
    ),
}


def drop(deployed: Deployed, partner_id: str, file: SimulatedFile) -> None:
    """Deliver a file through a partner's dropbox, and wait until it was read."""
    deployed.put(f"{partner_id}/{file.name}", file.content)
    deployed.settled_receipt(file.content, partner_id, within=60)


def outcome(claim: Claim) -> tuple[Any, ...]:
    """Return what nobody else may change."""
    return (
        claim.state,
        claim.paid_cents,
        claim.patient_responsibility_cents,
        claim.charge_cents,
        claim.payer_claim_control_number,
        claim.denial_codes,
        claim.steps,
        claim.superseded_by,
        claim.submissions,
    )


@pytest.mark.capability("C2.1", "C7.6")
@pytest.mark.sampled
@pytest.mark.parametrize("name", ATTACKS)
def test_given_another_partners_word_about_a_claim_then_it_stays_and_both_sides_are_shown(
    deployed: Deployed, name: str
) -> None:
    attack = ATTACKS[name]
    number = f"ATK{list(ATTACKS).index(name):03d}"
    drop(deployed, BILLING_ID, sent(Sent(number), reference=f"A{number}"))
    if attack.is_paid:
        drop(deployed, OWN_PAYER, paid(Clp(number, icn=OWN_ICN, cas=["CO*45*20"])))
    wanted = State.PAID if attack.is_paid else State.SUBMITTED
    before = deployed.await_state(number, wanted, within=60)

    drop(deployed, attack.partner_id, attack.make(number))

    def shown() -> dict[str, Any]:
        listed = deployed.claimtrail("exceptions", "--payer", before.payer_id, "--limit", "1000")
        found = [
            row
            for row in listed
            if row.get("claim_id") == before.claim_id and row["reason"] == attack.reason
        ]
        assert len(found) == 1
        return dict(found[0])

    exception = eventually(shown, 60, every=0.5)
    deployed.await_rest(within=REST_SECONDS)
    after = deployed.claim(number)
    assert after is not None
    assert outcome(after) == outcome(before)
    assert attack.partner_id in exception["says"]
    owner = before.payer_id if attack.reason == "other_payer" else BILLING_ID
    assert owner in exception["against"]
    assert exception["next_step"]


@pytest.mark.capability("C1.8")
def test_given_a_batch_refused_by_another_payer_then_its_claims_stay(deployed: Deployed) -> None:
    drop(deployed, BILLING_ID, sent(Sent("ATKB01"), Sent("ATKB02"), reference="ATKBATCH"))
    before = deployed.await_state("ATKB01", State.SUBMITTED, within=60)

    refused = Level("A3:24:41*20260902*U*240", ["QTY*AA*2", "AMT*YY*240"])
    drop(
        deployed,
        OTHER_PAYER,
        acknowledged(batch=refused, reference="ATKBATCH", payer=CEDAR, names=JUNIPER),
    )

    deployed.await_rest(within=REST_SECONDS)
    after = deployed.claim("ATKB01")
    assert after is not None
    assert outcome(after) == outcome(before)


@pytest.mark.capability("C7.6")
def test_given_evidence_without_authority_when_a_person_accepts_it_then_it_counts(
    deployed: Deployed,
) -> None:
    drop(deployed, BILLING_ID, sent(Sent("ATKACC"), reference="ATKACC"))
    before = deployed.await_state("ATKACC", State.SUBMITTED, within=60)
    drop(deployed, OTHER_PAYER, _paid("ATKACC", cas=["CO*45*20"]))

    def held() -> str:
        claim = deployed.claim("ATKACC")
        assert claim is not None
        found = [item for item in claim.held if item.reason == "other_payer"]
        assert len(found) == 1
        return found[0].event_id

    event_id = eventually(held, 60, every=0.5)
    deployed.claimtrail(
        "exceptions", "accept", before.claim_id, event_id, "--why", "The plan moved to this payer."
    )

    claim = deployed.await_state("ATKACC", State.PAID, within=60)
    assert claim.paid_cents == 100_00


@pytest.fixture(scope="module")
def awake(deployed: Deployed) -> Deployed:
    """The stage at rest, after a claim that started each function once."""
    drop(deployed, BILLING_ID, sent(Sent("FLDWAKE"), reference="FLDWAKE"))
    deployed.await_state("FLDWAKE", State.SUBMITTED, within=60)
    deployed.await_rest(within=REST_SECONDS)
    return deployed


@pytest.mark.capability("C2.3")
@pytest.mark.sampled
@pytest.mark.parametrize("flood", FLOODS, ids=lambda flood: flood.name)
def test_given_a_partner_that_floods_the_stage_then_another_partners_file_is_projected_in_time(
    awake: Deployed, flood: Flood
) -> None:
    deployed = awake
    deployed.await_rest(within=REST_SECONDS)
    number = f"FLD{FLOODS.index(flood):03d}"
    file = flood.make(number)
    if flood.claim:
        drop(deployed, BILLING_ID, sent(Sent(number), reference=number))
        deployed.await_state(number, State.SUBMITTED, within=60)
    deployed.put(f"{flood.partner_id}/{file.name}", file.content)

    other = f"OTH{FLOODS.index(flood):03d}"
    copy = sent(Sent(other, payer=CEDAR), payer=CEDAR, reference=other)
    deployed.put(f"{BILLING_ID}/{copy.name}", copy.content)

    deployed.await_state(other, State.SUBMITTED, within=PROJECTED_WITHIN)
    receipt = deployed.settled_receipt(file.content, flood.partner_id, within=180)
    assert {finding.code for finding in receipt.findings} >= flood.findings
    deployed.await_rest(within=180)
