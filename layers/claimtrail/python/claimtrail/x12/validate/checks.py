"""The checks that no guide's table states: numbering, check digits, trailing separators."""

import re
from collections.abc import Iterator

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.model.catalog import FindingCode, FindingPlace
from claimtrail.x12.model.limits import Counted, most

CheckFault = tuple[FindingCode, FindingPlace]

NPI_PREFIX = "80840"
"""An NPI is an ISO/IEC 7812 card number without this prefix (45 CFR 162.406; CMS NPI rule)."""
NPI_LENGTH = 10

_CHECKED = frozenset({"HL", "CLM", "LX", "NM1", "N1", "BPR", "CAS", "PLB"})
_ZERO = re.compile(r"-?(?:0+(?:\.0*)?|\.0+)")
_NEGATIVE = re.compile(r"-[0.]*+[1-9][0-9.]*+")
_DEEPEST = most(Counted.LEVELS)
_LONGEST_LEVEL = 9
"""Digits of HL01 that is counted on from."""
_LINE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
"""LX01 that is counted on from."""
_NPI_PLACES = {"NM1": (8, 9), "N1": (3, 4)}
"""Qualifier `XX` and number by segment."""


def _digit_sum(text: str) -> int:
    """Return the Luhn sum of digits of which every second one, from the last but one on.

    Is doubled.
    """
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(text)))
    return sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004 - two digits


_PREFIX_SUM = _digit_sum(NPI_PREFIX + "0" * NPI_LENGTH)
_PAIR_SUMS = {f"{pair:02}": _digit_sum(f"{pair:02}") for pair in range(100)}


def npi_is_valid(number: str) -> bool:
    """Return whether the number has ten digits and the right check digit (Luhn, prefixed)."""
    if len(number) != NPI_LENGTH or not (number.isascii() and number.isdigit()):
        return False
    sums = _PAIR_SUMS
    total = sums[number[:2]] + sums[number[2:4]] + sums[number[4:6]]
    return (_PREFIX_SUM + total + sums[number[6:8]] + sums[number[8:]]) % 10 == 0


def odd_amounts(segment: Segment) -> Iterator[CheckFault]:
    """Amounts of a payment that say nothing, or less than nothing.

    X12 RFI 998 (CAS of 0), 264 (PLB of 0), 2660 (negative BPR02): no guide wants them.
    """
    match segment.id:
        case "BPR" if _NEGATIVE.fullmatch(segment.get(2)):
            yield FindingCode.PAYMENT_NEGATIVE, segment.place("02")
        case "CAS":
            for number in range(3, len(segment.elements), 3):
                if _ZERO.fullmatch(segment.get(number)):
                    yield FindingCode.ADJUSTMENT_ZERO, segment.place(f"{number:02}")
        case "PLB":
            for number in range(4, len(segment.elements), 2):
                if _ZERO.fullmatch(segment.get(number)):
                    yield FindingCode.PROVIDER_ADJUSTMENT_ZERO, segment.place(f"{number:02}")


def _bare(number: str) -> str:
    """Return HL01 or HL02 without leading zeros, which do not change the level that it names."""
    return number.lstrip("0") or number


