"""Judging a segment element by element: what is wrong, and where.

The rules are those of X12.6 and of the guides: usage, lengths, characters, codes, dates, times,
periods by their qualifier, syntax notes. Values are looked at and never kept.
"""

import re
from collections.abc import Iterator
from itertools import islice

from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.segment_shapes import (
    COMPONENT,
    CompositeRule,
    ElementRule,
    Note,
    SegmentShape,
)
from claimtrail.x12.model.catalog import FindingCode, catalog
from claimtrail.x12.model.dates import DATE_LENGTH, SHORT_DATE_LENGTH, is_date, is_time
from claimtrail.x12.model.findings import Severity

ElementFault = tuple[FindingCode, str]
"""The fault, and the element's position: `02` or `01-2`."""

_NCPDP = "RX"
"""C043-4."""
_FORM_CODES = {"ID": FindingCode.ZIP_CODE}
"""The finding for a value that breaks a guide's form: only N403 (ID) and the Social Security
number in REF02 (AN) have one."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FOREIGN = re.compile(r"[^ -~]")
"""Outside the extended character set (X12.6, 3.3.2), as far as it is ASCII."""
_REAL = re.compile(r"-?[0-9]*(?:\.[0-9]+)?")
_WHOLE = re.compile(r"-?[0-9]+")
_SYNTAX_CODES = {"E": FindingCode.ELEMENT_EXCLUDED}
"""Every other note asks for an element that is absent."""
_TYPE = FindingCode.CHARACTER_INVALID
_UNREADABLE = frozenset(
    {FindingCode.NUMBER_INVALID, FindingCode.DATE_INVALID, FindingCode.TIME_INVALID}
)
_SAY_ALL = _UNREADABLE | {FindingCode.CODE_INVALID}
"""Faults whose cause its length follows from."""
_MARKS_TRIED = 16
"""Marks of a composite that are taken for its separator, at most: it has fewer components."""
_MARK = re.compile(r"[^A-Za-z0-9 .\-]")
"""The characters that may separate components where ISA16 does not."""


def judge(
    shape: SegmentShape, elements: list[str], sets: CodeSets, repetition: str
) -> Iterator[ElementFault]:
    """Yield everything that is wrong with a segment's elements; `elements[0]` is its identifier."""
    parts = shape.parts
    if any(elements[len(parts) + 1 :]):
        yield FindingCode.ELEMENT_TOO_MANY, f"{len(parts) + 1:02}"
    qualifier = ""
    for number, part in enumerate(parts, start=1):
        text = elements[number] if number < len(elements) else ""
        if isinstance(part, CompositeRule):
            yield from _composite(part, number, text, sets, repetition)
            continue
        for value in text.split(repetition) if part.repeat > 1 else (text,):
            for code in _element(part, value, sets):
                yield code, f"{number:02}"
        if part.role == "V" and text and COMPONENT not in text and part.usage != "N":
            fault = period_fault(qualifier.rstrip(" "), text.rstrip(" "))
            if fault is not None:
                yield fault, f"{number:02}"
        qualifier = text
    for note in shape.live_notes:
        if breaks_note(note, elements):
            code = _SYNTAX_CODES.get(note[0], FindingCode.ELEMENT_CONDITION)
            yield code, f"{note[1][0]:02}"


def breaks_note(note: Note, elements: list[str]) -> bool:
    """Return whether a segment breaks a syntax note (X12.6, 3.8.3.2)."""
    letter, numbers = note
    there = [number < len(elements) and bool(elements[number]) for number in numbers]
    match letter:
        case "P":
            return any(there) and not all(there)
        case "R":
            return not any(there)
        case "E":
            return sum(there) > 1
        case "C":
            return there[0] and not all(there)
        case _:
            return there[0] and not any(there[1:])


def judge_externals(
    shape: SegmentShape, elements: list[str], sets: CodeSets
) -> Iterator[ElementFault]:
    """Values that an external list does not know, in a segment that is sound otherwise."""
    for number, component, name in shape.externals:
        text = elements[number] if number < len(elements) else ""
        if component and text:
            parts = text.split(COMPONENT)
            text = parts[component - 1] if component <= len(parts) else ""
            if names_other_list(parts, name):
                continue
        if text:
            part = shape.parts[number - 1]
            rule = part.parts[component - 1] if isinstance(part, CompositeRule) else part
            code = None if text in rule.codes else sets.fault(name, text)
            if code is not None:
                yield code, f"{number:02}" + (f"-{component}" if component else "")


def names_other_list(components: list[str], name: str) -> bool:
    """Return whether a status composite (C043) takes its code from the NCPDP reject list.

    Not list 508.

    STC01-4 `RX` says so in a 277 (005010X212); that list is not loaded here.
    """
    return name == "claim_status" and components[3:4] == [_NCPDP]


def respell(shape: SegmentShape, elements: list[str], sets: CodeSets) -> Iterator[tuple[int, str]]:
    """Yield the composites that are sound with another separator than ISA16, by number.

    And that mark.

    Their text in `elements` is brought to the separator of canonical text.
    """
    for number, part in enumerate(shape.parts[: len(elements) - 1], start=1):
        text = elements[number]
        if not isinstance(part, CompositeRule) or not text or COMPONENT in text:
            continue
        marks = dict.fromkeys(match[0] for match in islice(_MARK.finditer(text), _MARKS_TRIED))
        for mark in marks:
            spelled = text.replace(mark, COMPONENT)
            if _is_composite(part, spelled, sets) and not _is_composite(part, text, sets):
                elements[number] = spelled
                yield number, mark
                break


