"""TA1s and 999s as they are kept for the claims that they concern: once for each name given in."""

from claimtrail.claims.facts.events import ClaimEvent, Source
from claimtrail.claims.store.rosters import SubmissionAcknowledgment
from claimtrail.intake.records.facts import fact_of_acknowledgment
from claimtrail.intake.records.file_context import FileContext, event_of, file_day, source_of
from claimtrail.intake.records.speakers import answerers_of, biller_addressed
from claimtrail.x12.model import (
    InterchangeAcknowledgment,
    InterchangeHeader,
    SetAcknowledgment,
    SetHeader,
    TransactionType,
)


def interchange_acknowledged(
    record: InterchangeAcknowledgment, *, interchange: InterchangeHeader, context: FileContext
) -> list[SubmissionAcknowledgment]:
    """Return a TA1 as it is kept for the claims that it concerns.

    Once for each name it is given in.

    `interchange` is the one that brought it, not the one that it speaks of.
    """
    source = source_of(record.span, context=context, interchange=interchange, header=None)
    kind = TransactionType.INTERCHANGE_ACKNOWLEDGMENT.value
    return [
        SubmissionAcknowledgment(
            payer_id=answerer,
            interchange_control_number=record.interchange_control_number,
            group_control_number=None,
            set_control_number=None,
            event=_acknowledged(record, answerer, source, interchange, context),
            addressed_to=biller_addressed(interchange, context),
        )
        for answerer in answerers_of(kind, context)
    ]


def _acknowledged(
    record: SetAcknowledgment | InterchangeAcknowledgment,
    answerer: str,
    source: Source,
    interchange: InterchangeHeader,
    context: FileContext,
) -> ClaimEvent:
    """Return the event of an acknowledgment, but for its claim."""
    return event_of(
        fact_of_acknowledgment(record),
        claim="",
        payer_id=answerer,
        effective_on=file_day(interchange, context),
        recorded_at=context.recorded_at,
        source=source,
    )


def set_acknowledged(
    record: SetAcknowledgment, header: SetHeader, *, context: FileContext
) -> list[SubmissionAcknowledgment]:
    """Return a 999 on a set or group; empty when its sender may acknowledge nothing."""
    source = source_of(record.span, context=context, interchange=header.interchange, header=header)
    kind = TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT.value
    return [
        SubmissionAcknowledgment(
            payer_id=answerer,
            interchange_control_number=None,
            group_control_number=record.group_control_number,
            set_control_number=record.set_control_number or None,
            event=_acknowledged(record, answerer, source, header.interchange, context),
            addressed_to=biller_addressed(header.interchange, context),
        )
        for answerer in answerers_of(kind, context)
    ]
