"""Taking in one dropped file: recognize it, judge it, keep it, answer it, queue its ranges.

Every step can be done twice. The receipt says RECEIVING before the first and QUEUED (or
QUARANTINED) after the last, so a crash anywhere in between is made good when S3's message comes
again; until then the object stays in the inbox. Content that was taken before is a repeated
delivery and nothing else; content that was refused is judged again when it is dropped again, since
a profile may have been fixed.

An object that is gone when its message comes is an answer, too: it is recorded, and nothing is
tried again. An object with a temporary name comes only from the sweep, when nobody renamed it.
"""

from collections.abc import Iterable
from functools import partial, reduce

from claimtrail.hl7.acknowledgments import HEAD, is_hl7
from claimtrail.intake import events as tell
from claimtrail.intake.acknowledgments import hl7_messages
from claimtrail.intake.detail_types import FileDetailType
from claimtrail.intake.encounter_feed.ingest import (
    extract_messages,
    is_extract,
    is_stray_extract,
)
from claimtrail.intake.errors import ObjectMissingError
from claimtrail.intake.ingest.completion import complete_file
from claimtrail.intake.ingest.refusals import ended_refusals
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.messages import Arrival, IngestMessage
from claimtrail.intake.model.receipt import TAKEN, Delivery, FileReceipt, FileStatus
from claimtrail.intake.ports import StoredObject
from claimtrail.intake.receive.dependencies import Received, ReceiveDependencies, ReceiveOutcome
from claimtrail.intake.receive.dropped_bytes import DroppedBytes
from claimtrail.intake.receive.effects import send_receipt, take_effect
from claimtrail.intake.receive.open_receipt import (
    open_receipt,
    register_delivery,
    unread_file_id,
    with_findings,
    with_place,
    with_slice,
)
from claimtrail.intake.receive.plan_messages import FilePlan
from claimtrail.intake.receive.removal import record_removal
from claimtrail.intake.receive.slices import FileSlices, screened_slices
from claimtrail.intake.screening.screen import (
    UNKNOWN_PARTNER,
    ScreeningDecision,
    reject_unread,
    screen_object,
)
from claimtrail.kernel.deadline import UNHURRIED, OutOfTimeError
from claimtrail.kernel.ids import file_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.partners.profile import PartnerProfile
from claimtrail.partners.temporary_names import is_temporary
from claimtrail.x12 import PACKING_HEAD, is_packed

SCAN_AHEAD = 8 * (1 << 20)
"""Bytes fetched at a time while envelopes are looked for."""

_OPEN = frozenset({FileStatus.RECEIVING})


def receive_file(arrival: Arrival, *, deps: ReceiveDependencies) -> Received:
    """Take in the file of one message.

    Raises:
        ConflictError: other workers with the same content were quicker five times in a row; the
            message is redelivered.
        OutOfTimeError: the file cannot be read in the time that is left; the message is
        redelivered,
            and the file is then preserved in quarantine.
    """
    if arrival.bucket != deps.inbox.bucket or arrival.is_folder_marker:
        return Received()
    try:
        return _receive(arrival, deps=deps)
    except ObjectMissingError as missing:
        if missing.bucket != deps.inbox.bucket:
            raise
        return record_removal(arrival, deps=deps)


def _receive(arrival: Arrival, *, deps: ReceiveDependencies) -> Received:
    """Take in the file. Raises ObjectMissingError when it is gone, and as `receive_file`."""
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
    # Of a file whose ranges may be queued, the rest is sent: quarantine is no choice any more.
    is_begun = known is not None and not was_refused and bool(known.range_starts)
    dropped = DroppedBytes(deps.inbox, stored, UNHURRIED if is_begun else deps.turn)
    slices = _screen(dropped, profile, deps=deps)
    receipt = open_receipt(
        delivery,
        sha256=sha256,
        size=stored.size,
        resumed=None if was_refused else known,
        code_version=deps.code_version,
        clock=deps.clock,
    )
    receipt = with_place(receipt, reason=slices.reason)
    take = partial(with_slice, profile=profile)
    if profile is None or slices.reason:
        receipt = reduce(take, slices, receipt)
        dropped.commit(again=not slices.has_one)
        deps.files.begin(receipt, previous=known)
        return _quarantine(receipt, stored, slices, profile, deps=deps)
    if is_extract(profile, stored.key):
        receipt = reduce(take, slices, receipt)
        lines = extract_messages(receipt, dropped.open(SCAN_AHEAD))
        starts = tuple(dict.fromkeys(message.start for message in lines))
        receipt = receipt.model_copy(update={"range_starts": starts, "set_count": len(lines)})
        messages: Iterable[IngestMessage] = lines
    else:
        plan = FilePlan(slices, source=dropped.open, chunk_size=deps.chunk_size)
        receipt = plan.survey(receipt, take)
        messages = plan.messages(receipt)
    dropped.commit(again=not slices.has_one)
    deps.files.begin(receipt, previous=known)
    ended = ended_refusals(receipt, files=deps.files, is_taken=True) if known else []
    return _take(receipt, stored, slices, messages, profile=profile, ended=ended, deps=deps)


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
    slices = FileSlices.of(decision)
    receipt = with_place(receipt, reason=decision.reason)
    receipt = reduce(partial(with_slice, profile=None), slices, receipt)
    deps.files.begin(receipt, previous=known)
    return _quarantine(receipt, stored, slices, profile, deps=deps)


