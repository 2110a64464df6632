"""What all extractors share: records that wait to be fetched, and faults that wait for the end."""

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.records import Record
from claimtrail.x12.walk import Segment


class RecordKeeper:
    """Keeps finished records until they are drained."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._faults: list[tuple[FindingCode, Place]] = []
        self._doubts: list[FindingCode] = []
        """Of the claim at hand, and of the segment that is taken next."""

    def doubt(self, code: FindingCode) -> None:
        """The segment that is taken next has a fault that holds its claim back."""
        self._doubts.append(code)

    def drain(self) -> list[Record]:
        """The records that are complete by now; each is handed out once."""
        records, self._records = self._records, []
        return records

    def begin_part(self) -> None:
        """A part of the set begins here; what was read stands above it and is not its own."""
        self._faults.clear()


class PassageKeeper(RecordKeeper):
    """Gathers the segments of one claim at a time; each such passage makes a record."""

    def __init__(self) -> None:
        super().__init__()
        self._claim: list[Segment] = []

    def finish(self) -> tuple[list[Record], list[tuple[FindingCode, Place]]]:
        """The records that were not drained, and what was found on the way."""
        self._close()
        return self._records, self._faults

    def _close(self) -> None:
        """Make a record of the passage; one that cannot be read is a fault, and the rest go on."""
        segments, self._claim = self._claim, []
        if not segments:
            return
        try:
            self._records.append(self._read(segments))
        except ValueError:
            self._faults.append((FindingCode.RECORD_UNREADABLE, segments[0].place()))

    def _read(self, segments: list[Segment]) -> Record:
        """The record of a passage. Raises ValueError when a value in it cannot be read."""
        raise NotImplementedError
