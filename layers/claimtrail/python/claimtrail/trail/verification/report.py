"""The verifier's report: a verdict, each check with its outcome, and every fault by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from claimtrail.trail.verification.trail_faults import FaultKind, TrailFault


class TrailVerdict(StrEnum):
    """The verdict on a trail."""

    SOUND = "SOUND"
    """No fault, and whole: the heads that the reader brought name the end of each chain."""
    SOUND_UP_TO = "SOUND UP TO A SEAL"
    """No fault, and whole up to a seal by the key that the reader brought; what was written later
    could have been cut off or written again, whole chains that began later included."""
    PART = "PART"
    """No fault in what is here, which the reader called a part of a trail."""
    NOT_SOUND = "NOT SOUND"
    """At least one fault."""
    INCOMPLETE = "INCOMPLETE"
    """No fault, but the end of a chain rests on the copy's own word."""


class CheckName(StrEnum):
    """The subject of a check."""

    OBJECTS = "objects"
    CHAINS = "chains"
    SEALS = "seals"
    ENDS = "ends"
    BUCKET = "bucket"
    FRESHNESS = "freshness"
    VERSIONS = "versions"


class CheckResult(StrEnum):
    """The outcome of one check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check, with what was looked at, or the reason why it could not be made."""

    name: CheckName
    result: CheckResult
    detail: str


CHECK_OF: Mapping[FaultKind, CheckName] = MappingProxyType(
    {
        FaultKind.ABSENT: CheckName.OBJECTS,
        FaultKind.UNREADABLE: CheckName.OBJECTS,
        FaultKind.EDITED: CheckName.CHAINS,
        FaultKind.REMOVED: CheckName.CHAINS,
        FaultKind.INSERTED: CheckName.CHAINS,
        FaultKind.REORDERED: CheckName.CHAINS,
        FaultKind.TRUNCATED: CheckName.ENDS,
        FaultKind.BEYOND: CheckName.ENDS,
        FaultKind.UNKNOWN: CheckName.ENDS,
        FaultKind.FORGED: CheckName.SEALS,
        FaultKind.MISPLACED: CheckName.BUCKET,
        FaultKind.STALE: CheckName.FRESHNESS,
        FaultKind.REPLACED: CheckName.VERSIONS,
        FaultKind.HIDDEN: CheckName.VERSIONS,
    }
)
"""The check that each kind of fault fails."""


class Anchor(StrEnum):
    """The statement by which a chain is known up to some object."""

    HEADS = "the heads given"
    KEY = "a seal by the key given"
    COPY = "a seal by the copy's own key"
    LATER = "nothing: it began after the newest seal"
    NOTHING = "nothing"


PROVING = frozenset({Anchor.HEADS, Anchor.KEY})
"""Statements that no forger of a copy can make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSummary:
    """The extent of one chain, and how far its end is proven."""

    dataset: str
    last: int
    """Number of the last object."""
    sealed: int
    """Number of the last object that a seal signs; 0 when none does."""
    counted: int | None
    """Number of the last object that the head given counts; None without a head."""
    last_day: date | None = None
    """Day of the last object; None without one."""
    known: int = 0
    """Number of the object up to which nothing is missing, by `known_by`; 0 when nothing says."""
    known_day: date | None = None
    """Day of that object; None when it is not here."""
    known_by: Anchor = Anchor.NOTHING
    seal: int = 0
    """Number of the newest seal that names the chain; 0 without one."""
    absent: tuple[str, ...] = ()
    """Numbers that a part of a trail does not hold, the first thousand."""
    unnamed: int = 0
    """Objects of a part whose bytes neither the next object, a seal nor a head names."""

    @property
    def began_later(self) -> bool:
        """Return whether the chain began after the newest seal, which therefore cannot name it."""
        return self.known_by is Anchor.LATER

    @property
    def beyond(self) -> int:
        """Return the number of objects beyond the one up to which the chain is known."""
        return max(0, self.last - self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """The parts that were verified, and what is wrong with each."""

    verdict: TrailVerdict
    checks: tuple[Check, ...]
    objects: int
    """Objects of the trail, seals included."""
    rows: int
    faults: tuple[TrailFault, ...]
    """In the order of the trail, the first thousand; the first is where it begins to be wrong."""
    fault_counts: Mapping[FaultKind, int]
    """All of them."""
    pending: tuple[str, ...]
    """Sound objects beyond their head that no seal signs yet; the first thousand."""
    pending_count: int
    anchored: bool
    """True if heads were given, so that the end of each chain is proven too."""
    chains: tuple[ChainSummary, ...] = ()
    seals: int = 0
    sealed_at: datetime | None = None
    """Up to when the trail is sealed."""
    bucket: str | None = None
    """The bucket that the seals name."""
    key_fingerprints: tuple[str, ...] = ()
    """SHA-256 of the keys that signed, in order of first use."""
    key_given: bool = False
    """True if the keys were given by the reader, not taken out of the copy itself."""

    could_be_missing: tuple[str, ...] = ()
    """Changes that this verification could not have noticed, in sentences."""

    @property
    def sound(self) -> bool:
        """Return whether there is no fault, and the end rests on what the reader brought."""
        return self.verdict in {TrailVerdict.SOUND, TrailVerdict.SOUND_UP_TO}

    @property
    def whole(self) -> bool:
        """Return whether nothing is missing up to the ends that the reader's heads name."""
        return self.verdict is TrailVerdict.SOUND

    @property
    def is_absent(self) -> bool:
        """Return whether there was nothing to verify: an empty place, or no seal for the key."""
        return set(self.fault_counts) == {FaultKind.ABSENT}
