"""Files with one transaction set of as many claims as a test wants, seeded."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count, islice

from simulator.interchange import (
    CLAIM_ACKNOWLEDGMENT,
    CLAIM_PROFESSIONAL,
    REMITTANCE,
    ControlNumbers,
    Interchange,
    Style,
)
from simulator.model import SimulatedFile
from simulator.payers.claim_scenarios import scenario
from simulator.payers.remittance_advice import Decided, remittance_body
from simulator.payers.statuses import Spoken, front_end_body
from simulator.payers.timeline import StepKind
from simulator.provider.encounter import Practice, SimulatedEncounter
from simulator.provider.submissions import submission_body
from tests.harness.intake.intake_fixture import demo_partners

DAY = date(2026, 3, 2)
PREPARED_AT = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
INTEREST_AND_RECOVERY = 40
"""A payment's number for which the payer has provider-level adjustments of both kinds."""
KINDS = {"835": REMITTANCE, "277CA": CLAIM_ACKNOWLEDGMENT, "837": CLAIM_PROFESSIONAL}


def one_set(transaction: str, claims: int, *, seed: int = 7) -> SimulatedFile:
    """A file of one set about so many claims, of one payer."""
    practice = Practice(
        partners=demo_partners(), seed=seed, first_day=DAY, last_day=DAY, claims_per_day=1_000_000
    )
    payer = practice.payers[0]
    mine = (item for item in map(practice.encounter, count()) if item.payer == payer)
    make = {"835": _remittance, "277CA": _acknowledgment, "837": _submission}[transaction]
    kind = KINDS[transaction]
    sender, receiver = payer.profile.identities[0], practice.billing.identities[0]
    if transaction == "837":
        sender, receiver = receiver, sender
    interchange = Interchange(
        sender=sender,
        receiver=receiver,
        numbers=ControlNumbers(DAY),
        prepared_at=PREPARED_AT,
        style=Style(),
    )
    body = make(practice, islice(mine, claims * 3), claims)
    with interchange.group(kind):
        interchange.set(kind, body)
    partner = practice.billing if transaction == "837" else payer.profile
    return SimulatedFile(
        partner_id=partner.id,
        name=f"one-set-of-{claims}.{transaction}",
        day=DAY,
        transaction=transaction,
        content=interchange.finish(),
        purpose=f"{claims} claims in one set",
    )


def _remittance(_: Practice, encounters: Iterable[SimulatedEncounter], claims: int) -> str:
    decided = [
        Decided(encounter, step.decision)
        for encounter in encounters
        for step in scenario(encounter)
        if step.kind is StepKind.REMITTANCE and step.decision is not None
    ][:claims]
    assert len(decided) == claims
    return remittance_body(
        decided,
        payer=decided[0].encounter.payer,
        payee=decided[0].encounter.facility,
        paid_on=DAY,
        number=INTEREST_AND_RECOVERY,
    )


def _acknowledgment(
    practice: Practice, encounters: Iterable[SimulatedEncounter], claims: int
) -> str:
    spoken = [
        Spoken(encounter, step.word)
        for encounter in encounters
        for step in scenario(encounter)
        if step.kind is StepKind.FRONT_END and step.word is not None
    ][:claims]
    assert len(spoken) == claims
    return front_end_body(
        spoken, billing=practice.billing, sent_on=DAY, made_at=PREPARED_AT, reference="A00000001"
    )


def _submission(practice: Practice, encounters: Iterable[SimulatedEncounter], claims: int) -> str:
    batch = [item for item in encounters if not item.institutional][:claims]
    assert len(batch) == claims
    return submission_body(batch, billing=practice.billing, payer=batch[0].payer, day=DAY)
