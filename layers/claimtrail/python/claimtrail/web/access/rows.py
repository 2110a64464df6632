"""Rows of the list of attestations, and what stands out on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.access.people.model import AccountStanding
from claimtrail.access.reviews.model import AccessReview, Attestation, ReviewItem

STANDING_WORDS: Mapping[AccountStanding, str] = MappingProxyType(
    {
        AccountStanding.USED: "account in use",
        AccountStanding.NEVER_USED: "account that nobody used",
        AccountStanding.NO_ACCOUNT: "no account at the provider",
        AccountStanding.ACCOUNT_DISABLED: "account disabled, access stands",
        AccountStanding.ACCESS_ENDED: "access ended",
        AccountStanding.ACCOUNT_REMAINS: "access ended, account still works",
    }
)
OPEN, TO_CHANGE, CHANGED = "open", "to change", "changed"
WORD_OF: Mapping[Attestation, str] = MappingProxyType(
    {Attestation.KEEP: "kept", Attestation.CHANGE: TO_CHANGE, Attestation.REMOVE: "removed"}
)
ATTESTED = (OPEN, *WORD_OF.values(), CHANGED)
"""The states of a row."""
CONCERNS = (
    "contract over",
    "account without a person, or person without one",
    "never signed in",
    "roles never used",
    "changed since the last review",
)
"""Reasons to look twice, the first one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationRow:
    """One person of one review."""

    review: AccessReview
    item: ReviewItem
    today: date
    is_mine: bool
    """True where the reader may attest the person: the review's manager, and never oneself."""

    @property
    def attested(self) -> str:
        """Return the state of the row."""
        if self.item.attested is None:
            return OPEN
        return CHANGED if self.item.changed_at else WORD_OF[self.item.attested]

    @property
    def concern(self) -> str:
        """Return the first reason to look twice; empty for none."""
        item = self.item
        holds = (
            bool(item.contract_ends_on and item.contract_ends_on < self.today),
            item.standing is not AccountStanding.USED,
            item.last_sign_in_at is None,
            bool(item.unused_roles),
            bool(item.earlier and item.changes),
        )
        return next((words for words, one in zip(CONCERNS, holds, strict=True) if one), "")
