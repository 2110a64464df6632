"""The receipt that a delivery begins, or resumes after a crash."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from claimtrail.intake.model import keys
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.model.receipt import (
    KEPT_FINDINGS,
    Channel,
    Delivery,
    FileReceipt,
    FileStatus,
    RefusedGroup,
    kept_findings,
)
from claimtrail.intake.ports import StoredObject
from claimtrail.intake.receive.slices import Slice
from claimtrail.intake.screening.screen import UNKNOWN_PARTNER, ScreeningDecision
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.ids import FILE_PREFIX, derived_id
from claimtrail.partners.profile import PartnerProfile
from claimtrail.x12 import EnvelopeScan, SetRange
from claimtrail.x12.model import GroupHeader, InterchangeHeader
from claimtrail.x12.model.findings import Finding

_TRANSFER_FAMILY = "AWSTransfer"
"""Metadata `user-agent` of objects that came by SFTP."""
_NUMBER = 9
"""Characters of a control number at most."""
_LISTED_NUMBERS = 100
"""Control numbers that a receipt lists at most."""


def unread_file_id(stored: StoredObject) -> str:
    """Return the id of a file whose bytes are not read: from S3's ETag and the size."""
    return derived_id(FILE_PREFIX, stored.etag, str(stored.size))


def register_delivery(
    arrival: Arrival, stored: StoredObject, *, file_id: str, partner_id: str
) -> Delivery:
    """Return the delivery of an object."""
    channel: Channel = "sftp" if stored.user_agent == _TRANSFER_FAMILY else "s3"
    return Delivery(
        delivery_id=arrival.delivery_id,
        file_id=file_id,
        partner_id=partner_id,
        name=arrival.key if partner_id == UNKNOWN_PARTNER else arrival.name,
        channel=channel,
        delivered_at=arrival.occurred_at,
    )


def open_receipt(  # noqa: PLR0913 - the parts of a receipt, all by keyword
    delivery: Delivery,
    *,
    sha256: str,
    size: int,
    resumed: FileReceipt | None,
    code_version: str,
    clock: Clock,
) -> FileReceipt:
    """Return a new receipt, or one that a crashed attempt began, with that attempt's times."""
    first = resumed or delivery
    return FileReceipt(
        file_id=delivery.file_id,
        partner_id=delivery.partner_id,
        sha256=sha256,
        name=first.name,
        size=size,
        channel=first.channel,
        received_at=resumed.received_at if resumed else delivery.delivered_at,
        recorded_at=resumed.recorded_at if resumed else clock(),
        delivery_id=first.delivery_id,
        status=FileStatus.RECEIVING,
        code_version=code_version,
    )


def with_place(receipt: FileReceipt, *, reason: str) -> FileReceipt:
    """Return the receipt with where the bytes go, and why, if that is the quarantine."""
    key = keys.stored_object(receipt.partner_id, receipt.received_at, receipt.file_id)
    return receipt.model_copy(update={"reason": reason, "stored_key": key})


def with_slice(
    receipt: FileReceipt, piece: Slice, *, profile: PartnerProfile | None
) -> FileReceipt:
    """Return the receipt with what was decided about the next slice of its file."""
    decision = piece.decision
    is_answered = bool(receipt.acknowledgment_keys or decision.answers)
    if profile is not None:
        receipt = _with_envelopes(receipt, piece, profile)
    # A message is an envelope of its own, like an interchange.
    refused = len(decision.refused_interchanges) + decision.refused_messages
    answer = keys.acknowledgment_object(receipt, keys.TA1)
    return receipt.model_copy(
        update={
            "acknowledgment_keys": (answer,) if is_answered else (),
            "finding_count": receipt.finding_count + len(decision.findings),
            "findings": kept_findings((*receipt.findings, *decision.findings)),
            "refused_interchange_count": receipt.refused_interchange_count + refused,
            "refused_group_count": receipt.refused_group_count + len(decision.refused_groups),
        }
    )


def with_findings(receipt: FileReceipt, findings: Sequence[Finding]) -> FileReceipt:
    """Return the receipt with findings of what stands outside any set."""
    return receipt.model_copy(
        update={
            "finding_count": receipt.finding_count + len(findings),
            "findings": kept_findings((*receipt.findings, *findings)),
        }
    )


def _with_envelopes(receipt: FileReceipt, piece: Slice, profile: PartnerProfile) -> FileReceipt:
    """Return the receipt with what the next envelopes of its file say."""
    scan = piece.scan
    types = dict.fromkeys(receipt.transaction_types)
    types |= dict.fromkeys(
        header.transaction_type for header in scan.sets if header.transaction_type
    )
    numbers = [*receipt.interchange_control_numbers, *_numbers(scan.interchanges)]
    groups = [*receipt.group_control_numbers, *_numbers(scan.groups)]
    tests = sum(profile.test_moves_nothing(header.usage) for header in scan.interchanges)
    refused = (*receipt.refused_groups, *_refused_groups(scan, piece.decision))
    return receipt.model_copy(
        update={
            "transaction_types": tuple(types),
            "interchange_control_numbers": tuple(numbers[:_LISTED_NUMBERS]),
            "group_control_numbers": tuple(groups[:_LISTED_NUMBERS]),
            "interchange_count": receipt.interchange_count + len(scan.interchanges),
            "test_interchange_count": receipt.test_interchange_count + tests,
            "group_count": receipt.group_count + len(scan.groups),
            "refused_groups": refused[:KEPT_FINDINGS],
            "set_count": receipt.set_count + len(scan.sets),
        }
    )


def _numbers(headers: Sequence[InterchangeHeader | GroupHeader]) -> list[str]:
    """Return the first control numbers, as many as a receipt lists."""
    return [header.control_number[:_NUMBER] for header in headers[:_LISTED_NUMBERS]]


def _refused_groups(scan: EnvelopeScan, decision: ScreeningDecision) -> Iterator[RefusedGroup]:
    """Yield the first refused groups of interchanges that go on."""
    groups = _groups_refused(scan, decision)
    yield from islice(groups, KEPT_FINDINGS)


def _groups_refused(scan: EnvelopeScan, decision: ScreeningDecision) -> Iterator[RefusedGroup]:
    refused = {header.span.start for header in decision.refused_interchanges}
    counts = Counter(header.group.span for header in scan.sets)
    for group in decision.refused_groups:
        interchange = scan.interchange_of(group.span)
        if interchange is None or interchange.span.start in refused:
            continue
        sets = counts[group.span]
        part = SetRange(
            interchange=interchange,
            group=group,
            start=group.span.start,
            end=group.span.end,
            first_ordinal=0,
            set_count=sets,
        )
        yield RefusedGroup(
            set_range=part.to_json(), findings=scan.findings_in(group.span)[:KEPT_FINDINGS]
        )
