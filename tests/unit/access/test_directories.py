"""Directories: a user pool's people with their groups, and people as they signed in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from claimtrail.access.people.model import DirectoryPerson, EndCause, KnownPerson
from claimtrail.access.roles import JobRole
from claimtrail.aws.access.directory import CognitoDirectory, SignInDirectory

pytestmark = pytest.mark.capability("C5.8")

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


class UserNotFoundError(Exception):
    """As boto3 makes it of Cognito's answer."""


class FakePool:
    """A user pool as boto3's client shows it, two users to a page."""

    class exceptions:  # noqa: N801 - boto3's name
        """The client's errors."""

        UserNotFoundException = UserNotFoundError

    def __init__(self, *users: dict[str, Any], groups: dict[str, list[str]]) -> None:
        self.users = {one["Username"]: one for one in users}
        self.groups = groups
        self.signed_out: list[str] = []

    def get_paginator(self, name: str) -> "FakePages":
        """Return pages of a call."""
        return FakePages(self, name)

    def list_users(self, *, Filter: str, **_: object) -> dict[str, Any]:
        """Find users by one attribute."""
        wanted = Filter.removeprefix('preferred_username = "').removesuffix('"')
        found = [
            one
            for one in self.users.values()
            if {"Name": "preferred_username", "Value": wanted} in one["Attributes"]
        ]
        return {"Users": found}

    def admin_disable_user(self, *, UserPoolId: str, Username: str) -> None:
        """Disable a user."""
        assert UserPoolId == "pool"
        self._user(Username)["Enabled"] = False

    def admin_enable_user(self, *, UserPoolId: str, Username: str) -> None:
        """Enable a user."""
        assert UserPoolId == "pool"
        self._user(Username)["Enabled"] = True

    def admin_user_global_sign_out(self, *, Username: str, **_: object) -> None:
        """Revoke the refresh tokens of a user."""
        self.signed_out.append(Username)

    def _user(self, name: str) -> dict[str, Any]:
        if name not in self.users:
            raise UserNotFoundError
        return self.users[name]


class FakePages:
    """Pages of two."""

    def __init__(self, pool: FakePool, call: str) -> None:
        self._pool, self._call = pool, call

    def paginate(self, **asked: str) -> Iterator[dict[str, Any]]:
        """Yield the pages."""
        if self._call == "admin_list_groups_for_user":
            yield {"Groups": [{"GroupName": one} for one in self._pool.groups[asked["Username"]]]}
            return
        users = list(self._pool.users.values())
        for first in range(0, len(users), 2):
            yield {"Users": users[first : first + 2]}


def user(name: str, *, is_enabled: bool = True, **attributes: str) -> dict[str, Any]:
    said = [
        {"Name": key if key == "preferred_username" else f"custom:{key}", "Value": value}
        for key, value in attributes.items()
    ]
    return {"Username": name, "Enabled": is_enabled, "Attributes": said}


@pytest.fixture
def pool() -> FakePool:
    return FakePool(
        user(
            "idp_1",
            preferred_username="dana",
            department="Billing",
            manager="kim",
            contract_ends_on="2026-12-31",
        ),
        user("lee", is_enabled=False, contract_ends_on="next year"),
        user("sam"),
        groups={"idp_1": ["biller", "wiki"], "lee": [], "sam": ["manager"]},
    )


def test_everybody_of_the_pool_is_listed_page_by_page(pool: FakePool) -> None:
    assert list(CognitoDirectory(pool, "pool").people()) == [
        DirectoryPerson(
            person_id="dana",
            is_enabled=True,
            groups=frozenset({"biller", "wiki"}),
            department="Billing",
            manager_id="kim",
            contract_ends_on=date(2026, 12, 31),
        ),
        DirectoryPerson(person_id="lee", is_enabled=False),
        DirectoryPerson(person_id="sam", is_enabled=True, groups=frozenset({"manager"})),
    ]


def test_a_person_is_disabled_and_enabled_under_the_pools_own_name(pool: FakePool) -> None:
    directory = CognitoDirectory(pool, "pool")

    directory.disable("dana")
    is_disabled = not pool.users["idp_1"]["Enabled"]
    directory.enable("dana")

    assert is_disabled
    assert pool.signed_out == ["idp_1"]
    assert pool.users["idp_1"]["Enabled"]


def test_a_person_whom_the_pool_does_not_know_stays_unknown(pool: FakePool) -> None:
    directory = CognitoDirectory(pool, "pool")

    directory.disable("nobody")
    directory.enable("nobody")

    assert pool.signed_out == []


def test_people_who_signed_in_are_a_directory_of_their_own() -> None:
    dana = KnownPerson(
        person_id="dana", roles=(JobRole.BILLER,), first_seen_at=NOW, last_sign_in_at=NOW
    )
    lee = KnownPerson(person_id="lee", first_seen_at=NOW).ended(
        EndCause.LEFT, at=NOW, by="user:ada"
    )

    directory = SignInDirectory(lambda: [dana, lee])

    assert list(directory.people()) == [
        DirectoryPerson(
            person_id="dana",
            is_enabled=True,
            groups=frozenset({"biller"}),
            last_sign_in_at=NOW,
        ),
        DirectoryPerson(person_id="lee", is_enabled=False),
    ]
