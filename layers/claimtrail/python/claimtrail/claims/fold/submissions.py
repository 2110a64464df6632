"""The versions of a claim that were sent (CLM05-3): the next one hides the one before it."""

from dataclasses import dataclass, field

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Submission
from claimtrail.claims.lifecycle.states import State

ORIGINAL = "1"
REPLACEMENT = "7"
VOID = "8"
SUPERSEDING = frozenset({REPLACEMENT, VOID})
"""Frequency codes that name, by REF*F8, the claim whose place they take."""


@dataclass(slots=True)
class Submissions:
    """The versions while the claim's events are read."""

    versions: list[Submission] = field(default_factory=list)

    def begin(self, event: ClaimEvent, fact: Submitted, *, ended_in: State) -> None:
        """A new version; the one before it ended in that state."""
        self.end(event, ended_in)
        version = Submission(
            number=len(self.versions) + 1,
            frequency_code=fact.frequency_code,
            event_id=event.event_id,
            submitted_on=fact.submitted_on or event.effective_on,
            charge_cents=fact.total_charge_cents,
            payer_claim_control_number=fact.payer_claim_control_number,
            source=event.source,
        )
        self.versions.append(version)

    def end(self, event: ClaimEvent, ended_in: State, *, by_claim: str = "") -> None:
        """The current version is superseded by what the event submits; once is enough."""
        if not self.versions or self.versions[-1].superseded_by:
            return
        self.versions[-1] = self.versions[-1].model_copy(
            update={
                "ended_in": ended_in,
                "superseded_on": event.effective_on,
                "superseded_by": event.event_id,
                "superseded_by_claim": by_claim,
            }
        )
