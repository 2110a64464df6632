"""What can be wrong with a trail, in the words of the verifier's report."""

from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """What was done to the trail."""

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
    FORGED = "forged"
    """A seal that the key did not sign."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One break of the chain, by key."""

    kind: FaultKind
    key: str
    text: str


@dataclass(slots=True)
class Findings:
    """Faults in the order in which they were met, and what is sound but not yet counted."""

    faults: list[Fault] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def add(self, kind: FaultKind, key: str, text: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(kind, key, text))


def missing(first: int, last: int, *, known_by: str = "") -> str:
    """`number 4 is missing`, or `numbers 4 to 7, which the head counts, are missing`."""
    subject, verb = (
        (f"number {first}", "is") if first == last else (f"numbers {first} to {last}", "are")
    )
    return f"{subject}, {known_by}, {verb} missing" if known_by else f"{subject} {verb} missing"
