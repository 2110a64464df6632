"""Regular expressions that can take longer than their text is long.

`re` tries one way after another. Its time grows faster than the text where one text can be matched
in several ways:

- exponentially, where a loop can go around twice for one text in two ways: `(?:a|a)*`, `(?:a*)*`;
- with the square, where two loops in a row both take a text: `a*a*b`; a search from every place
  counts as a loop before the expression: `a*b`.

The expression becomes an automaton of its characters (Glushkov), and both are looked for in the
product of the automaton with itself (Weideman et al., "Analyzing matching time behavior of
backtracking regular expression matchers", 2016). Loops of one character that are bounded by
`BOUND` cost no more than that for each text, and count only for the first. What is possessive or
atomic is never given back.
"""

# `re` has no public parser; `sre_parse` is the same module and deprecated.
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeVar

BOUND = 1_000
"""Repeats of one character up to here are a constant factor."""
_LETTERS = 257
"""Latin-1, and one for all other characters."""
_ALL = (1 << _LETTERS) - 1
_NONE = 0
"""The end of a text is no letter."""
_OTHER = 1 << (_LETTERS - 1)
_START = 0
_UNROLLED = 4
"""Repeats of more than one character up to here are written out; above, they count as endless."""
Edge = tuple[int, int]
States = tuple[int, ...]
Node = TypeVar("Node", bound=Any)


@dataclass
class _Part:
    """A part of an expression: whether it may be empty, where it begins and ends."""

    nullable: bool
    first: set[int] = field(default_factory=set)
    last: set[int] = field(default_factory=set)


