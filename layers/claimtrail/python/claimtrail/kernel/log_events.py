"""Log lines by stable names, and the metrics that some of them are counted in."""

from enum import StrEnum
from typing import Self


class LogEvent(StrEnum):
    """Name of a log line, `noun_past`; without members, which the nouns declare.

    `<noun>/log_events.py` has them, `bootstrap/registry` collects them. A member with a second
    value is counted in a metric of that name.
    """

    metric: str
    """`NounsPast`; empty for a line that is counted nowhere."""

    def __new__(cls, name: str, metric: str = "") -> Self:
        """Return the member by its name, with its metric."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.metric = metric
        return member
