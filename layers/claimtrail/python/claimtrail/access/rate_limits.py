"""Rate limits: how often somebody may do something, whichever worker is asked.

The generic cell rate algorithm (ITU-T I.371) needs one value a key, the theoretical arrival time:
the instant at which the key would have no credit used. It trusts the workers' clocks: a clock that
is ahead by a second gives back a second's credit early.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateUse:
    """A use that was asked for, and what is left after it."""

    wait: timedelta
    """Zero where it was admitted; else the time until one is again."""
    left: int
    """The uses that may come at once."""
    full_in: timedelta
    """The time until the whole burst may come at once."""


class RateLimit(FrozenModel):
    """A number of uses a minute, of which `burst` may come at once."""

    a_minute: int = Field(ge=1, le=60_000)
    burst: int = Field(ge=1, le=60_000)

    @property
    def interval(self) -> timedelta:
        """Return the time that one use takes of the credit."""
        return _MINUTE / self.a_minute

    @property
    def tolerance(self) -> timedelta:
        """Return how far ahead of the clock the arrival time may be for one more use."""
        return self.interval * (self.burst - 1)

    def wait_at(self, arrival: datetime | None, now: datetime) -> timedelta:
        """Return the time until one more use is admitted; zero when it is now.

        `arrival` is the key's theoretical arrival time, None where it was never used.
        """
        if arrival is None:
            return timedelta()
        return max(arrival - self.tolerance - now, timedelta())

    @property
    def window(self) -> timedelta:
        """Return the time in which a burst that was used comes back."""
        return self.interval * self.burst

    def standing_at(self, arrival: datetime | None, now: datetime) -> RateUse:
        """Return what may come at an instant, for a key's theoretical arrival time."""
        ahead = max((arrival or now) - now, timedelta())
        return RateUse(
            wait=self.wait_at(arrival, now),
            left=max(self.window - ahead, timedelta()) // self.interval,
            full_in=ahead,
        )

    def admitted_at(self, arrival: datetime, now: datetime) -> RateUse:
        """Return a use that was admitted; `arrival` is the key's time after it."""
        standing = self.standing_at(arrival, now)
        return RateUse(wait=timedelta(), left=standing.left, full_in=standing.full_in)

    def arrival_after(self, arrival: datetime | None, now: datetime) -> datetime:
        """Return the theoretical arrival time once one more use is admitted."""
        return max(arrival or now, now) + self.interval


class RateLimiter(Protocol):
    """The store of what was used."""

    def use(self, key: str, limit: RateLimit, now: datetime) -> timedelta:
        """Use one of what a key may have. Return zero, or the time until there is one again.

        What is refused uses nothing.
        """
        ...

    def spend(self, key: str, limit: RateLimit, now: datetime) -> RateUse:
        """Use one as `use` does, and return what is left as well."""
        ...
