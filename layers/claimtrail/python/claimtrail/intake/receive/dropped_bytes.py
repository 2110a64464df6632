"""The bytes of a dropped file, read against the clock until its receipt stands.

A file whose time is up is quarantined with a finding. From the moment at which parts of it may be
on their way that is no choice any more: so the time that the rest will take is asked for before,
and what is read after that is read to its end.
"""

from dataclasses import dataclass, field

from claimtrail.intake.ingest.timed_source import TimedSource
from claimtrail.intake.ports import ObjectStore, StoredObject
from claimtrail.kernel.deadline import UNHURRIED, Turn
from claimtrail.x12.model.source import ByteSource

_PASSES = 2
"""The passes that follow the first one: for the effects and for the messages. Each is shorter: the
first one looks at the claims' numbers as well."""


@dataclass(slots=True)
class DroppedBytes:
    """One version of an object of the inbox, opened as often as needed."""

    inbox: ObjectStore
    stored: StoredObject
    turn: Turn
    _began_ms: int = field(init=False)

    def __post_init__(self) -> None:
        self._began_ms = self.turn.remaining_ms()

    def open(self, read_ahead: int) -> ByteSource:
        """Return the bytes, fetched so many at a time. Reading raises OutOfTimeError."""
        return TimedSource(self.inbox.open(self.stored, read_ahead=read_ahead), self.turn)

    def commit(self, *, again: bool) -> None:
        """Read on without a limit; `again`: the file will be gone through twice more.

        Raises:
            OutOfTimeError: there is no time for that.
        """
        took_ms = self._began_ms - self.turn.remaining_ms()
        self.turn.check(needed_ms=_PASSES * took_ms if again else 0)
        self.turn = UNHURRIED
