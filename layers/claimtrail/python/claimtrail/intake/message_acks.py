"""HL7 v2 acknowledgments in a dropbox: what they acknowledge, and what of them goes on.

MSA-2 names what we sent: the interchange by its ISA13 (nine figures), or one transaction set by its
GS06 and ST02 with a hyphen between. The claims are found by the roster of what was sent, as those
of a TA1 or 999 are.
"""

import re

from claimtrail.claims.events import ClaimEvent, MessageAcknowledged, Source
from claimtrail.claims.evidence import HL7_CODES
from claimtrail.claims.ports import SubmissionAcknowledgment
from claimtrail.hl7.acknowledgments import Acknowledgment, Fault, read_acknowledgments
from claimtrail.intake.file_context import FileContext
from claimtrail.intake.findings import Code, finding
from claimtrail.intake.judge import Decision, refuse_unread
from claimtrail.intake.speakers import answerers_of
from claimtrail.kernel.ids import event_id
from claimtrail.payers.profile import ANSWERERS, PartnerProfile
from claimtrail.x12.findings import Finding

TRANSACTION = "HL7-ACK"
"""As a profile's `transactions` name it."""
SIZE_LIMIT = 8 * (1 << 20)
"""Bytes: a file of acknowledgments is read as a whole; this much holds some fifty thousand."""

_INTERCHANGE = re.compile(r"(?P<interchange>\d{9})")
_SET = re.compile(r"(?P<group>\d{1,9})-(?P<set>[A-Za-z0-9]{4,9})")

_CODES = {
    Fault.MALFORMED: Code.MESSAGE_MALFORMED,
    Fault.STRAY: Code.MESSAGE_MALFORMED,
    Fault.OTHER_TYPE: Code.MESSAGE_UNEXPECTED,
    Fault.WITHOUT_MSA: Code.MESSAGE_WITHOUT_ANSWER,
}


def judge_messages(data: bytes, *, profile: PartnerProfile) -> Decision:
    """What goes on of a file of HL7 messages that was dropped into `profile`'s folder."""
    if len(data) > SIZE_LIMIT:
        return refuse_unread(Code.FILE_TOO_LARGE, partner_id=profile.id)
    if profile.role not in ANSWERERS or TRANSACTION not in profile.transactions:
        return refuse_unread(Code.TRANSACTION_UNEXPECTED, partner_id=profile.id)
    found, refused = read_acknowledgments(data)
    faults = [_finding(_CODES[one.fault], one.span.start, profile) for one in refused]
    faults += [
        _finding(Code.MESSAGE_NUMBER_UNKNOWN, one.span.start, profile)
        for one in found
        if _named(one) is None
    ]
    taken = tuple(one for one in found if _named(one) is not None)
    strange = [
        _finding(Code.MESSAGE_CODE_UNKNOWN, one.span.start, profile)
        for one in taken
        if one.code not in HL7_CODES
    ]
    findings = tuple(sorted((*faults, *strange), key=lambda one: one.offset))
    if not taken:
        first = faults[0] if faults else _finding(Code.NOTHING_TO_READ, 0, profile)
        return Decision(reason=first.code, findings=findings or (first,))
    return Decision(reason="", findings=findings, messages=taken, refused_messages=len(faults))


def message_acknowledged(
    record: Acknowledgment, *, context: FileContext
) -> list[SubmissionAcknowledgment]:
    """An ACK as it is kept for the claims that it concerns, once for each name it is given in.

    Raises ValueError when MSA-2 names nothing that we send: `judge_messages` takes none of those.
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
    """The event but for its claim. A message is its own envelope: MSH-10 stands for ISA13."""
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


def _finding(code: Code, offset: int, profile: PartnerProfile) -> Finding:
    return finding(code, offset=offset, partner_id=profile.id)
