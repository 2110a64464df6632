"""A user pool as boto3's client shows it, as far as directories ask."""

import json
from collections.abc import Iterator
from typing import Any


class UserNotFoundError(Exception):
    """As boto3 makes it of Cognito's answer."""


class FakePool:
    """A user pool as boto3's client shows it, two users to a page."""

    class exceptions:  # noqa: N801 - boto3's name
        """The client's errors."""

        UserNotFoundException = UserNotFoundError

    def __init__(self, *users: dict[str, Any]) -> None:
        self.users = {one["Username"]: one for one in users}
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
        assert (self._call, asked) == ("list_users", {"UserPoolId": "pool"})
        users = list(self._pool.users.values())
        for first in range(0, len(users), 2):
            yield {"Users": users[first : first + 2]}


def user(name: str, *, is_enabled: bool = True, **attributes: str) -> dict[str, Any]:
    own = {"preferred_username", "identities"}
    said = [
        {"Name": key if key in own else f"custom:{key}", "Value": value}
        for key, value in attributes.items()
    ]
    return {"Username": name, "Enabled": is_enabled, "Attributes": said}


def of(provider: str, user_id: str = "1") -> str:
    return json.dumps([{"providerName": provider, "userId": user_id}])
