"""From the records of a transaction set to the facts that are appended to claims.

A fact says what the record said, in the record's codes; nothing is read, compared or decided here.
"""

from datetime import date
from typing import Literal, cast

from claimtrail.claims.facts.acknowledgments import InterchangeAcknowledged, SetAcknowledged
from claimtrail.claims.facts.events import Fact
from claimtrail.claims.facts.statuses import (
    BatchStatusReported,
    FrontEndStatus,
    StatusCode,
    StatusFact,
    StatusLineFact,
    StatusReported,
)
from claimtrail.claims.facts.submissions import Line, Submitted
from claimtrail.intake.records.person_facts import person_fact
from claimtrail.intake.records.remittance_facts import remitted
from claimtrail.kernel.money import to_cents
from claimtrail.partners.profile import Partners
from claimtrail.x12.model import (
    BatchStatus,
    ClaimStatus,
    InterchangeAcknowledgment,
    RemittanceClaim,
    ServiceLine,
    SetAcknowledgment,
    StatusInformation,
    StatusLevel,
    StatusLine,
    SubmittedClaim,
    TransactionType,
)

ClaimRecord = SubmittedClaim | ClaimStatus | RemittanceClaim
"""Records that name a claim by its patient control number."""
CLEARINGHOUSE = "AY"
"""2100A NM101: the source of a 277CA is no payer."""
_NO_PARTNERS = Partners(())
_REFUSED = "U"
"""STC03 in 277CA."""
_COUNTED = {
    (StatusLevel.RECEIVER, True): ("AA", "YY"),
    (StatusLevel.PROVIDER, True): ("QC", "YY"),
    (StatusLevel.RECEIVER, False): ("90", "YU"),
    (StatusLevel.PROVIDER, False): ("QA", "YU"),
}
"""QTY01 and AMT01 that count the claims of a level, by whether they were refused (X214)."""


def fact_of_claim(
    record: ClaimRecord,
    transaction_type: TransactionType | None,
    partners: Partners = _NO_PARTNERS,
) -> Fact:
    """Return the fact that a record states about its claim.

    Payers and submitters that it names are looked up among the partners.

    Raises ValueError when an amount is finer than a cent. The error's text may hold values of the
    record: it must not be shown or logged.
    """
    match record:
        case SubmittedClaim():
            return _submitted(record, transaction_type, partners)
        case ClaimStatus(transaction_type=TransactionType.CLAIM_ACKNOWLEDGMENT):
            return FrontEndStatus(
                patient_control_number=record.patient_control_number,
                payer_claim_control_number=record.payer_claim_control_number,
                payer_identifier=record.payer_identifier,
                statuses=_statuses(record.statuses),
                lines=_status_lines(record.lines),
                from_clearinghouse=record.source_entity == CLEARINGHOUSE,
                faults=record.faults,
            )
        case ClaimStatus():
            return StatusReported(
                patient_control_number=record.patient_control_number,
                trace_number=record.trace_number,
                payer_claim_control_number=record.payer_claim_control_number,
                payer_identifier=record.payer_identifier,
                statuses=_statuses(record.statuses),
                lines=_status_lines(record.lines),
                faults=record.faults,
            )
        case RemittanceClaim():
            return remitted(record, partners)


def fact_of_acknowledgment(record: SetAcknowledgment | InterchangeAcknowledgment) -> Fact:
    """Return what a 999 or TA1 said; for which claims is found by their roster."""
    if isinstance(record, InterchangeAcknowledgment):
        return InterchangeAcknowledged(code=record.code, note_code=record.note_code)
    return SetAcknowledged(
        code=record.code, group_code=record.group_code, error_count=len(record.notes)
    )


def fact_of_batch(record: BatchStatus) -> BatchStatusReported:
    """Return what a 277CA or 277 says of a batch or provider; the pipeline finds its claims.

    The count is that of QTY; the charge is that of AMT, else of the last STC04. Each is None when
    it is not stated.

    Raises ValueError when an amount is finer than a cent.
    """
    refused = any(status.action_code == _REFUSED for status in record.statuses)
    counted, summed = _COUNTED[record.level, refused]
    stated = {(item.segment_id, item.qualifier): item.value for item in record.totals}
    count, charge = stated.get(("QTY", counted)), stated.get(("AMT", summed))
    if charge is None:
        charges = [x.total_charge for x in record.statuses if x.total_charge is not None]
        charge = charges[-1] if charges else None
    return BatchStatusReported(
        level=record.level.value,
        from_clearinghouse=record.source_entity == CLEARINGHOUSE,
        statuses=_statuses(record.statuses),
        claim_count=None if count is None or count % 1 else int(count),
        charge_cents=None if charge is None else to_cents(charge),
    )


def stated_day(record: ClaimRecord) -> date | None:
    """Return the day from which the fact holds as the record gives it.

    BHT04, STC02 (latest), BPR16.
    """
    match record:
        case SubmittedClaim():
            return record.submitted_on
        case ClaimStatus():
            days = [status.effective_on for status in record.statuses if status.effective_on]
            return max(days, default=None)
        case RemittanceClaim():
            return record.paid_on


def _submitted(
    record: SubmittedClaim, transaction_type: TransactionType | None, partners: Partners
) -> Submitted:
    if transaction_type not in {
        TransactionType.CLAIM_PROFESSIONAL,
        TransactionType.CLAIM_INSTITUTIONAL,
    }:
        raise ValueError("a submitted claim outside an 837")
    others = map(partners.by_payer_identifier, record.other_payer_identifiers)
    owner = partners.by_submitter(record.submitter_identifier)
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
        subscriber=person_fact(record.subscriber),
        patient=person_fact(record.patient),
        diagnoses=record.diagnoses,
        lines=tuple(_line(line) for line in record.lines),
        service_from=record.service_from,
        service_to=record.service_to,
        submitted_on=record.submitted_on,
        batch_reference=record.batch_reference,
        submitter_identifier=record.submitter_identifier,
        purpose_code=record.purpose_code,
        batch_type=record.batch_type,
        other_payer_identifiers=record.other_payer_identifiers,
        other_payer_ids=tuple(dict.fromkeys(other.id for other in others if other)),
        submitter_owner_id=owner.id if owner else "",
        facility_npi=record.facility_npi,
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
                code_list=composite.code_list,
            )
            for composite in status.composites
        ),
        effective_on=status.effective_on,
        action_code=status.action_code,
        total_charge_cents=None if status.total_charge is None else to_cents(status.total_charge),
        paid_cents=None if status.paid is None else to_cents(status.paid),
        adjudicated_on=status.adjudicated_on,
        text=status.text,
    )


def _statuses(statuses: tuple[StatusInformation, ...]) -> tuple[StatusFact, ...]:
    return tuple(_status(status) for status in statuses)


def _status_lines(lines: tuple[StatusLine, ...]) -> tuple[StatusLineFact, ...]:
    return tuple(
        StatusLineFact(
            control_number=line.control_number,
            procedure_code=line.procedure_code,
            modifiers=line.modifiers,
            revenue_code=line.revenue_code,
            charge_cents=None if line.charge is None else to_cents(line.charge),
            paid_cents=None if line.paid is None else to_cents(line.paid),
            service_from=line.service_from,
            statuses=_statuses(line.statuses),
        )
        for line in lines
    )
