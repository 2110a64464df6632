"""Tables for people at any width: aligned columns while they fit, else a stacked record a row.

No id, day, state or amount is broken over lines. Ids are cut short where whole ones have no room,
and then as long as they must be typed. Where the columns do not fit even so, each row becomes a
record of its own: its first cell as the head, the others as `Name: value` beneath. A value that no
line has room for beside its name stands beneath the name.
"""

import re
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from claimtrail.cli.core.printable import printable
from claimtrail.cli.core.short_ids import Lengths, ids_in, remember, seen, shortened

BETWEEN = 3
"""Blanks between columns, and outside of the first and the last one."""
_PROSE = 20
"""Characters that a column of texts has at the least, if it needs them."""
_TALLEST = 6
"""Lines of a row; a table with a taller row is easier to read as records."""
_INDENT = 4
"""Blanks before the fields of a record; its head has half of them."""
_COMMAND = re.compile(r"`[^`\n]{1,500}`")
"""A command in a text for people."""
_WIDE_WORD = re.compile(r"\s*+\S++")
"""A word with the blanks before it."""
_APART = "  "
"""Between the fields on one line of a record."""

Rows = list[list[Text]]


def laid_out(
    columns: Sequence[str],
    rows: Rows,
    *,
    width: int,
    right: Sequence[str],
    title: str = "",
    optional: Sequence[str] = (),
) -> Iterator[RenderableType]:
    """Yield what shows the rows within so many characters: one table, or lines of records.

    Columns that are optional are left out, and named, where the others alone have room.
    """
    if title:
        yield Text(f"  {printable(title)}", style="italic")
    rows = _with_room(columns, rows, width=width)
    widths = _fitted(columns, rows, width=width)
    if widths is None and optional:
        kept = [number for number, name in enumerate(columns) if name not in optional]
        fewer = [columns[number] for number in kept]
        fewer_rows = [[row[number] for number in kept] for row in rows]
        widths = _fitted(fewer, fewer_rows, width=width)
        if widths:
            yield _table(fewer, fewer_rows, widths=widths, right=right)
            named = f"  Left out, as the terminal is narrow: {', '.join(optional)}."
            yield from wrapped(Text(named, style="dim"), width=width)
            return
    if widths is None:
        yield from _records(columns, rows, width=width)
    elif _are_pairs(columns) and _longest_word([row[1].plain for row in rows]) > widths[1]:
        yield from _pairs(rows, widths=widths, width=width)
    else:
        yield _table(columns, rows, widths=widths, right=right)


def _table(
    columns: Sequence[str], rows: Rows, *, widths: Sequence[int], right: Sequence[str]
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_header=any(columns))
    for column, wide in zip(columns, widths, strict=True):
        table.add_column(
            Text(printable(column)),
            justify="right" if column in right else "left",
            overflow="fold",
            width=wide,
        )
    for row in rows:
        table.add_row(*row)
    return table


def _with_room(columns: Sequence[str], rows: Rows, *, width: int) -> Rows:
    """Return the rows, ids cut short if they are too wide with whole ones; remember the ids."""
    found = [each for row in rows for cell in row for each in ids_in(cell.plain)]
    if not found:
        return rows
    remember(found)
    if _total(_natural(columns, rows)) <= width:
        return rows
    lengths = Lengths(sorted({*seen(), *found}))
    return [[_cut(cell, lengths) for cell in row] for row in rows]


def _cut(cell: Text, lengths: Lengths) -> Text:
    plain = shortened(cell.plain, lengths)
    return cell if plain == cell.plain else Text(plain, style=cell.style)


def _fitted(columns: Sequence[str], rows: Rows, *, width: int) -> list[int] | None:
    """Return the widths of columns in which no word is broken; None where they do not fit."""
    widths = _natural(columns, rows)
    if _are_pairs(columns):
        room = width - widths[0] - _total((0, 0))
        return [widths[0], max(min(widths[1], room), _PROSE)]
    least = [
        max(_longest_word([head, *cells]), min(wide, _PROSE) if _is_prose(cells) else 0)
        for wide, head, cells in _columns(widths, columns, rows)
    ]
    if _total(least) > width:
        return None
    widths = _shrunk(widths, least, too_wide=_total(widths) - width)
    tallest = max(
        (_height(cell.plain, wide) for row in rows for cell, wide in zip(row, widths, strict=True)),
        default=1,
    )
    return widths if tallest <= _TALLEST else None


def _are_pairs(columns: Sequence[str]) -> bool:
    """Return whether the rows are names and values, which are folded where they have no room."""
    return not any(columns) and len(columns) == len(("name", "value"))


