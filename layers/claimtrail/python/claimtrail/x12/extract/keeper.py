"""What all extractors share: records that wait to be fetched, and faults that wait for the end."""

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.records import Record


class RecordKeeper:
    """Keeps finished records until they are drained."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._faults: list[tuple[FindingCode, Place]] = []

    def drain(self) -> list[Record]:
        """The records that are complete by now; each is handed out once."""
        records, self._records = self._records, []
        return records
