"""The faults of a trail, in the words of the verifier's report."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

KEPT = 1_000
"""Faults that a report lists; the rest is counted, so that memory stays flat."""
_LONGEST_KEY = 1_024
"""Bytes of an S3 key, at most."""


class FaultKind(StrEnum):
    """The kind of change to the trail."""

    EDITED = "edited"
    """The bytes are not those that the next object, a seal or the head names."""
    REMOVED = "removed"
    """A number is missing."""
    INSERTED = "inserted"
    """An object that belongs to no place in the chain."""
    REORDERED = "reordered"
    """An object stands under a number or a day that is not its own."""
    TRUNCATED = "truncated"
    """The chain ends before the object that a seal or the head names."""
    BEYOND = "beyond the head"
    """The chain goes on after the object that the head names, and nothing may have been added."""
    FORGED = "forged"
    """A seal that the key did not sign, or that contradicts an earlier one."""
    UNKNOWN = "unknown"
    """A chain that neither a seal nor a head names."""
    UNREADABLE = "unreadable"
    """A link, a device, a file beyond all bounds: no object of the trail is like that."""
    REPLACED = "replaced"
    """A newer version was put over an object that is written once."""
    HIDDEN = "hidden"
    """A delete marker hides an object that is never deleted."""
    MISPLACED = "misplaced"
    """The seals are those of another bucket."""
    STALE = "stale"
    """The newest seal is older than was asked for."""
    ABSENT = "absent"
    """Nothing is there to verify."""


@dataclass(frozen=True, slots=True)
class TrailFault:
    """One break of the chain, by key."""

    kind: FaultKind
    key: str
    text: str


@dataclass(slots=True)
class Findings:
    """Faults in the order in which they were met, and what is sound but not yet counted."""

    faults: list[TrailFault] = field(default_factory=list)
    counts: Counter[FaultKind] = field(default_factory=Counter)
    pending: list[str] = field(default_factory=list)
    pending_count: int = 0

    def add(self, kind: FaultKind, key: str, text: str) -> None:
        """Record a fault; the first ones are listed, all are counted."""
        self.counts[kind] += 1
        if len(self.faults) < KEPT:
            self.faults.append(TrailFault(kind, printable(key), printable(text)))

    def extend(self, later: "Findings") -> None:
        """Append the findings of another part of the trail."""
        self.faults.extend(later.faults[: KEPT - len(self.faults)])
        self.counts.update(later.counts)
        self.pending.extend(later.pending[: KEPT - len(self.pending)])
        self.pending_count += later.pending_count

    def add_pending(self, key: str) -> None:
        """Record a sound object that no head counts yet."""
        self.pending_count += 1
        if len(self.pending) < KEPT:
            self.pending.append(key)


def printable(text: str) -> str:
    """Return text that no terminal obeys: control characters and broken UTF-8 are escaped."""
    cut = text[:_LONGEST_KEY]
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in cut
    )


def missing(first: int, last: int, *, known_by: str = "") -> str:
    """Return `number 4 is missing`, or `numbers 4 to 7, which the head counts, are missing`."""
    subject, verb = (
        (f"number {first}", "is") if first == last else (f"numbers {first} to {last}", "are")
    )
    return f"{subject}, {known_by}, {verb} missing" if known_by else f"{subject} {verb} missing"
