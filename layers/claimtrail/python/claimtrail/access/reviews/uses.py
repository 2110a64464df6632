"""The uses of access as the access log has them: accesses by person and kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from claimtrail.access.reviews.model import UseCount

USER = "user:"
_COUNTED = """
select actor, action, count(distinct access_id) as accesses, max(substr(accessed_at, 1, 10)) as day
from access_log
where dt >= '{day}' and actor like 'user:%'
group by actor, action
"""
"""An access that was reported twice has one id."""

PersonUses = Mapping[str, UseCount]
"""By action of the access log."""


class AccessUses(Protocol):
    """The access log, as far as reviews ask for it."""

    def since(self, day: date) -> Mapping[str, PersonUses]:
        """Return the accesses from a day on, by person id."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedUses:
    """The uses as the lake's access log has them: one query for everybody."""

    ask: Callable[[str], Iterable[Sequence[Any]]]
    """Runs a query and gives its rows."""

    def since(self, day: date) -> Mapping[str, PersonUses]:
        """Return the accesses from a day on, by person id."""
        found: dict[str, dict[str, UseCount]] = {}
        for actor, action, count, last in self.ask(_COUNTED.format(day=day.isoformat())):
            own = found.setdefault(str(actor).removeprefix(USER), {})
            own[str(action)] = UseCount(count=int(count), last_on=date.fromisoformat(str(last)))
        return found
