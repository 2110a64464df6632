"""Releasing held sets: stored in a person's name, then queued like any other work.

Everything here may be done again: the release of the same sets is the same release, its messages
are worked on as often as they come, and what is appended has ids that follow from the bytes. To
release again after a crash sends what is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from claimtrail.intake.ingest.large_set import chunk_messages
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.model.release import Release, release_id
from claimtrail.intake.ports import FileStore, IngestQueue, ObjectStore
from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from claimtrail.intake.release.held_sets import (
    KIND_UNKNOWN,
    OTHER_DROPBOX,
    TEST_INTERCHANGE,
    HeldSet,
    held_sets,
)
from claimtrail.intake.release_events import release_ordered
from claimtrail.intake.views import FileTrail, describe_file
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError
from claimtrail.x12 import (
    EnvelopeScan,
    SetRange,
    SetSplit,
    scan_envelopes,
    shared_in_file,
    split_anywhere,
    split_in_chunks,
)
from claimtrail.x12.model import SetHeader
from claimtrail.x12.model.source import ByteSource

READ_AHEAD = 1 << 20
"""Bytes fetched at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file with what is held in it, open to be read."""

    trail: FileTrail
    held: tuple[HeldSet, ...]
    source: ByteSource
    scan: EnvelopeScan

    @property
    def receipt(self) -> FileReceipt:
        """Return the file's receipt."""
        return self.trail.receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFiles:
    """Finds what is held in files."""

    files: FileStore
    archive: ObjectStore
    quarantine: ObjectStore

    def open(self, file_id: str) -> list[HeldFile]:
        """Return the file in each dropbox that it came to.

        Raises:
            NotFoundError: no receipt has that id, or its bytes are gone.
            ConflictError: the file is being read.
        """
        return [self._open(trail) for trail in describe_file(file_id, files=self.files)]

    def _open(self, trail: FileTrail) -> HeldFile:
        store = self._store_of(trail.receipt)
        stored = store.describe(trail.receipt.stored_key)
        source = store.open(stored, read_ahead=READ_AHEAD)
        scan = scan_envelopes(source)
        return HeldFile(trail=trail, held=tuple(held_sets(trail, scan)), source=source, scan=scan)

    def _store_of(self, receipt: FileReceipt) -> ObjectStore:
        is_quarantined = receipt.status is FileStatus.QUARANTINED
        return self.quarantine if is_quarantined else self.archive


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseService:
    """Releases held sets in the name of a person."""

    held_files: HeldFiles
    queue: IngestQueue
    publisher: EventPublisher
    by: str
    """`user:<id>`."""
    at: datetime
    code_version: str
    chunk_size: int = CHUNK_SIZE
    """Bytes: a larger set is applied in chunks of about this size."""

    def release(self, file: HeldFile, *, numbers: tuple[int, ...] = (), why: str) -> Release:
        """Release the sets with these numbers, or without numbers all that are held.

        Returns the release as it is stored: the first one of these sets stays.

        Raises:
            NotFoundError (NOTHING_HELD): no such set is held.
            ConflictError (NOT_RELEASABLE): one of them cannot be applied by anybody.
        """
        chosen = _chosen(file, numbers)
        release = self._store(file, chosen, why=why)
        self._bring(file)
        self.publisher.publish([release_ordered(release, file.receipt)])
        self.queue.send(list(self._messages(file, release)))
        return release

    def repeat(self, file: HeldFile) -> list[Release]:
        """Send again what releases of the file have not applied yet; these releases."""
        done = {(one.release_id, one.start) for one in file.trail.released}
        open_ones = [
            release
            for release in file.trail.releases
            if any((release.release_id, start) not in done for start in release.set_starts)
        ]
        if open_ones:
            self._bring(file)
        for release in open_ones:
            self.publisher.publish([release_ordered(release, file.receipt)])
            self.queue.send(list(self._messages(file, release)))
        return open_ones

    def _store(self, file: HeldFile, chosen: list[HeldSet], *, why: str) -> Release:
        receipt = file.receipt
        starts = tuple(sorted(one.header.span.start for one in chosen))
        return self.held_files.files.save_release(
            Release(
                release_id=release_id(
                    file_id=receipt.file_id, partner_id=receipt.partner_id, set_starts=starts
                ),
                file_id=receipt.file_id,
                partner_id=receipt.partner_id,
                set_starts=starts,
                released_at=self.at,
                by=self.by,
                why=why,
                code_version=self.code_version,
            )
        )

    def _bring(self, file: HeldFile) -> None:
        """Let the bytes of a quarantined file be where ingestion reads."""
        if file.receipt.status is FileStatus.QUARANTINED:
            key = file.receipt.stored_key
            stored = self.held_files.quarantine.describe(key)
            self.held_files.archive.copy_from(stored, key)

    def _messages(self, file: HeldFile, release: Release) -> Iterator[IngestMessage]:
        wanted = frozenset(release.set_starts)
        shared = shared_in_file(file.source, file.scan.sets)
        for ordinal, header in enumerate(file.scan.sets):
            if header.span.start in wanted:
                yield from self._messages_of(file, header, ordinal, release, shared)

    def _messages_of(
        self,
        file: HeldFile,
        header: SetHeader,
        ordinal: int,
        release: Release,
        shared: tuple[int, ...],
    ) -> Iterator[IngestMessage]:
        message = _message(file.receipt, header, ordinal, release, shared)
        if header.span.end - header.span.start <= self.chunk_size:
            yield message
            return
        yield from chunk_messages(message, self._split(file, header), step="append")

    def _split(self, file: HeldFile, header: SetHeader) -> SetSplit:
        """At claims only where the check of the set found that its chunks fit together."""
        verdict = self.held_files.files.find_verdict(
            file_id=file.receipt.file_id, set_start=header.span.start
        )
        if verdict and verdict.at_claims:
            return split_in_chunks(file.source, header, target_bytes=self.chunk_size)
        return split_anywhere(header, target_bytes=self.chunk_size)


