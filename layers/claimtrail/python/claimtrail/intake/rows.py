"""Rows of `files`, `findings` and `releases`: ids, counts, codes. Never PHI."""

from typing import Annotated, TypedDict

from claimtrail.trail.datasets.columns import (
    GroupControlNumber,
    InterchangeControlNumber,
    SetControlNumber,
)
from claimtrail.trail.datasets.dataset import Meaning, dataset


class FileRow(TypedDict):
    """Row of `files`."""

    file_id: Annotated[str, Meaning("The file; the same content has the same id.")]
    partner_id: Annotated[str, Meaning("The trading partner whose dropbox it came through.")]
    payer_id: Annotated[str | None, Meaning("The payer that it speaks for, if it is one.")]
    status: Annotated[str, Meaning("How far it came: `QUARANTINED`, `QUEUED`, `INGESTED`, ...")]
    reason: Annotated[str | None, Meaning("Code of the finding for which it was quarantined.")]
    received_at: Annotated[str, Meaning("When it came (RFC 3339, UTC).")]
    recorded_at: Annotated[str, Meaning("When it got this status (RFC 3339, UTC).")]
    sha256: Annotated[str, Meaning("SHA-256 of its bytes, in hexadecimal.")]
    size_bytes: Annotated[int, Meaning("Length in bytes.")]
    channel: Annotated[str, Meaning("How it came: s3, sftp, as2, webhook, inquiry, person.")]
    stored_key: Annotated[str | None, Meaning("Its key in the archive or quarantine bucket.")]
    transaction_types: Annotated[str | None, Meaning("837P, 277CA, 835, ..., separated by blanks.")]
    interchange_control_numbers: Annotated[str | None, Meaning("ISA13s, separated by blanks.")]
    interchange_count: Annotated[int, Meaning("Interchanges (ISA).")]
    group_count: Annotated[int, Meaning("Functional groups (GS).")]
    set_count: Annotated[int, Meaning("Transaction sets (ST).")]
    accepted_set_count: Annotated[int, Meaning("Sets that went through, with or without errors.")]
    rejected_set_count: Annotated[int, Meaning("Sets that were refused.")]
    event_count: Annotated[int, Meaning("Facts that it stated about claims.")]
    withheld_count: Annotated[
        int, Meaning("Records that could not be kept as facts; see findings.")
    ]
    encounter_count: Annotated[
        int, Meaning("Reported encounters (BHT06 RP): no claims to collect.")
    ]
    test_interchange_count: Annotated[
        int, Meaning("Test interchanges (ISA15 T): they move nothing.")
    ]
    finding_count: Annotated[int, Meaning("Faults found in it; see findings.")]
    code_version: Annotated[str, Meaning("The version of ClaimTrail that read it.")]


FILES = dataset(
    FileRow,
    name="files",
    description="Each file at each of its statuses; the newest recorded_at is current.",
    key=("file_id", "partner_id", "status", "recorded_at"),
)


class FindingRow(TypedDict):
    """Row of `findings`."""

    finding_id: Annotated[str, Meaning("Id of the finding, from file, code and place.")]
    file_id: Annotated[str, Meaning("The file that has the fault.")]
    partner_id: Annotated[str, Meaning("The trading partner that sent it.")]
    recorded_at: Annotated[str, Meaning("When it was found (RFC 3339, UTC).")]
    code: Annotated[str, Meaning("Stable code, as `X12_SEGMENT_MISSING`.")]
    severity: Annotated[str, Meaning("Its reach: interchange, group, set, claim, value, warning.")]
    message: Annotated[str, Meaning("What is wrong, without any value out of the file.")]
    next_step: Annotated[str, Meaning("What to do about it.")]
    byte_offset: Annotated[int, Meaning("Where the faulty segment begins in the file, from 0.")]
    interchange_control_number: InterchangeControlNumber | None
    group_control_number: GroupControlNumber | None
    set_control_number: SetControlNumber | None
    segment_id: Annotated[str | None, Meaning("The segment, as CLM.")]
    segment_position: Annotated[int | None, Meaning("Its place in the set; ST is 1.")]
    element_position: Annotated[str | None, Meaning("The element, `02`, or component, `01-2`.")]
    loop_id: Annotated[str | None, Meaning("The loop of the implementation guide.")]
    segment_error: Annotated[str | None, Meaning("999 IK304.")]
    element_error: Annotated[str | None, Meaning("999 IK403.")]
    interchange_note: Annotated[str | None, Meaning("TA105.")]


FINDINGS = dataset(
    FindingRow,
    name="findings",
    description="What is wrong with files, by segment, element and byte offset.",
    key=("finding_id",),
)


class ReleaseRow(TypedDict):
    """Row of `releases`."""

    release_id: Annotated[str, Meaning("The release, from the file and the sets that it names.")]
    file_id: Annotated[str, Meaning("The file of which something was held.")]
    partner_id: Annotated[str, Meaning("The trading partner whose dropbox it came through.")]
    released_by: Annotated[str, Meaning("Who released it: `user:<id>`.")]
    why: Annotated[str, Meaning("The reason, with its source.")]
    released_at: Annotated[str, Meaning("When it was released (RFC 3339, UTC).")]
    applied_at: Annotated[str, Meaning("When the last set of it was applied (RFC 3339, UTC).")]
    sha256: Annotated[str, Meaning("SHA-256 of the file's bytes, in hexadecimal.")]
    set_count: Annotated[int, Meaning("Transaction sets that were released.")]
    event_count: Annotated[int, Meaning("Facts that they state about claims.")]
    withheld_count: Annotated[int, Meaning("Records that could not be kept as facts all the same.")]
    code_version: Annotated[str, Meaning("The version of ClaimTrail by which it was released.")]


RELEASES = dataset(
    ReleaseRow,
    name="releases",
    description="What people released of files that were held, why, and what came of it.",
    key=("release_id",),
)
