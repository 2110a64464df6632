"""Accounts of the identity provider beside the people that ClaimTrail knows.

NIST SP 800-53 AC-2 asks for accounts without an owner to be found. An account that nobody uses and
a person without an account each stand out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claimtrail.access.people.model import AccountStanding, DirectoryPerson, KnownPerson

ORPHANS = frozenset(
    {
        AccountStanding.NEVER_USED,
        AccountStanding.NO_ACCOUNT,
        AccountStanding.ACCOUNT_DISABLED,
        AccountStanding.ACCOUNT_REMAINS,
    }
)
"""The standings in which the two sides differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAccount:
    """A person of either side, or of both."""

    person_id: str
    listed: DirectoryPerson | None
    """As the identity provider has it; None where it does not."""
    known: KnownPerson | None
    """As ClaimTrail has seen it; None where it never did."""

    @property
    def standing(self) -> AccountStanding:
        """Return how the two sides fit."""
        has_account = bool(self.listed and self.listed.is_enabled)
        if self.known is None:
            return AccountStanding.NEVER_USED if has_account else AccountStanding.ACCESS_ENDED
        if not self.known.is_active:
            return AccountStanding.ACCOUNT_REMAINS if has_account else AccountStanding.ACCESS_ENDED
        if self.listed is None:
            return AccountStanding.NO_ACCOUNT
        return AccountStanding.USED if has_account else AccountStanding.ACCOUNT_DISABLED

    @property
    def is_reviewed(self) -> bool:
        """Return whether the person has access that a review has to look at.

        A person that the personnel system announced has none without an account or a role.
        """
        if self.standing is AccountStanding.NO_ACCOUNT:
            return bool(self.known and self.known.roles)
        return self.standing in {AccountStanding.USED, AccountStanding.NEVER_USED}

    @property
    def as_listed(self) -> DirectoryPerson:
        """Return the person as a directory lists it; one without an account by what is known."""
        if self.listed is not None:
            return self.listed
        return DirectoryPerson(person_id=self.person_id, is_enabled=True)


def accounts(
    listed: Iterable[DirectoryPerson], known: Iterable[KnownPerson]
) -> Iterator[PersonAccount]:
    """Yield everybody of both sides, by person id."""
    by_id = {one.person_id: one for one in listed}
    seen = {one.person_id: one for one in known}
    for person_id in sorted({*by_id, *seen}):
        yield PersonAccount(
            person_id=person_id, listed=by_id.get(person_id), known=seen.get(person_id)
        )
