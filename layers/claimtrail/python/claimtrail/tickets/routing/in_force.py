"""The rules that decide at an instant: those that were applied, or the shipped ones before."""

from collections.abc import Callable
from datetime import datetime, timedelta

from claimtrail.kernel.clock import Clock
from claimtrail.tickets.routing.ports import RuleStore
from claimtrail.tickets.routing.proposals import ProposalState
from claimtrail.tickets.routing.rule_files import shipped_rules
from claimtrail.tickets.routing.rules import RoutingRules, in_force

FRESH_FOR = timedelta(minutes=1)
"""The longest that a worker goes by rules that it has read."""


class StoredRules:
    """Rules of a stage, read once a minute at most: a set is seldom applied, and by days."""

    def __init__(self, open_store: Callable[[], RuleStore], clock: Clock) -> None:
        """Open the store when rules are first asked for."""
        self._open_store = open_store
        self._clock = clock
        self._sets: tuple[RoutingRules, ...] = ()
        self._read_at: datetime | None = None

    def __call__(self, at: datetime) -> RoutingRules:
        """Return the rules that decide at an instant."""
        now = self._clock()
        if self._read_at is None or now - self._read_at >= FRESH_FOR:
            self._sets, self._read_at = sets_of(self._open_store()), now
        return decided_by(self._sets, at=at)


def sets_of(store: RuleStore) -> tuple[RoutingRules, ...]:
    """Return the shipped set and every applied one."""
    applied = [one.rules() for one in store.listed() if one.state is ProposalState.APPLIED]
    return (shipped_rules(), *applied)


def decided_by(sets: tuple[RoutingRules, ...], *, at: datetime) -> RoutingRules:
    """Return the set that decides at an instant; before all of them, the shipped one."""
    return in_force(sets, at=at) or shipped_rules()