class OwnChecks:
    """Walks one transaction set of any type."""

    __slots__ = (
        "_hl_count",
        "_hl_open",
        "_hl_stack",
        "_hl_without_odd",
        "_in_claim",
        "_is_too_deep",
        "_lx_count",
    )

    def __init__(self) -> None:
        self._hl_count = 0
        self._hl_without_odd = 0
        """The count that would follow if the number of the HL before were not odd; else 0."""
        self._hl_stack: list[str] = []
        self._hl_open: dict[int, str] = {}
        """HL01 of the level that is open, by the number of its loop in the guide."""
        self._lx_count = 0
        self._in_claim = False
        self._is_too_deep = False

    def copy(self) -> "OwnChecks":
        """Return the checks as they stand."""
        other = OwnChecks()
        other._hl_count, other._hl_without_odd = self._hl_count, self._hl_without_odd
        other._hl_stack, other._hl_open = list(self._hl_stack), dict(self._hl_open)
        other._lx_count, other._in_claim = self._lx_count, self._in_claim
        other._is_too_deep = self._is_too_deep
        return other

    def concerns(self, segment: Segment) -> bool:
        """Return whether there is anything to check of a segment.

        Or to keep in mind for the next.
        """
        return segment.elements[0] in _CHECKED or not segment.elements[-1]

    def check(self, segment: Segment, loop: int, around: int) -> Iterator[CheckFault]:
        """Yield what is wrong with the next segment.

        `loop` and `around` are the numbers in the guide of the loop that it stands in and of the
        loop around that one.
        """
        if not segment.elements[-1] and len(segment.elements) > 1:
            yield FindingCode.TRAILING_SEPARATOR, segment.place(f"{len(segment.elements) - 1:02}")
        match segment.id:
            case "HL":
                yield from self._hierarchy(segment, loop, around)
            case "CLM":
                self._lx_count, self._in_claim = 0, True
            case "LX" if self._in_claim:
                self._lx_count += 1
                line = segment.get(1)
                if line != str(self._lx_count):
                    yield FindingCode.LX_SEQUENCE, segment.place("01")
                    if _LINE_NUMBER.fullmatch(line):
                        self._lx_count = int(line)
            case "NM1" | "N1":
                qualifier, number = _NPI_PLACES[segment.id]
                if segment.get(qualifier) == "XX" and not npi_is_valid(segment.get(number)):
                    yield FindingCode.NPI_INVALID, segment.place(f"{number:02}")
            case "BPR" | "CAS" | "PLB":
                yield from odd_amounts(segment)

    def assume(self, missing: str, segment: Segment, loop: int) -> str:
        """Count a segment that opens a loop as if it stood before `segment`, which it does not.

        Returns HL01 of an HL, else nothing.
        """
        if missing == "LX":
            self._lx_count += 1
        if missing == "HL":
            following = str(self._hl_count + 1)
            is_numbered = not (segment.id == "HL" and _bare(segment.get(1)) == following)
            self._hl_count += is_numbered
            number = segment.get(2) if segment.id == "HL" else following
            self._stand_on(number)
            self._hl_open[loop] = number
            return number
        return ""

    def counts_on(self, number: str, parent: str, around: int) -> bool:
        """Return whether an HL with this HL01 and HL02 may come next; `around` as for `check`."""
        return (
            number == str(self._hl_count + 1)
            and self._hl_open.get(around, parent) == parent
            and (not parent or parent in self._hl_stack)
            and len(self._hl_stack) < _DEEPEST
        )

    def count_on(self, number: str, parent: str, loop: int) -> None:
        """Take note of an HL that `counts_on` allowed."""
        self._hl_count += 1
        self._hl_without_odd = 0
        stack = self._hl_stack
        while stack and parent != stack[-1]:
            stack.pop()
        stack.append(number)
        self._hl_open[loop] = number

    def lines_counted(self, lines: int) -> None:
        """Take note of a claim with so many LX."""
        self._lx_count, self._in_claim = lines, True

    def standing(self, around: int) -> tuple[str, ...]:
        """Return the count of HL, and the HL01 of what is open down to the loop of that number."""
        inner = self._hl_open.get(around)
        depth = self._hl_stack.index(inner) + 1 if inner in self._hl_stack else 0
        return str(self._hl_count), *self._hl_stack[:depth]

    def count_from(self, levels: int) -> None:
        """Stand where so many HL have been read, beneath those that are open."""
        self._hl_count = levels

    def _hierarchy(self, segment: Segment, loop: int, around: int) -> Iterator[CheckFault]:
        number, parent = _bare(segment.get(1)), _bare(segment.get(2))
        expected, without_odd = self._hl_count + 1, self._hl_without_odd + 1
        self._hl_count, self._hl_without_odd = expected, 0
        if without_odd > 1 and number == str(without_odd):
            self._hl_count = without_odd
        elif number != str(expected):
            yield FindingCode.HL_SEQUENCE, segment.place("01")
            self._hl_without_odd = expected
            if number.isascii() and number.isdigit() and len(number) <= _LONGEST_LEVEL:
                self._hl_count = int(number)
        due = self._hl_open.get(around, parent)
        if parent and parent not in self._hl_stack:
            yield FindingCode.HL_PARENT, segment.place("02")
        elif parent and due != parent:
            yield FindingCode.HL_LEVEL, segment.place("03")
        if due in self._hl_stack:
            parent = due
        self._hl_open[loop] = number
        while self._hl_stack and parent != self._hl_stack[-1]:
            self._hl_stack.pop()
        if not (self._stand_on(number) or self._is_too_deep):
            self._is_too_deep = True
            yield FindingCode.LEVELS_TOO_DEEP, segment.place()

    def _stand_on(self, number: str) -> bool:
        """Open a level beneath those that are open; False where they are too many already."""
        if len(self._hl_stack) >= _DEEPEST:
            self._hl_stack[-1] = number
            return False
        self._hl_stack.append(number)
        return True
