"""The effects of a screened file: TA1s, acknowledgments outside any set, rows of the trail."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from claimtrail.claims.store.rosters import SubmissionAcknowledgment
from claimtrail.intake import events as tell
from claimtrail.intake.acknowledgments import hl7_messages
from claimtrail.intake.acknowledgments.outgoing import interchange_acknowledgments
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.receive.dependencies import ReceiveDependencies
from claimtrail.intake.receive.slices import FileSlices
from claimtrail.intake.records.acknowledged import interchange_acknowledged
from claimtrail.intake.records.file_context import FileContext
from claimtrail.intake.records.unknown_rejections import unknown_rejections
from claimtrail.intake.rows import FILES, FINDINGS
from claimtrail.intake.screening.screen import ScreeningDecision
from claimtrail.kernel.bus import BusEvent
from claimtrail.partners.profile import PartnerProfile
from claimtrail.x12 import TA1_REJECTED
from claimtrail.x12.model.findings import Finding


class Effects(NamedTuple):
    """The event of the TA1s, and what the acknowledgments of a file were found to lack."""

    events: tuple[BusEvent, ...] = ()
    findings: tuple[Finding, ...] = ()


def take_effect(
    receipt: FileReceipt,
    slices: FileSlices,
    profile: PartnerProfile | None,
    *,
    deps: ReceiveDependencies,
) -> Effects:
    """Write TA1s, findings and acknowledgments of a file, slice by slice.

    Nothing of a quarantined file is applied to claims. The TA1s are one object.
    """
    found: list[Finding] = []
    texts: list[bytes] = []
    answered = rejected = 0
    for piece in slices:
        decision = piece.decision
        if profile is not None and not receipt.reason:
            found += _append_acknowledgments(receipt, decision, profile=profile, deps=deps)
        _send_findings(receipt, decision.findings, deps=deps)
        texts.append(interchange_acknowledgments(decision.answers, receipt=receipt))
        answered += len(decision.answers)
        rejected += sum(answer.code == TA1_REJECTED for answer in decision.answers)
    _send_findings(receipt, found, deps=deps)
    if not answered:
        return Effects(findings=tuple(found))
    deps.outbox.put(receipt.acknowledgment_keys[0], b"".join(texts))
    event = tell.acknowledgment_written(
        receipt,
        kind=tell.INTERCHANGE,
        occurred_at=receipt.recorded_at,
        accepted=answered - rejected,
        rejected=rejected,
    )
    return Effects(events=(event,), findings=tuple(found))


def _append_acknowledgments(
    receipt: FileReceipt,
    decision: ScreeningDecision,
    *,
    profile: PartnerProfile,
    deps: ReceiveDependencies,
) -> list[Finding]:
    """Handle what stands outside any set and in no range: TA1 segments, HL7 messages."""
    context = FileContext.of(
        receipt, profile=profile, partners=deps.partners, code_version=deps.code_version
    )
    taken = list(_acknowledged(decision, context))
    for one in taken:
        deps.claims.append_acknowledgment(one)
    return unknown_rejections(taken, context=context, rosters=deps.claims)


def _acknowledged(
    decision: ScreeningDecision, context: FileContext
) -> Iterator[SubmissionAcknowledgment]:
    for record, interchange in decision.acknowledgments:
        if not context.is_test(interchange):
            yield from interchange_acknowledged(record, interchange=interchange, context=context)
    for message in decision.messages:
        yield from hl7_messages.message_acknowledged(message, context=context)


def _send_findings(
    receipt: FileReceipt, findings: Iterable[Finding], *, deps: ReceiveDependencies
) -> None:
    rows = tell.finding_rows(
        findings,
        file_id=receipt.file_id,
        partner_id=receipt.partner_id,
        recorded_at=receipt.recorded_at,
    )
    if rows:
        deps.rows.send(FINDINGS.name, rows)


def send_receipt(
    receipt: FileReceipt, profile: PartnerProfile | None, *, deps: ReceiveDependencies
) -> None:
    """Send the row of the file to the trail."""
    row = tell.receipt_row(receipt, profile, recorded_at=receipt.recorded_at)
    deps.rows.send(FILES.name, [row])
