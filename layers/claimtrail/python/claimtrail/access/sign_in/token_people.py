"""People at the command line: an access token that the API's authorizer has verified.

The token says which account of the user pool it is of, and when its person signed in. The account
says the rest, as it does at a sign-in by the pages: name, groups, and by these the rights. They are
looked up again each minute; the end of sessions counts at once.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from claimtrail.access.people.last_use import PersonInactiveError
from claimtrail.access.people.service import PeopleService
from claimtrail.access.sessions import SessionService
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.scopes import PERSON_SCOPE, full_name
from claimtrail.access.subjects import Principal

LOOKED_UP_EVERY = timedelta(minutes=1)
_MOST_KEPT = 1_000
"""Accounts that a worker remembers; beyond, it forgets them all."""


@dataclass(slots=True, kw_only=True)
class TokenPeople:
    """The people of tokens, with the rights that they had a minute ago at most."""

    people: PeopleService
    sessions: SessionService
    _known: dict[str, tuple[datetime, Principal]] = field(default_factory=dict)
    """By account, with the instant of the lookup."""

    def person_of(self, claims: Mapping[str, str], *, client_id: str) -> Principal:
        """Return the person of a verified access token of the client.

        Raises SignInError: TOKEN_INVALID for a token that is none of a person, or whose sign-in is
        over; NO_ROLE without the scope, or where no group gives a role; INACTIVE.
        """
        if claims.get("token_use") != "access" or claims.get("client_id") != client_id:
            raise SignInError(SignInFailure.TOKEN_INVALID, detail="client_id")
        if full_name(PERSON_SCOPE) not in claims.get("scope", "").split():
            raise SignInError(SignInFailure.NO_ROLE)
        person = self._person(claims.get("username", ""))
        if self.sessions.is_over(person.id, _signed_in_at(claims)):
            raise SignInError(SignInFailure.TOKEN_INVALID, detail="auth_time", person_id=person.id)
        if not person.roles:
            raise SignInError(SignInFailure.NO_ROLE, person_id=person.id)
        return person

    def _person(self, account: str) -> Principal:
        now = self.sessions.clock()
        looked_up, person = self._known.get(account, (None, None))
        if person and looked_up and now - looked_up < LOOKED_UP_EVERY:
            return person
        self._known.pop(account, None)
        person = self.people.directory.person_of(account) if account else None
        if person is None:
            raise SignInError(SignInFailure.TOKEN_INVALID, detail="username")
        try:
            self.people.last_use.used(person)
        except PersonInactiveError:
            raise SignInError(SignInFailure.INACTIVE, person_id=person.id) from None
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[account] = (now, person)
        return person


def _signed_in_at(claims: Mapping[str, str]) -> datetime:
    with suppress(ValueError, OverflowError):
        return datetime.fromtimestamp(int(claims.get("auth_time", "")), UTC)
    raise SignInError(SignInFailure.TOKEN_INVALID, detail="auth_time")
