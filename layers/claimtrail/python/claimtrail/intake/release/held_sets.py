"""The held transaction sets of a file: why each is held, and what it states."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from claimtrail.intake.model.findings import OTHER_DROPBOXES
from claimtrail.intake.model.receipt import FileStatus, SetOutcome
from claimtrail.intake.views import FileTrail
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.money import to_cents
from claimtrail.partners.profile import TEST_USAGE
from claimtrail.x12 import EnvelopeScan, stream_records
from claimtrail.x12.model import (
    ClaimStatus,
    Record,
    RemittanceClaim,
    SetHeader,
    SubmittedClaim,
)
from claimtrail.x12.model.findings import Finding, Severity
from claimtrail.x12.model.source import ByteSource

KIND_UNKNOWN = "kind_unknown"
TEST_INTERCHANGE = "test_interchange"
OTHER_DROPBOX = "other_dropbox"
OBSTACLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        KIND_UNKNOWN: "a kind of transaction that is not read here",
        TEST_INTERCHANGE: "test data (ISA15 T)",
        OTHER_DROPBOX: "came into a dropbox that is not its sender's",
    }
)
"""By obstacle: why nobody can release a set, as pages and commands show it."""
COPY = "X12_INTERCHANGE_COPY"

_IN_WORK = frozenset({FileStatus.RECEIVING, FileStatus.QUEUED})
_REACHES = {
    Severity.INTERCHANGE: lambda header: header.interchange.span,
    Severity.GROUP: lambda header: header.group.span,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSet:
    """A transaction set of a file whose records are not applied."""

    number: int
    """Its place among the sets of the file, from 1."""
    header: SetHeader
    why: tuple[str, ...]
    """Codes of the findings for which it is held."""
    obstacle: str
    """Why nobody can release it; empty when a person can."""

    @property
    def obstacle_words(self) -> str:
        """Return the obstacle as people read it; empty for none."""
        return OBSTACLE_WORDS.get(self.obstacle, self.obstacle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The sums of a held set's claims."""

    claim_count: int = 0
    charge_cents: int | None = None
    """CLM02 or CLP03; None where no record states a charge."""
    paid_cents: int | None = None
    """CLP04."""

    def plus(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(
            claim_count=self.claim_count + other.claim_count,
            charge_cents=_sum(self.charge_cents, other.charge_cents),
            paid_cents=_sum(self.paid_cents, other.paid_cents),
        )


def held_sets(trail: FileTrail, scan: EnvelopeScan) -> list[HeldSet]:
    """Return the sets that are held, in file order; those that were released are held no more.

    Raises ConflictError (FILE_IN_WORK) while the file is being read.
    """
    receipt = trail.receipt
    if receipt.status in _IN_WORK:
        raise ConflictError(
            Explanation(
                code="FILE_IN_WORK",
                what="the file has not been read to its end",
                where=f"file {receipt.file_id} of partner {receipt.partner_id}",
                next_step=f"Try again when `claimtrail trail {receipt.file_id}` shows that it is "
                "read.",
            )
        )
    outcomes = {outcome.start: outcome for outcome in trail.sets}
    released = {start for release in trail.releases for start in release.set_starts}
    return [
        _held(number, header, outcomes.get(header.span.start), trail, scan)
        for number, header in enumerate(scan.sets, start=1)
        if header.span.start not in released
        and _is_held(outcomes.get(header.span.start))
        and not _is_copy(header, scan)
    ]


def _is_held(outcome: SetOutcome | None) -> bool:
    """A set without an outcome stands in a refused group, interchange or file."""
    return outcome is None or outcome.is_held


def _is_copy(header: SetHeader, scan: EnvelopeScan) -> bool:
    """Return a set of an interchange that stands in the file before, with the same bytes."""
    return any(found.code == COPY for found in scan.findings_in(header.interchange.span))


def _held(
    number: int,
    header: SetHeader,
    outcome: SetOutcome | None,
    trail: FileTrail,
    scan: EnvelopeScan,
) -> HeldSet:
    findings = outcome.findings if outcome else tuple(_around(header, scan))
    codes = [found.code for found in findings if found.severity in _DECIDING]
    reason = [trail.receipt.reason] if trail.receipt.reason and outcome is None else []
    return HeldSet(
        number=number,
        header=header,
        why=tuple(dict.fromkeys((*reason, *codes))),
        obstacle=_obstacle(header, outcome, trail),
    )


_DECIDING = frozenset({Severity.INTERCHANGE, Severity.GROUP, Severity.SET})


def _around(header: SetHeader, scan: EnvelopeScan) -> Iterator[Finding]:
    """Yield the findings of the envelopes in which a set stands, and of its own."""
    for found in scan.findings:
        span = _REACHES.get(found.severity)
        if span and span(header).start <= found.offset < span(header).end:
            yield found
    yield from header.findings


def _obstacle(header: SetHeader, outcome: SetOutcome | None, trail: FileTrail) -> str:
    if trail.receipt.reason in OTHER_DROPBOXES:
        return OTHER_DROPBOX
    if header.interchange.usage == TEST_USAGE and outcome is None:
        return TEST_INTERCHANGE
    return KIND_UNKNOWN if header.transaction_type is None else ""


def figures_of(source: ByteSource, header: SetHeader) -> Figures:
    """Return what the claims of a set state, in memory that does not grow with the set."""
    total = Figures()
    for record in stream_records(source, header):
        total = total.plus(_figures(record))
    return total


def _figures(record: Record) -> Figures:
    match record:
        case SubmittedClaim():
            return Figures(claim_count=1, charge_cents=_cents(record.total_charge))
        case RemittanceClaim():
            return Figures(
                claim_count=1,
                charge_cents=_cents(record.charge),
                paid_cents=_cents(record.paid),
            )
        case ClaimStatus():
            return Figures(claim_count=1)
    return Figures()


def _cents(amount: Decimal) -> int | None:
    try:
        return to_cents(amount)
    except ValueError:
        return None


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
