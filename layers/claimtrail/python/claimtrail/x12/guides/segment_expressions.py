"""Regular expressions that prove a segment sound, made from its shape.

An expression is stricter than the rules where that makes it fast: whatever it does not match is
judged by `elements.py`, element by element. It never matches what the rules would refuse, except
for what stands outside single elements: syntax notes and external code lists.

A text can be matched in one way only, so nothing is given back: repeats are possessive, and a
segment is atomic. The engine of `re` then forgets how it matched a segment; it would keep, and
copy, a context for each element otherwise. What may be absent is written `(?:x|)`: the engine
looks at the first character before it tries a branch.
"""

import re
from collections.abc import Collection, Mapping

from claimtrail.x12.guides.segment_shapes import (
    COMPONENT,
    ELEMENT,
    SEGMENT,
    CompositeRule,
    ElementRule,
    Rule,
    SegmentShape,
)

DATE = (
    "(?>(?:19|20)(?:[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    "|(?:0[48]|[2468][048]|[13579][26])0229|(?<=20)000229))"
)
"""CCYYMMDD of the years 1900 to 2099."""
TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9]"
FORMATS = {"D8": DATE, "RD8": f"{DATE}-{DATE}", "DT": f"{DATE}{TIME}", "TM": TIME}
"""Of a period (1251), by its qualifier (1250)."""
_TIME_LENGTH, _DATE_LENGTH = 4, 8
NEVER = "(?!)"
ANYTHING = f"[^{ELEMENT}{SEGMENT}]++"
"""Any element that is not empty."""
USES_BEFORE_PATTERN = 40
"""Segments of a shape that are judged by rule before its expression is worth compiling."""


def warm_pattern(shape: SegmentShape) -> re.Pattern[str] | None:
    """Return the expression of a whole segment, without its terminator.

    None while the shape is cold.
    """
    if shape.compiled is None:
        shape.uses += 1
        if shape.uses > USES_BEFORE_PATTERN:
            shape.compiled = re.compile(segment_expression(shape) + r"\Z")
    return shape.compiled


def segment_expression(
    shape: SegmentShape, names: Mapping[int, str] | None = None, *, later: Collection[str] = ()
) -> str:
    """Return the expression of a segment from its identifier to its last element.

    Trailing separators do not match. `names` are groups that capture elements, by number; those in
    `later` capture anything, and whoever takes them holds them against `value_expression`.
    """
    rest = _SegmentWriter(shape, names or {}, later).rest(0)
    return f"(?>{shape.id}{rest}(?<!{ELEMENT}))"


def settles_notes(shape: SegmentShape) -> bool:
    """Return whether the expression alone proves the syntax notes too."""
    if not shape.live_notes:
        return True
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
    if not live:
        return units
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


