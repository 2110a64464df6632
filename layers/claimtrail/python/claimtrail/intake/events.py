"""The events that intake publishes to bus and trail: ids, counts and codes, never a name.

Event ids are derived from what they are about, so that a redelivered message tells nothing new.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from claimtrail.intake.detail_types import FileDetailType
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.model.receipt import Delivery, FileReceipt, SetOutcome
from claimtrail.intake.records.file_context import FileContext
from claimtrail.intake.rows import FileRow, FindingRow
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id
from claimtrail.partners.profile import PartnerProfile, Role
from claimtrail.trail.datasets.rows import joined
from claimtrail.x12.model import SetHeader
from claimtrail.x12.model.findings import Finding

INTERCHANGE = "TA1"
FUNCTIONAL = "999"
"""Acknowledgments."""
RECEIVER = "system:receive_file"
INGESTER = "system:ingest_transactions"
_CONTROL_NUMBER = 9
_CODES = 10
"""Distinct finding codes that an event names at most."""
_DELIVERIES = 100
"""Deliveries, the latest ones, of which an event names the quarantine at most."""


def file_event(  # noqa: PLR0913 - the parts of one event, all by keyword
    detail_type: DetailType,
    receipt: FileReceipt,
    *,
    actor: str,
    occurred_at: datetime,
    detail: dict[str, Any],
    apart: str = "",
    rule: str | None = None,
    before: str | None = None,
    after: str | None = None,
) -> BusEvent:
    """Return an event about a file.

    `apart` tells events of one type about one file from each other.
    """
    return BusEvent(
        event_id=_event_id(detail_type, receipt, apart),
        detail_type=detail_type,
        subject_id=receipt.file_id,
        occurred_at=occurred_at,
        actor=actor,
        correlation_id=receipt.file_id,
        rule=rule,
        before=before,
        after=after,
        source_file_id=receipt.file_id,
        source_sha256=receipt.sha256 or None,
        source_start=0,
        source_end=receipt.size,
        detail={"partner_id": receipt.partner_id, **detail},
    )


def _event_id(detail_type: DetailType, receipt: FileReceipt, apart: str) -> str:
    return derived_id("evt_", receipt.file_id, receipt.partner_id, detail_type.value, apart)


def quarantined_by(receipt: FileReceipt, deliveries: Iterable[Delivery]) -> list[str]:
    """Return the ids of the events that reported a file's quarantine, one for each delivery."""
    kind = FileDetailType.FILE_QUARANTINED
    own = (one for one in deliveries if one.partner_id == receipt.partner_id)
    return [_event_id(kind, receipt, one.delivery_id) for one in own][-_DELIVERIES:]


def file_removed(arrival: Arrival, *, partner_id: str, at: datetime) -> BusEvent:
    """Return the event about an object that was gone before it was read."""
    reason = IntakeFindingCode.OBJECT_REMOVED.value
    return BusEvent(
        event_id=derived_id("evt_", arrival.delivery_id, FileDetailType.FILE_REMOVED.value),
        detail_type=FileDetailType.FILE_REMOVED,
        subject_id=arrival.delivery_id,
        occurred_at=at,
        actor=RECEIVER,
        correlation_id=arrival.delivery_id,
        rule=f"intake@1/{reason}",
        detail={
            "partner_id": partner_id,
            "reason": reason,
            "arrived_at": format_instant(arrival.occurred_at),
        },
    )


def acknowledgment_written(
    receipt: FileReceipt, *, kind: str, occurred_at: datetime, accepted: int, rejected: int
) -> BusEvent:
    """Return the event about a TA1 or 999 in the outbox; the counts are of interchanges or sets."""
    by_receiver = kind == INTERCHANGE
    return file_event(
        FileDetailType.ACKNOWLEDGMENT_WRITTEN,
        receipt,
        actor=RECEIVER if by_receiver else INGESTER,
        occurred_at=occurred_at,
        # A refused file is judged again with each delivery, a file is closed once.
        apart=f"{kind}#{receipt.delivery_id}" if by_receiver else kind,
        detail={"acknowledgment": kind, "accepted": accepted, "rejected": rejected},
    )


def counts(receipt: FileReceipt) -> dict[str, Any]:
    """Return a file's figures for an event's detail."""
    return {
        "channel": receipt.channel,
        "size_bytes": receipt.size,
        "transaction_types": [kind.value for kind in receipt.transaction_types],
        "interchanges": receipt.interchange_count,
        "groups": receipt.group_count,
        "sets": receipt.set_count,
        "sets_accepted": receipt.accepted_set_count,
        "sets_rejected": receipt.rejected_set_count,
        "claim_events": receipt.event_count,
        "records_withheld": receipt.withheld_count,
        "encounters": receipt.encounter_count,
        "test_interchanges": receipt.test_interchange_count,
        "findings": receipt.finding_count,
    }


