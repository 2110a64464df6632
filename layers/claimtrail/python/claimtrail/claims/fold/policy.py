"""The terms of a payer's profile that the fold goes by."""

from dataclasses import dataclass, field

from claimtrail.claims.fold.review.hold_deadlines import DEFAULT_DAYS, Days
from claimtrail.claims.lifecycle.status_terms import NO_TERMS, Terms
from claimtrail.partners.clocks import PayerClocks
from claimtrail.partners.profile import InferencePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerPolicy:
    """The fold's share of a payer's profile."""

    inference: InferencePolicy
    name: str
    clocks: PayerClocks = field(default_factory=PayerClocks)
    """The days by which its words are due; the defaults where no profile says."""
    held_days: Days = field(default_factory=lambda: DEFAULT_DAYS)
    """Business days by reason, after which held evidence is an exception."""
    terms: Terms = field(default_factory=lambda: NO_TERMS)
    """The payer's own words, and the status category that each means."""
    registers: bool = False
    """Of a billing partner: its systems register encounters, and its claims must point at them."""
