"""The view of code texts: the codes of every list in this project's own words, with their days.

The texts are a literal of the view, so that they are in step with the code that reads the files,
and need no storage of their own.
"""

from collections.abc import Iterator

from claimtrail.analytics.tables import View
from claimtrail.codes.tables import CodeList, ListedCode, code_table
from claimtrail.trail.datasets.dataset import Column, Mask

_BETWEEN_CODES, _BETWEEN_FIELDS = "~", "|"
_COLUMNS = (
    Column("list", "string", "The list: `carc`, `claim_status`, `place_of_service`.", Mask.KEEP),
    Column("code", "string", "The code, as files state it.", Mask.KEEP),
    Column("start_on", "string", "First day of validity; null if not known.", Mask.KEEP),
    Column("stop_on", "string", "Last day of validity in new business, if any.", Mask.KEEP),
    Column("words", "string", "Our own short wording; null where we have none.", Mask.KEEP),
)


def code_texts_view() -> View:
    """Return the view. Raises ValueError for a text that holds a separator."""
    text = _BETWEEN_CODES.join(_line(code) for code in _codes()).replace("'", "''")
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


def _line(code: ListedCode) -> str:
    days = (day.isoformat() if day else "" for day in (code.start, code.stop))
    fields = (code.list.value, code.code, *days, code.text)
    if any(mark in field for field in fields for mark in (_BETWEEN_CODES, _BETWEEN_FIELDS)):
        raise ValueError(f"{code.list} {code.code}: a field holds a separator")
    return _BETWEEN_FIELDS.join(fields)
