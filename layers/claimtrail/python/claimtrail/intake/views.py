"""The trail of a file, for people: what came, how often, what it held, what became of it.

Shows the file's name, which may hold PHI, to those who may read the claim table.
"""

from dataclasses import dataclass, replace

from claimtrail.intake.model.receipt import Delivery, FileReceipt, RangeResult, SetOutcome
from claimtrail.intake.model.release import Release, ReleasedSet
from claimtrail.intake.ports import FileStore
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.x12.model.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTrail:
    """One content in one partner's dropbox, from its first delivery to its acknowledgments."""

    receipt: FileReceipt
    deliveries: tuple[Delivery, ...]
    """In order of time; more than one means that the content was dropped again."""
    ranges: tuple[RangeResult, ...]
    """The results so far, in order of place."""
    missing_ranges: tuple[int, ...]
    """Byte offsets of ranges that are queued, in work, or in the dead-letter queue."""
    findings: tuple[Finding, ...]
    """Of the envelopes and of the sets that were read; the first ones where there are many."""
    releases: tuple[Release, ...] = ()
    """Of held sets, the first one first."""
    released: tuple[ReleasedSet, ...] = ()
    """The outcomes of the released sets so far."""

    @property
    def sets(self) -> tuple[SetOutcome, ...]:
        """Return what became of each transaction set that was read."""
        return tuple(outcome for result in self.ranges for outcome in result.all_sets)

    def facts_of(self, release: Release) -> int:
        """Return the facts that a release has stated about claims so far."""
        results = [one for one in self.released if one.release_id == release.release_id]
        return sum(one.outcome.event_count for one in results)

    @property
    def acknowledgment_keys(self) -> tuple[str, ...]:
        """Return what was written for the sender, in the outbox bucket."""
        return self.receipt.acknowledgment_keys


def describe_file(file_id: str, *, files: FileStore) -> list[FileTrail]:
    """Return the trail of a content in each dropbox that it came to.

    Raises NotFoundError (FILE_UNKNOWN) when no receipt has that id.
    """
    receipts = files.receipts_of(file_id)
    if not receipts:
        raise NotFoundError(
            Explanation(
                code="FILE_UNKNOWN",
                what=f"no file {file_id} has come",
                where="the stage's files, by their content",
                next_step="Check the name and the stage; a file that has just come may not be seen "
                "yet. `claimtrail drop FILE --payer ID` brings one.",
            )
        )
    deliveries = files.deliveries_of(file_id)
    results = files.ranges_of(file_id)
    releases, released = files.releases_of(file_id), files.released_of(file_id)
    trails = [_trail(receipt, deliveries, results) for receipt in receipts]
    return [_with_releases(trail, releases, released) for trail in trails]


def _with_releases(
    trail: FileTrail, releases: list[Release], released: list[ReleasedSet]
) -> FileTrail:
    own = tuple(one for one in releases if one.partner_id == trail.receipt.partner_id)
    ids = {one.release_id for one in own}
    applied = tuple(one for one in released if one.release_id in ids)
    return replace(trail, releases=own, released=applied)


def _trail(
    receipt: FileReceipt, deliveries: list[Delivery], results: list[RangeResult]
) -> FileTrail:
    wanted = set(receipt.range_starts)
    ranges = tuple(result for result in results if result.start in wanted)
    missing = sorted(wanted - {result.start for result in ranges})
    read = [found for result in ranges for outcome in result.all_sets for found in outcome.findings]
    findings = dict.fromkeys((*receipt.findings, *read))
    return FileTrail(
        receipt=receipt,
        deliveries=tuple(one for one in deliveries if one.partner_id == receipt.partner_id),
        ranges=ranges,
        missing_ranges=tuple(missing),
        findings=tuple(findings),
    )
