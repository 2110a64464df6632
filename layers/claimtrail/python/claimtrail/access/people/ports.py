"""The ports of people: the identity provider's directory, and what ClaimTrail has seen."""

from collections.abc import Iterator
from typing import Protocol

from claimtrail.access.people.model import DirectoryPerson, KnownPerson
from claimtrail.access.subjects import Principal


class Directory(Protocol):
    """The identity provider's list of people."""

    def people(self) -> Iterator[DirectoryPerson]:
        """Yield everybody who may sign in, or could once."""
        ...

    def person_of(self, account: str) -> Principal | None:
        """Return the person of an account, with the rights of the account's groups.

        None for an account that there is none of, or that is disabled.
        """
        ...

    def disable(self, person_id: str) -> None:
        """Refuse a person's sign-in from now on; an unknown person stays unknown."""
        ...

    def enable(self, person_id: str) -> None:
        """Allow a person's sign-in again; an unknown person stays unknown."""
        ...


class PeopleStore(Protocol):
    """People as ClaimTrail has seen them."""

    def find(self, person_id: str) -> KnownPerson | None:
        """Return a person, strongly consistent."""
        ...

    def save(self, person: KnownPerson) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        ...

    def listed(self) -> list[KnownPerson]:
        """Return everybody, by id; may lag by moments."""
        ...


class UseRecorder(Protocol):
    """Hears of people who sign in, and of each day on which they use a session."""

    def signed_in(self, person: Principal) -> None:
        """Remember a sign-in. Raises PersonInactiveError for a person without access."""
        ...

    def used(self, person: Principal) -> None:
        """Remember that a session was used today. Raises PersonInactiveError likewise."""
        ...
