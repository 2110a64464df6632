"""Segments of HL7 v2 pasted into a text: the fields that name somebody, by table."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass

C = SafeHarborClass
_SEGMENT = re.compile(r"(?<![a-z0-9])(?P<id>pid|nk1|gt1|in1|pv1|pd1)\|(?P<rest>[^\n\r]{1,1000})")
_NAME, _PROVIDER, _ADDRESS, _FIRST = (1, 2, 3), (2, 3, 4), (1, 2, 3, 5), (1,)
_Field = tuple[SafeHarborClass, tuple[int, ...]]
_FIELDS: Mapping[str, Mapping[int, _Field]] = MappingProxyType(
    {
        "pid": {
            3: (C.RECORDS, _FIRST),
            5: (C.NAMES, _NAME),
            6: (C.NAMES, _NAME),
            7: (C.DATES, _FIRST),
            9: (C.NAMES, _NAME),
            11: (C.GEOGRAPHY, _ADDRESS),
            13: (C.PHONES, _FIRST),
            14: (C.PHONES, _FIRST),
            18: (C.ACCOUNTS, _FIRST),
            19: (C.SSN, _FIRST),
        },
        "nk1": {
            2: (C.NAMES, _NAME),
            4: (C.GEOGRAPHY, _ADDRESS),
            5: (C.PHONES, _FIRST),
            6: (C.PHONES, _FIRST),
        },
        "gt1": {
            2: (C.ACCOUNTS, _FIRST),
            3: (C.NAMES, _NAME),
            4: (C.NAMES, _NAME),
            5: (C.GEOGRAPHY, _ADDRESS),
            6: (C.PHONES, _FIRST),
            7: (C.PHONES, _FIRST),
            8: (C.DATES, _FIRST),
        },
        "in1": {
            16: (C.NAMES, _NAME),
            18: (C.DATES, _FIRST),
            19: (C.GEOGRAPHY, _ADDRESS),
            36: (C.HEALTH_PLAN, _FIRST),
        },
        "pv1": {
            7: (C.NAMES, _PROVIDER),
            8: (C.NAMES, _PROVIDER),
            9: (C.NAMES, _PROVIDER),
            17: (C.NAMES, _PROVIDER),
            19: (C.ACCOUNTS, _FIRST),
        },
        "pd1": {4: (C.NAMES, _PROVIDER)},
    }
)
"""By segment and field, counted from 1: its class, and the components that identify."""
_CODE = 3
"""Letters of what is no name in a field without components: `SEL`, who is insured themself."""
_ALIVE = re.compile(r"\w")


def hl7_in(lower: str) -> Iterator[FoundIdentifier]:
    """Yield the identifiers of HL7 segments of a text in lower case."""
    for found in _SEGMENT.finditer(lower):
        fields = _FIELDS[found["id"]]
        start = found.start("rest")
        for number, field in enumerate(found["rest"].split("|"), start=1):
            if number in fields:
                kind, components = fields[number]
                rule = f"hl7:{found['id'].upper()}-{number}"
                yield from _components(field, start, kind, components, rule)
            start += len(field) + 1


def _components(
    field: str, start: int, kind: SafeHarborClass, wanted: tuple[int, ...], rule: str
) -> Iterator[FoundIdentifier]:
    for number, component in enumerate(field.split("^"), start=1):
        is_code = kind is C.NAMES and "^" not in field and len(field.strip()) <= _CODE
        if number in wanted and _ALIVE.search(component) and not is_code:
            year = component[:4] if kind is C.DATES and component[:4].isdigit() else ""
            end = start + len(component.rstrip())
            yield FoundIdentifier(start, end, kind, rule, 0.97, year=year)
        start += len(component) + 1