class _Automaton:
    """One state for each place of a character in the expression."""

    def __init__(self) -> None:
        self.letters: list[int] = [_ALL]
        self.follow: list[set[int]] = [set()]
        self.bounded: set[int] = set()
        """States that follow themselves a bounded number of times only."""
        self.atomic: list[int] = [0]
        """The atomic group that a state stands in; 0 for none."""
        self.looks: set[int] = set()
        """The places at which something begins that is looked at and not taken."""
        self.doubled: set[Edge] = set()
        """Steps that a loop can make in two ways."""
        self._group = 0
        self._groups = 0
        self._named: dict[int | None, Iterable[tuple[Any, Any]]] = {}
        """The items of each group: a reference to one takes no text that the group does not."""
        self.anywhere = -1
        """The place at which a search looks on."""
        self.accepting: set[int] = set()
        """The places at which the expression may end."""

    def search(self, first: set[int], behind: int) -> None:
        """Begin at any place that has one of the letters `behind` before it."""
        [anywhere] = self._letter(_ALL).first
        self.anywhere = anywhere
        [before] = self._letter(behind).first
        self.follow[_START] |= {anywhere, before}
        self.follow[anywhere] |= {anywhere, before}
        self.follow[before] |= first

    def build(self, items: Iterable[tuple[Any, Any]]) -> _Part:
        whole = _Part(nullable=True)
        for code, value in items:
            whole = self._then(whole, self._item(code, value))
        return whole

    def _item(self, code: Any, value: Any) -> _Part:  # noqa: C901, PLR0911 - one line a construct
        if code in {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN}:
            return self._letter(_letters_of(code, value))
        if code is op.BRANCH:
            return self._either([self.build(way) for way in value[1]])
        if code is op.SUBPATTERN:
            self._named[value[0]] = value[3]
            return self.build(value[3])
        if code is op.GROUPREF:
            return self.build(self._named[value])
        if code in {op.MAX_REPEAT, op.MIN_REPEAT}:
            return self._repeat(*value)
        if code is op.POSSESSIVE_REPEAT:
            return self._alone(lambda: self._repeat(*value))
        if code is op.ATOMIC_GROUP:
            return self._alone(lambda: self.build(value))
        if code in {op.ASSERT, op.ASSERT_NOT}:
            return self._look(*value)
        if code is op.GROUPREF_EXISTS:
            ways = [self.build(way) for way in value[1:] if way is not None]
            return self._either([*ways, _Part(nullable=True)])
        if code is op.FAILURE or (code is op.AT and value in {op.AT_END, op.AT_END_STRING}):
            return self._letter(_NONE)
        if code is op.AT:
            return _Part(nullable=True)
        raise NotImplementedError(str(code))

    def _letter(self, letters: int) -> _Part:
        self.letters.append(letters)
        self.follow.append(set())
        self.atomic.append(self._group)
        state = len(self.letters) - 1
        return _Part(nullable=False, first={state}, last={state})

    def _then(self, one: _Part, other: _Part) -> _Part:
        self._link(one.last, other.first)
        return _Part(
            nullable=one.nullable and other.nullable,
            first=one.first | (other.first if one.nullable else set()),
            last=other.last | (one.last if other.nullable else set()),
        )

    def _either(self, ways: list[_Part]) -> _Part:
        return _Part(
            nullable=any(way.nullable for way in ways),
            first=set().union(*(way.first for way in ways)),
            last=set().union(*(way.last for way in ways)),
        )

    def _repeat(self, low: int, high: int, items: Any) -> _Part:
        part = self.build(items)
        is_letter = len(part.first) == 1 and part.first == part.last
        if high > 1 and not is_letter and high <= _UNROLLED:
            for number in range(1, high):
                more = self.build(items)
                more.nullable = more.nullable or number >= low
                part = self._then(part, more)
        elif high > 1:
            if is_letter and high <= BOUND:
                self.bounded |= part.first
            self._link(part.last, part.first)
        return _Part(nullable=part.nullable or low == 0, first=part.first, last=part.last)

    def _alone(self, build: Any) -> _Part:
        before, self._groups = self._group, self._groups + 1
        self._group = self._groups
        part: _Part = build()
        self._group = before
        return part

    def _look(self, direction: int, items: Any) -> _Part:
        """Something that is looked at and not taken: what follows begins where it began."""
        if direction < 0:
            return _Part(nullable=True)
        first = self.build(items).first
        self.looks |= first
        return _Part(nullable=True, first=first)

    def _link(self, sources: set[int], targets: set[int]) -> None:
        for source in sources:
            again = self.follow[source] & targets
            self.doubled |= {(source, target) for target in again}
            self.follow[source] |= targets

    def steps(self, states: States) -> Iterator[States]:
        """Yield where several walks can go by the same character."""

        ways: list[tuple[int, States]] = [(_ALL, ())]
        for state in states:
            ways = [
                (common, (*chosen, target))
                for letters, chosen in ways
                for target in self.follow[state]
                if (common := letters & self.letters[target])
            ]
        for _, chosen in ways:
            yield chosen

    def reached(self, states: States, within: frozenset[int]) -> set[States]:
        """Everything that can be reached from there, by one character at least.

        The first walk stays among the states `within`.
        """
        found: set[States] = set()
        waiting = [there for there in self.steps(states) if there[0] in within]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += (there for there in self.steps(here) if there[0] in within)
        return found

    def is_settled(self, state: int, other: int) -> bool:
        """Return whether nothing is given back: the first loop is atomic, or the search ends."""
        group = self.atomic[state]
        if group and self.atomic[other] != group:
            return True
        return state == self.anywhere and self._ends_around(other)

    def _ends_around(self, state: int) -> bool:
        """Return whether every way around from a place passes one at which a search may end."""
        seen, waiting = set(self.accepting), [state]
        if state in seen:
            return True
        while waiting:
            follow = self.follow[waiting.pop()]
            if state in follow:
                return False
            waiting += follow - seen
            seen |= follow
        return True

    def loops(self) -> list[frozenset[int]]:
        """The sets of states that can be reached from each other."""
        return _components(range(len(self.letters)), self.follow.__getitem__)


def _letters_of(code: Any, value: Any) -> int:
    if code is op.ANY:
        return _ALL & ~(1 << ord("\n"))
    if code is op.LITERAL:
        return _letter(value)
    if code is op.NOT_LITERAL:
        return _ALL & ~_letter(value) | _OTHER
    letters = 0
    for kind, item in value:
        if kind is op.LITERAL:
            letters |= _letter(item)
        elif kind is op.RANGE:
            letters |= sum(1 << number for number in range(item[0], min(item[1], 255) + 1))
            letters |= _OTHER if item[1] > 255 else 0
        elif kind is op.CATEGORY:
            letters |= _category(item)
    return _ALL & ~letters if value[0][0] is op.NEGATE else letters


