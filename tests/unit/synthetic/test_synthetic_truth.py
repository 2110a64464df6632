"""The generator's truth, held against the fold of the same story."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest

from claimtrail.claims.events import (
    AdjustmentFact,
    ClaimEvent,
    Fact,
    FrontEndStatus,
    InterchangeAcknowledged,
    PersonFact,
    Remitted,
    SetAcknowledged,
    Source,
    StatusCode,
    StatusFact,
    StatusReported,
    Submitted,
)
from claimtrail.claims.fold import PayerPolicy, fold
from claimtrail.payers.profile import Partners
from claimtrail.synthetic.adjudication import Remittance, remittances
from claimtrail.synthetic.encounter import Encounter, Practice
from claimtrail.synthetic.generator import _HOURS
from claimtrail.synthetic.model import Outcome
from claimtrail.synthetic.story import expectation, story
from claimtrail.synthetic.timeline import Lane, Step, StepKind

FIRST_DAY = date(2026, 10, 18)
LAST_DAY = date(2026, 11, 21)
NOBODY = PersonFact(last_name="", first_name="", member_id="", birth_date=None, sex="")


def facts(encounter: Encounter, step: Step) -> list[Fact]:
    number, payer = encounter.control_number, encounter.payer.profile
    refused = step.lane is not Lane.GOOD
    match step.kind:
        case StepKind.SUBMISSION:
            return [
                Submitted(
                    transaction_type="837P",
                    patient_control_number=number,
                    frequency_code="1",
                    payer_claim_control_number="",
                    total_charge_cents=encounter.charge,
                    facility_code="11",
                    claim_filing_indicator="CI",
                    payer_name=payer.name,
                    payer_identifier=payer.payer_identifiers[0],
                    billing_provider_npi="",
                    rendering_provider_npi="",
                    subscriber=NOBODY,
                    patient=NOBODY,
                    diagnoses=(),
                    lines=(),
                    service_from=None,
                    service_to=None,
                    submitted_on=step.made_on,
                )
            ]
        case StepKind.INTERCHANGE_ACKNOWLEDGMENT:
            return [InterchangeAcknowledged(code="R" if refused else "A", note_code="")]
        case StepKind.SET_ACKNOWLEDGMENT:
            code = "R" if refused else "A"
            return [SetAcknowledged(code=code, group_code="P", error_count=int(refused))]
        case StepKind.FRONT_END:
            return [
                FrontEndStatus(
                    patient_control_number=number,
                    payer_claim_control_number="",
                    payer_identifier="",
                    statuses=(status(step),),
                )
            ]
        case StepKind.STATUS:
            return [
                StatusReported(
                    patient_control_number=number,
                    trace_number="",
                    payer_claim_control_number="",
                    payer_identifier="",
                    statuses=(status(step),),
                )
            ]
        case StepKind.REMITTANCE:
            assert step.decision is not None
            return [
                remitted(encounter, step, part) for part in remittances(encounter, step.decision)
            ]


def status(step: Step) -> StatusFact:
    assert step.word is not None
    code = StatusCode(
        category_code=step.word.category, status_code=step.word.status, entity_code=""
    )
    return StatusFact(
        codes=(code,),
        effective_on=step.made_on,
        action_code="",
        total_charge_cents=None,
        paid_cents=None,
        adjudicated_on=None,
    )


def remitted(encounter: Encounter, step: Step, part: Remittance) -> Remitted:
    reasons = [*part.adjustments, *(item for line in part.lines for item in line.adjustments)]
    return Remitted(
        patient_control_number=encounter.control_number,
        status_code=part.status,
        charge_cents=part.charge,
        paid_cents=part.paid,
        patient_responsibility_cents=part.patient_share,
        claim_filing_indicator="12",
        payer_claim_control_number=encounter.payer_control_number + part.suffix,
        payer_identifier="",
        adjustments=tuple(
            AdjustmentFact(
                group_code=reason.group,
                carc=reason.carc,
                amount_cents=reason.amount,
                quantity=None,
            )
            for reason in reasons
        ),
        lines=(),
        remark_codes=(),
        payment_trace_number=f"{step.made_on:%j}",
        paid_on=step.made_on,
        balanced=part.charge - part.paid == sum(reason.amount for reason in reasons),
    )


def events(encounter: Encounter, steps: tuple[Step, ...]) -> Iterator[ClaimEvent]:
    places = count(1)
    for step in steps:
        if step.delivered_on > LAST_DAY:
            continue
        for fact in facts(encounter, step):
            place = next(places)
            arrived = datetime.combine(step.delivered_on, time(23), UTC)
            yield ClaimEvent(
                event_id=f"evt_{place}",
                claim_id="clm_1",
                payer_id=encounter.payer.profile.id,
                effective_on=step.made_on,
                recorded_at=arrived,
                source=Source(
                    file_id="fil_1",
                    sha256="0",
                    start=place,
                    end=place,
                    partner_id=encounter.payer.profile.id,
                    channel="s3",
                    received_at=arrived,
                    interchange_control_number="",
                    group_control_number="",
                    set_control_number="",
                    prepared_at=datetime.combine(step.made_on, _HOURS[step.kind], UTC),
                    code_version="",
                ),
                fact=fact,
            )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_given_any_story_when_its_events_are_folded_then_the_claim_stands_where_the_truth_says(
    partners: Partners, outcome: Outcome
) -> None:
    practice = Practice(
        partners=partners, seed=7, first_day=FIRST_DAY, last_day=LAST_DAY, claims_per_day=40
    )
    profiles = {payer.profile.id: payer.profile for payer in practice.payers}

    def policy(payer_id: str) -> PayerPolicy:
        profile = profiles[payer_id]
        assert profile.terms is not None
        return PayerPolicy(
            inference=profile.inference,
            adjudication_days=profile.terms.adjudication_days,
            name=profile.name,
        )

    checked = 0
    for serial in range(len(practice.billing_days) * practice.claims_per_day):
        encounter = practice.encounter(serial)
        if encounter.outcome is not outcome:
            continue
        steps = story(encounter)
        truth = expectation(encounter, steps, LAST_DAY)
        claim = fold(
            events(encounter, steps),
            claim_id="clm_1",
            policy=policy,
            now=datetime.combine(LAST_DAY, time(), UTC),
        )
        told = [(step.kind, step.made_on, step.delivered_on) for step in steps]
        assert claim.state is truth.state, (truth.payer_id, told)
        assert claim.paid_cents == truth.paid_cents, told
        due = claim.escalate_on is not None and claim.escalate_on <= LAST_DAY + timedelta(days=1)
        assert due is truth.overdue, (claim.state, claim.accepted_on, told)
        checked += 1
    assert checked
