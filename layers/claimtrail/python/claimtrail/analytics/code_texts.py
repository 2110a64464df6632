"""The view of code texts: the codes of every list in this project's own words, with their days.

Beside X12's lists stand our own codes: the states of a claim, and the reasons of exceptions and
escalations.

The texts are a literal of the view, so that they are in step with the code that reads the files,
and need no storage of their own.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from claimtrail.analytics.tables import View
from claimtrail.claims.fold.review.exceptions import NEXT_STEPS
from claimtrail.claims.lifecycle.state_words import STATE_WORDS
from claimtrail.claims.views.reason_words import HOLD_WORDS, reason_words
from claimtrail.codes.tables import CodeList, ListedCode, code_table
from claimtrail.escalations.reasons import REASONS
from claimtrail.trail.datasets.dataset import Column, Mask

_BETWEEN_CODES, _BETWEEN_FIELDS = "~", "|"
_COLUMNS = (
    Column(
        "list",
        "string",
        "The list: `carc`, `claim_status`, `claim_state`, `exception_reason`.",
        Mask.KEEP,
    ),
    Column("code", "string", "The code, as files state it.", Mask.KEEP),
    Column("start_on", "string", "First day of validity; null if not known.", Mask.KEEP),
    Column("stop_on", "string", "Last day of validity in new business, if any.", Mask.KEEP),
    Column("words", "string", "Our own short wording; null where we have none.", Mask.KEEP),
)


OWN_LISTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "claim_state": {state.value: words for state, words in STATE_WORDS.items()},
        "exception_reason": {
            str(reason): reason_words(reason) for reason in (*HOLD_WORDS, *NEXT_STEPS)
        },
        "escalation_reason": {reason.value: rule.words for reason, rule in REASONS.items()},
    }
)
"""Our own codes and their words, by list; they have no days."""


def code_texts_view() -> View:
    """Return the view. Raises ValueError for a text that holds a separator."""
    lines = [*map(_line, _codes()), *_own_lines()]
    text = _BETWEEN_CODES.join(lines).replace("'", "''")
    fields = ", ".join(
        f"nullif(split_part(line, '{_BETWEEN_FIELDS}', {place}), '') as {column.name}"
        for place, column in enumerate(_COLUMNS, start=1)
    )
    return View(
        name="code_texts",
        description="Each code of each list in our own words; X12's official texts are not here.",
        columns=_COLUMNS,
        sql=f"select {fields} from (select '{text}' as lines) as listed "  # noqa: S608 - our texts
        f"cross join unnest(split(lines, '{_BETWEEN_CODES}')) as given (line)",
    )


def _codes() -> Iterator[ListedCode]:
    for code_list in CodeList:
        yield from code_table(code_list).values()


def _own_lines() -> Iterator[str]:
    for name, codes in OWN_LISTS.items():
        for code, words in codes.items():
            yield _joined(name, code, "", "", words)


def _line(code: ListedCode) -> str:
    days = (day.isoformat() if day else "" for day in (code.start, code.stop))
    return _joined(code.list.value, code.code, *days, code.text)


def _joined(*fields: str) -> str:
    if any(mark in field for field in fields for mark in (_BETWEEN_CODES, _BETWEEN_FIELDS)):
        raise ValueError(f"{fields[0]} {fields[1]}: a field holds a separator")
    return _BETWEEN_FIELDS.join(fields)