def _pairs(rows: Rows, *, widths: Sequence[int], width: int) -> Iterator[Text]:
    """Yield the lines of names and values; a value with a wider word stands beneath its name."""
    margin, between = " " * (_INDENT // 2), " " * BETWEEN
    beside = len(margin) + widths[0] + len(between)
    yield Text()
    for name, value in rows:
        head = Text(margin) + name
        if _longest_word([value.plain]) > widths[1]:
            yield from wrapped(head, width=width)
            yield from wrapped(Text(" " * _INDENT) + value, width=width, hanging=_INDENT + 2)
            continue
        head.pad_right(beside - head.cell_len)
        line = head + value
        line.rstrip()
        yield from wrapped(line, width=width, hanging=beside)
    yield Text()


def _columns(
    widths: Sequence[int], columns: Sequence[str], rows: Rows
) -> Iterator[tuple[int, str, list[str]]]:
    for number, (wide, head) in enumerate(zip(widths, columns, strict=True)):
        yield wide, head, [row[number].plain for row in rows]


def _natural(columns: Sequence[str], rows: Rows) -> list[int]:
    """Return the widths in which every cell stands on its own lines, unwrapped."""
    return [
        max(len(head), *(_widest_line(cell) for cell in cells))
        for head, *cells in zip(columns, *rows, strict=True)
    ]


def _widest_line(cell: Text) -> int:
    return max((Text(line).cell_len for line in cell.plain.split("\n")), default=0)


def _shrunk(widths: list[int], least: Sequence[int], *, too_wide: int) -> list[int]:
    """Take from the widest columns, none below what it needs."""
    shrunk = list(widths)
    for _ in range(too_wide):
        room = [wide if wide > low else 0 for wide, low in zip(shrunk, least, strict=True)]
        shrunk[room.index(max(room))] -= 1
    return shrunk


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(widths) * BETWEEN + 1


def _longest_word(texts: Sequence[str]) -> int:
    return max((Text(word).cell_len for text in texts for word in text.split()), default=0)


def _is_prose(cells: Sequence[str]) -> bool:
    return any(cell.count(" ") > 1 for cell in cells)


def _height(text: str, wide: int) -> int:
    return sum(-(-len(line) // max(wide, 1)) for line in text.split("\n")) if text else 1


def _records(columns: Sequence[str], rows: Rows, *, width: int) -> Iterator[Text]:
    """Yield the lines of each row, with an empty line between records."""
    for number, row in enumerate(rows):
        if number:
            yield Text()
        head, *cells = row
        yield from wrapped(Text(" " * (_INDENT // 2)) + _bold(head), width=width)
        fields = [
            Text.assemble((f"{printable(name)}: ", "dim") if name else "", cell)
            for name, cell in zip(columns[1:], cells, strict=True)
            if cell.plain.strip()
        ]
        yield from _packed(fields, width=width)


def _bold(head: Text) -> Text:
    styled = head.copy()
    styled.stylize("bold")
    return styled


def _packed(fields: Sequence[Text], *, width: int) -> Iterator[Text]:
    """Yield as many fields a line as have room; a longer one has lines of its own."""
    room = width - _INDENT
    line = Text()
    for one in fields:
        joined = line + _APART + one if line.plain else one
        if "\n" not in joined.plain and joined.cell_len <= room:
            line = joined
            continue
        if line.plain:
            yield Text(" " * _INDENT) + line
        line = Text()
        if "\n" in one.plain or one.cell_len > room:
            yield from wrapped(Text(" " * _INDENT) + one, width=width, hanging=_INDENT + 2)
        else:
            line = one
    if line.plain:
        yield Text(" " * _INDENT) + line


def wrapped(text: Text, *, width: int, hanging: int = _INDENT) -> list[Text]:
    """Return a text in lines, broken between words; a wider word is left to the terminal to fold.

    Selected there it is whole: an id, a digest or a name is there to be copied. A command in
    backquotes stays on one line, where one has room for it: it is there to be pasted.
    """
    text = _with_short_commands(text, room=width - hanging)
    lines: list[Text] = []
    rest, blanks = text, _held_together(text.plain, room=width - hanging)
    is_first = True
    while rest.plain:
        room = width if is_first else width - hanging
        end, begin = _break(blanks, room)
        line, rest, blanks = rest[:end], rest[begin:], blanks[begin:]
        lines.append(line if is_first else Text(" " * hanging) + line)
        is_first = False
    return lines


def _with_short_commands(text: Text, *, room: int) -> Text:
    """Return a text in which commands that no line has room for name short ids."""
    too_long = [found for found in _COMMAND.finditer(text.plain) if len(found[0]) > room]
    if not any(ids_in(found[0]) for found in too_long):
        return text
    remember(ids_in(text.plain))
    lengths = Lengths(sorted({*seen(), *ids_in(text.plain)}))
    for found in reversed(too_long):
        command = Text(shortened(found[0], lengths))
        text = text[: found.start()] + command + text[found.end() :]
    return text


def _held_together(plain: str, *, room: int) -> str:
    """Return a text of the same length, without blanks in commands that a line has room for."""
    return _COMMAND.sub(
        lambda found: found[0].replace(" ", "_") if len(found[0]) <= room else found[0], plain
    )


def _break(plain: str, room: int) -> tuple[int, int]:
    """Return where the first line ends, and where the rest begins."""
    end = plain.find("\n")
    if 0 <= end <= room:
        return end, end + 1
    if len(plain) <= room:
        return len(plain), len(plain)
    blank = plain.rfind(" ", 0, room + 1)
    if plain[: max(blank, 0)].strip():
        return blank, blank + 1
    word = _WIDE_WORD.match(plain)
    end = word.end() if word else len(plain)
    return end, end + 1
