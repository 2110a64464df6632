"""From the claim payments of an 835 to the facts that are appended to claims."""

from claimtrail.claims.facts.remittances import AdjustmentFact, RemittanceLineFact, Remitted
from claimtrail.intake.records.person_facts import person_fact
from claimtrail.kernel.money import to_cents
from claimtrail.partners.profile import Partners
from claimtrail.x12.model import NOBODY, Adjustment, RemittanceClaim, RemittanceLine


def remitted(record: RemittanceClaim, partners: Partners) -> Remitted:
    """Return a claim payment; the payer to which it was forwarded is looked up."""
    forwarded_to = partners.by_payer_identifier(record.crossover_carrier)
    return Remitted(
        patient_control_number=record.patient_control_number,
        status_code=record.status_code,
        charge_cents=to_cents(record.charge),
        paid_cents=to_cents(record.paid),
        patient_responsibility_cents=to_cents(record.patient_responsibility),
        claim_filing_indicator=record.claim_filing_indicator,
        payer_claim_control_number=record.payer_claim_control_number,
        payer_identifier=record.payer_identifier,
        adjustments=_adjustments(record.adjustments),
        lines=tuple(_remittance_line(line) for line in record.lines),
        remark_codes=record.remark_codes,
        payment_trace_number=record.payment_trace_number,
        paid_on=record.paid_on,
        balanced=record.balanced,
        service_from=record.service_from,
        service_to=record.service_to,
        patient=None if record.patient == NOBODY else person_fact(record.patient),
        has_own_number=record.has_own_number,
        faults=record.faults,
        frequency_code=record.frequency_code,
        payment_start=record.payment_span.start,
        crossover_carrier=record.crossover_carrier,
        crossover_payer_id=forwarded_to.id if forwarded_to else "",
    )


def _remittance_line(line: RemittanceLine) -> RemittanceLineFact:
    return RemittanceLineFact(
        control_number=line.control_number,
        procedure_code=line.procedure_code,
        modifiers=line.modifiers,
        revenue_code=line.revenue_code,
        charge_cents=to_cents(line.charge),
        paid_cents=to_cents(line.paid),
        service_from=line.service_from,
        adjustments=_adjustments(line.adjustments),
        remark_codes=line.remark_codes,
        submitted_procedure_code=line.submitted_procedure_code,
    )


def _adjustments(adjustments: tuple[Adjustment, ...]) -> tuple[AdjustmentFact, ...]:
    return tuple(
        AdjustmentFact(
            group_code=adjustment.group_code,
            carc=adjustment.carc,
            amount_cents=to_cents(adjustment.amount),
            quantity=None if adjustment.quantity is None else str(adjustment.quantity),
        )
        for adjustment in adjustments
    )
