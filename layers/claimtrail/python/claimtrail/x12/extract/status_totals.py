"""277CA: what a payer counts at a level (QTY, AMT) against the claims that stand beneath it.

A claim counts as accepted when each of its STC03 is WQ, as refused when one is U (005010X214, loop
2200D). A provider whose claims were refused as a whole has none beneath it; there its own totals
count for the level above. X214 asks for no balance (a later version, X330, section 1.4.5, does), so
that what does not add up is told and the set goes through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.extract.values import ZERO, parse_amount, quantity
from claimtrail.x12.records import StatusInformation
from claimtrail.x12.walk import Segment

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
"""What a total speaks of, by segment and qualifier, and what it is called when it is wrong."""
Fault = tuple[FindingCode, Place]


@dataclass(slots=True)
class _Sum:
    """The claims of one action."""

    count: Decimal = Decimal(0)
    charge: Decimal | None = ZERO
    """None when a claim does not state its charge."""

    def add(self, count: Decimal, charge: Decimal | None) -> None:
        self.count += count
        self.charge = None if self.charge is None or charge is None else self.charge + charge

    def of(self, code: FindingCode) -> Decimal | None:
        return self.count if code is FindingCode.STATUS_COUNT else self.charge


@dataclass(slots=True)
class _Level:
    """An information receiver or a billing provider."""

    sums: dict[str, _Sum] = field(default_factory=lambda: {ACCEPTED: _Sum(), REFUSED: _Sum()})
    stated: dict[tuple[str, FindingCode], tuple[Decimal, Place]] = field(default_factory=dict)
    beneath: bool = False
    """Claims stand beneath it, or totals of a level beneath it."""
    complete: bool = True
    """What it comes to is known."""

    def faults(self) -> list[Fault]:
        if not (self.beneath and self.complete):
            return []
        found = (
            (code, place, value, self.sums[action].of(code))
            for (action, code), (value, place) in self.stated.items()
        )
        return [
            (code, place)
            for code, place, value, total in found
            if total is not None and total != value
        ]

    def add(self, below: "_Level") -> None:
        """Take what a level beneath this one comes to."""
        self.beneath = True
        if below.beneath:
            self.complete = self.complete and below.complete
            for action, total in below.sums.items():
                self.sums[action].add(total.count, total.charge)
            return
        self.complete = self.complete and bool(below.stated)
        for action, total in self.sums.items():
            count, _ = below.stated.get((action, FindingCode.STATUS_COUNT), (None, None))
            charge, _ = below.stated.get((action, FindingCode.STATUS_AMOUNT), (None, None))
            if count is not None or charge is not None:
                total.add(count or Decimal(0), charge)
                self.complete = self.complete and count is not None


class StatusTotals:
    """Keeps the totals of the level at hand and of the one above it."""

    def __init__(self) -> None:
        self._receiver: _Level | None = None
        self._provider: _Level | None = None

    def enter(self, level: str) -> list[Fault]:
        """Go to the next HL; returns what is wrong with the levels that it ends."""
        faults: list[Fault] = []
        if level in {PROVIDER_LEVEL, RECEIVER_LEVEL, SOURCE_LEVEL}:
            faults += self._end_provider()
        if level in {RECEIVER_LEVEL, SOURCE_LEVEL}:
            faults += self._end_receiver()
        if level == RECEIVER_LEVEL:
            self._receiver = _Level()
        elif level == PROVIDER_LEVEL:
            self._provider = _Level()
        return faults

    def take(self, segment: Segment) -> None:
        """Read a QTY or AMT of the level at hand; one that is no number is not compared."""
        place = self._provider or self._receiver
        stated = _STATED.get(segment.id + segment.get(1))
        if place is None or stated is None:
            return
        read = quantity if stated[1] is FindingCode.STATUS_COUNT else parse_amount
        try:
            value = read(segment.get(2))
        except ValueError:
            return
        if value is not None:
            place.stated[stated] = value, segment.place("02")

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

    def lose(self) -> None:
        """A claim beneath the level at hand could not be read."""
        level = self._provider or self._receiver
        if level is not None:
            level.beneath, level.complete = True, False

    def _end_provider(self) -> list[Fault]:
        provider, self._provider = self._provider, None
        if provider is None:
            return []
        if self._receiver is not None:
            self._receiver.add(provider)
        return provider.faults()

    def _end_receiver(self) -> list[Fault]:
        receiver, self._receiver = self._receiver, None
        return receiver.faults() if receiver is not None else []
