"""Ports of a sign-in: the transactions under way, the user pool's token endpoint, the log."""

from typing import Protocol

from claimtrail.access.sign_in.errors import SignInError
from claimtrail.access.sign_in.model import SignInTransaction


class SignInTransactions(Protocol):
    """The store of sign-ins under way."""

    def add(self, transaction: SignInTransaction) -> None:
        """Store a transaction."""
        ...

    def take(self, transaction_id: str) -> SignInTransaction | None:
        """Return a transaction and remove it, at once: whoever asks a second time gets None."""
        ...


class TokenEndpoint(Protocol):
    """The endpoint that gives an id token for a code (RFC 6749 section 4.1.3)."""

    def exchange(self, *, code: str, verifier: str, redirect_url: str) -> str:
        """Return the id token for a code, as it was sent.

        Raises SignInError: PROVIDER_DOWN when nothing answers in time, or what answers is no token
        endpoint; CODE_REFUSED when the code is not accepted.
        """
        ...


class SignInLog(Protocol):
    """The log of sign-ins (45 CFR 164.308(a)(5)(ii)(C), log-in monitoring)."""

    def completed(self, person_id: str, provider: str) -> None:
        """Note that a person signed in."""
        ...

    def refused(self, error: SignInError) -> None:
        """Note that nobody was signed in, and why."""
        ...