def _chosen(file: HeldFile, numbers: tuple[int, ...]) -> list[HeldSet]:
    """Return the sets with these numbers; without numbers all that somebody can release."""
    wanted = [one for one in file.held if not numbers or one.number in numbers]
    if not wanted or {one.number for one in wanted} < set(numbers):
        raise _nothing_held(file)
    able = [one for one in wanted if not one.obstacle]
    if not able or (numbers and len(able) < len(wanted)):
        raise _not_releasable(file, next(one for one in wanted if one.obstacle))
    return able


def _nothing_held(file: HeldFile) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="NOTHING_HELD",
            what="no such set of the file is held",
            where=f"file {file.receipt.file_id}",
            next_step=f"`claimtrail files show {file.receipt.file_id}` lists what is held, and "
            "what was released.",
        )
    )


_WAYS_OUT: Mapping[str, str] = MappingProxyType(
    {
        TEST_INTERCHANGE: "Ask the sender for a production file (ISA15 P), or set "
        '`test_files = "apply"` in its profile, deploy, and drop the file again.',
        OTHER_DROPBOX: "Drop the file into the dropbox of the partner that signed it (ISA06).",
        KIND_UNKNOWN: "Agree with the sender on the transactions that it sends.",
    }
)
"""The next step for a set that cannot be released, by its obstacle."""


def _not_releasable(file: HeldFile, held: HeldSet) -> ConflictError:
    return ConflictError(
        Explanation(
            code="NOT_RELEASABLE",
            what=f"set {held.number} cannot be applied: {held.obstacle_words}",
            where=f"file {file.receipt.file_id}",
            next_step=_WAYS_OUT[held.obstacle],
        )
    )


def _message(
    receipt: FileReceipt,
    header: SetHeader,
    ordinal: int,
    release: Release,
    shared: tuple[int, ...],
) -> IngestMessage:
    part = SetRange(
        interchange=header.interchange,
        group=header.group,
        start=header.span.start,
        end=header.span.end,
        first_ordinal=ordinal,
        set_count=1,
    )
    message = IngestMessage.about(receipt, start=header.span.start, set_range=part.to_json())
    return message.model_copy(update={"release_id": release.release_id, "shared_numbers": shared})
