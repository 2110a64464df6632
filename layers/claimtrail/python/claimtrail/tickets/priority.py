"""The priority of a ticket: impact times urgency, three levels each, as a table."""

import re
from dataclasses import dataclass
from functools import cache

RULE_VERSION = 1
"""Grows when a row below changes; it is recorded with every ticket."""

PRIORITY = {
    (1, 1): 1,
    (1, 2): 2,
    (2, 1): 2,
    (1, 3): 3,
    (2, 2): 3,
    (3, 1): 3,
    (2, 3): 4,
    (3, 2): 4,
    (3, 3): 4,
}
"""(impact, urgency) to priority; 1 is the highest of each."""

IMPACT_BY_CENTS = ((1_000_000, 1), (100_000, 2), (0, 3))
"""From this charge in cents upwards, this impact; the first row that fits decides."""

URGENCY_BY_DAYS_PAST = ((30, 1), (7, 2), (0, 3))
"""From this many days past the window upwards, this urgency; the first row that fits decides."""

URGENCY_BY_DAYS_LEFT = ((7, 1), (30, 2))
"""Up to this many days before the deadline, this urgency; with more days left, the lowest."""
WITHOUT_DEADLINE = 2
"""Urgency where the payer names no day: neither the first nor the last."""
LOWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Levels 1 (highest) to 3, the priority 1 to 4 that follows, and the rule that decided."""

    impact: int
    urgency: int
    priority: int
    rule: str


def rate(*, charge_cents: int, days_past: int) -> Rating:
    """Rate a claim of this charge that is this many days past its window."""
    impact = _level(IMPACT_BY_CENTS, charge_cents)
    urgency = _level(URGENCY_BY_DAYS_PAST, days_past)
    return Rating(
        impact=impact,
        urgency=urgency,
        priority=PRIORITY[impact, urgency],
        rule=f"ticket-priority@{RULE_VERSION}/impact-{impact}-urgency-{urgency}",
    )


def rate_by_deadline(*, amount_cents: int, days_left: int | None) -> Rating:
    """Rate an outcome of this amount; `days_left` is None where no deadline is known."""
    impact = _level(IMPACT_BY_CENTS, amount_cents)
    urgency = _urgency(days_left)
    return Rating(
        impact=impact,
        urgency=urgency,
        priority=PRIORITY[impact, urgency],
        rule=f"ticket-priority@{RULE_VERSION}/impact-{impact}-deadline-{urgency}",
    )


def _urgency(days_left: int | None) -> int:
    if days_left is None:
        return WITHOUT_DEADLINE
    return next((level for days, level in URGENCY_BY_DAYS_LEFT if days_left <= days), LOWEST)


def _level(rows: tuple[tuple[int, int], ...], value: int) -> int:
    """Return the level of the first row that the value reaches; below all rows, the last one's."""
    return next((level for floor, level in rows if value >= floor), rows[-1][1])


_RULE = re.compile(r"/impact-([1-3])-(urgency|deadline)-([1-3])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityReason:
    """The two halves of a priority's reason; the dollars are for those who see money."""

    impact: str
    """`$1,000 or more`."""
    urgency: str
    """`due within 7 days when it began`."""


NO_REASON = PriorityReason(impact="", urgency="")


@cache
def priority_reason(rule: str) -> PriorityReason:
    """Return the reason of a priority out of its rule; empty for a rule that no table has."""
    found = _RULE.search(rule)
    if found is None:
        return NO_REASON
    impact, clock, urgency = int(found[1]), found[2], int(found[3])
    return PriorityReason(impact=_impact_words(impact), urgency=_URGENCY_WORDS[clock, urgency])


def _impact_words(level: int) -> str:
    floors = {each: cents for cents, each in IMPACT_BY_CENTS}
    if floors[level]:
        return f"${floors[level] // 100:,} or more"
    return f"below ${floors[level - 1] // 100:,}"


_URGENCY_WORDS = {
    ("urgency", 1): f"{URGENCY_BY_DAYS_PAST[0][0]} days late or more",
    ("urgency", 2): f"{URGENCY_BY_DAYS_PAST[1][0]} days late or more",
    ("urgency", 3): f"less than {URGENCY_BY_DAYS_PAST[1][0]} days late",
    ("deadline", 1): f"due within {URGENCY_BY_DAYS_LEFT[0][0]} days when it began",
    ("deadline", 2): f"due within {URGENCY_BY_DAYS_LEFT[1][0]} days when it began, or no day known",
    ("deadline", 3): f"more than {URGENCY_BY_DAYS_LEFT[1][0]} days left when it began",
}
"""The words of a level, by the clock that it was rated by."""
