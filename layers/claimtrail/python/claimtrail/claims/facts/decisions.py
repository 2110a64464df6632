"""The facts that people add: payers' words that they reported, and what they decided."""

from enum import StrEnum
from typing import Literal

from claimtrail.claims.facts.kinds import EventKind, FrozenFact


class TermReported(FrozenFact):
    """A payer's own word for where the claim stands, as somebody saw or heard it."""

    kind: Literal[EventKind.TERM_REPORTED] = EventKind.TERM_REPORTED
    term: str
    seen_in: Literal["portal", "phone", "letter"]
    said: str = ""
    """Words of the person's own about it: a call's reference, who answered. May be PHI: they stay
    in the claim table."""


class MatchDecided(FrozenFact):
    """A person's decision about the claim that this partition means: one, none, or no more."""

    kind: Literal[EventKind.MATCH_DECIDED] = EventKind.MATCH_DECIDED
    number: int
    """Counted from 1 within the partition; the last one stands."""
    accepted: str
    """The claim that it means; empty when rejected or withdrawn."""
    rejected: tuple[str, ...]
    """The claims that it does not mean."""
    why: str

    @property
    def decision(self) -> str:
        """`ACCEPTED`, `REJECTED`, or `WITHDRAWN`: then it is as if nobody had decided."""
        return "ACCEPTED" if self.accepted else "REJECTED" if self.rejected else "WITHDRAWN"


class EvidenceDecision(StrEnum):
    """The decisions that a person can make about evidence that is held back."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    """As if nobody had decided."""


class EvidenceDecided(FrozenFact):
    """A person's decision about evidence that is held back for its source or its faults."""

    kind: Literal[EventKind.EVIDENCE_DECIDED] = EventKind.EVIDENCE_DECIDED
    number: int
    """Counted from 1 for each subject within the claim; the last one stands."""
    decision: EvidenceDecision
    event_id: str
    """The event that it is about; empty when it is about a source."""
    partner_id: str
    """The partner whose records about this claim it is about; empty when it is about an event."""
    why: str

    @property
    def subject(self) -> str:
        """Return the event or the partner that it is about."""
        return self.event_id or self.partner_id
