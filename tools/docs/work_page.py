"""Section of docs/work.md: every outcome with the next action and its deadline."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from claimtrail.claims.lifecycle.action_model import ActionRule, DeadlineKind
from claimtrail.claims.lifecycle.action_rules import (
    ASK_THE_PAYER,
    CATEGORY_RULES,
    CODE_RULES,
    NO_ACTION,
    OTHERWISE,
    REJECTION_RULES,
    STATE_RULES,
)
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.state_words import STATE_WORDS
from claimtrail.claims.lifecycle.states import State
from claimtrail.tickets.expected_value import RATES, RecoveryRate
from claimtrail.tickets.priority import IMPACT_BY_CENTS, URGENCY_BY_DAYS_LEFT, WITHOUT_DEADLINE
from claimtrail.tickets.sla.promises import resolution_clock
from tools.docs.pages import renew_sections
from tools.docs.wrap import wrap

CLOCKS = {
    DeadlineKind.TIMELY_FILING: "timely filing, from the last date of service",
    DeadlineKind.CORRECTED_CLAIM: "corrected claim, from the decision or rejection",
    DeadlineKind.APPEAL: "appeal, from the decision",
    DeadlineKind.DOCUMENTS: "documents, from the request",
}


def render(text: str) -> str:
    """Return the page with its tables renewed."""
    return wrap(
        renew_sections(
            text,
            {
                "actions": _actions(),
                "no-action": _no_action(),
                "priority": _priority(),
                "expected": _expected(),
            },
        )
    )


def _actions() -> str:
    rows = [
        ("one word of the payer's accepts the claim, another one rejects it", ASK_THE_PAYER),
        *((STATE_WORDS[state], rule) for state, rule in STATE_RULES.items()),
        *(
            (f"{STATE_WORDS[State.FRONT_END_REJECTED]}, {code}", rule)
            for code, rule in REJECTION_RULES.items()
        ),
        *((f"denied, CARC {code}", rule) for code, rule in CODE_RULES.items()),
        *((f"denied, {name}: {_carcs(name)}", rule) for name, rule in CATEGORY_RULES.items()),
    ]
    return _table(
        ("Outcome", "Next action", "Last day", "Rule"),
        ((outcome, rule.action, _clock(rule), f"`{rule.name}`") for outcome, rule in rows),
    )


def _carcs(category: str) -> str:
    carcs = (carc for carc, of in DENIAL_CATEGORIES.items() if of == category)
    return " ".join(carc for carc in carcs if carc not in CODE_RULES)


def _clock(rule: ActionRule) -> str:
    clocks = "; or ".join(CLOCKS[clock] for clock in rule.clocks) or "none"
    others = {OTHERWISE[clock] for clock in rule.clocks if clock in OTHERWISE}
    for other in sorted(others - {*rule.clocks}):
        clocks += f"; {CLOCKS[other]}, where the payer names no days for it"
    return f"{clocks}; then an appeal" if rule.may_appeal else clocks


def _no_action() -> str:
    return _table(("State", "Why"), ((STATE_WORDS[state], why) for state, why in NO_ACTION.items()))


def _priority() -> str:
    impacts = ((f"impact {level}", f"from ${cents // 100:,}") for cents, level in IMPACT_BY_CENTS)
    urgencies = (
        (f"urgency {level}", f"{days} days before the deadline, or less")
        for days, level in URGENCY_BY_DAYS_LEFT
    )
    unknown = (f"urgency {WITHOUT_DEADLINE}", "where the payer's profile names no day")
    due = (
        (
            f"priority {level}",
            f"{hours} working hours to resolve it: its day where no payer sets one",
        )
        for level, hours in _promised_hours()
    )
    return _table(("Level", "When"), [*impacts, *urgencies, unknown, *due])


def _promised_hours() -> Iterator[tuple[str, int]]:
    """Yield by priority the hours that the clock of resolution promises."""
    targets = resolution_clock().versions[-1].targets
    return ((level, target // timedelta(hours=1)) for level, target in targets.items())


def _expected() -> str:
    return _table(
        ("Share", "Work", "Why", "Rule"),
        ((f"{row.percent}%", _work(row), row.reason, f"`{row.name}`") for row in RATES),
    )


def _work(row: RecoveryRate) -> str:
    if row.is_passed:
        return "the last day of the next action has passed"
    states = [STATE_WORDS[state] for state in State if state in row.outcomes]
    return "; ".join((*sorted(row.causes), *states)) or "all other"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
