"""HL7 v2 acknowledgments in a dropbox: what they acknowledge, and what of them goes on.

MSA-2 names what we sent: the interchange by its ISA13 (nine figures), or one transaction set by its
GS06 and ST02 with a hyphen between. The claims are found by the roster of what was sent, as those
of a TA1 or 999 are.
"""

import re

from claimtrail.claims.facts.acknowledgments import MessageAcknowledged
from claimtrail.claims.facts.events import ClaimEvent, Source
from claimtrail.claims.lifecycle.evidence_codes import HL7_CODES
from claimtrail.claims.store.rosters import SubmissionAcknowledgment
from claimtrail.hl7.acknowledgments import Acknowledgment, MessageFault, read_acknowledgments
from claimtrail.intake.model.findings import IntakeFindingCode, finding
from claimtrail.intake.records.file_context import FileContext
from claimtrail.intake.records.speakers import answerers_of
from claimtrail.intake.screening.screen import ScreeningDecision, reject_unread
from claimtrail.kernel.ids import event_id
from claimtrail.partners.profile import ANSWERERS, PartnerProfile
from claimtrail.x12.model.findings import Finding

TRANSACTION = "HL7-ACK"
"""As a profile's `transactions` name it."""
SIZE_LIMIT = 8 * (1 << 20)
"""Bytes: a file of acknowledgments is read as a whole; this much holds some fifty thousand."""

_INTERCHANGE = re.compile(r"(?P<interchange>\d{9})")
_SET = re.compile(r"(?P<group>\d{1,9})-(?P<set>[A-Za-z0-9]{4,9})")

_CODES = {
    MessageFault.MALFORMED: IntakeFindingCode.MESSAGE_MALFORMED,
    MessageFault.STRAY: IntakeFindingCode.MESSAGE_MALFORMED,
    MessageFault.OTHER_TYPE: IntakeFindingCode.MESSAGE_UNEXPECTED,
    MessageFault.WITHOUT_MSA: IntakeFindingCode.MESSAGE_WITHOUT_ANSWER,
}


def screen_messages(data: bytes, *, profile: PartnerProfile) -> ScreeningDecision:
    """Return what goes on of a file of HL7 messages that was dropped into `profile`'s folder."""
    if len(data) > SIZE_LIMIT:
        return reject_unread(IntakeFindingCode.FILE_TOO_LARGE, partner_id=profile.id)
    if profile.role not in ANSWERERS or TRANSACTION not in profile.transactions:
        return reject_unread(IntakeFindingCode.TRANSACTION_UNEXPECTED, partner_id=profile.id)
    found, refused = read_acknowledgments(data)
    faults = [_finding(_CODES[one.fault], one.span.start, profile) for one in refused]
    faults += [
        _finding(IntakeFindingCode.MESSAGE_NUMBER_UNKNOWN, one.span.start, profile)
        for one in found
        if _named(one) is None
    ]
    taken = tuple(one for one in found if _named(one) is not None)
    strange = [
        _finding(IntakeFindingCode.MESSAGE_CODE_UNKNOWN, one.span.start, profile)
        for one in taken
        if one.code not in HL7_CODES
    ]
    findings = tuple(sorted((*faults, *strange), key=lambda one: one.offset))
    if not taken:
        first = faults[0] if faults else _finding(IntakeFindingCode.NOTHING_TO_READ, 0, profile)
        return ScreeningDecision(reason=first.code, findings=findings or (first,))
    return ScreeningDecision(
        reason="", findings=findings, messages=taken, refused_messages=len(faults)
    )


def message_acknowledged(
    record: Acknowledgment, *, context: FileContext
) -> list[SubmissionAcknowledgment]:
    """Return an ACK as it is kept for the claims that it concerns.

    Once for each name it is given in.

    Raises ValueError when MSA-2 names nothing that we send: `screen_messages` takes none of those.
    """
    named = _named(record)
    if named is None:
        raise ValueError("the acknowledgment names no submission")
    interchange, group, transaction_set = named
    return [
        SubmissionAcknowledgment(
            payer_id=answerer,
            interchange_control_number=interchange,
            group_control_number=group,
            set_control_number=transaction_set,
            event=_event(record, answerer, context),
        )
        for answerer in answerers_of(TRANSACTION, context)
    ]


def _event(record: Acknowledgment, answerer: str, context: FileContext) -> ClaimEvent:
    """Return the event but for its claim.

    A message is its own envelope: MSH-10 stands for ISA13.
    """
    fact = MessageAcknowledged(code=record.code, error_codes=record.error_codes)
    return ClaimEvent(
        event_id=event_id(sha256=context.sha256, offset=record.span.start, kind=fact.kind.value),
        claim_id="",
        payer_id=answerer,
        effective_on=(record.prepared_at or context.received_at).date(),
        recorded_at=context.recorded_at,
        source=Source(
            file_id=context.file_id,
            sha256=context.sha256,
            start=record.span.start,
            end=record.span.end,
            partner_id=context.profile.id,
            channel=context.channel,
            received_at=context.received_at,
            interchange_control_number=record.message_control_id,
            group_control_number="",
            set_control_number="",
            prepared_at=record.prepared_at,
            code_version=context.code_version,
        ),
        fact=fact,
    )


def _named(record: Acknowledgment) -> tuple[str | None, str | None, str | None] | None:
    """ISA13, GS06 and ST02 as far as MSA-2 names them; None when it names none of ours."""
    if found := _INTERCHANGE.fullmatch(record.control_number):
        return found["interchange"], None, None
    if found := _SET.fullmatch(record.control_number):
        return None, found["group"], found["set"]
    return None


def _finding(code: IntakeFindingCode, offset: int, profile: PartnerProfile) -> Finding:
    return finding(code, offset=offset, partner_id=profile.id)
