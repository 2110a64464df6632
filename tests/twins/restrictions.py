"""In-memory twin of the store of restrictions, for tests."""

from collections.abc import Iterable, Sequence

from claimtrail.access.restrictions.model import ClaimRestrictions, Household, PageRestrictions
from claimtrail.claims.store.changes import Change


class MemoryRestrictionStore:
    """Restrictions and households in dictionaries."""

    def __init__(self) -> None:
        self.restricted: dict[str, ClaimRestrictions] = {}
        self.households: dict[str, Household] = {}
        self.page_reads = 0

    def find(self, claim_id: str) -> ClaimRestrictions | None:
        """Return what people set on a claim."""
        return self.restricted.get(claim_id)

    def save(self, restrictions: ClaimRestrictions) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        stored = self.restricted.get(restrictions.claim_id)
        if restrictions.version != (stored.version if stored else 0) + 1:
            return False
        self.restricted[restrictions.claim_id] = restrictions
        return True

    def of_page(self, claim_ids: Sequence[str], person_id: str) -> PageRestrictions:
        """Return what is stored for claims and a person."""
        self.page_reads += 1
        household = self.households.get(person_id)
        return PageRestrictions(
            by_claim={one: self.restricted[one] for one in claim_ids if one in self.restricted},
            household=household.members if household else frozenset(),
        )

    def save_household(self, household: Household) -> None:
        """Store a person's household in place of the one before."""
        self.households[household.person_id] = household

    def people_with_households(self) -> list[str]:
        """Return the people whose household has members."""
        return [one.person_id for one in self.households.values() if one.members]


class MemoryClaimChanges:
    """The last changes of claims."""

    def __init__(self, *changes: Change) -> None:
        self.changes = {one.claim_id: one for one in changes}

    def recent_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
        """Return the last changes of claims, by claim."""
        return {one: self.changes[one] for one in claim_ids if one in self.changes}
