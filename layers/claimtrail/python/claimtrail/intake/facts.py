"""From the records of a transaction set to the facts that are appended to claims.

A fact says what the record said, in the record's codes; nothing is read, compared or decided here.
"""

from datetime import date, datetime
from typing import Literal, cast

from claimtrail.claims.events import (
    AdjustmentFact,
    Fact,
    FrontEndStatus,
    InterchangeAcknowledged,
    Line,
    PersonFact,
    RemittanceLineFact,
    Remitted,
    SetAcknowledged,
    Source,
    StatusCode,
    StatusFact,
    StatusReported,
    Submitted,
)
from claimtrail.claims.payments import PaymentCopy
from claimtrail.claims.payments import ProviderAdjustment as ProviderAdjustmentFact
from claimtrail.kernel.money import to_cents
from claimtrail.x12.records import (
    Adjustment,
    ClaimStatus,
    InterchangeAcknowledgment,
    Payment,
    Person,
    ProviderAdjustment,
    RemittanceClaim,
    RemittanceLine,
    ServiceLine,
    SetAcknowledgment,
    StatusInformation,
    SubmittedClaim,
    TransactionType,
)

ClaimRecord = SubmittedClaim | ClaimStatus | RemittanceClaim
"""Records that name a claim by its patient control number."""


def fact_of_claim(record: ClaimRecord, transaction_type: TransactionType | None) -> Fact:
    """The fact that a record states about its claim.

    Raises ValueError when an amount is finer than a cent. The error's text may hold values of the
    record: it must not be shown or logged.
    """
    match record:
        case SubmittedClaim():
            return _submitted(record, transaction_type)
        case ClaimStatus(transaction_type=TransactionType.CLAIM_ACKNOWLEDGMENT):
            return FrontEndStatus(
                patient_control_number=record.patient_control_number,
                payer_claim_control_number=record.payer_claim_control_number,
                payer_identifier=record.payer_identifier,
                statuses=tuple(_status(status) for status in record.statuses),
            )
        case ClaimStatus():
            return StatusReported(
                patient_control_number=record.patient_control_number,
                trace_number=record.trace_number,
                payer_claim_control_number=record.payer_claim_control_number,
                payer_identifier=record.payer_identifier,
                statuses=tuple(_status(status) for status in record.statuses),
            )
        case RemittanceClaim():
            return _remitted(record)


def fact_of_acknowledgment(record: SetAcknowledgment | InterchangeAcknowledgment) -> Fact:
    """What a 999 or TA1 said; for which claims is found by their roster."""
    if isinstance(record, InterchangeAcknowledgment):
        return InterchangeAcknowledged(code=record.code, note_code=record.note_code)
    return SetAcknowledged(
        code=record.code, group_code=record.group_code, error_count=len(record.notes)
    )


def stated_day(record: ClaimRecord) -> date | None:
    """The day from which the fact holds as the record gives it: BHT04, STC02 (latest), BPR16."""
    match record:
        case SubmittedClaim():
            return record.submitted_on
        case ClaimStatus():
            days = [status.effective_on for status in record.statuses if status.effective_on]
            return max(days, default=None)
        case RemittanceClaim():
            return record.paid_on


def _submitted(record: SubmittedClaim, transaction_type: TransactionType | None) -> Submitted:
    if transaction_type not in {
        TransactionType.CLAIM_PROFESSIONAL,
        TransactionType.CLAIM_INSTITUTIONAL,
    }:
        raise ValueError("a submitted claim outside an 837")
    return Submitted(
        transaction_type=cast("Literal['837P', '837I']", transaction_type.value),
        patient_control_number=record.patient_control_number,
        frequency_code=record.frequency_code,
        payer_claim_control_number=record.payer_claim_control_number,
        total_charge_cents=to_cents(record.total_charge),
        facility_code=record.facility_code,
        claim_filing_indicator=record.claim_filing_indicator,
        payer_name=record.payer_name,
        payer_identifier=record.payer_identifier,
        billing_provider_npi=record.billing_provider_npi,
        rendering_provider_npi=record.rendering_provider_npi,
        subscriber=_person(record.subscriber),
        patient=_person(record.patient),
        diagnoses=record.diagnoses,
        lines=tuple(_line(line) for line in record.lines),
        service_from=record.service_from,
        service_to=record.service_to,
        submitted_on=record.submitted_on,
    )


def _person(person: Person) -> PersonFact:
    return PersonFact(
        last_name=person.last_name,
        first_name=person.first_name,
        member_id=person.member_id,
        birth_date=person.birth_date,
        sex=person.sex,
    )


def _line(line: ServiceLine) -> Line:
    return Line(
        number=line.number,
        control_number=line.control_number,
        procedure_code=line.procedure_code,
        modifiers=line.modifiers,
        revenue_code=line.revenue_code,
        charge_cents=to_cents(line.charge),
        units=str(line.units),
        service_from=line.service_from,
        service_to=line.service_to,
    )


def _status(status: StatusInformation) -> StatusFact:
    return StatusFact(
        codes=tuple(
            StatusCode(
                category_code=composite.category_code,
                status_code=composite.status_code,
                entity_code=composite.entity_code,
            )
            for composite in status.composites
        ),
        effective_on=status.effective_on,
        action_code=status.action_code,
        total_charge_cents=None if status.total_charge is None else to_cents(status.total_charge),
        paid_cents=None if status.paid is None else to_cents(status.paid),
        adjudicated_on=status.adjudicated_on,
    )


def _remitted(record: RemittanceClaim) -> Remitted:
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
        frequency_code=record.frequency_code,
        payment_start=record.payment_span.start,
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


def payment_copy(  # noqa: PLR0913 - what the record itself does not say, by keyword
    record: Payment,
    *,
    payment_id: str,
    payer_id: str,
    paid_on: date,
    recorded_at: datetime,
    source: Source,
) -> PaymentCopy:
    """The document of a payment. Raises ValueError when an amount is finer than a cent."""
    return PaymentCopy(
        payment_id=payment_id,
        payer_id=payer_id,
        trace_number=record.trace_number,
        originating_company_id=record.originating_company_id,
        paid_on=paid_on,
        method=record.method,
        credit_debit=record.credit_debit,
        amount_cents=to_cents(record.amount),
        claim_count=record.claim_count,
        claims_paid_cents=to_cents(record.claim_paid_total),
        provider_adjustments=tuple(map(_provider_adjustment, record.provider_adjustments)),
        balanced=record.balanced,
        payee_npi=record.payee_npi,
        recorded_at=recorded_at,
        source=source,
    )


def _provider_adjustment(item: ProviderAdjustment) -> ProviderAdjustmentFact:
    return ProviderAdjustmentFact(
        provider_identifier=item.provider_identifier,
        fiscal_period_end=item.fiscal_period_end,
        reason_code=item.reason_code,
        reference=item.reference,
        amount_cents=to_cents(item.amount),
    )
