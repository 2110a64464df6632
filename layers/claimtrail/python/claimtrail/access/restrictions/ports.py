"""The ports of restrictions. In-memory and DynamoDB twins pass one contract suite."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from claimtrail.access.restrictions.model import ClaimRestrictions, Household, PageRestrictions
from claimtrail.claims.store.changes import Change


class RestrictionStore(Protocol):
    """Restrictions that people set on claims, and the households of the staff."""

    def find(self, claim_id: str) -> ClaimRestrictions | None:
        """Return what people set on a claim, strongly consistent."""
        ...

    def save(self, restrictions: ClaimRestrictions) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        ...

    def of_page(self, claim_ids: Sequence[str], person_id: str) -> PageRestrictions:
        """Return what is stored for claims and a person, strongly consistent, in one read."""
        ...

    def save_household(self, household: Household) -> None:
        """Store a person's household in place of the one before."""
        ...

    def people_with_households(self) -> list[str]:
        """Return the people whose household has members."""
        ...


class ClaimChanges(Protocol):
    """The part of the claims' store that finds many claims at once."""

    def recent_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """Return the last changes of claims, by claim."""
        ...