def _letter(number: int) -> int:
    return 1 << number if number < _LETTERS - 1 else _OTHER


@cache
def _category(name: Any) -> int:
    signs = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    word = str(name).removeprefix("CATEGORY_").removeprefix("UNI_")
    sign = signs[word.removeprefix("NOT_")]
    letters = sum(1 << n for n in range(256) if re.fullmatch(sign, chr(n))) | _OTHER
    return _ALL & ~letters | _OTHER if word.startswith("NOT_") else letters


@cache
def growth_of(pattern: str | bytes, *, searched: bool) -> str:
    """Return why an expression may take longer than its text is long; empty when it cannot.

    `searched` tells that it is looked for from every place of a text.
    """
    automaton = _Automaton()
    items = list(parser.parse(pattern))
    whole = automaton.build(items)
    automaton.follow[_START] |= whole.first
    if searched:
        automaton.search(whole.first, _letters_before(items))
    ends = whole.last
    automaton.accepting = {end for end in ends if not automaton.follow[end] & automaton.looks}
    loops = automaton.loops()
    return _taken_twice(automaton, loops) or _taken_by_two(automaton, loops)


def _letters_before(items: list[tuple[Any, Any]]) -> int:
    """Return what may stand before an expression that begins with `(?<!x)`."""
    code, value = items[0]
    if code is not op.ASSERT_NOT or value[0] > 0 or len(value[1]) != 1:
        return _ALL
    return _ALL & ~_letters_of(*value[1][0])


def _taken_twice(automaton: _Automaton, loops: list[frozenset[int]]) -> str:
    """Say where a loop goes around in two ways by one text."""
    for loop in loops:
        doubled = [edge for edge in automaton.doubled if loop.issuperset(edge)]
        if doubled:
            return f"a loop takes a text in two ways ({min(doubled)})"
        diagonal: list[States] = [(state, state) for state in loop]

        def steps(pair: States, loop: frozenset[int] = loop) -> Iterator[States]:
            return (there for there in automaton.steps(pair) if loop.issuperset(there))

        for together in _components(diagonal, steps):
            if len({one == other for one, other in together}) > 1:
                return f"a loop takes a text in two ways ({min(together)})"
    return ""


def _taken_by_two(automaton: _Automaton, loops: list[frozenset[int]]) -> str:
    """Say which loops take a text of which the first one leads to the second one, too."""
    ends = {state for loop in loops for state in loop} - automaton.bounded
    for loop in loops:
        for state in loop - automaton.bounded:
            for one, other in automaton.reached((state, state), loop):
                if one != state or other == state or other not in ends:
                    continue
                if automaton.is_settled(state, other):
                    continue
                if (state, other, other) in automaton.reached((state, state, other), loop):
                    return f"two loops take a text ({state} and {other})"
    return ""


def _components(  # noqa: C901 - one algorithm
    starts: Iterable[Node], follow: Callable[[Node], Iterable[Node]]
) -> list[frozenset[Node]]:
    """Nodes that can be reached from each other (Tarjan), but for single ones without a loop."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: list[frozenset[Node]] = []
    for start in starts:
        if start in order:
            continue
        work: list[tuple[Node, Iterator[Node]]] = []

        def enter(node: Node, work: list[tuple[Node, Iterator[Node]]] = work) -> None:
            order[node] = low[node] = len(order)
            stack.append(node)
            on_stack.add(node)
            work.append((node, iter(list(follow(node)))))

        enter(start)
        while work:
            node, targets = work[-1]
            target = next(targets, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    members = stack[stack.index(node) :]
                    del stack[-len(members) :]
                    on_stack.difference_update(members)
                    if len(members) > 1 or node in set(follow(node)):
                        found.append(frozenset(members))
            elif target not in order:
                enter(target)
            elif target in on_stack:
                low[node] = min(low[node], order[target])
    return found