def _screen(
    dropped: DroppedBytes, profile: PartnerProfile | None, *, deps: ReceiveDependencies
) -> FileSlices:
    """Return the file in slices, with what was decided about each."""
    if profile is None:
        unknown = reject_unread(IntakeFindingCode.DROPBOX_UNKNOWN, partner_id=UNKNOWN_PARTNER)
        return FileSlices.of(unknown)
    stored = dropped.stored
    if is_temporary(stored.key, profile.temporary_names):
        unfinished = reject_unread(IntakeFindingCode.UPLOAD_UNFINISHED, partner_id=profile.id)
        return FileSlices.of(unfinished)
    refusal = screen_object(profile=profile, size=stored.size, size_limit=deps.size_limit)
    if refusal is not None:
        return FileSlices.of(refusal)
    return _screen_content(dropped, profile, deps=deps)


def _screen_content(
    dropped: DroppedBytes, profile: PartnerProfile, *, deps: ReceiveDependencies
) -> FileSlices:
    """Return the file in slices, by how its content begins: an extract, HL7, else X12."""
    stored = dropped.stored
    source = dropped.open(SCAN_AHEAD)
    head = source.read(0, min(PACKING_HEAD, source.size))
    if is_extract(profile, stored.key) and not is_packed(head):
        return FileSlices.of(ScreeningDecision(reason=""))
    if is_stray_extract(stored.key, head):
        stray = IntakeFindingCode.ENCOUNTER_FEED_UNEXPECTED
        return FileSlices.of(reject_unread(stray, partner_id=profile.id))
    if is_hl7(head[:HEAD]):
        content = source.read(0, min(source.size, hl7_messages.SIZE_LIMIT + 1))
        return FileSlices.of(hl7_messages.screen_messages(content, profile=profile))
    return screened_slices(
        lambda: dropped.open(SCAN_AHEAD),
        profile=profile,
        partners=deps.partners,
        interchanges=deps.slice_size,
    )


def _take(  # noqa: PLR0913 - what was decided, and the dependencies
    receipt: FileReceipt,
    stored: StoredObject,
    slices: FileSlices,
    messages: Iterable[IngestMessage],
    *,
    profile: PartnerProfile,
    ended: list[str],
    deps: ReceiveDependencies,
) -> Received:
    """Archive, answer, tell, queue; QUEUED comes last."""
    deps.archive.copy_from(stored, receipt.stored_key)
    effects = take_effect(receipt, slices, profile, deps=deps)
    receipt = with_findings(receipt, effects.findings)
    published = tell.file_event(
        FileDetailType.FILE_RECEIVED,
        receipt,
        actor=tell.RECEIVER,
        occurred_at=receipt.recorded_at,
        after=FileStatus.QUEUED.value,
        detail={
            **tell.counts(receipt),
            "finding_codes": tell.codes_of(receipt.findings),
            **({"quarantine_event_ids": ended} if ended else {}),
        },
    )
    deps.publisher.publish([published, *effects.events])
    queued = receipt.model_copy(update={"status": FileStatus.QUEUED})
    send_receipt(queued, profile, deps=deps)
    deps.queue.send(messages)
    deps.files.advance(queued, expected=_OPEN)
    if not queued.range_starts:
        complete_file(queued, done=frozenset(), deps=deps)
    return _received(queued, ReceiveOutcome.QUEUED)


def _quarantine(
    receipt: FileReceipt,
    stored: StoredObject,
    slices: FileSlices,
    profile: PartnerProfile | None,
    *,
    deps: ReceiveDependencies,
) -> Received:
    """Keep the bytes aside, answer, tell; QUARANTINED comes last."""
    deps.quarantine.copy_from(stored, receipt.stored_key)
    effects = take_effect(receipt, slices, profile, deps=deps)
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
    deps.publisher.publish([published, *effects.events])
    quarantined = receipt.model_copy(update={"status": FileStatus.QUARANTINED})
    send_receipt(quarantined, profile, deps=deps)
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
