"""Values of an 837's segments by text, each read once: what files repeat."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.codes import services
from claimtrail.codes.services import Days
from claimtrail.x12.extract.claim_837 import DIAGNOSES, PRINCIPAL_DIAGNOSIS
from claimtrail.x12.extract.values import Period, parse_amount, period, quantity
from claimtrail.x12.fast_path.memo import Values
from claimtrail.x12.guides.segment_shapes import COMPONENT

_ZERO = Decimal(0)
_HCPCS = "HC"
"""SV101-1, SV202-1: the procedure is CPT or HCPCS."""


class _Procedure(NamedTuple):
    qualifier: str
    code: str
    modifiers: tuple[str, ...]


class _Service(NamedTuple):
    procedure: _Procedure
    days: Days | None
    """On which revenue code and procedure are in force; None when one of them is unknown."""


def _procedure(text: str) -> _Procedure:
    parts = [*text.split(COMPONENT), "", ""]
    return _Procedure(parts[0], parts[1], tuple(filter(None, parts[2:6])))


def _pointers(text: str) -> tuple[str, ...]:
    return tuple(text.split(COMPONENT)) if text else ()


def _facility(text: str) -> tuple[str, str, str]:
    facility, kind, frequency, *_ = [*text.split(COMPONENT), "", "", ""]
    return facility, kind, frequency


def _service(key: tuple[str, str]) -> _Service:
    """Read revenue code (empty where there is none) and composite procedure of a service."""
    revenue, text = key
    found = [services.revenue_code_days(revenue)] if revenue else []
    named = _procedure(text)
    if named.qualifier == _HCPCS and COMPONENT in text:
        code = named.code
        found.append(services.procedure_days(code))
        found += [services.modifier_days(item, code) for item in named.modifiers]
    known = [days for days in found if days is not None]
    if len(known) < len(found):
        return _Service(named, None)
    first = max((since for since, _ in known), default=date.min)
    return _Service(named, (first, min((until for _, until in known), default=date.max)))


def _named_diagnosis(value: str) -> tuple[bool, str] | None:
    """Return whether a diagnosis is not the principal one, and its name.

    None for other codes of HI.
    """
    parts = value.split(COMPONENT)
    if len(parts) < 2 or parts[0] not in DIAGNOSES:  # noqa: PLR2004 - a qualifier and a code
        return None
    return parts[0] not in PRINCIPAL_DIAGNOSIS, f"{parts[0]}:{parts[1]}"


def _amount(text: str) -> Decimal:
    """Dollars of an R element; the two forms that are most common are read at once."""
    if text[-3:-2] == ".":
        return Decimal(text)
    return Decimal(f"{text}.00") if text.isdigit() else parse_amount(text)


def dollars(text: str) -> Decimal:
    """Dollars. Raises DoubtError. What has cents is mostly no other line's, and not kept."""
    return Decimal(text) if text[-3:-2] == "." else AMOUNTS[text]


AMOUNTS: Values[str, Decimal] = Values(_amount)
"""Dollars by text."""
QUANTITIES: Values[str, Decimal] = Values(lambda text: quantity(text) or _ZERO)
"""Counts; 0 where there is none."""
DIAGNOSIS_NAMES: Values[str, tuple[bool, str] | None] = Values(_named_diagnosis)
"""Composites of HI."""
PERIODS: Values[tuple[str, str], Period] = Values(lambda key: period(*key))
"""First and last day by DTP02 and DTP03."""
FACILITIES: Values[str, tuple[str, str, str]] = Values(_facility)
"""Facility, the kind of its code, and frequency, by CLM05."""
POINTERS: Values[str, tuple[str, ...]] = Values(_pointers)
"""Composites of SV107."""
SERVICES: Values[tuple[str, str], _Service] = Values(_service)
"""By SV201 (empty where there is none) and the composite of SV101 or SV202."""


def is_in_force(revenue: str, procedure: str, on: date | None) -> bool:
    """Return whether the codes of a service are valid on a day.

    Without one, whether they are known.
    """
    days = SERVICES[revenue, procedure].days
    return days is not None and (on is None or days[0] <= on <= days[1])
