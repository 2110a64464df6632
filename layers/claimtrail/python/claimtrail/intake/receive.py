"""Taking in one dropped file: recognise it, judge it, keep it, answer it, queue its ranges.

Every step can be done twice. The receipt says RECEIVING before the first and QUEUED (or
QUARANTINED) after the last, so a crash anywhere in between is made good when S3's message comes
again; until then the object stays in the inbox. Content that was taken before is a repeated
delivery and nothing else; content that was refused is judged anew when it is dropped anew, since a
profile may have been mended.
"""

from dataclasses import dataclass
from enum import StrEnum

from claimtrail.audit.ports import RowSink
from claimtrail.claims.ports import ClaimStore
from claimtrail.hl7.acknowledgments import HEAD, is_hl7
from claimtrail.intake import keys, message_acks, tell
from claimtrail.intake.acknowledged import interchange_acknowledged
from claimtrail.intake.answers import interchange_answers
from claimtrail.intake.conclude import conclude
from claimtrail.intake.file_context import FileContext
from claimtrail.intake.findings import Code
from claimtrail.intake.judge import (
    UNKNOWN_PARTNER,
    Decision,
    judge_content,
    judge_object,
    refuse_unread,
)
from claimtrail.intake.limits import Bounded, most
from claimtrail.intake.messages import Arrival, IngestMessage
from claimtrail.intake.planning import PORTION_SIZE, plan_messages
from claimtrail.intake.ports import FileStore, IngestQueue, ObjectStore, StoredObject
from claimtrail.intake.receipt import TAKEN, Delivery, FileReceipt, FileStatus
from claimtrail.intake.registering import extract_messages, is_extract
from claimtrail.intake.registration import (
    open_receipt,
    register,
    unread_file_id,
    with_decision,
    with_envelopes,
)
from claimtrail.intake.timed_source import TimedSource
from claimtrail.kernel.conflicts import repeat_on_conflict
from claimtrail.kernel.deadline import UNHURRIED, OutOfTimeError, Turn
from claimtrail.kernel.events import BusEvent, DetailType, EventPublisher
from claimtrail.kernel.ids import file_id
from claimtrail.kernel.time import Clock
from claimtrail.payers.profile import PartnerProfile, Partners
from claimtrail.x12.envelope import scan_envelopes
from claimtrail.x12.number_pass import shared_in_file
from claimtrail.x12.plan import EnvelopeScan
from claimtrail.x12.source import ByteSource
from claimtrail.x12.summary import REFUSED

SIZE_LIMIT = most(Bounded.FILE_BYTES)
SCAN_AHEAD = 8 * (1 << 20)
"""Bytes fetched at a time while envelopes are looked for."""
CUT_AHEAD = 128 * (1 << 10)
"""And while a large set's claims are looked for around each cut."""
NO_ENVELOPES = EnvelopeScan(
    size=0, interchanges=(), groups=(), sets=(), interchange_acknowledgments=(), findings=()
)
"""Of a file that is no X12."""
_OPEN = frozenset({FileStatus.RECEIVING})


