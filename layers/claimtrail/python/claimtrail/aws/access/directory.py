"""The directory of people: Amazon Cognito's user pool, or people as they signed in.

A person's id is that of sign-in: the `preferred_username` of the pool where it has one, else its
user name, with the directory of its provider before it. Cognito keeps what the identity provider
says of a federated person as attributes of the pool, which the mapping of the provider fills:
`custom:groups`, `custom:department`, `custom:manager` (the manager's person id) and
`custom:contract_ends_on` (2026-12-31). They are those of the last sign-in. Cognito does not say
when that was, so that our own records do.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from claimtrail.access.people.model import DirectoryPerson, KnownPerson
from claimtrail.access.sign_in.groups import groups_in
from claimtrail.access.sign_in.id_tokens import (
    CONTRACT,
    DEPARTMENT,
    GROUPS,
    MANAGER,
    PERSON,
    Identity,
    is_person_name,
)
from claimtrail.access.sign_in.model import ProviderChoice
from claimtrail.access.sign_in.people import People
from claimtrail.access.subjects import Principal

_IDENTITIES = "identities"
"""The attribute that names the provider of a federated person, as JSON."""
_NOBODYS = ProviderChoice(name="", title="")


class CognitoDirectory:
    """The people of a user pool, with the rights that the stage's table gives to their groups."""

    def __init__(
        self,
        cognito_client: Any,
        user_pool_id: str,
        *,
        providers: Iterable[ProviderChoice] = (),
        people: People | None = None,
    ) -> None:
        self._cognito = cognito_client
        self._pool = user_pool_id
        self._providers = {one.name: one for one in providers}
        self._people = people or People()

    def people(self) -> Iterator[DirectoryPerson]:
        """Yield everybody in the pool, page by page: ListUsers gives 60 at once."""
        pages = self._cognito.get_paginator("list_users").paginate(UserPoolId=self._pool)
        for page in pages:
            for user in page["Users"]:
                yield self._person(user)

    def person_of(self, account: str) -> Principal | None:
        """Return the person of an account of the pool by its name; None unless it is enabled."""
        found = self._cognito.list_users(
            UserPoolId=self._pool, Filter=f'username = "{_quoted(account)}"'
        )["Users"]
        users = [one for one in found if one["Username"] == account and one["Enabled"]]
        if not users:
            return None
        said = _attributes_of(users[0])
        identity = _who(users[0], said)
        if not is_person_name(identity.name_in_directory):
            return None
        return self._people.principal(identity, self._provider_of(said))

    def disable(self, person_id: str) -> None:
        """Let a person sign in no more, and refuse refresh tokens that are out."""
        for name in self._user_names(person_id):
            with suppress(self._cognito.exceptions.UserNotFoundException):
                self._cognito.admin_disable_user(UserPoolId=self._pool, Username=name)
                self._cognito.admin_user_global_sign_out(UserPoolId=self._pool, Username=name)

    def enable(self, person_id: str) -> None:
        """Let a person sign in again."""
        for name in self._user_names(person_id):
            with suppress(self._cognito.exceptions.UserNotFoundException):
                self._cognito.admin_enable_user(UserPoolId=self._pool, Username=name)

    def _user_names(self, person_id: str) -> Iterator[str]:
        """Yield the pool's own names of a person: people of two providers may share a name."""
        directory, _, name = person_id.rpartition("/")
        found = self._cognito.list_users(
            UserPoolId=self._pool, Filter=f'{PERSON} = "{_quoted(name)}"'
        )
        own = [
            user["Username"]
            for user in found["Users"]
            if self._provider_of(_attributes_of(user)).directory == directory
        ]
        if found["Users"]:
            yield from own
            return
        # Without the attribute the person's name is the id at the provider, and Cognito names the
        # user by both ("Adding user pool sign-in through a third party").
        for provider in self._providers.values():
            if provider.directory == directory:
                yield f"{provider.name}_{name}"
        yield name

    def _person(self, user: dict[str, Any]) -> DirectoryPerson:
        said = _attributes_of(user)
        identity = _who(user, said)
        person = self._people.principal(identity, self._provider_of(said))
        return DirectoryPerson(
            person_id=person.id,
            is_enabled=user["Enabled"],
            groups=identity.groups,
            roles=person.roles,
            facilities=person.facilities,
            payers=person.payers,
            department=said.get(DEPARTMENT, ""),
            manager_id=said.get(MANAGER, ""),
            contract_ends_on=_day(said.get(CONTRACT, "")),
        )

    def _provider_of(self, said: dict[str, str]) -> ProviderChoice:
        """Return the provider that a person came from; none for one who came from no other."""
        with suppress(KeyError, TypeError):
            return self._providers[_identity_of(said)["providerName"]]
        return _NOBODYS


def _quoted(text: str) -> str:
    """Return a text as it stands within the quotes of a filter."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _who(user: dict[str, Any], said: dict[str, str]) -> Identity:
    return Identity(
        name_in_directory=said.get(PERSON) or _id_at_provider(said) or user["Username"],
        display_name="",
        groups=groups_in(said.get(GROUPS, "")),
    )


def _identity_of(said: dict[str, str]) -> dict[str, Any]:
    """Return what the pool knows of a person's identity at a provider; empty for none."""
    with suppress(ValueError, KeyError, TypeError, IndexError):
        found = json.loads(said[_IDENTITIES])[0]
        return found if isinstance(found, dict) else {}
    return {}


def _id_at_provider(said: dict[str, str]) -> str:
    """Return the id by which a person signs in where the pool has no name: as `id_tokens` does."""
    return str(_identity_of(said).get("userId", ""))


def _attributes_of(user: dict[str, Any]) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in user.get("Attributes", ())}


class SignInDirectory:
    """People as they signed in: the directory of a stage whose provider lists nobody."""

    def __init__(self, known: Callable[[], list[KnownPerson]]) -> None:
        self._known = known

    def people(self) -> Iterator[DirectoryPerson]:
        """Yield everybody who ever signed in."""
        for one in self._known():
            yield DirectoryPerson(
                person_id=one.person_id,
                is_enabled=one.is_active,
                groups=frozenset(one.roles),
                last_sign_in_at=one.last_sign_in_at,
            )

    def person_of(self, account: str) -> Principal | None:
        """Return nobody: no token is of a directory without accounts."""

    def disable(self, person_id: str) -> None:
        """Do nothing: the end of the access is in our own records."""

    def enable(self, person_id: str) -> None:
        """Do nothing, likewise."""


def _day(text: str) -> date | None:
    """Return a day; None where the provider says none, or no day."""
    with suppress(ValueError):
        return date.fromisoformat(text) if text else None
    return None
