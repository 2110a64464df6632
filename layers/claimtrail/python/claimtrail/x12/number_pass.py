"""The second pass over an 835 that was read in parts: which CLP01 stand on several patients.

A part sees its own claims alone. The join goes through the CLP and NM1 of the whole set, in flat
memory, and finds what a single pass finds on its way.
"""

import re
from collections.abc import Iterable

from claimtrail.x12.extract.claim_numbers import NumberWatch
from claimtrail.x12.records import NOBODY, Person, SetHeader
from claimtrail.x12.reversal_pass import set_texts
from claimtrail.x12.scanner import canonical_table
from claimtrail.x12.shapes import ELEMENT, SEGMENT
from claimtrail.x12.source import ByteSource

_NAMES = re.compile(
    f"(?:CLP{ELEMENT}([^{ELEMENT}{SEGMENT}]*)|NM1{ELEMENT}(QC|IL){ELEMENT}([^{SEGMENT}]*))"
    f"(?=[^{SEGMENT}]*{SEGMENT})"
)
_BEFORE = re.compile(f"(?:{SEGMENT}|\\A)[ \\t\\r\\n]*\\Z")
_PATIENT = "QC"
"""NM101; IL stands in for it."""
_LAST, _FIRST, _MEMBER = 1, 2, 7
"""NM103, NM104 and NM109, counted from NM102."""
_CLP01_WITHIN = 128
"""Bytes from the beginning of a CLP that hold all of CLP01."""


def watch_numbers(source: ByteSource, header: SetHeader) -> NumberWatch:
    """Go through the claims of the set by number and patient."""
    watch = NumberWatch()
    number, offset = "", -1
    patient, is_patient = NOBODY, False
    for text, base in set_texts(source, header):
        for match in _NAMES.finditer(text):
            start = match.start()
            if not _BEFORE.search(text, max(0, start - 8), start):
                continue
            claim, entity, rest = match.groups()
            if entity is None:
                if offset >= 0:
                    watch.take(number, patient, offset)
                number, offset = claim.rstrip(" "), base + start
                patient, is_patient = NOBODY, False
            elif not is_patient and (entity == _PATIENT or patient is NOBODY):
                patient, is_patient = _person(rest), entity == _PATIENT
    if offset >= 0:
        watch.take(number, patient, offset)
    return watch


def numbers_at(source: ByteSource, header: SetHeader, places: Iterable[int]) -> frozenset[str]:
    """Return CLP01 of the claims that begin at these offsets."""
    table = canonical_table(header.interchange.delimiters)
    heads = (source.read(place, min(place + _CLP01_WITHIN, source.size)) for place in places)
    texts = (head.translate(table).decode("latin-1").partition(SEGMENT)[0] for head in heads)
    return frozenset(text.split(ELEMENT)[1].rstrip(" ") for text in texts if ELEMENT in text)


def _person(rest: str) -> Person:
    elements = [text.rstrip(" ") for text in rest.split(ELEMENT)] + [""] * (_MEMBER + 1)
    return NOBODY._replace(
        last_name=elements[_LAST], first_name=elements[_FIRST], member_id=elements[_MEMBER]
    )