class _SegmentWriter:
    """Writes the expression of one segment."""

    def __init__(
        self, shape: SegmentShape, names: Mapping[int, str], later: Collection[str]
    ) -> None:
        self._shape, self._parts = shape, shape.parts
        self._names, self._later = names, later
        self._units = _units(shape)
        usages = "".join(part.usage for part in shape.parts)
        self._last_required = usages.rfind("R")
        self._last_used = max(self._last_required, usages.rfind("S"))

    def rest(self, index: int) -> str:
        """Return what may follow from the element at `index` on, its separator included."""
        if index > self._last_used:
            return ""
        required = index <= self._last_required
        unit = self._units.get(index + 1)
        if unit and not required:
            return self._unit(unit)
        if not required and self._are_alike(index):
            most = sum(other.usage != "N" for other in self._parts[index:])
            return f"(?:{ELEMENT}{self._optional(index)}){{0,{most}}}"
        usage = self._parts[index].usage
        body = ""
        if usage != "N":
            body = self._optional(index) if usage == "S" else self._value(index)
        following = f"{ELEMENT}{body}{self.rest(index + 1)}"
        return following if required else f"(?:{following}|)"

    def _are_alike(self, index: int) -> bool:
        """Return whether the elements from one on follow one rule, as those of HI do.

        Short to compile.
        """
        part = self._parts[index]
        if index + 1 >= len(self._parts) or self._parts[index + 1] != part:
            return False
        used = [part for part in self._parts[index:] if part.usage != "N"]
        numbers = range(index + 1, index + 1 + len(used))
        bound = {number for unit in self._units.values() for number in unit}
        return (
            self._parts[index : index + len(used)] == tuple(used)
            and all(other == part for other in used)
            and not bound.intersection(numbers)
            and not self._names.keys() & set(numbers)
            and not (isinstance(part, ElementRule) and part.role == "V")
        )

    def _unit(self, unit: tuple[int, ...]) -> str:
        """A pair stands together or not at all; of a triple the last may be absent."""
        first, second = (self._value(number - 1) for number in unit[:2])
        rest = self.rest(unit[-1])
        if len(unit) == 2:  # noqa: PLR2004 - a pair
            return f"(?:{ELEMENT}(?:{first}{ELEMENT}{second}|{ELEMENT}){rest}|)"
        last = self._optional(unit[2] - 1)
        return f"(?:{ELEMENT}{first}{ELEMENT}{second}(?:{ELEMENT}{last}{rest}|)|)"

    def _value(self, index: int) -> str:
        """Return an element that is not empty."""
        name = self._names.get(index + 1)
        if name in self._later:
            return f"(?P<{name}>{ANYTHING})"
        body = value_expression(self._shape, index + 1)
        return f"(?P<{name}>{body})" if name else body

    def _optional(self, index: int) -> str:
        """Return an element that may be empty."""
        name = self._names.get(index + 1)
        body = None if name in self._later else _flat_optional(self._parts[index])
        if body is None:
            return f"(?:{self._value(index)}|)"
        return f"(?P<{name}>{body})" if name else body


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
            body = _flat_optional(item) or f"(?:{body}|)"
        separator = COMPONENT if index else ""
        rest = f"{separator}{body}{rest}"
        if index and not any(required[index:]):
            rest = f"(?:{rest}|)"
    return f"(?![{ELEMENT}{COMPONENT}{SEGMENT}]|\\Z)(?>{rest})"


def element_expression(rule: ElementRule) -> str:
    """Return a non-empty value of one simple element."""
    if rule.pattern:
        return NEVER
    if _is_coded(rule):
        return _codes(rule)
    return _typed(rule.kind, rule.low, rule.high)


def _is_coded(rule: ElementRule) -> bool:
    return bool(rule.codes) and not rule.external


def _codes(rule: ElementRule) -> str:
    """Return the codes, the longest first; those that differ in the last character together."""
    last: dict[str, str] = {}
    fitting = [code for code in rule.codes if rule.low <= len(code) <= rule.high]
    for code in sorted(fitting, key=lambda code: (-len(code), code)):
        last[code[:-1]] = last.get(code[:-1], "") + code[-1]
    ways = [
        re.escape(start) + (f"[{re.escape(ends)}]" if len(ends) > 1 else re.escape(ends))
        for start, ends in last.items()
    ]
    if not ways:
        return NEVER
    return ways[0] if len(ways) == 1 else f"(?>{'|'.join(ways)})"


def _typed(kind: str, low: int, high: int) -> str:
    match kind:
        case "AN" | "ID":
            expression = f"[ -~]{{{low},{high}}}+(?<! )" if high > 1 else "[!-~]"
        case "R" if _has_cents(kind, low, high):
            expression = f"{_dollars(high)}(?<=[0-9])"
        case "DT" if low <= _DATE_LENGTH <= high:
            expression = DATE
        case "TM" if low <= _TIME_LENGTH <= high:
            expression = TIME
        case _ if kind[0] in "NR":
            expression = f"-?+[0-9]{{{low},{high}}}+"
        case _:
            expression = NEVER
    return expression


def _has_cents(kind: str, low: int, high: int) -> bool:
    return kind == "R" and low == 1 and high > len("00")


def _dollars(high: int) -> str:
    """Return an amount that may lack its digits; what follows asks for them."""
    return f"-?+[0-9]{{0,{high - 2}}}+(?:\\.[0-9]{{1,2}}+|)"


def _flat_optional(part: Rule) -> str | None:
    """Return a simple element that may be empty, without a branch; None where it needs one."""
    if isinstance(part, CompositeRule) or part.pattern or part.role == "V" or _is_coded(part):
        return None
    kind, low, high = part.kind, part.low, part.high
    if kind in {"AN", "ID"} and low == 1 < high:
        return f"[ -~]{{0,{high}}}+(?<! )"
    if _has_cents(kind, low, high):
        return f"{_dollars(high)}(?<!-)"
    return None
