"""In-memory twins of sign-in: transactions, rate limits, the token endpoint, the log."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from claimtrail.access.rate_limits import RateLimit, RateUse
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.model import SignInTransaction
from claimtrail.access.sign_in.protocol import challenge_of


class MemorySignInTransactions:
    """Sign-ins under way in a dictionary."""

    def __init__(self) -> None:
        self.under_way: dict[str, SignInTransaction] = {}

    def add(self, transaction: SignInTransaction) -> None:
        """Store a transaction."""
        self.under_way[transaction.transaction_id] = transaction

    def take(self, transaction_id: str) -> SignInTransaction | None:
        """Return a transaction and remove it."""
        return self.under_way.pop(transaction_id, None)


class MemoryRateLimiter:
    """Arrival times in a dictionary."""

    def __init__(self) -> None:
        self.arrivals: dict[str, datetime] = {}

    def use(self, key: str, limit: RateLimit, now: datetime) -> timedelta:
        """Use one of what a key may have. Return zero, or the time until there is one again."""
        return self.spend(key, limit, now).wait

    def spend(self, key: str, limit: RateLimit, now: datetime) -> RateUse:
        """Use one as `use` does, and return what is left as well."""
        arrival = self.arrivals.get(key)
        standing = limit.standing_at(arrival, now)
        if standing.wait:
            return standing
        self.arrivals[key] = limit.arrival_after(arrival, now)
        return limit.admitted_at(self.arrivals[key], now)


@dataclass
class MemoryTokenEndpoint:
    """A token endpoint that gives each code's token once, to who has the verifier."""

    is_down: bool = False
    codes: dict[str, tuple[str, str, Mapping[str, Any]]] = field(default_factory=dict)
    """Code to the challenge, the redirect URL and the claims of its token."""

    def issue(
        self, code: str, *, challenge: str, redirect_url: str, claims: Mapping[str, Any]
    ) -> None:
        """Have a code that is worth a token with these claims."""
        self.codes[code] = challenge, redirect_url, claims

    def exchange(self, *, code: str, verifier: str, redirect_url: str) -> str:
        """Return the id token for a code, as it was sent. Raises SignInError."""
        if self.is_down:
            raise SignInError(SignInFailure.PROVIDER_DOWN, detail="ConnectError")
        challenge, address, claims = self.codes.pop(code, ("", "", {}))
        if not challenge or (challenge, address) != (challenge_of(verifier), redirect_url):
            raise SignInError(SignInFailure.CODE_REFUSED, detail="invalid_grant")
        return unsigned_token(claims)


@dataclass
class MemorySignInLog:
    """The log as lists."""

    people: list[str] = field(default_factory=list)
    refusals: list[SignInError] = field(default_factory=list)

    def completed(self, person_id: str, provider: str) -> None:
        """Note that a person signed in."""
        del provider
        self.people.append(person_id)

    def refused(self, error: SignInError) -> None:
        """Note that nobody was signed in, and why."""
        self.refusals.append(error)


def unsigned_token(claims: Mapping[str, Any]) -> str:
    """Return a token with these claims and a signature of nobody."""
    parts = (json.dumps({"alg": "RS256"}), json.dumps(claims), "signature")
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)
