"""The shape of a segment, and the regular expression that proves it sound.

The expression is stricter than the rules where that makes it fast: whatever it does not match is
judged by `elements.py`, element by element. It never matches what the rules would refuse, except
for what stands outside single elements: syntax notes and external code lists.

What may be absent is written `(?:x|)`: the engine of `re` looks at the first character before it
tries a branch, and keeps a context of its own for each `(?:x)?`.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ELEMENT, COMPONENT, SEGMENT = "\x1d", "\x1f", "\x1c"
"""The separators of canonical text, into which every interchange is translated."""
DATE = (
    "(?:19|20)(?:[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    "|(?:0[48]|[2468][048]|[13579][26])0229|(?<=20)000229)"
)
"""CCYYMMDD of the years 1900 to 2099."""
TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9]"
FORMATS = {"D8": DATE, "RD8": f"{DATE}-{DATE}", "DT": f"{DATE}{TIME}", "TM": TIME}
"""Of a period (1251), by its qualifier (1250)."""
_TIME_LENGTH, _DATE_LENGTH = 4, 8
NEVER = "(?!)"
USES_BEFORE_PATTERN = 5
"""Segments of a shape that are judged by rule before its expression is worth compiling."""


class ElementRule(NamedTuple):
    """A simple element, or a component of a composite."""

    usage: str
    kind: str
    low: int
    high: int
    codes: frozenset[str]
    external: str
    repeat: int
    role: str
    pattern: str


class CompositeRule(NamedTuple):
    """An element made of components."""

    usage: str
    repeat: int
    parts: tuple[ElementRule, ...]


Rule = ElementRule | CompositeRule
Note = tuple[str, tuple[int, ...]]
"""A syntax note of X12.6: its letter and the numbers of the elements that it binds."""


@dataclass(slots=True)
class SegmentShape:
    """The elements of a segment at one or several places of a guide."""

    id: str
    parts: tuple[Rule, ...]
    notes: tuple[Note, ...]
    """As in the guide; see `live_notes`."""
    externals: tuple[tuple[int, int, str], ...] = ()
    """Element, component (0 for a simple element) and list of what an external list holds."""
    live_notes: tuple[Note, ...] = ()
    """The notes that the usage of the elements does not settle by itself."""
    uses: int = 0
    compiled: re.Pattern[str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.externals = tuple(_externals(self.parts))
        self.live_notes = tuple(note for note in self.notes if _is_live(note, self.parts))

    def pattern(self) -> re.Pattern[str] | None:
        """Return the expression for a whole segment, without its terminator.

        None while it is cold.
        """
        if self.compiled is None:
            self.uses += 1
            if self.uses > USES_BEFORE_PATTERN:
                self.compiled = re.compile(segment_expression(self) + r"\Z")
        return self.compiled


def _externals(parts: tuple[Rule, ...]) -> list[tuple[int, int, str]]:
    found = []
    for number, part in enumerate(parts, start=1):
        if isinstance(part, ElementRule):
            if part.external:
                found.append((number, 0, part.external))
            continue
        for component, item in enumerate(part.parts, start=1):
            if item.external:
                found.append((number, component, item.external))
    return found


def _is_live(note: Note, parts: tuple[Rule, ...]) -> bool:
    """Return whether a segment whose elements are used as they must be can still break the note."""
    letter, numbers = note
    usages = [parts[number - 1].usage if number <= len(parts) else "N" for number in numbers]
    if letter == "P":
        return len(set(usages)) > 1 or "S" in usages
    if letter == "R":
        return "R" not in usages
    if letter == "E":
        return sum(usage != "N" for usage in usages) > 1
    first, others = usages[0], usages[1:]
    if first == "N":
        return False
    return "R" not in others if letter == "L" else any(usage != "R" for usage in others)


ANYTHING = f"[^{ELEMENT}{SEGMENT}]+"
"""Any element that is not empty."""


def segment_expression(
    shape: SegmentShape, names: Mapping[int, str] | None = None, *, later: Collection[str] = ()
) -> str:
    """Return the expression of a segment from its identifier to its last element.

    Trailing separators do not match. `names` are groups that capture elements, by number; those in
    `later` capture anything, and whoever takes them holds them against `value_expression`.
    """
    groups = {
        number: (name, ANYTHING if name in later else value_expression(shape, number))
        for number, name in (names or {}).items()
    }
    captures = {number: f"(?P<{name}>{body})" for number, (name, body) in groups.items()}
    return f"{shape.id}{_rest(shape, 0, captures)}(?<!{ELEMENT})"


def settles_notes(shape: SegmentShape) -> bool:
    """Return whether the expression alone proves the syntax notes too."""
    last = max((n for n, part in enumerate(shape.parts, start=1) if part.usage == "R"), default=0)
    units = {unit for unit in _units(shape).values() if unit[0] > last}
    return all(
        any(set(numbers) <= set(unit) for unit in units) and letter in "PLC"
        for letter, numbers in shape.live_notes
    )


def _units(shape: SegmentShape) -> dict[int, tuple[int, ...]]:
    """Runs of situational elements that notes bind to each other, by their first number."""
    units: dict[int, tuple[int, ...]] = {}
    live = shape.live_notes
    situational = {n for n, part in enumerate(shape.parts, start=1) if part.usage == "S"}
    for letter, numbers in live:
        first = numbers[0]
        run = tuple(range(first, first + len(numbers)))
        if numbers != run or not situational.issuperset(run):
            continue
        pair = letter == "P" and len(run) == 2  # noqa: PLR2004 - a pair
        triple = letter == "L" and all(("C", (other, first)) in live for other in run[1:])
        if pair or triple:
            units[first] = run
    return units


def _rest(shape: SegmentShape, index: int, captures: Mapping[int, str]) -> str:
    """Return what may follow from the element at `index` on, its separator included."""
    parts = shape.parts
    if all(part.usage == "N" for part in parts[index:]):
        return ""
    number = index + 1
    required = any(part.usage == "R" for part in parts[index:])
    unit = _units(shape).get(number)
    if unit and not required:
        return _unit(shape, unit, captures)
    part = parts[index]
    body = _value(shape, index, captures)
    if not required and _are_alike(shape, index, captures):
        most = sum(other.usage != "N" for other in parts[index:])
        return f"(?:{ELEMENT}(?:{body}|)){{0,{most}}}"
    if part.usage == "N":
        body = ""
    elif part.usage == "S":
        body = f"(?:{body}|)"
    rest = f"{ELEMENT}{body}{_rest(shape, index + 1, captures)}"
    return rest if required else f"(?:{rest}|)"


def _are_alike(shape: SegmentShape, index: int, captures: Mapping[int, str]) -> bool:
    """Return whether the elements from one on follow one rule, as those of HI do.

    Short to compile.
    """
    used = [part for part in shape.parts[index:] if part.usage != "N"]
    numbers = range(index + 1, index + 1 + len(used))
    bound = {number for unit in _units(shape).values() for number in unit}
    return (
        len(used) > 1
        and shape.parts[index : index + len(used)] == tuple(used)
        and len(set(used)) == 1
        and not bound.intersection(numbers)
        and not captures.keys() & set(numbers)
        and not (isinstance(used[0], ElementRule) and used[0].role == "V")
    )


def _unit(shape: SegmentShape, unit: tuple[int, ...], captures: Mapping[int, str]) -> str:
    """A pair stands together or not at all; of a triple the last may be absent."""
    first, second = (_value(shape, number - 1, captures) for number in unit[:2])
    rest = _rest(shape, unit[-1], captures)
    if len(unit) == 2:  # noqa: PLR2004 - a pair
        return f"(?:{ELEMENT}(?:{first}{ELEMENT}{second}|{ELEMENT}){rest}|)"
    last = _value(shape, unit[2] - 1, captures)
    return f"(?:{ELEMENT}{first}{ELEMENT}{second}(?:{ELEMENT}(?:{last}|){rest}|)|)"


def _value(shape: SegmentShape, index: int, captures: Mapping[int, str]) -> str:
    return captures.get(index + 1) or value_expression(shape, index + 1)


def value_expression(shape: SegmentShape, number: int) -> str:
    """Return the expression of one element, by its number, that is not empty."""
    index = number - 1
    part = shape.parts[index]
    if isinstance(part, CompositeRule):
        return composite_expression(part)
    if part.role == "V":
        return _period(shape, index)
    return element_expression(part)


def _period(shape: SegmentShape, index: int) -> str:
    """Return a period in the form that the qualifier before it names."""
    before = shape.parts[index - 1]
    codes = before.codes if isinstance(before, ElementRule) else frozenset()
    if len(codes) == 1:
        return FORMATS.get(next(iter(codes)), NEVER)
    forms = [
        f"(?<={ELEMENT}{code}{ELEMENT}){FORMATS[code]}" for code in sorted(codes) if code in FORMATS
    ]
    return f"(?:{'|'.join(forms)})" if forms else NEVER


def composite_expression(rule: CompositeRule) -> str:
    """Return one repetition of a composite; an empty one does not match."""
    if rule.repeat > 1:
        return NEVER
    rest = ""
    required = [item.usage == "R" for item in rule.parts]
    for index in reversed(range(len(rule.parts))):
        item = rule.parts[index]
        body = "" if item.usage == "N" else element_expression(item)
        if item.usage == "S" and body:
            body = f"(?:{body}|)"
        separator = COMPONENT if index else ""
        rest = f"{separator}{body}{rest}"
        if index and not any(required[index:]):
            rest = f"(?:{rest}|)"
    return f"(?![{ELEMENT}{COMPONENT}{SEGMENT}]|\\Z){rest}"


def element_expression(rule: ElementRule) -> str:
    """Return a non-empty value of one simple element."""
    if rule.pattern:
        return NEVER
    if rule.codes and not rule.external:
        return _codes(rule)
    return _typed(rule.kind, rule.low, rule.high)


def _codes(rule: ElementRule) -> str:
    fitting = sorted(code for code in rule.codes if rule.low <= len(code) <= rule.high)
    if not fitting:
        return NEVER
    if all(len(code) == 1 for code in fitting):
        return f"[{re.escape(''.join(fitting))}]"
    if len(fitting) == 1:
        return re.escape(fitting[0])
    return f"(?:{'|'.join(map(re.escape, sorted(fitting, key=len, reverse=True)))})"


def _typed(kind: str, low: int, high: int) -> str:
    match kind:
        case "AN" | "ID":
            expression = f"[ -~]{{{low - 1},{high - 1}}}[!-~]" if high > 1 else "[!-~]"
        case "R" if low == 1 and high > len("00"):
            whole = f"[0-9]{{1,{high - 2}}}"
            expression = f"-?(?:{whole}(?:\\.[0-9]{{1,2}}|)|\\.[0-9]{{1,2}})"
        case "DT" if low <= _DATE_LENGTH <= high:
            expression = DATE
        case "TM" if low <= _TIME_LENGTH <= high:
            expression = TIME
        case _ if kind[0] in "NR":
            expression = f"-?[0-9]{{{low},{high}}}"
        case _:
            expression = NEVER
    return expression
