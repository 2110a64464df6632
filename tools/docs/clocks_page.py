"""Renders the clocks of docs/lifecycle.md from the table of expectations."""

from collections.abc import Iterator

from claimtrail.claims.lifecycle.expectation_rules import (
    ESCALATING,
    EXPECTATIONS,
    EXPECTATIONS_VERSION,
    FINAL_STATES,
    ExpectationClock,
    ExpectationRow,
)
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.reasons import REASONS, reason_of_word

_HEAD = f"""\
## Clocks

    Claim clm_viinx5...: SYNTAX_ACCEPTED since 2026-11-03
    Expected: the payer's 277CA by 2026-11-10 (expectation@{EXPECTATIONS_VERSION}/277CA)

Every state has a word that is expected next, and a day by which it is due. Nobody's word is awaited
in {", ".join(state.value for state in State if state in FINAL_STATES)}, unless a next payer's is.
The first row that applies decides. Of several clocks the earliest counts that the payer's profile
names. A number in parentheses is the default for a profile that names none, and for a payer without
a profile. The day after the due day the claim escalates, where the table names a reason.
[payers.md](payers.md#clocks-and-calendar) has calendars and maintenance windows.
"""
_REASONS = "What a person does about each reason; events and rows have the code:\n"
_TAIL = """\
A claim that lives on under another number, was matched to another, or was voided waits for nothing
under its own. An appeal begins the payer's window again. No appeal is awaited of a claim that is
FINAL_NO_PAYMENT without a balance, as under capitation (CO-24).
"""


def render() -> str:
    """Return the section, Markdown."""
    head = (
        "| State | If | From | Word | Due | Escalates as |\n| --- | --- | --- | --- | --- | --- |"
    )
    reasons = "| Reason | Code | Next step |\n| --- | --- | --- |"
    return "\n".join([_HEAD, head, *_rows(), "", _TAIL, _REASONS, reasons, *_reasons(), ""])


def _reasons() -> Iterator[str]:
    for reason, row in REASONS.items():
        yield f"| {row.words} | `{reason.value}` | {row.next_step} |"


def _rows() -> Iterator[str]:
    for state in State:
        for row in EXPECTATIONS[state]:
            yield f"| {' | '.join((state.value, row.when, row.party, row.word, *_due(row)))} |"


def _due(row: ExpectationRow) -> tuple[str, str]:
    reason = reason_of_word(row.word) if row.party == "payer" or row.word in ESCALATING else None
    clocks = "; ".join(_clock(clock) for clock in row.clocks)
    return clocks, REASONS[reason].words if reason else ""


def _clock(clock: ExpectationClock) -> str:
    unit = "business days" if clock.in_business_days else "days"
    named = f"`{clock.setting}` ({clock.default})" if clock.setting else str(clock.default)
    return f"{named} {unit} from {clock.start.value}"
