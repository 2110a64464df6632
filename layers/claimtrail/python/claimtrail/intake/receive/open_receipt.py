"""The receipt that a delivery begins, or resumes after a crash."""

from collections import Counter
from collections.abc import Iterator
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
from claimtrail.intake.screening.screen import UNKNOWN_PARTNER, ScreeningDecision
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.ids import FILE_PREFIX, derived_id
from claimtrail.partners.profile import PartnerProfile
from claimtrail.x12 import EnvelopeScan, SetRange

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


def with_decision(receipt: FileReceipt, decision: ScreeningDecision) -> FileReceipt:
    """Return the receipt with what was decided and where the bytes go."""
    key = keys.stored_object(receipt.partner_id, receipt.received_at, receipt.file_id)
    answer = keys.acknowledgment_object(receipt.partner_id, receipt.file_id, keys.TA1)
    return receipt.model_copy(
        update={
            "reason": decision.reason,
            "stored_key": key,
            "acknowledgment_keys": (answer,) if decision.answers else (),
            "finding_count": len(decision.findings),
            "findings": kept_findings(decision.findings),
            # A message is an envelope of its own, like an interchange.
            "refused_interchange_count": len(decision.refused_interchanges)
            + decision.refused_messages,
            "refused_group_count": len(decision.refused_groups),
        }
    )


def with_envelopes(
    receipt: FileReceipt,
    scan: EnvelopeScan,
    decision: ScreeningDecision,
    *,
    profile: PartnerProfile,
) -> FileReceipt:
    """Return the receipt with what the file's envelopes say."""
    types = dict.fromkeys(
        header.transaction_type for header in scan.sets if header.transaction_type
    )
    interchanges = [header.control_number[:_NUMBER] for header in scan.interchanges]
    groups = [header.control_number[:_NUMBER] for header in scan.groups]
    return receipt.model_copy(
        update={
            "transaction_types": tuple(types),
            "interchange_control_numbers": tuple(interchanges[:_LISTED_NUMBERS]),
            "group_control_numbers": tuple(groups[:_LISTED_NUMBERS]),
            "interchange_count": len(interchanges),
            "test_interchange_count": sum(
                profile.test_moves_nothing(header.usage) for header in scan.interchanges
            ),
            "group_count": len(groups),
            "refused_groups": tuple(islice(_refused_groups(scan, decision), KEPT_FINDINGS)),
            "set_count": len(scan.sets),
        }
    )


def _refused_groups(scan: EnvelopeScan, decision: ScreeningDecision) -> Iterator[RefusedGroup]:
    """Refused groups of interchanges that go on."""
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
