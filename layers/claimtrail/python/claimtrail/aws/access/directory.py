"""The directory of people: Amazon Cognito's user pool, or people as they signed in.

A person's id is the `preferred_username` of the pool where it has one, else its user name. Cognito
keeps what the identity provider says of a federated person as attributes of the pool, which
the mapping of the provider fills: `custom:department`, `custom:manager` (the manager's person id)
and `custom:contract_ends_on` (2026-12-31). Cognito does not say when somebody signed in last, so
that our own records do.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from claimtrail.access.people.model import DirectoryPerson, KnownPerson

_NAME = "preferred_username"
_DEPARTMENT, _MANAGER, _CONTRACT = (
    "custom:department",
    "custom:manager",
    "custom:contract_ends_on",
)


class CognitoDirectory:
    """The people of a user pool."""

    def __init__(self, cognito_client: Any, user_pool_id: str) -> None:
        self._cognito = cognito_client
        self._pool = user_pool_id

    def people(self) -> Iterator[DirectoryPerson]:
        """Yield everybody in the pool, page by page: ListUsers gives 60 at once."""
        pages = self._cognito.get_paginator("list_users").paginate(UserPoolId=self._pool)
        for page in pages:
            for user in page["Users"]:
                yield self._person(user)

    def disable(self, person_id: str) -> None:
        """Let a person sign in no more, and refuse refresh tokens that are out."""
        user = {"UserPoolId": self._pool, "Username": self._user_name(person_id)}
        with suppress(self._cognito.exceptions.UserNotFoundException):
            self._cognito.admin_disable_user(**user)
            self._cognito.admin_user_global_sign_out(**user)

    def enable(self, person_id: str) -> None:
        """Let a person sign in again."""
        with suppress(self._cognito.exceptions.UserNotFoundException):
            self._cognito.admin_enable_user(
                UserPoolId=self._pool, Username=self._user_name(person_id)
            )

    def _user_name(self, person_id: str) -> str:
        """Return the pool's own name of a person."""
        quoted = person_id.replace("\\", "\\\\").replace('"', '\\"')
        found = self._cognito.list_users(
            UserPoolId=self._pool, Filter=f'{_NAME} = "{quoted}"', Limit=1
        )["Users"]
        return found[0]["Username"] if found else person_id

    def _person(self, user: dict[str, Any]) -> DirectoryPerson:
        said = {one["Name"]: one["Value"] for one in user.get("Attributes", ())}
        return DirectoryPerson(
            person_id=said.get(_NAME) or user["Username"],
            is_enabled=user["Enabled"],
            groups=frozenset(self._groups(user["Username"])),
            department=said.get(_DEPARTMENT, ""),
            manager_id=said.get(_MANAGER, ""),
            contract_ends_on=_day(said.get(_CONTRACT, "")),
        )

    def _groups(self, person_id: str) -> Iterator[str]:
        pages = self._cognito.get_paginator("admin_list_groups_for_user").paginate(
            UserPoolId=self._pool, Username=person_id
        )
        for page in pages:
            yield from (one["GroupName"] for one in page["Groups"])


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

    def disable(self, person_id: str) -> None:
        """Do nothing: the end of the access is in our own records."""

    def enable(self, person_id: str) -> None:
        """Do nothing, likewise."""


def _day(text: str) -> date | None:
    """Return a day; None where the provider says none, or no day."""
    with suppress(ValueError):
        return date.fromisoformat(text) if text else None
    return None
