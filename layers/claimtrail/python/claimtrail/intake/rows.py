"""Rows of `files`, `releases` and `findings`: ids, counts, codes. Never PHI."""

from datetime import datetime

from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id
from claimtrail.trail.rows import Row, joined
from claimtrail.x12.model.findings import Finding


def file_row(  # noqa: PLR0913 - one argument per column of the dataset, all by keyword
    *,
    file_id: str,
    partner_id: str,
    status: str,
    received_at: datetime,
    recorded_at: datetime,
    sha256: str,
    size_bytes: int,
    channel: str,
    payer_id: str | None = None,
    reason: str | None = None,
    stored_key: str | None = None,
    transaction_types: tuple[str, ...] = (),
    interchange_control_numbers: tuple[str, ...] = (),
    interchange_count: int = 0,
    group_count: int = 0,
    set_count: int = 0,
    accepted_set_count: int = 0,
    rejected_set_count: int = 0,
    event_count: int = 0,
    withheld_count: int = 0,
    encounter_count: int = 0,
    test_interchange_count: int = 0,
    finding_count: int = 0,
    code_version: str | None = None,
) -> Row:
    """Return a file at one of its statuses.

    The name under which it came may hold PHI and is not kept.
    """
    return {
        "file_id": file_id,
        "partner_id": partner_id,
        "payer_id": payer_id,
        "status": status,
        "reason": reason or None,
        "received_at": format_instant(received_at),
        "recorded_at": format_instant(recorded_at),
        "sha256": sha256,
        "size_bytes": size_bytes,
        "channel": channel,
        "stored_key": stored_key or None,
        "transaction_types": joined(transaction_types),
        "interchange_control_numbers": joined(interchange_control_numbers),
        "interchange_count": interchange_count,
        "group_count": group_count,
        "set_count": set_count,
        "accepted_set_count": accepted_set_count,
        "rejected_set_count": rejected_set_count,
        "event_count": event_count,
        "withheld_count": withheld_count,
        "encounter_count": encounter_count,
        "test_interchange_count": test_interchange_count,
        "finding_count": finding_count,
        "code_version": code_version,
    }


def release_row(  # noqa: PLR0913 - one argument per column of the dataset, all by keyword
    *,
    release_id: str,
    file_id: str,
    partner_id: str,
    released_by: str,
    why: str,
    released_at: datetime,
    applied_at: datetime,
    sha256: str,
    set_count: int,
    event_count: int,
    withheld_count: int,
    code_version: str,
) -> Row:
    """Return what a person released of a held file, once it is applied."""
    return {
        "release_id": release_id,
        "file_id": file_id,
        "partner_id": partner_id,
        "released_by": released_by,
        "why": why,
        "released_at": format_instant(released_at),
        "applied_at": format_instant(applied_at),
        "sha256": sha256,
        "set_count": set_count,
        "event_count": event_count,
        "withheld_count": withheld_count,
        "code_version": code_version,
    }


def finding_row(  # noqa: PLR0913 - the places of a finding, all by keyword
    *,
    file_id: str,
    partner_id: str,
    finding: Finding,
    recorded_at: datetime,
    interchange_control_number: str = "",
    group_control_number: str = "",
    set_control_number: str = "",
) -> Row:
    """Return one fault of a file with its place. Texts are the catalog's own, without values."""
    place = (str(finding.offset), finding.loop_id, finding.segment_id, finding.element_position)
    return {
        "finding_id": derived_id("fnd_", file_id, finding.code, *place, finding.text),
        "file_id": file_id,
        "partner_id": partner_id,
        "recorded_at": format_instant(recorded_at),
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.text,
        "next_step": finding.next_step,
        "byte_offset": finding.offset,
        "interchange_control_number": interchange_control_number or None,
        "group_control_number": group_control_number or None,
        "set_control_number": set_control_number or None,
        "segment_id": finding.segment_id or None,
        "segment_position": finding.segment_position or None,
        "element_position": finding.element_position or None,
        "loop_id": finding.loop_id or None,
        "segment_error": finding.segment_error or None,
        "element_error": finding.element_error or None,
        "interchange_note": finding.interchange_note or None,
    }
