"""Taking in one dropped file: recognize it, judge it, keep it, answer it, queue its ranges.

Every step can be done twice. The receipt says RECEIVING before the first and QUEUED (or
QUARANTINED) after the last, so a crash anywhere in between is made good when S3's message comes
again; until then the object stays in the inbox. Content that was taken before is a repeated
delivery and nothing else; content that was refused is judged again when it is dropped again, since
a profile may have been fixed.
"""

from claimtrail.hl7.acknowledgments import HEAD, is_hl7
from claimtrail.intake import events as tell
from claimtrail.intake.acknowledgments import hl7_messages
from claimtrail.intake.detail_types import FileDetailType
from claimtrail.intake.encounter_feed.ingest import extract_messages, is_extract
from claimtrail.intake.ingest.completion import complete_file
from claimtrail.intake.ingest.timed_source import TimedSource
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.messages import Arrival, IngestMessage
from claimtrail.intake.model.receipt import TAKEN, Delivery, FileReceipt, FileStatus
from claimtrail.intake.ports import StoredObject
from claimtrail.intake.receive.dependencies import Received, ReceiveDependencies, ReceiveOutcome
from claimtrail.intake.receive.effects import append_acknowledgments, send_rows, write_answer
from claimtrail.intake.receive.open_receipt import (
    open_receipt,
    register_delivery,
    unread_file_id,
    with_decision,
    with_envelopes,
)
from claimtrail.intake.receive.plan_messages import plan_messages
from claimtrail.intake.screening.screen import (
    UNKNOWN_PARTNER,
    ScreeningDecision,
    reject_unread,
    screen_content,
    screen_object,
)
from claimtrail.kernel.deadline import OutOfTimeError
from claimtrail.kernel.ids import file_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.partners.profile import PartnerProfile
from claimtrail.x12 import EnvelopeScan, scan_envelopes, shared_in_file
from claimtrail.x12.model.source import ByteSource

SCAN_AHEAD = 8 * (1 << 20)
"""Bytes fetched at a time while envelopes are looked for."""
SPLIT_AHEAD = 128 * (1 << 10)
"""And while a large set's claims are looked for around each split."""
NO_ENVELOPES = EnvelopeScan(
    size=0, interchanges=(), groups=(), sets=(), interchange_acknowledgments=(), findings=()
)
"""Of a file that is no X12."""
_OPEN = frozenset({FileStatus.RECEIVING})


def receive_file(arrival: Arrival, *, deps: ReceiveDependencies) -> Received:
    """Take in the file of one message.

    Raises:
        NotFoundError: OBJECT_MISSING, when the object was deleted or replaced meanwhile.
        ConflictError: other workers with the same content were quicker five times in a row; the
            message is redelivered.
        OutOfTimeError: the file cannot be read in the time that is left; the message is
        redelivered,
            and the file is then preserved in quarantine.
    """
    if arrival.bucket != deps.inbox.bucket or arrival.is_folder_marker:
        return Received()
    stored = deps.inbox.describe(arrival.key, version_id=arrival.version_id)
    profile = deps.partners.get(arrival.folder)
    sha256 = "" if stored.size > deps.size_limit else deps.inbox.sha256(stored)
    delivery = register_delivery(
        arrival,
        stored,
        file_id=file_id(sha256) if sha256 else unread_file_id(stored),
        partner_id=profile.id if profile else UNKNOWN_PARTNER,
    )
    deps.files.record_delivery(delivery)
    # Once a quicker worker's receipt stands, this delivery joins it or is a repetition: no failure.
    try:
        return repeat_on_conflict(
            lambda: _take_up(delivery, stored, sha256=sha256, profile=profile, deps=deps)
        )
    except OutOfTimeError:
        if not deps.turn.is_last:
            raise
        return repeat_on_conflict(lambda: _preserve(delivery, stored, profile, sha256, deps))


def _take_up(
    delivery: Delivery,
    stored: StoredObject,
    *,
    sha256: str,
    profile: PartnerProfile | None,
    deps: ReceiveDependencies,
) -> Received:
    """Read the receipt, and go on from there. Raises ConflictError when it changed meanwhile."""
    known = deps.files.find(file_id=delivery.file_id, partner_id=delivery.partner_id)
    if known and known.status in TAKEN:
        return _repeated(known, delivery, deps=deps)
    was_refused = known is not None and known.status is FileStatus.QUARANTINED
    if known and was_refused and known.delivery_id == delivery.delivery_id:
        return _received(known, ReceiveOutcome.QUARANTINED)
    decision, scan = _screen(stored, profile, deps=deps)
    receipt = open_receipt(
        delivery,
        sha256=sha256,
        size=stored.size,
        resumed=None if was_refused else known,
        code_version=deps.code_version,
        clock=deps.clock,
    )
    receipt = with_decision(receipt, decision)
    if profile is not None and scan is not None:
        receipt = with_envelopes(receipt, scan, decision, profile=profile)
    if profile is None or scan is None or decision.is_quarantined:
        deps.files.begin(receipt, previous=known)
        return _quarantine(receipt, stored, decision, profile, deps=deps)
    source = _open(stored, deps, read_ahead=SPLIT_AHEAD)
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
            shared=shared_in_file(_open(stored, deps, read_ahead=SCAN_AHEAD), scan.sets),
            chunk_size=deps.chunk_size,
        )
    starts = tuple(dict.fromkeys(message.start for message in messages))
    receipt = receipt.model_copy(update={"range_starts": starts})
    deps.files.begin(receipt, previous=known)
    return _take(receipt, stored, decision, messages, profile=profile, deps=deps)


