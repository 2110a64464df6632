"""The secret header by which a request shows that it came through the front.

The secret rotates. While it does, some of CloudFront's edges send the new value and some the old
one, and a deployment may put back the one before: current, pending and previous value are accepted.
"""

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from claimtrail.kernel.clock import Clock

ORIGIN_HEADER = "x-claimtrail-origin"
"""CloudFront sets it, and overwrites whatever a viewer sent under that name."""
NO_FRONT = "none"
"""Stands for the secret's ARN on a stage without a front, such as the embedded cloud's. An empty
variable would be one that somebody forgot."""
KEPT_FOR = timedelta(minutes=10)
"""Time for which values are accepted without asking; a retired value is refused by then."""
ASKED_AGAIN_AFTER = timedelta(seconds=10)
"""Shortest time between two questions, so that forged headers cost no calls."""

ReadValues = Callable[[], frozenset[str]]
"""Returns the values that are accepted now."""


class OriginCheck(Protocol):
    """The check of a request's way in."""

    @property
    def is_front(self) -> bool:
        """Return whether a front stands before the pages."""
        ...

    def accepts(self, shown: str | None) -> bool:
        """Return whether the header's value proves that a request came through the front."""
        ...


class OpenOrigin:
    """A stage without a front, such as the embedded cloud's: every request is accepted."""

    is_front = False

    def accepts(self, shown: str | None) -> bool:  # noqa: ARG002 - the port's parameter
        """Return True."""
        return True


class SecretOrigin:
    """A stage behind a front: the header must have one of the secret's values.

    Values are read when the first request comes, when they are old, and when an unknown one comes:
    a rotation takes effect without a deployment and without a restart.
    """

    is_front = True

    def __init__(self, read: ReadValues, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._known: frozenset[str] = frozenset()
        self._read_at: datetime | None = None

    def accepts(self, shown: str | None) -> bool:
        """Return whether a value is one of the secret's."""
        if self._is_older_than(KEPT_FOR):
            self._ask()
        if is_one_of(shown, self._known):
            return True
        if not shown or not self._is_older_than(ASKED_AGAIN_AFTER):
            return False
        self._ask()
        return is_one_of(shown, self._known)

    def _is_older_than(self, age: timedelta) -> bool:
        return self._read_at is None or self._clock() - self._read_at >= age

    def _ask(self) -> None:
        self._known = self._read()
        self._read_at = self._clock()


def is_one_of(shown: str | None, accepted: Iterable[str]) -> bool:
    """Return whether a value is among those accepted; each is compared in constant time."""
    given = (shown or "").encode()
    matches = [hmac.compare_digest(given, one.encode()) for one in accepted if one]
    return any(matches)


def viewer_address(forwarded_for: str | None, peer: str, *, is_behind_front: bool) -> str:
    """Return the address from which a person's request came.

    CloudFront appends the viewer's address to `X-Forwarded-For`, API Gateway appends CloudFront's:
    what a viewer wrote into the header stands further to the left, and is not believed.

    Args:
        forwarded_for: The header, as the function received it.
        peer: The address that connected to the API.
        is_behind_front: True if the request passed the check of its origin.
    """
    hops = [hop for part in (forwarded_for or "").split(",") if (hop := part.strip())]
    return hops[-2] if is_behind_front and len(hops) > 1 else peer
