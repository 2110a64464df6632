"""What neither pyx12 nor a guide's map checks: numbering, check digits, separators, code lists."""

from collections.abc import Iterator

from claimtrail.codes.tables import CodeList, code_table
from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.walk import Segment

Fault = tuple[FindingCode, Place]

NPI_PREFIX = "80840"
"""An NPI is an ISO/IEC 7812 card number without this prefix (45 CFR 162.406; CMS NPI rule)."""
NPI_LENGTH = 10

_NPI_PLACES = {"NM1": (8, 9), "N1": (3, 4)}
"""Qualifier `XX` and number by segment."""
_CARC_PLACES = range(2, 18, 3)
"""CAS02, CAS05 ... CAS17."""
_STATUS_PLACES = (1, 10, 11)
"""STC01, STC10, STC11."""


def npi_is_valid(number: str) -> bool:
    """Whether the number has ten digits and the right check digit (Luhn, with the prefix)."""
    if len(number) != NPI_LENGTH or not (number.isascii() and number.isdigit()):
        return False
    total = 0
    for index, digit in enumerate(reversed(NPI_PREFIX + number)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the sum of two digits
    return total % 10 == 0


class OwnChecks:
    """Walks one transaction set of any type."""

    def __init__(self) -> None:
        self._hl_count = 0
        self._hl_stack: list[str] = []
        self._lx_count = 0
        self._in_claim = False

    def check(self, segment: Segment) -> Iterator[Fault]:
        """What is wrong with the next segment."""
        if not segment.elements[-1] and len(segment.elements) > 1:
            yield FindingCode.TRAILING_SEPARATOR, segment.place(f"{len(segment.elements) - 1:02}")
        match segment.id:
            case "HL":
                yield from self._hierarchy(segment)
            case "CLM":
                self._lx_count, self._in_claim = 0, True
            case "LX" if self._in_claim:
                self._lx_count += 1
                if segment.get(1) != str(self._lx_count):
                    yield FindingCode.LX_SEQUENCE, segment.place("01")
            case "NM1" | "N1":
                qualifier, number = _NPI_PLACES[segment.id]
                if segment.get(qualifier) == "XX" and not npi_is_valid(segment.get(number)):
                    yield FindingCode.NPI_INVALID, segment.place(f"{number:02}")
            case "CAS":
                yield from _unknown_adjustments(segment)
            case "STC":
                yield from _unknown_statuses(segment)

    def _hierarchy(self, segment: Segment) -> Iterator[Fault]:
        self._hl_count += 1
        number, parent = segment.get(1), segment.get(2)
        if number != str(self._hl_count):
            yield FindingCode.HL_SEQUENCE, segment.place("01")
        if parent and parent not in self._hl_stack:
            yield FindingCode.HL_PARENT, segment.place("02")
        while self._hl_stack and parent != self._hl_stack[-1]:
            self._hl_stack.pop()
        self._hl_stack.append(number)


def _unknown_adjustments(segment: Segment) -> Iterator[Fault]:
    if segment.get(1) not in code_table(CodeList.ADJUSTMENT_GROUP):
        yield FindingCode.CODE_UNKNOWN, segment.place("01")
    known = code_table(CodeList.CARC)
    for number in _CARC_PLACES:
        code = segment.get(number)
        if code and code not in known:
            yield FindingCode.CODE_UNKNOWN, segment.place(f"{number:02}")


def _unknown_statuses(segment: Segment) -> Iterator[Fault]:
    known = code_table(CodeList.CLAIM_STATUS_CATEGORY)
    for number in _STATUS_PLACES:
        code = segment.part(number, 1)
        if code and code not in known:
            yield FindingCode.CODE_UNKNOWN, segment.place(f"{number:02}-1")
