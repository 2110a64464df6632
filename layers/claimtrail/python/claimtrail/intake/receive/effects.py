"""The effects of a screened file: TA1s, acknowledgments outside any set, rows of the trail."""

from claimtrail.intake import events as tell
from claimtrail.intake.acknowledgments import hl7_messages
from claimtrail.intake.acknowledgments.outgoing import interchange_acknowledgments
from claimtrail.intake.model import keys
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.receive.dependencies import ReceiveDependencies
from claimtrail.intake.records.acknowledged import interchange_acknowledged
from claimtrail.intake.records.file_context import FileContext
from claimtrail.intake.rows import FILES, FINDINGS
from claimtrail.intake.screening.screen import (
    ScreeningDecision,
)
from claimtrail.kernel.bus import BusEvent
from claimtrail.partners.profile import PartnerProfile
from claimtrail.x12 import TA1_REJECTED


def write_answer(
    receipt: FileReceipt, decision: ScreeningDecision, *, deps: ReceiveDependencies
) -> list[BusEvent]:
    """Write the TA1s that the decision gives; the event that says so."""
    if not decision.answers:
        return []
    key = keys.acknowledgment_object(receipt.partner_id, receipt.file_id, keys.TA1)
    deps.outbox.put(key, interchange_acknowledgments(decision.answers, receipt=receipt))
    accepted = sum(answer.code != TA1_REJECTED for answer in decision.answers)
    event = tell.acknowledgment_written(
        receipt,
        kind=tell.INTERCHANGE,
        occurred_at=receipt.recorded_at,
        accepted=accepted,
        rejected=len(decision.answers) - accepted,
    )
    return [event]


def append_acknowledgments(
    receipt: FileReceipt,
    decision: ScreeningDecision,
    *,
    profile: PartnerProfile,
    deps: ReceiveDependencies,
) -> None:
    """Handle what stands outside any set and in no range: TA1 segments, HL7 messages."""
    context = FileContext.of(
        receipt, profile=profile, partners=deps.partners, code_version=deps.code_version
    )
    live = [one for one in decision.acknowledgments if not context.is_test(one[1])]
    for record, interchange in live:
        for one in interchange_acknowledged(record, interchange=interchange, context=context):
            deps.claims.append_acknowledgment(one)
    for message in decision.messages:
        for one in hl7_messages.message_acknowledged(message, context=context):
            deps.claims.append_acknowledgment(one)


def send_rows(
    receipt: FileReceipt,
    decision: ScreeningDecision,
    profile: PartnerProfile | None,
    *,
    deps: ReceiveDependencies,
) -> None:
    """Send the rows of the file and of its findings to the trail."""
    at = receipt.recorded_at
    deps.rows.send(FILES.name, [tell.receipt_row(receipt, profile, recorded_at=at)])
    rows = tell.finding_rows(
        decision.findings,
        file_id=receipt.file_id,
        partner_id=receipt.partner_id,
        recorded_at=at,
    )
    if rows:
        deps.rows.send(FINDINGS.name, rows)
