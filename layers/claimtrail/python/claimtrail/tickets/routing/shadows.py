"""Rules that can never match, since earlier ones take every ticket that they are for.

Facts are a space of few cells: of each dimension the values that some rule names, and one cell for
all others. A rule's tickets are a box of that space. Earlier boxes are cut out of it; what is left
of a rule that can match is not empty. So several earlier rules that only together leave nothing
are found too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from claimtrail.tickets.routing.conditions import DollarRange, RuleConditions, is_within
from claimtrail.tickets.routing.facts import RoutedClaimType, WordSource
from claimtrail.tickets.routing.rules import RoutingRule
from claimtrail.tickets.ticket_parts import TicketOrigin

_OTHER = "~"
"""The cell of all values that no rule names."""
_TAG = "tag "
Box = Mapping[str, frozenset[object]]
"""By dimension: the cells of it."""


def shadowed(rules: Sequence[RoutingRule]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each rule that never matches, with the earlier ones that take all of it.

    A rule whose own conditions exclude each other has no earlier ones.
    """
    space = _space([one.when for one in rules])
    boxes = [_box(one.when, space) for one in rules]
    for number, box in enumerate(boxes):
        left, takers = [box], []
        for earlier, rule in zip(boxes[:number], rules, strict=False):
            rest = [piece for one in left for piece in _without(one, earlier)]
            if _size(rest) < _size(left):
                takers.append(rule.name)
            left = rest
        if not any(map(_is_some, left)):
            yield number, tuple(takers) if _is_some(box) else ()


def _size(boxes: Iterable[Box]) -> int:
    return sum(_cells(one) for one in boxes)


def _cells(box: Box) -> int:
    count = 1
    for cells in box.values():
        count *= len(cells)
    return count


def _is_some(box: Box) -> bool:
    return all(box.values())


def _without(box: Box, other: Box) -> Iterator[Box]:
    """Yield boxes that share no cell and make up what is left of a box without another one."""
    rest = dict(box)
    if any(not rest[name] & other[name] for name in rest):
        yield box
        return
    for name, cells in other.items():
        outside = rest[name] - cells
        if outside:
            yield {**rest, name: outside}
            rest[name] = rest[name] & cells


def _space(conditions: Sequence[RuleConditions]) -> Box:
    """Return every cell of every dimension."""
    dimensions: dict[str, frozenset[object]] = {
        name: frozenset({_OTHER, *(one for when in conditions for one in getattr(when, name))})
        for name in _OPEN
    }
    dimensions |= _CLOSED
    for name in _RANGES:
        dimensions[name] = _starts(getattr(when, name) for when in conditions)
    dimensions["category"] = _paths(conditions)
    tags = {tag for when in conditions for tag in when.tags}
    return dimensions | {f"{_TAG}{tag}": frozenset({True, False}) for tag in tags}


_OPEN = ("payer", "denial_category", "facility")
_RANGES = ("amount", "charge")
_CLOSED: Mapping[str, frozenset[object]] = MappingProxyType(
    {
        "claim_type": frozenset(RoutedClaimType),
        "source": frozenset(WordSource),
        "priority": frozenset({1, 2, 3, 4}),
        "origin": frozenset(TicketOrigin),
    }
)


def _starts(ranges: Iterable[DollarRange | None]) -> frozenset[object]:
    """Return the first dollar of each stretch in which no range begins or ends."""
    ends = {value for one in ranges if one for value in (one.from_, one.below)}
    return frozenset({0, *(value for value in ends if value is not None)})


def _paths(conditions: Sequence[RuleConditions]) -> frozenset[object]:
    """Return a category for each way in which paths and areas can match one."""
    named = {path for when in conditions for path in when.category}
    areas = {area for when in conditions for area in when.area}
    areas |= {path.partition("/")[0] for path in named}
    below = {f"{path}/{_OTHER}" for path in named if path.count("/") == 1}
    beside = {path.rpartition("/")[0] for path in named if path.count("/") > 1}
    return frozenset(
        {*named, *below, *beside, f"{_OTHER}/{_OTHER}", *(f"{a}/{_OTHER}" for a in areas)}
    )


def _box(when: RuleConditions, space: Box) -> Box:
    """Return the cells that conditions hold in."""
    return {name: frozenset(filter(_test(name, when), cells)) for name, cells in space.items()}


def _test(name: str, when: RuleConditions) -> Callable[[object], bool]:
    if name.startswith(_TAG):
        is_asked = name.removeprefix(_TAG) in when.tags
        return lambda cell: bool(cell) or not is_asked
    if name == "category":
        return lambda cell: _has_category(when, str(cell))
    asked = getattr(when, name)
    if isinstance(asked, DollarRange):
        return lambda cell: isinstance(cell, int) and asked.has(cell * 100)
    return lambda cell: not asked or cell in asked


def _has_category(when: RuleConditions, category: str) -> bool:
    is_of_area = not when.area or category.partition("/")[0] in when.area
    return is_of_area and (
        not when.category or any(is_within(category, path) for path in when.category)
    )
