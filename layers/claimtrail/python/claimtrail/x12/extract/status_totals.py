"""277CA: what a payer counts at a level (QTY, AMT) against the claims that stand beneath it.

A claim counts as accepted when each of its STC03 is WQ, as refused when one is U (005010X214, loop
2200D). A provider whose claims were refused as a whole has none beneath it; there its own totals
count for the level above. X214 asks for no balance (a later version, X330, section 1.4.5, does), so
that what does not add up is reported and the set goes through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.values import ZERO, parse_amount, quantity
from claimtrail.x12.model import StatusInformation
from claimtrail.x12.model.catalog import FindingCode, FindingPlace

RECEIVER_LEVEL, PROVIDER_LEVEL, SOURCE_LEVEL = "21", "19", "20"
ACCEPTED, REFUSED = "WQ", "U"
"""STC03."""
_UNCLEAR = "?"
_ONE = Decimal(1)
_STATED = {
    "QTY90": (ACCEPTED, FindingCode.STATUS_COUNT),
    "QTYAA": (REFUSED, FindingCode.STATUS_COUNT),
    "QTYQA": (ACCEPTED, FindingCode.STATUS_COUNT),
    "QTYQC": (REFUSED, FindingCode.STATUS_COUNT),
    "AMTYU": (ACCEPTED, FindingCode.STATUS_AMOUNT),
    "AMTYY": (REFUSED, FindingCode.STATUS_AMOUNT),
}
"""The subject of a total by segment and qualifier, and the finding when it is wrong."""
TotalsFault = tuple[FindingCode, FindingPlace]


@dataclass(slots=True)
class Sum:
    """The claims of one action."""

    count: Decimal = Decimal(0)
    charge: Decimal | None = ZERO
    """None when a claim does not state its charge."""

    def add(self, count: Decimal, charge: Decimal | None) -> None:
        """Add claims."""
        self.count += count
        self.charge = None if self.charge is None or charge is None else self.charge + charge

    def of(self, code: FindingCode) -> Decimal | None:
        """Return what a total of that kind must say."""
        return self.count if code is FindingCode.STATUS_COUNT else self.charge


class Stated(NamedTuple):
    """One QTY or AMT."""

    action: str
    code: FindingCode
    value: Decimal
    place: FindingPlace


@dataclass(slots=True)
class Level:
    """An information receiver or a billing provider."""

    sums: dict[str, Sum] = field(default_factory=lambda: {ACCEPTED: Sum(), REFUSED: Sum()})
    stated: tuple[Stated, ...] = ()
    beneath: bool = False
    """Claims stand beneath it, or totals of a level beneath it."""
    complete: bool = True
    """True if its sum is known."""

    def faults(self) -> list[TotalsFault]:
        """Return what it states and does not come to."""
        if not (self.beneath and self.complete):
            return []
        found = ((item, self.sums[item.action].of(item.code)) for item in self.stated)
        return [
            (item.code, item.place)
            for item, total in found
            if total is not None and total != item.value
        ]

    def take(self, level: "Level") -> None:
        """Count the claims of a part of this very level, or of all levels beneath it."""
        self.beneath = self.beneath or level.beneath
        self.complete = self.complete and level.complete
        for action, total in level.sums.items():
            self.sums[action].add(total.count, total.charge)

    def add(self, below: "Level") -> None:
        """Take what a level beneath this one comes to."""
        if below.beneath:
            self.take(below)
            return
        self.beneath = True
        self.complete = self.complete and bool(below.stated)
        for action, total in self.sums.items():
            count = below.said(action, FindingCode.STATUS_COUNT)
            charge = below.said(action, FindingCode.STATUS_AMOUNT)
            if count is not None or charge is not None:
                total.add(count or Decimal(0), charge)
                self.complete = self.complete and count is not None

    def said(self, action: str, code: FindingCode) -> Decimal | None:
        """Return what it states itself; the last word counts."""
        return next(
            (x.value for x in reversed(self.stated) if (x.action, x.code) == (action, code)), None
        )

    def shifted(self, segments: int) -> "Level":
        """Return the same with places counted from that many segments further on."""
        stated = tuple(
            item._replace(
                place=item.place._replace(segment_position=item.place.segment_position + segments)
            )
            for item in self.stated
        )
        return replace(self, stated=stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPart:
    """The sums of a 277CA's part, by the levels that the splits go through."""

    first: Level
    """The provider at hand where the part begins, as far as its claims stand in the part."""
    first_ends_after: int | None
    """The number of faults found before that provider ended; None when it goes on."""
    between: Level
    """The receiver, as far as providers begin and end in the part."""
    last: Level | None
    """The provider at hand where the part ends; None when it is the first one, or none is."""

    def shifted(self, segments: int) -> "StatusPart":
        """Return the same with places counted from that many segments further on."""
        return replace(
            self,
            between=self.between.shifted(segments),
            last=self.last.shifted(segments) if self.last else None,
        )


