"""The segments that need no judging: sound at first sight, as nearly all are.

What is not seen to be sound here is judged by `elements.py`, which alone says what is wrong.
"""

from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.segment_shapes import (
    COMPONENT,
    CompositeRule,
    ElementRule,
    SegmentShape,
)
from claimtrail.x12.validate.elements import breaks_note, period_fault, type_fault

_TEXT = frozenset({"AN", "ID"})
_TYPED = frozenset({"R", "N0", "N1", "N2", "DT", "TM"})


def is_plainly_sound(shape: SegmentShape, elements: list[str], sets: CodeSets) -> bool:
    """Return whether nothing is to be reported of a segment's elements.

    False when they must be judged. `elements[0]` is the identifier.
    """
    parts = shape.parts
    given = len(elements) - 1
    if given > len(parts):
        return False
    qualifier = ""
    for number, part in enumerate(parts, start=1):
        text = elements[number] if number <= given else ""
        if isinstance(part, CompositeRule):
            if not _is_composite(part, text, sets):
                return False
            continue
        if text:
            if not _is_value(part, text, sets):
                return False
            if part.role == "V" and period_fault(qualifier, text) is not None:
                return False
        elif part.usage == "R":
            return False
        qualifier = text
    return not any(breaks_note(note, elements) for note in shape.live_notes)


def _is_composite(rule: CompositeRule, text: str, sets: CodeSets) -> bool:
    if not text.strip(COMPONENT):
        return rule.usage != "R"
    values = text.split(COMPONENT)
    if rule.usage == "N" or rule.repeat > 1 or len(values) > len(rule.parts):
        return False
    values += [""] * (len(rule.parts) - len(values))
    return all(
        _is_value(part, value, sets) if value else part.usage != "R"
        for part, value in zip(rule.parts, values, strict=True)
    )


def _is_value(rule: ElementRule, text: str, sets: CodeSets) -> bool:
    usage, kind, low, high, codes, external, repeat, _, pattern = rule
    if usage == "N" or repeat > 1 or pattern:
        return False
    if (codes or external) and text not in codes:
        valid = sets.valid(external) if external else frozenset()
        if valid is not None and text not in valid:
            return False
    if kind in _TEXT:
        is_typed = text.isascii() and text.isprintable() and text[-1] != " "
        return is_typed and low <= len(text) <= high
    if kind not in _TYPED or type_fault(kind, text) is not None:
        return False
    if kind in {"DT", "TM"}:
        return low <= len(text) <= high
    return low <= len(text) - text.count("-") - text.count(".") <= high