def _preserve(
    delivery: Delivery,
    stored: StoredObject,
    profile: PartnerProfile | None,
    sha256: str,
    deps: ReceiveDependencies,
) -> Received:
    """Quarantine a file that cannot be read in time. Raises ConflictError as `_take_up`."""
    known = deps.files.find(file_id=delivery.file_id, partner_id=delivery.partner_id)
    decision = reject_unread(IntakeFindingCode.OUT_OF_TIME, partner_id=delivery.partner_id)
    receipt = open_receipt(
        delivery,
        sha256=sha256,
        size=stored.size,
        resumed=None if known and known.status is FileStatus.QUARANTINED else known,
        code_version=deps.code_version,
        clock=deps.clock,
    )
    receipt = with_decision(receipt, decision)
    deps.files.begin(receipt, previous=known)
    return _quarantine(receipt, stored, decision, profile, deps=deps)


def _open(stored: StoredObject, deps: ReceiveDependencies, *, read_ahead: int) -> ByteSource:
    """Return the dropped file's bytes, as long as there is time to read them."""
    return TimedSource(deps.inbox.open(stored, read_ahead=read_ahead), deps.turn)


def _screen(
    stored: StoredObject, profile: PartnerProfile | None, *, deps: ReceiveDependencies
) -> tuple[ScreeningDecision, EnvelopeScan | None]:
    """Return the decision, and the envelopes where they were looked at."""
    if profile is None:
        return reject_unread(IntakeFindingCode.DROPBOX_UNKNOWN, partner_id=UNKNOWN_PARTNER), None
    refusal = screen_object(profile=profile, size=stored.size, size_limit=deps.size_limit)
    if refusal is not None:
        return refusal, None
    if is_extract(profile, stored.key):
        return ScreeningDecision(reason=""), NO_ENVELOPES
    source = _open(stored, deps, read_ahead=SCAN_AHEAD)
    if is_hl7(source.read(0, min(HEAD, source.size))):
        content = source.read(0, min(source.size, hl7_messages.SIZE_LIMIT + 1))
        return hl7_messages.screen_messages(content, profile=profile), NO_ENVELOPES
    scan = scan_envelopes(source, profile.x12_rules)
    return screen_content(scan, profile=profile, partners=deps.partners), scan


def _take(  # noqa: PLR0913 - what was decided, and whom to work with
    receipt: FileReceipt,
    stored: StoredObject,
    decision: ScreeningDecision,
    messages: list[IngestMessage],
    *,
    profile: PartnerProfile,
    deps: ReceiveDependencies,
) -> Received:
    """Archive, answer, tell, queue; QUEUED comes last."""
    deps.archive.copy_from(stored, receipt.stored_key)
    events = write_answer(receipt, decision, deps=deps)
    append_acknowledgments(receipt, decision, profile=profile, deps=deps)
    published = tell.file_event(
        FileDetailType.FILE_RECEIVED,
        receipt,
        actor=tell.RECEIVER,
        occurred_at=receipt.recorded_at,
        after=FileStatus.QUEUED.value,
        detail={**tell.counts(receipt), "finding_codes": tell.codes_of(receipt.findings)},
    )
    deps.publisher.publish([published, *events])
    queued = receipt.model_copy(update={"status": FileStatus.QUEUED})
    send_rows(queued, decision, profile, deps=deps)
    deps.queue.send(messages)
    deps.files.advance(queued, expected=_OPEN)
    if not messages:
        complete_file(queued, done=frozenset(), deps=deps)
    return _received(queued, ReceiveOutcome.QUEUED)


def _quarantine(
    receipt: FileReceipt,
    stored: StoredObject,
    decision: ScreeningDecision,
    profile: PartnerProfile | None,
    *,
    deps: ReceiveDependencies,
) -> Received:
    """Keep the bytes aside, answer, tell; QUARANTINED comes last."""
    deps.quarantine.copy_from(stored, receipt.stored_key)
    events = write_answer(receipt, decision, deps=deps)
    published = tell.file_event(
        FileDetailType.FILE_QUARANTINED,
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
    deps.publisher.publish([published, *events])
    quarantined = receipt.model_copy(update={"status": FileStatus.QUARANTINED})
    send_rows(quarantined, decision, profile, deps=deps)
    deps.files.advance(quarantined, expected=_OPEN)
    return _received(quarantined, ReceiveOutcome.QUARANTINED)


def _repeated(known: FileReceipt, delivery: Delivery, *, deps: ReceiveDependencies) -> Received:
    """Publish a further delivery of a content that is here; a message redelivered is none."""
    if delivery.delivery_id != known.delivery_id:
        event = tell.file_event(
            FileDetailType.FILE_REPEATED,
            known,
            actor=tell.RECEIVER,
            occurred_at=delivery.delivered_at,
            apart=delivery.delivery_id,
            detail={"channel": delivery.channel},
        )
        deps.publisher.publish([event])
    if not known.range_starts:
        complete_file(known, done=frozenset(), deps=deps)
    return _received(known, ReceiveOutcome.REPEATED)


def _received(receipt: FileReceipt, outcome: ReceiveOutcome) -> Received:
    return Received(
        outcome=outcome,
        file_id=receipt.file_id,
        partner_id=receipt.partner_id,
        reason=receipt.reason,
    )
