"""The trail of a file, for people: what came, how often, what it held, what became of it.

Shows the file's name, which may hold PHI, to those who may read the claim table.
"""

from dataclasses import dataclass, replace

from claimtrail.disclosures.provenance import FileCustody
from claimtrail.intake.model.findings import OTHER_DROPBOXES
from claimtrail.intake.model.receipt import (
    Delivery,
    FileReceipt,
    FileStatus,
    RangeResult,
    SetOutcome,
)
from claimtrail.intake.model.release import Release, ReleasedSet
from claimtrail.intake.ports import FileStore
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.x12.model.findings import Finding, Severity

_REFUSED = frozenset({FileStatus.PARTLY_REJECTED, FileStatus.REJECTED, FileStatus.QUARANTINED})


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
    def names(self) -> tuple[str, ...]:
        """Return each name under which it came, the first one first."""
        return tuple(dict.fromkeys(one.name for one in self.deliveries)) or (self.receipt.name,)

    @property
    def sets(self) -> tuple[SetOutcome, ...]:
        """Return what became of each transaction set that was read."""
        return tuple(outcome for result in self.ranges for outcome in result.all_sets)

    def facts_of(self, release: Release) -> int:
        """Return the facts that a release has stated about claims so far."""
        results = [one for one in self.released if one.release_id == release.release_id]
        return sum(one.outcome.event_count for one in results)

    def next_step_of(self, finding: Finding) -> str:
        """Return what is to be done about a finding now: nothing once a person released its sets.

        Commands name the file.
        """
        if self._is_released(finding):
            return "Nothing: what it held was released."
        return with_ids(finding.next_step, FILE=self.receipt.file_id)

    @property
    def may_hold_more(self) -> bool:
        """Tell whether a person may still release something, as far as the receipt says.

        `claimtrail files show` reads the bytes, and knows.
        """
        if self.receipt.status not in _REFUSED or self.receipt.reason in OTHER_DROPBOXES:
            return False
        released = {start for release in self.releases for start in release.set_starts}
        read = {one.start for one in self.sets}
        rejected = {one.start for one in self.sets if one.is_held}
        # Sets without an outcome stand in a refused group, interchange or file.
        unread = self.receipt.set_count - len(read) - len(released - read)
        return unread > 0 or not rejected <= released

    def _is_released(self, finding: Finding) -> bool:
        """Tell whether a person released each set that a finding may have held."""
        released = {start for release in self.releases for start in release.set_starts}
        own = [one for one in self.sets if one.start <= finding.offset < one.end]
        if finding.severity is Severity.SET and own:
            return all(one.start in released for one in own)
        return bool(released) and len(released) >= self.receipt.set_count

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


def custodies_of(file_id: str, *, files: FileStore) -> list[FileCustody]:
    """Return how a content came and where it is kept, in each dropbox that it came to."""
    deliveries = files.deliveries_of(file_id)
    return [
        FileCustody(
            file_id=receipt.file_id,
            partner_id=receipt.partner_id,
            stored_key=receipt.stored_key,
            size=receipt.size,
            sha256=receipt.sha256,
            received_at=receipt.received_at,
            deliveries=sum(each.partner_id == receipt.partner_id for each in deliveries),
            code_version=receipt.code_version,
        )
        for receipt in files.receipts_of(file_id)
    ]
