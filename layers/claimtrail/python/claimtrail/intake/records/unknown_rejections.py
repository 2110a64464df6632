"""Rejections of what no 837 on file carried: no claim shows them, so their own file does.

They are kept like every acknowledgment, and count as soon as the copy of the 837 comes.
"""

from collections.abc import Iterable, Sequence

from claimtrail.claims.lifecycle.evidence import read
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.ports import Rosters
from claimtrail.claims.store.rosters import SubmissionAcknowledgment
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.records.file_context import FileContext, finding_at
from claimtrail.x12.model import ByteRange
from claimtrail.x12.model.findings import Finding

LOOKED_UP = 100
"""Rejections of one file or message that are looked up at most: the first ones tell the rest."""


def unknown_rejections(
    acknowledgments: Iterable[SubmissionAcknowledgment], *, context: FileContext, rosters: Rosters
) -> list[Finding]:
    """Return a finding for each rejected interchange, group or set that no 837 on file carried."""
    records: dict[int, list[SubmissionAcknowledgment]] = {}
    for one in acknowledgments:
        if read(one.event).target is State.TRANSMISSION_REJECTED:
            records.setdefault(one.event.source.start, []).append(one)
    return [
        finding_at(IntakeFindingCode.REJECTED_UNKNOWN, _span(copies), context)
        for copies in list(records.values())[:LOOKED_UP]
        if not any(_is_known(one, rosters) for one in copies)
    ]


def _is_known(acknowledgment: SubmissionAcknowledgment, rosters: Rosters) -> bool:
    found = rosters.rosters_for(acknowledgment)
    return any(roster.is_answered_by(acknowledgment) for roster in found)


def _span(copies: Sequence[SubmissionAcknowledgment]) -> ByteRange:
    source = copies[0].event.source
    return ByteRange(source.start, source.end)
