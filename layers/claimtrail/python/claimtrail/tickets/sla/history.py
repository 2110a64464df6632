"""The history of a ticket as its clocks see it: at which instant which fact changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

EVENT = "event"
"""The field of a condition that holds at the instant of a change alone."""
PRIORITY = "priority"
HOLD_REASON = "hold_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChange:
    """One change of a ticket: facts that hold from then on, until another change says otherwise."""

    at: datetime
    """The instant from which it holds; earlier than when it was recorded if reported late."""
    event: str
    """The kind of change: `opened`, `held`, `resumed`, `commented`."""
    facts: Mapping[str, str] = field(default_factory=dict)


def in_order(changes: Iterable[TicketChange]) -> tuple[TicketChange, ...]:
    """Return changes by the instant from which they hold; of one instant, as they were recorded.

    A pause that was reported late takes its place among what happened meanwhile.
    """
    return tuple(sorted(changes, key=lambda change: change.at))
