"""Columns that several datasets of claims share."""

from typing import Annotated, TypedDict

from claimtrail.trail.datasets.columns import (
    GroupControlNumber,
    InterchangeControlNumber,
    SetControlNumber,
    SourceEnd,
    SourceSha256,
    SourceStart,
)
from claimtrail.trail.datasets.dataset import Mask, Meaning

ClaimId = Annotated[str, Meaning("The claim; opaque, a keyed hash.", Mask.PSEUDONYM)]
PayerId = Annotated[str, Meaning("The payer's profile id.", Mask.KEEP)]
FileId = Annotated[str, Meaning("The file that states it.", Mask.LEAVE_OUT)]
PartnerId = Annotated[str, Meaning("The trading partner whose dropbox it came through.", Mask.KEEP)]
ReceivedAt = Annotated[str, Meaning("When the file came (RFC 3339, UTC).", Mask.YEAR)]
RecordedAt = Annotated[str, Meaning("When ClaimTrail read it (RFC 3339, UTC).", Mask.YEAR)]
PaidOn = Annotated[
    str, Meaning("BPR16 of the 835, else the file's own day (YYYY-MM-DD).", Mask.YEAR)
]


class PlaceColumns(TypedDict):
    """Place of a fact in its file, as the datasets about money and statuses show it."""

    file_id: FileId
    source_sha256: SourceSha256
    source_start: SourceStart
    source_end: SourceEnd
    partner_id: PartnerId
    received_at: ReceivedAt
    interchange_control_number: InterchangeControlNumber | None
    group_control_number: GroupControlNumber | None
    set_control_number: SetControlNumber | None
