"""The way in of a feed: its bearer token, and how often it may come.

The token is a secret of the stage that the provider's administrator enters there, which every
provider's feed can use. The value before is accepted until the next one, so that a new one can be
entered without a gap.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from claimtrail.access.rate_limits import RateLimit, RateLimiter
from claimtrail.access.scim.handler import ScimHandler
from claimtrail.access.scim.protocol import ScimError, ScimRequest, ScimResponse
from claimtrail.access.sign_in.sources import source_key

ACTOR = "system:scim"
"""The feed in the trail."""
_BEARER = "bearer "
_FEED = "scim"
_STRANGERS = RateLimit(a_minute=10, burst=20)
"""Requests without the token by one address: nobody guesses 380 bits, and each costs a read."""


class TokenCheck(Protocol):
    """The check of a bearer token."""

    def accepts(self, shown: str | None) -> bool:
        """Return whether a token is the feed's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimEntrance:
    """Admits the feed, and nobody else."""

    handler: ScimHandler
    tokens: TokenCheck
    limiter: RateLimiter
    limit: RateLimit
    clock: Callable[[], datetime]
    log: Callable[[str, str, int], None]
    """Notes each answer: method, kind of resource, status."""

    def answer(self, request: ScimRequest, *, authorization: str, source: str) -> ScimResponse:
        """Return the response to a request as it came. Raises as `ScimHandler.answer`."""
        try:
            self._admit(authorization, source)
        except ScimError as error:
            response = error.response
        else:
            response = self.handler.answer(replace(request, actor=ACTOR))
        self.log(request.method, _kind_of(request), int(response.status))
        return response

    def _admit(self, authorization: str, source: str) -> None:
        """Raise ScimError (401, 429) unless the feed may come now."""
        token = authorization[len(_BEARER) :].strip()
        if authorization[: len(_BEARER)].lower() == _BEARER and self.tokens.accepts(token):
            self._use(_FEED, self.limit)
            return
        self._use(f"{_FEED}:{source_key(source)}", _STRANGERS)
        raise ScimError(
            HTTPStatus.UNAUTHORIZED,
            "the token is not that of the feed",
            headers={"WWW-Authenticate": 'Bearer realm="claimtrail-scim"'},
        )

    def _use(self, key: str, limit: RateLimit) -> None:
        wait = self.limiter.use(key, limit, self.clock())
        if wait:
            raise ScimError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "there were too many requests in a short time",
                headers={"Retry-After": str(math.ceil(wait.total_seconds()))},
            )


def _kind_of(request: ScimRequest) -> str:
    """Return the kind of resource, which is one of ours: a path may name a person."""
    known = ("Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig")
    return next((one for one in known if f"/{one}" in request.path), "other")
