"""The match of a partition with a claim: candidates, verdict, and relation. Opaque ids only."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.kernel.frozen_model import FrozenModel

RULE = "matching@1"
"""Version of the rules below, as the trail names it."""
LINEAGE_RULE = "lineage@1"
BY_PERSON = "/person"
"""After the rule, where what a person decided made the difference."""


class Relation(StrEnum):
    """The relation of a partition to the claim that it was found to mean."""

    EVIDENCE = "evidence"
    """Payers' records about that claim under an unknown number."""
    LINEAGE = "lineage"
    """A submission of ours that replaces or voids that claim."""


class MatchMethod(StrEnum):
    """The way in which a candidate was found, strongest first. The names begin the match keys."""

    PAYER_CLAIM_CONTROL_NUMBER = "pccn"
    TRACE_NUMBER = "trace"
    SCORE = "near"
    """Same charge and first day of service."""


class MatchVerdict(StrEnum):
    """The outcome of a record whose number is none of ours."""

    MATCHED = "MATCHED"
    DOUBTFUL = "DOUBTFUL"
    """Somebody has to decide: it stands in the list of unmatched records."""
    UNMATCHED = "UNMATCHED"
    """No claim fits: it waits for its 837."""


class Candidate(FrozenModel):
    """A claim that the record may mean, and why."""

    claim_id: str
    method: MatchMethod
    confidence: int
    """Out of 100."""
    features: tuple[str, ...]
    """The fields that agree, by name, never by value."""


class Match(FrozenModel):
    """The decision about one waiting partition. Holds opaque ids only."""

    schema_version: Literal[1] = 1
    claim_id: str
    """Of the number that the payer named."""
    version: int
    """Grows by one with each decision that differs from the one before."""
    payer_id: str
    verdict: MatchVerdict
    target: str
    """The claim that it means; empty unless MATCHED."""
    rule: str
    candidates: tuple[Candidate, ...]
    """The likeliest first."""
    former: tuple[str, ...] = ()
    """Claims that earlier decisions meant: they are folded again whenever this one is looked at."""
    relation: Relation = Relation.EVIDENCE

    def decides_as(self, other: "Match | None") -> bool:
        """Return whether another decision says the same."""
        passing = {"version": self.version, "former": self.former}
        return other is not None and self == other.model_copy(update=passing)

    def following(self, previous: "Match | None") -> "Match":
        """This decision as the one after `previous`."""
        if previous is None:
            return self.model_copy(update={"version": 1})
        meant = {*previous.former, previous.target} - {"", self.target}
        return self.model_copy(
            update={"version": previous.version + 1, "former": tuple(sorted(meant))}
        )


Events = Sequence[ClaimEvent]
