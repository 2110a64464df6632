"""Submitted sets and what acknowledges them, as both are kept until they find each other."""

from dataclasses import dataclass, replace
from datetime import date

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.windows import ANSWERED_WITHIN, CLOCKS_DIFFER


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The claims that one 837 transaction set carried: how a 999 or TA1 finds them.

    Large sets make several rosters, distinguished by `offset`.
    """

    payer_id: str
    interchange_control_number: str
    group_control_number: str
    set_control_number: str
    file_id: str
    offset: int
    claim_ids: tuple[str, ...]
    submitted_on: date | None = None
    """The day of the interchange that carried it; None for one that was stored without it."""
    partner_id: str = ""
    """The billing partner that submitted it."""

    def is_answered_by(self, acknowledgment: "SubmissionAcknowledgment") -> bool:
        """Return whether the acknowledgment can speak of this submission and not of another one.

        Control numbers come round again, and two billers use the same ones. Judged by this pair
        alone, so that it does not matter which other submissions have been seen.
        """
        if acknowledgment.addressed_to not in {"", self.partner_id}:
            return False
        if self.submitted_on is None:
            return True
        waited = acknowledgment.event.effective_on - self.submitted_on
        return -CLOCKS_DIFFER <= waited <= ANSWERED_WITHIN

    def without_claims(self) -> "Roster":
        """Return what leads to the roster: it names the set and is small."""
        return replace(self, claim_ids=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionAcknowledgment:
    """A 999 on a set or group, or a TA1 on an interchange, kept for the claims it concerns.

    `event` is complete but for its claim: `event_id` is the acknowledgment's own, `claim_id` empty.
    """

    payer_id: str
    interchange_control_number: str | None
    """Set for a TA1."""
    group_control_number: str | None
    """Set for a 999."""
    set_control_number: str | None
    """Set for a 999 that names a set; None when it speaks of the group."""
    event: ClaimEvent
    addressed_to: str = ""
    """The billing partner that ISA07 and ISA08 name; empty when they name none that is known."""