class Outcome(StrEnum):
    """What became of a message."""

    IGNORED = "ignored"
    QUEUED = "queued"
    QUARANTINED = "quarantined"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a message, for the log line."""

    outcome: Outcome = Outcome.IGNORED
    file_id: str = ""
    partner_id: str = ""
    reason: str = ""

    def ids(self) -> dict[str, str]:
        """The opaque ids that a log line names."""
        return {"file_id": self.file_id, "partner_id": self.partner_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """Whom receiving works with."""

    inbox: ObjectStore
    archive: ObjectStore
    quarantine: ObjectStore
    outbox: ObjectStore
    files: FileStore
    claims: ClaimStore
    queue: IngestQueue
    publisher: EventPublisher
    rows: RowSink
    partners: Partners
    clock: Clock
    code_version: str
    size_limit: int = SIZE_LIMIT
    portion_size: int = PORTION_SIZE
    """Bytes: a larger set is worked on in portions of about this size."""
    turn: Turn = UNHURRIED
    """The attempt that this is, and the time that it has."""


def receive_file(arrival: Arrival, *, tools: Receiving) -> Received:
    """Take in the file of one message.

    Raises:
        NotFoundError: OBJECT_MISSING, when the object was deleted or replaced meanwhile.
        ConflictError: other workers with the same content were quicker five times in a row; the
            message comes again.
        OutOfTimeError: the file cannot be read in the time that is left; the message comes again,
            and the file is then set aside in quarantine.
    """
    if arrival.bucket != tools.inbox.bucket or arrival.is_folder_marker:
        return Received()
    stored = tools.inbox.describe(arrival.key, version_id=arrival.version_id)
    profile = tools.partners.get(arrival.folder)
    sha256 = "" if stored.size > tools.size_limit else tools.inbox.sha256(stored)
    delivery = register(
        arrival,
        stored,
        file_id=file_id(sha256) if sha256 else unread_file_id(stored),
        partner_id=profile.id if profile else UNKNOWN_PARTNER,
    )
    tools.files.record_delivery(delivery)
    # Once a quicker worker's receipt stands, this delivery joins it or is a repetition: no failure.
    try:
        return repeat_on_conflict(
            lambda: _take_up(delivery, stored, sha256=sha256, profile=profile, tools=tools)
        )
    except OutOfTimeError:
        if not tools.turn.is_last:
            raise
        return repeat_on_conflict(lambda: _set_aside(delivery, stored, profile, sha256, tools))


def _take_up(
    delivery: Delivery,
    stored: StoredObject,
    *,
    sha256: str,
    profile: PartnerProfile | None,
    tools: Receiving,
) -> Received:
    """Read the receipt, and go on from there. Raises ConflictError when it changed meanwhile."""
    known = tools.files.find(file_id=delivery.file_id, partner_id=delivery.partner_id)
    if known and known.status in TAKEN:
        return _repeated(known, delivery, tools=tools)
    was_refused = known is not None and known.status is FileStatus.QUARANTINED
    if known and was_refused and known.delivery_id == delivery.delivery_id:
        return _received(known, Outcome.QUARANTINED)
    decision, scan = _judge(stored, profile, tools=tools)
    receipt = open_receipt(
        delivery,
        sha256=sha256,
        size=stored.size,
        resumed=None if was_refused else known,
        code_version=tools.code_version,
        clock=tools.clock,
    )
    receipt = with_decision(receipt, decision)
    if profile is not None and scan is not None:
        receipt = with_envelopes(receipt, scan, decision, profile=profile)
    if profile is None or scan is None or decision.is_quarantined:
        tools.files.begin(receipt, previous=known)
        return _quarantine(receipt, stored, decision, profile, tools=tools)
    source = _open(stored, tools, read_ahead=CUT_AHEAD)
    if is_extract(profile, stored.key):
        messages = extract_messages(receipt, source)
        receipt = receipt.model_copy(update={"set_count": len(messages)})
    else:
        messages = plan_messages(
            receipt,
            scan,
            refused=decision.refused_interchanges,
            source=source,
            # All of the file is gone through, so that it is fetched in large pieces.
            shared=shared_in_file(_open(stored, tools, read_ahead=SCAN_AHEAD), scan.sets),
            portion_size=tools.portion_size,
        )
    starts = tuple(dict.fromkeys(message.start for message in messages))
    receipt = receipt.model_copy(update={"range_starts": starts})
    tools.files.begin(receipt, previous=known)
    return _take(receipt, stored, decision, messages, profile=profile, tools=tools)


def _set_aside(
    delivery: Delivery,
    stored: StoredObject,
    profile: PartnerProfile | None,
    sha256: str,
    tools: Receiving,
) -> Received:
    """Quarantine a file that cannot be read in time. Raises ConflictError as `_take_up`."""
    known = tools.files.find(file_id=delivery.file_id, partner_id=delivery.partner_id)
    decision = refuse_unread(Code.OUT_OF_TIME, partner_id=delivery.partner_id)
    receipt = open_receipt(
        delivery,
        sha256=sha256,
        size=stored.size,
        resumed=None if known and known.status is FileStatus.QUARANTINED else known,
        code_version=tools.code_version,
        clock=tools.clock,
    )
    receipt = with_decision(receipt, decision)
    tools.files.begin(receipt, previous=known)
    return _quarantine(receipt, stored, decision, profile, tools=tools)


def _open(stored: StoredObject, tools: Receiving, *, read_ahead: int) -> ByteSource:
    """The dropped file's bytes, as long as there is time to read them."""
    return TimedSource(tools.inbox.open(stored, read_ahead=read_ahead), tools.turn)


def _judge(
    stored: StoredObject, profile: PartnerProfile | None, *, tools: Receiving
) -> tuple[Decision, EnvelopeScan | None]:
    """The decision, and the envelopes where they were looked at."""
    if profile is None:
        return refuse_unread(Code.DROPBOX_UNKNOWN, partner_id=UNKNOWN_PARTNER), None
    refusal = judge_object(profile=profile, size=stored.size, size_limit=tools.size_limit)
    if refusal is not None:
        return refusal, None
    if is_extract(profile, stored.key):
        return Decision(reason=""), NO_ENVELOPES
    source = _open(stored, tools, read_ahead=SCAN_AHEAD)
    if is_hl7(source.read(0, min(HEAD, source.size))):
        content = source.read(0, min(source.size, message_acks.SIZE_LIMIT + 1))
        return message_acks.judge_messages(content, profile=profile), NO_ENVELOPES
    scan = scan_envelopes(source, profile.x12_rules)
    return judge_content(scan, profile=profile, partners=tools.partners), scan


