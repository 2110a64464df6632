"""The second pass over 835s that are read in parts: which CLP01 stand on several patients.

A part sees its own claims alone, and a set those of its own payment. The join goes through the CLP
and NM1 of the whole set, or of all sets of a file, in flat memory, and finds what a single pass
finds on its way.
"""

import re
from collections.abc import Iterable

from claimtrail.x12.envelopes.segment import segments_of_set
from claimtrail.x12.extract.claim_numbers import NumberWatch
from claimtrail.x12.guides.segment_shapes import ELEMENT, SEGMENT
from claimtrail.x12.model import (
    NOBODY,
    ByteRange,
    InterchangeHeader,
    Person,
    SetHeader,
    TransactionType,
)
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.read.reversal_pass import set_texts

_NAMES = re.compile(
    f"{SEGMENT}[ \\t\\r\\n]*+"
    f"(?:CLP{ELEMENT}([^{ELEMENT}{SEGMENT}]*+)[^{SEGMENT}]*+"
    f"|(SVC){ELEMENT}[^{SEGMENT}]*+"
    f"|NM1{ELEMENT}(QC|IL){ELEMENT}([^{SEGMENT}]*+))(?={SEGMENT})"
)
"""CLP01, the beginning of a line, or NM101 and what follows it; no claim stands first in a set."""
_CLP = f"CLP{ELEMENT}"
_PATIENT = "QC"
"""NM101; IL stands in for it."""
_LAST, _FIRST, _MEMBER = 1, 2, 7
"""NM103, NM104 and NM109, counted from NM102."""
_NO_NAME = [""] * (_MEMBER + 1)
_CLP01_WITHIN = 128
"""Bytes from the beginning of a CLP that hold all of CLP01."""


class FileNumbers:
    """Finds, slice by slice of a file, the numbers that stand on several of its patients.

    With less than two payments nothing is read: a set finds its own. Sets whose lines are wrapped
    are passed over.
    """

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._first: SetHeader | None = None
        """The first payment, until there is a second one."""
        self._watch: NumberWatch | None = None

    def take(self, headers: Iterable[SetHeader]) -> None:
        """Take the next sets of the file, in its order."""
        for header in headers:
            is_payment = header.transaction_type is TransactionType.REMITTANCE
            if is_payment and not header.interchange.is_wrapped:
                self._take(header)

    def _take(self, header: SetHeader) -> None:
        if self._watch is None:
            if self._first is None:
                self._first = header
                return
            self._watch = watch_numbers(self._source, self._first)
        watch_numbers(self._source, header, self._watch)

    @property
    def places(self) -> tuple[int, ...]:
        """Return one CLP, by offset, with each number that stands on several patients."""
        return self._watch.places if self._watch else ()


def shared_in_file(source: ByteSource, headers: Iterable[SetHeader]) -> tuple[int, ...]:
    """Return what `FileNumbers` finds in all sets of a file."""
    numbers = FileNumbers(source)
    numbers.take(headers)
    return numbers.places


def watch_numbers(
    source: ByteSource, header: SetHeader, watch: NumberWatch | None = None
) -> NumberWatch:
    """Go through the claims of the set by number and patient; `watch` knows those before it.

    A set whose lines are wrapped is never split into parts.
    """
    watch = watch or NumberWatch()
    number, offset = "", -1
    patient, is_patient = NOBODY, False
    for text, base in set_texts(source, header):
        for match in _NAMES.finditer(text):
            claim, line, entity, rest = match.groups()
            if line:
                is_patient = True  # A name that stands after the claim's first line is the line's.
            elif entity is None:
                if offset >= 0:
                    watch.take(number, patient, offset)
                number, offset = claim.rstrip(" "), base + text.index(_CLP, match.start())
                patient, is_patient = NOBODY, False
            elif not is_patient and (entity == _PATIENT or patient is NOBODY):
                patient, is_patient = _person(rest), entity == _PATIENT
    if offset >= 0:
        watch.take(number, patient, offset)
    return watch


def numbers_at(
    source: ByteSource, interchange: InterchangeHeader, places: Iterable[int]
) -> frozenset[str]:
    """Return CLP01 of the claims that begin at these offsets."""
    marks = interchange.delimiters
    spans = (ByteRange(place, min(place + _CLP01_WITHIN, source.size)) for place in places)
    claims = (next(iter(segments_of_set(source, span, marks)), None) for span in spans)
    return frozenset(claim.get(1).rstrip(" ") for claim in claims if claim is not None)


def _person(rest: str) -> Person:
    elements = [*rest.split(ELEMENT), *_NO_NAME]
    names = (elements[_LAST], elements[_FIRST], elements[_MEMBER])
    last, first, member = (name.rstrip(" ") for name in names)
    return Person(last_name=last, first_name=first, member_id=member, birth_date=None, sex="")
