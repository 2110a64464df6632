"""The dates of a record that cannot be true: reported, and held where money moves.

The verdict on the set stands by then: a 999 speaks of the guide alone.
"""

from dataclasses import dataclass

from claimtrail.intake.records.file_context import FileContext
from claimtrail.x12 import implausible, plausible_days
from claimtrail.x12.model import (
    BatchStatus,
    ClaimStatus,
    Payment,
    RemittanceClaim,
    SetHeader,
    SubmittedClaim,
)
from claimtrail.x12.model.catalog import finding
from claimtrail.x12.model.findings import Finding, Severity

DatedRecord = SubmittedClaim | ClaimStatus | RemittanceClaim | Payment | BatchStatus


@dataclass(frozen=True, slots=True)
class Doubts:
    """The doubts about one record."""

    findings: tuple[Finding, ...] = ()
    faults: tuple[str, ...] = ()
    """Codes of those that hold the record back."""


NO_DOUBTS = Doubts()


def doubts_of(record: DatedRecord, header: SetHeader, context: FileContext) -> Doubts:
    """Return what cannot be true of a record, as far as the partner's rules let it reach."""
    found = implausible(record, plausible_days(header, context.received_at))
    if not found:
        return NO_DOUBTS
    reaches = [(one, one.reach(context.profile.x12_rules)) for one in found]
    return Doubts(
        findings=tuple(finding(one.code, one.place, reach) for one, reach in reaches),
        faults=tuple(one.code.value for one, reach in reaches if reach is not Severity.WARNING),
    )