class StatusTotals:
    """Keeps the totals of the level at hand and of the one above it."""

    def __init__(self) -> None:
        self._receiver: Level | None = None
        self._provider: Level | None = None
        self._first: Level | None = None
        self._first_ends_after: int | None = None

    def enter(self, level: str, *, found: int = 0) -> list[TotalsFault]:
        """Go to the next HL; returns what is wrong with the levels that it ends.

        `found` is how many faults were found by now.
        """
        faults: list[TotalsFault] = []
        if level in {PROVIDER_LEVEL, RECEIVER_LEVEL, SOURCE_LEVEL}:
            faults += self._end_provider(found)
        if level in {RECEIVER_LEVEL, SOURCE_LEVEL}:
            faults += self._end_receiver()
        if level == RECEIVER_LEVEL:
            self._receiver = Level()
        elif level == PROVIDER_LEVEL:
            self._provider = Level()
        return faults

    def take(self, segment: Segment) -> None:
        """Read a QTY or AMT of the level at hand; one that is no number is not compared."""
        level = self._provider or self._receiver
        known = _STATED.get(segment.id + segment.get(1))
        if level is None or known is None:
            return
        action, code = known
        read = quantity if code is FindingCode.STATUS_COUNT else parse_amount
        try:
            value = read(segment.get(2))
        except ValueError:
            return
        if value is not None:
            others = (x for x in level.stated if (x.action, x.code) != known)
            level.stated = (*others, Stated(action, code, value, segment.place("02")))

    def count(self, statuses: Sequence[StatusInformation]) -> None:
        """Count a claim with these STC beneath the provider at hand."""
        level = self._provider or self._receiver
        if level is None:
            return
        level.beneath = True
        action, charge = "", None
        for item in statuses:
            if item.action_code == REFUSED or not action:
                action = item.action_code
            elif action not in (item.action_code, REFUSED):
                action = _UNCLEAR
            if charge is None:
                charge = item.total_charge
        total = level.sums.get(action)
        if total is None:
            level.complete = False
        else:
            total.add(_ONE, charge)

    # Parts

    def begin_part(self) -> None:
        """A part of the set begins here; what stands above it has been read."""
        self._first = self._provider

    def end_part(self) -> StatusPart:
        """Return what the part's claims come to."""
        goes_on = self._first_ends_after is None
        return StatusPart(
            first=self._first or Level(),
            first_ends_after=self._first_ends_after,
            between=self._receiver or Level(),
            last=None if goes_on and self._first is not None else self._provider,
        )

    def _end_provider(self, found: int) -> list[TotalsFault]:
        provider, self._provider = self._provider, None
        if provider is None:
            return []
        if provider is self._first:
            self._first_ends_after = found
            return []
        if self._receiver is not None:
            self._receiver.add(provider)
        return provider.faults()

    def _end_receiver(self) -> list[TotalsFault]:
        receiver, self._receiver = self._receiver, None
        return receiver.faults() if receiver is not None else []


class StatusJoin:
    """Puts the parts of a set together again, in their order."""

    def __init__(self) -> None:
        self._receiver = Level()
        self._provider: Level | None = None
        self._parts = 0

    def take(self, part: StatusPart) -> list[TotalsFault]:
        """Go to the end of the next part; returns what is wrong with its first provider."""
        self._parts += 1
        if self._parts == 1:
            self._receiver, self._provider = part.between, part.last
            return []
        if self._provider is not None:
            self._provider.take(part.first)
        faults: list[TotalsFault] = []
        if part.first_ends_after is not None:
            faults = self._end_provider()
            self._provider = part.last
        self._receiver.take(part.between)
        return faults

    def finish(self) -> list[TotalsFault]:
        """Return what is wrong with the levels that are open at the set's end."""
        return [*self._end_provider(), *self._receiver.faults()]

    def _end_provider(self) -> list[TotalsFault]:
        provider, self._provider = self._provider, None
        if provider is None:
            return []
        self._receiver.add(provider)
        return provider.faults()
