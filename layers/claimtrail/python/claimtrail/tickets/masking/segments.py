"""Segments of X12 pasted into a text: the elements that name a patient, by table."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

C = SafeHarborClass
_SEGMENT = re.compile(
    (
        r"(?<![a-z0-9])(?P<id>NM1|N1|N2|N3|N4|DMG|REF|CLM|CLP|DTP|DTM|PER"
        r"|TRN|SBR|PAT|STC|BHT|GS|ISA|HI|SVC|LX|NTE|MSG)(?P<s>[*|^])(?P<rest>[^~\n]{1,400}"
        r")(?:~|$|(?=\n))"
    ),
    re.IGNORECASE | re.MULTILINE,
)
_ELEMENTS: Mapping[str, Mapping[int, SafeHarborClass]] = MappingProxyType(
    {
        "N2": {1: C.NAMES, 2: C.NAMES},
        "N3": {1: C.GEOGRAPHY, 2: C.GEOGRAPHY},
        "N4": {1: C.GEOGRAPHY, 3: C.GEOGRAPHY, 6: C.GEOGRAPHY},
        "DMG": {2: C.DATES},
        "CLM": {1: C.ACCOUNTS},
        "CLP": {1: C.ACCOUNTS, 7: C.OTHER},
        "DTP": {3: C.DATES},
        "DTM": {2: C.DATES},
        "SBR": {3: C.HEALTH_PLAN},
        "PAT": {6: C.DATES},
        "STC": {2: C.DATES, 6: C.DATES, 8: C.DATES},
    }
)
"""By segment and element, counted from 1."""
_REFERENCES: Mapping[str, SafeHarborClass] = MappingProxyType(
    {
        "SY": C.SSN,
        "EA": C.RECORDS,
        "0F": C.HEALTH_PLAN,
        "1L": C.HEALTH_PLAN,
        "IG": C.HEALTH_PLAN,
        "6P": C.HEALTH_PLAN,
        "1W": C.HEALTH_PLAN,
        "EJ": C.ACCOUNTS,
        "BLT": C.OTHER,
        "1K": C.OTHER,
        "F8": C.OTHER,
        "D9": C.OTHER,
        "G1": C.OTHER,
        "9F": C.OTHER,
        "6R": C.OTHER,
        "Y4": C.OTHER,
        "EW": C.LICENSES,
        "0B": C.LICENSES,
        "X4": C.LICENSES,
        "LX": C.OTHER,
        "P4": C.OTHER,
        "VY": C.OTHER,
        "FJ": C.OTHER,
        "Q4": C.OTHER,
        "23": C.HEALTH_PLAN,
        "3H": C.OTHER,
        "18": C.HEALTH_PLAN,
        "28": C.HEALTH_PLAN,
        "9A": C.OTHER,
        "9C": C.OTHER,
    }
)
_CONTACTS: Mapping[str, SafeHarborClass] = MappingProxyType(
    {"TE": C.PHONES, "EM": C.EMAILS, "FX": C.FAXES, "UR": C.URLS, "EX": C.PHONES}
)
_NUMBERED_PAYERS = frozenset({"PI", "XX", "XV", "46", "FI"})
"""NM108 of identifiers of organizations."""
_QUALIFIERS = frozenset({"MI", "II", "34", "24"}) | _NUMBERED_PAYERS
_PLACE = 2
_YEAR = re.compile(r"(?:19|20)\d\d")


def segments_in(text: str) -> Iterator[FoundIdentifier]:
    """Yield the identifiers of X12 segments."""
    for found in _SEGMENT.finditer(text):
        elements = list(_places(found))
        words = [text[start:end] for start, end in elements]
        for number, kind in _classes(found["id"].upper(), words).items():
            start, end = elements[number - 1]
            if start < end:
                year = _YEAR.match(text, start) if kind is C.DATES else None
                yield FoundIdentifier(
                    start,
                    end,
                    kind,
                    f"x12:{found['id'].upper()}{number:02}",
                    0.98,
                    year=year[0] if year else "",
                )


def _places(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    start = found.start("rest")
    for element in found["rest"].split(found["s"]):
        yield start, start + len(element.rstrip())
        start += len(element) + 1


def _classes(identifier: str, elements: list[str]) -> dict[int, SafeHarborClass]:
    """Return the classes of a segment's elements, by their numbers, counted from 1."""
    first = elements[0].upper() if elements else ""
    classes: dict[int, SafeHarborClass] = {}
    if identifier == "NM1" and len(elements) > 1 and elements[1] == "1":
        classes = dict.fromkeys((3, 4, 5), C.NAMES)
    if identifier == "NM1" and len(elements) > 8 and elements[7].upper() not in _NUMBERED_PAYERS:  # noqa: PLR2004 - NM109
        classes[9] = C.HEALTH_PLAN
        if elements[8].upper() in _QUALIFIERS:  # one separator too many
            classes[9 + 1] = classes.pop(9)
        if elements[8].upper() in _NUMBERED_PAYERS:
            classes.pop(9 + 1, None)
    if identifier == "REF" and len(elements) > 1 and first in _REFERENCES:
        classes[_PLACE] = _REFERENCES[first]
    if identifier == "PER":
        classes[_PLACE] = C.NAMES
        for number in range(2, len(elements), 2):
            kind = _CONTACTS.get(elements[number].upper())
            if kind and number + 1 < len(elements):
                classes[number + 2] = kind
    if identifier == "TRN" and first == "2":
        classes[_PLACE] = C.ACCOUNTS
    classes |= _ELEMENTS.get(identifier, {})
    return {number: kind for number, kind in classes.items() if number <= len(elements)}