def _take(  # noqa: PLR0913 - what was decided, and whom to work with
    receipt: FileReceipt,
    stored: StoredObject,
    decision: Decision,
    messages: list[IngestMessage],
    *,
    profile: PartnerProfile,
    tools: Receiving,
) -> Received:
    """Archive, answer, tell, queue; QUEUED comes last."""
    tools.archive.copy_from(stored, receipt.stored_key)
    events = _answer(receipt, decision, tools=tools)
    _append_acknowledgments(receipt, decision, profile=profile, tools=tools)
    told = tell.file_event(
        DetailType.FILE_RECEIVED,
        receipt,
        actor=tell.RECEIVER,
        occurred_at=receipt.recorded_at,
        after=FileStatus.QUEUED.value,
        detail={**tell.counts(receipt), "finding_codes": tell.codes_of(receipt.findings)},
    )
    tools.publisher.publish([told, *events])
    queued = receipt.model_copy(update={"status": FileStatus.QUEUED})
    _send_rows(queued, decision, profile, tools=tools)
    tools.queue.send(messages)
    tools.files.advance(queued, expected=_OPEN)
    if not messages:
        conclude(queued, done=frozenset(), tools=tools)
    return _received(queued, Outcome.QUEUED)


def _quarantine(
    receipt: FileReceipt,
    stored: StoredObject,
    decision: Decision,
    profile: PartnerProfile | None,
    *,
    tools: Receiving,
) -> Received:
    """Keep the bytes aside, answer, tell; QUARANTINED comes last."""
    tools.quarantine.copy_from(stored, receipt.stored_key)
    events = _answer(receipt, decision, tools=tools)
    told = tell.file_event(
        DetailType.FILE_QUARANTINED,
        receipt,
        actor=tell.RECEIVER,
        occurred_at=receipt.recorded_at,
        apart=receipt.delivery_id,
        rule=f"intake@1/{receipt.reason}",
        after=FileStatus.QUARANTINED.value,
        detail={
            **tell.counts(receipt),
            "reason": receipt.reason,
            "finding_codes": tell.codes_of(receipt.findings),
        },
    )
    tools.publisher.publish([told, *events])
    quarantined = receipt.model_copy(update={"status": FileStatus.QUARANTINED})
    _send_rows(quarantined, decision, profile, tools=tools)
    tools.files.advance(quarantined, expected=_OPEN)
    return _received(quarantined, Outcome.QUARANTINED)


def _repeated(known: FileReceipt, delivery: Delivery, *, tools: Receiving) -> Received:
    """The content is here. Told once for each further delivery; a message redelivered is none."""
    if delivery.delivery_id != known.delivery_id:
        event = tell.file_event(
            DetailType.FILE_REPEATED,
            known,
            actor=tell.RECEIVER,
            occurred_at=delivery.delivered_at,
            apart=delivery.delivery_id,
            detail={"channel": delivery.channel},
        )
        tools.publisher.publish([event])
    if not known.range_starts:
        conclude(known, done=frozenset(), tools=tools)
    return _received(known, Outcome.REPEATED)


def _answer(receipt: FileReceipt, decision: Decision, *, tools: Receiving) -> list[BusEvent]:
    """Write the TA1s that the decision gives; the event that says so."""
    if not decision.answers:
        return []
    key = keys.acknowledgment_object(receipt.partner_id, receipt.file_id, keys.TA1)
    tools.outbox.put(key, interchange_answers(decision.answers, receipt=receipt))
    accepted = sum(answer.code != REFUSED for answer in decision.answers)
    event = tell.acknowledgment_written(
        receipt,
        kind=tell.INTERCHANGE,
        occurred_at=receipt.recorded_at,
        accepted=accepted,
        rejected=len(decision.answers) - accepted,
    )
    return [event]


def _append_acknowledgments(
    receipt: FileReceipt, decision: Decision, *, profile: PartnerProfile, tools: Receiving
) -> None:
    """What stands outside any set, no range carries: TA1 segments, HL7 messages."""
    context = FileContext.of(
        receipt, profile=profile, partners=tools.partners, code_version=tools.code_version
    )
    live = [one for one in decision.acknowledgments if not context.is_test(one[1])]
    for record, interchange in live:
        for one in interchange_acknowledged(record, interchange=interchange, context=context):
            tools.claims.append_acknowledgment(one)
    for message in decision.messages:
        for one in message_acks.message_acknowledged(message, context=context):
            tools.claims.append_acknowledgment(one)


def _send_rows(
    receipt: FileReceipt,
    decision: Decision,
    profile: PartnerProfile | None,
    *,
    tools: Receiving,
) -> None:
    at = receipt.recorded_at
    tools.rows.send(tell.FILES, [tell.receipt_row(receipt, profile, recorded_at=at)])
    rows = tell.finding_rows(
        decision.findings,
        file_id=receipt.file_id,
        partner_id=receipt.partner_id,
        recorded_at=at,
    )
    if rows:
        tools.rows.send(tell.FINDINGS, rows)


def _received(receipt: FileReceipt, outcome: Outcome) -> Received:
    return Received(
        outcome=outcome,
        file_id=receipt.file_id,
        partner_id=receipt.partner_id,
        reason=receipt.reason,
    )