def _is_composite(rule: CompositeRule, text: str, sets: CodeSets) -> bool:
    faults = (code for code, _ in _components(rule, 1, text, sets))
    return all(catalog()[code].severity is Severity.WARNING for code in faults)


def _composite(
    rule: CompositeRule, number: int, text: str, sets: CodeSets, repetition: str
) -> Iterator[ElementFault]:
    position = f"{number:02}"
    if not text.strip(COMPONENT):
        if rule.usage == "R":
            yield FindingCode.ELEMENT_MISSING, position
        return
    if rule.usage == "N":
        yield FindingCode.ELEMENT_NOT_USED, position
        return
    values = text.split(repetition) if rule.repeat > 1 else [text]
    if len(values) > rule.repeat:
        yield FindingCode.ELEMENT_TOO_MANY, position
    for value in values[: rule.repeat]:
        yield from _components(rule, number, value, sets)


def _components(
    rule: CompositeRule, number: int, value: str, sets: CodeSets
) -> Iterator[ElementFault]:
    components = value.split(COMPONENT)
    if len(components) > len(rule.parts):
        yield FindingCode.ELEMENT_TOO_MANY, f"{number:02}"
    for index, part in enumerate(rule.parts, start=1):
        text = components[index - 1] if index <= len(components) else ""
        if not text and index == 1 and rule.usage != "R":
            continue
        if names_other_list(components, part.external):
            part = part._replace(external="")  # noqa: PLW2901 - the same component, any code
        for code in _element(part, text, sets):
            yield code, f"{number:02}-{index}"
            if len(components) == 1 and catalog()[code].severity is not Severity.WARNING:
                return  # without separators it is no composite: what it lacks is the same fault


def _element(rule: ElementRule, text: str, sets: CodeSets) -> Iterator[FindingCode]:
    if COMPONENT in text:
        is_text = rule.kind in {"AN", "ID"}
        yield FindingCode.CHARACTER_INVALID if is_text else type_fault(rule.kind, text) or _TYPE
        return
    if not text.strip(" ") and (rule.usage == "R" or not text):
        if rule.usage == "R":
            yield FindingCode.VALUE_BLANK if text else FindingCode.ELEMENT_MISSING
        return
    if rule.usage == "N":
        yield FindingCode.ELEMENT_NOT_USED
        return
    yield from _value(rule, text, sets)


def _value(rule: ElementRule, text: str, sets: CodeSets) -> Iterator[FindingCode]:
    """Yield what is wrong with a value that is there.

    What it is, else how long it is and how spelled.
    """
    if _CONTROL.search(text):
        yield FindingCode.CHARACTER_INVALID
        return
    if text[-1] == " " and (bare := text.rstrip(" ")) and len(bare) >= rule.low:
        yield FindingCode.VALUE_PADDED
        text = bare
    elif not text.strip(" "):
        yield FindingCode.VALUE_PADDED
        return
    code = _code_fault(rule, text, sets) if rule.codes or rule.external else None
    wrong = type_fault(rule.kind, text)
    main = wrong if code is None or wrong in _UNREADABLE else code
    if main is not None:
        yield main
    if main is None or main not in _SAY_ALL:
        yield from _length(rule, text)
    if rule.pattern and not re.search(rule.pattern, text):
        yield _FORM_CODES.get(rule.kind, FindingCode.CODE_INVALID)


def _length(rule: ElementRule, text: str) -> Iterator[FindingCode]:
    numeric = rule.kind == "R" or rule.kind.startswith("N")
    length = len(text) - (text.count("-") + text.count(".") if numeric else 0)
    if length < rule.low:
        yield FindingCode.ELEMENT_TOO_SHORT
    if length > rule.high:
        yield FindingCode.ELEMENT_TOO_LONG


def _code_fault(rule: ElementRule, text: str, sets: CodeSets) -> FindingCode | None:
    if text in rule.codes:
        return None
    return sets.fault(rule.external, text) if rule.external else FindingCode.CODE_INVALID


def type_fault(kind: str, text: str) -> FindingCode | None:
    """Return what is wrong with a value of this type; None where nothing is."""
    match kind:
        case "AN" | "ID":
            return FindingCode.CHARACTER_FOREIGN if _FOREIGN.search(text) else None
        case "R":
            return None if _REAL.fullmatch(text) else FindingCode.NUMBER_INVALID
        case "DT":
            return None if is_date(text) else FindingCode.DATE_INVALID
        case "TM":
            return None if is_time(text) else FindingCode.TIME_INVALID
        case _ if kind.startswith("N"):
            return None if _WHOLE.fullmatch(text) else FindingCode.NUMBER_INVALID
        case _:
            return None


def period_fault(qualifier: str, text: str) -> FindingCode | None:
    """Return a period that is not of the form that its qualifier names.

    Unknown qualifiers ask nothing.
    """
    match qualifier:
        case "D8":
            sound = len(text) == DATE_LENGTH and is_date(text)
        case "D6":
            sound = len(text) == SHORT_DATE_LENGTH and is_date(text)
        case "DT":
            sound = is_date(text)
        case "RD8":
            first, _, last = text.partition("-")
            sound = all(len(day) == DATE_LENGTH and is_date(day) for day in (first, last))
        case "TM":
            return None if is_time(text) else FindingCode.TIME_INVALID
        case _:
            return None
    return None if sound else FindingCode.DATE_INVALID
