"""Idempotency keys: a change that is sent again under its key is not made again.

The form is that of the IETF's draft-ietf-httpapi-idempotency-key-header-06. An answer is kept once
something was changed; what was refused changed nothing, and its key is free again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel

KEPT = timedelta(hours=24)
"""The time for which an answer is returned again."""
HELD = timedelta(minutes=1)
"""The time after which a request without an answer is over: twice what a function may take."""


class KeyedRequest(FrozenModel):
    """A request under a key; no data of claims is in it."""

    schema_version: Literal[1] = 1
    key_id: str
    """SHA-256 of the caller and the key, in hexadecimal."""
    digest: str
    """SHA-256 of what was asked for, in hexadecimal."""
    free_at: datetime
    """The time from which the key counts as new."""
    status: int | None = None
    """Of the answer; None while the request is under way."""
    body: str = ""


class IdempotencyStore(Protocol):
    """The store of requests under keys."""

    def begin(self, request: KeyedRequest, now: datetime) -> KeyedRequest | None:
        """Store a request whose key is free. Return the one that has the key, None once it did."""
        ...

    def finish(self, request: KeyedRequest) -> None:
        """Store a request with its answer."""
        ...

    def forget(self, key_id: str) -> None:
        """Set a key free."""
        ...


class KeyReusedError(ClaimTrailError):
    """The key was used for another request."""


class KeyInUseError(ClaimTrailError):
    """A request under the key is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedRequests:
    """Begins and finishes requests under keys."""

    store: IdempotencyStore
    clock: Clock

    def begin(self, caller: str, key: str, digest: str) -> KeyedRequest:
        """Return the request that has the key: this one, or an earlier one with its answer.

        Raises:
            KeyReusedError: the key was used for something else.
            KeyInUseError: an earlier request is under way.
        """
        now = self.clock()
        own = KeyedRequest(key_id=key_id_of(caller, key), digest=digest, free_at=now + HELD)
        found = self.store.begin(own, now)
        if found is None:
            return own
        if found.digest != digest:
            raise KeyReusedError(_REUSED)
        if found.status is None:
            raise KeyInUseError(_IN_USE)
        return found

    def finish(self, request: KeyedRequest, *, status: int, body: str) -> None:
        """Keep the answer to a request that changed something."""
        kept = {"status": status, "body": body, "free_at": self.clock() + KEPT}
        self.store.finish(request.model_copy(update=kept))

    def forget(self, request: KeyedRequest) -> None:
        """Set the key of a request free that changed nothing."""
        self.store.forget(request.key_id)


def key_id_of(caller: str, key: str) -> str:
    """Return the id under which a caller's key is stored: another caller's key is another one."""
    return hashlib.sha256(f"{caller}\0{key}".encode()).hexdigest()


_REUSED = Explanation(
    code="IDEMPOTENCY_KEY_REUSED",
    what="the idempotency key was used for another request",
    where="the header Idempotency-Key",
    next_step="Send a new key with a new request.",
)
_IN_USE = Explanation(
    code="IDEMPOTENCY_KEY_IN_USE",
    what="a request with this idempotency key is under way",
    where="the header Idempotency-Key",
    next_step="Send the same request again in a minute.",
)