def codes_of(findings: Iterable[Finding]) -> list[str]:
    """Return the first distinct codes among findings."""
    return list(dict.fromkeys(found.code for found in findings))[:_CODES]


def transaction_rejected(
    outcome: SetOutcome, *, header: SetHeader, context: FileContext, occurred_at: datetime
) -> BusEvent:
    """Return the event about a transaction set that was refused."""
    kind = outcome.transaction_type
    return BusEvent(
        event_id=derived_id("evt_", context.file_id, str(outcome.start), "transaction.rejected"),
        detail_type=FileDetailType.TRANSACTION_REJECTED,
        subject_id=context.file_id,
        occurred_at=occurred_at,
        actor=INGESTER,
        correlation_id=context.file_id,
        source_file_id=context.file_id,
        source_sha256=context.sha256,
        source_start=outcome.start,
        source_end=outcome.end,
        detail={
            "partner_id": context.profile.id,
            "transaction_type": kind.value if kind else None,
            **_control_numbers(header),
            "findings": outcome.finding_count,
            "finding_codes": codes_of(outcome.findings),
        },
    )


def receipt_row(
    receipt: FileReceipt, profile: PartnerProfile | None, *, recorded_at: datetime
) -> FileRow:
    """Return the receipt as a row of `files`; its name stays behind."""
    return {
        "file_id": receipt.file_id,
        "partner_id": receipt.partner_id,
        "payer_id": profile.id if profile and profile.role is Role.PAYER else None,
        "status": receipt.status.value,
        "reason": receipt.reason or None,
        "received_at": format_instant(receipt.received_at),
        "recorded_at": format_instant(recorded_at),
        "sha256": receipt.sha256,
        "size_bytes": receipt.size,
        "channel": receipt.channel,
        "stored_key": receipt.stored_key or None,
        "transaction_types": joined(tuple(kind.value for kind in receipt.transaction_types)),
        "interchange_control_numbers": joined(receipt.interchange_control_numbers),
        "interchange_count": receipt.interchange_count,
        "group_count": receipt.group_count,
        "set_count": receipt.set_count,
        "accepted_set_count": receipt.accepted_set_count,
        "rejected_set_count": receipt.rejected_set_count,
        "event_count": receipt.event_count,
        "withheld_count": receipt.withheld_count,
        "encounter_count": receipt.encounter_count,
        "test_interchange_count": receipt.test_interchange_count,
        "finding_count": receipt.finding_count,
        "code_version": receipt.code_version,
    }


def finding_rows(
    findings: Iterable[Finding],
    *,
    file_id: str,
    partner_id: str,
    recorded_at: datetime,
    header: SetHeader | None = None,
) -> list[FindingRow]:
    """Findings as rows of `findings`, with the control numbers of the set that they stand in."""
    numbers = _control_numbers(header) if header else {}
    return [
        {
            "finding_id": _finding_id(found, file_id=file_id),
            "file_id": file_id,
            "partner_id": partner_id,
            "recorded_at": format_instant(recorded_at),
            "code": found.code,
            "severity": found.severity.value,
            "message": found.text,
            "next_step": found.next_step,
            "byte_offset": found.offset,
            "interchange_control_number": numbers.get("interchange_control_number") or None,
            "group_control_number": numbers.get("group_control_number") or None,
            "set_control_number": numbers.get("set_control_number") or None,
            "segment_id": found.segment_id or None,
            "segment_position": found.segment_position or None,
            "element_position": found.element_position or None,
            "loop_id": found.loop_id or None,
            "segment_error": found.segment_error or None,
            "element_error": found.element_error or None,
            "interchange_note": found.interchange_note or None,
        }
        for found in findings
    ]


def _finding_id(found: Finding, *, file_id: str) -> str:
    """Return the id of a fault at its place. Texts are the catalog's own, without values."""
    place = (str(found.offset), found.loop_id, found.segment_id, found.element_position)
    return derived_id("fnd_", file_id, found.code, *place, found.text)


def _control_numbers(header: SetHeader) -> dict[str, str]:
    """ISA13, GS06 and ST02, split to the length that they may have.

    A broken one may be anything.
    """
    return {
        "interchange_control_number": header.interchange.control_number[:_CONTROL_NUMBER],
        "group_control_number": header.group.control_number[:_CONTROL_NUMBER],
        "set_control_number": header.control_number[:_CONTROL_NUMBER],
    }
