"""Columns for people in an answer: dollars beside cents, and words beside codes.

The machine columns stay as they are, and first. Dollars and words stand behind them, in the SQL
itself, so that whoever runs a saved query by whatever tool reads them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

CENTS, DOLLARS, WORDS = "_cents", "_dollars", "_words"
"""The ends of names of columns."""
_SELECT, _FROM, _ORDER, _LIMIT = "\nselect\n", "\nfrom ", "\norder by", "\nlimit "
_ORDERED = re.compile(r"(?:\w{1,64}\.)?(\w{1,64})( desc)?")


def readable(sql: str, words: Mapping[str, str]) -> str:
    """Return the SQL of a saved query with columns for people; `words` names the list by column.

    As it is where it has neither cents nor words. Raises ValueError for a statement that is not
    `select`, `from`, `order by` and `limit`, each at the beginning of a line.
    """
    found = _parts(sql)
    columns = [_name(item) for item in _split(found.items)]
    added = [_dollars(name) for name in columns if name.endswith(CENTS)]
    joins = [_join(name, code_list) for name, code_list in words.items()]
    added += [f"{name}_texts.words as {name}{WORDS}" for name in words]
    if not added:
        return sql
    before = found.before.rstrip()
    shown = ",\n    ".join(("answer.*", *added))
    order = ", ".join(_ordered(item) for item in _split(found.order))
    begun = f"{before},\n\n" if before else "with "
    return (
        f"{begun}answer as (\n{_indented(found.answer)}\n)\n"
        f"select\n    {shown}\nfrom answer\n{''.join(joins)}order by {order}\n{found.limit}"
    )


class _Parts(NamedTuple):
    """A statement by the marks at the beginnings of its lines; the last `select` answers."""

    before: str
    answer: str
    items: str
    order: str
    limit: str


def _parts(sql: str) -> _Parts:
    text = f"\n{sql}"
    begin = text.rfind(_SELECT)
    places = [begin, *(text.find(mark, max(begin, 0)) for mark in (_FROM, _ORDER, _LIMIT))]
    if min(places) < 0 or places != sorted(places):
        raise ValueError("no select, from, order by and limit at the beginnings of lines")
    begin, source, order, limit = places
    return _Parts(
        before=text[:begin].lstrip("\n"),
        answer=text[begin + 1 : order],
        items=text[begin + len(_SELECT) : source],
        order=text[order + len(_ORDER) : limit],
        limit=text[limit + 1 :],
    )


def shown_columns(columns: Iterable[str]) -> list[int]:
    """Return the places of the columns that people see: no cents with dollars, no code with words.

    A code of the trade, as a CARC, stays beside its words.
    """
    names = list(columns)
    hidden = {name.removesuffix(DOLLARS) + CENTS for name in names if name.endswith(DOLLARS)}
    hidden |= {name.removesuffix(WORDS) for name in names if name.endswith(WORDS)} - _TRADE
    return [place for place, name in enumerate(names) if name not in hidden]


_TRADE = frozenset({"carc", "category_code", "status_code", "entity_code"})
"""Columns whose codes people know and look up."""


def _dollars(name: str) -> str:
    dollars = name.removesuffix(CENTS) + DOLLARS
    return f"cast(answer.{name} / 100e0 as decimal(18, 2)) as {dollars}"


def _join(name: str, code_list: str) -> str:
    texts = f"{name}_texts"
    return (
        f"left join code_texts as {texts}\n"
        f"    on {texts}.list = '{code_list}' and answer.{name} = {texts}.code\n"
    )


def _ordered(item: str) -> str:
    """Return an item of the order, as it is named in the answer."""
    found = _ORDERED.fullmatch(item)
    if found is None or found[1].isdigit():
        return item
    return f"answer.{found[1]}{found[2] or ''}"


def _name(item: str) -> str:
    """Return the name of a column: the last word of its expression."""
    return re.split(r"[\s.]", item)[-1]


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.splitlines())


def _split(items: str) -> Iterator[str]:
    """Yield the items of a list that commas separate, outside of parentheses and quotes."""
    depth, is_quoted, begin = 0, False, 0
    for place, mark in enumerate(items):
        if mark == "'":
            is_quoted = not is_quoted
        elif not is_quoted:
            depth += (mark == "(") - (mark == ")")
            if mark == "," and not depth:
                yield items[begin:place].strip()
                begin = place + 1
    yield items[begin:].strip()
