"""Values of an 837's segments by text, each read once: what files repeat."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.codes import services
from claimtrail.codes.services import Days
from claimtrail.x12.extract.claim_837 import DIAGNOSES, PRINCIPAL_DIAGNOSIS
from claimtrail.x12.extract.values import Period, parse_amount, period, quantity
from claimtrail.x12.fast.memo import Values
from claimtrail.x12.shapes import COMPONENT

_ZERO = Decimal(0)
_HCPCS = "HC"
"""SV101-1, SV202-1: the procedure is CPT or HCPCS."""


class _Procedure(NamedTuple):
    qualifier: str
    code: str
    modifiers: tuple[str, ...]


def _procedure(text: str) -> _Procedure:
    parts = [*text.split(COMPONENT), "", ""]
    return _Procedure(parts[0], parts[1], tuple(filter(None, parts[2:6])))


def _facility(text: str) -> tuple[str, str, str]:
    facility, kind, frequency, *_ = [*text.split(COMPONENT), "", "", ""]
    return facility, kind, frequency


def _days_in_force(key: tuple[str, str]) -> Days | None:
    """The days on which revenue code and procedure of a service are in force.

    None when one of the codes is unknown.
    """
    revenue, text = key
    found = [services.revenue_code_days(revenue)] if revenue else []
    named = PROCEDURES[text]
    if named.qualifier == _HCPCS and COMPONENT in text:
        code = named.code
        found.append(services.procedure_days(code))
        found += [services.modifier_days(item, code) for item in named.modifiers]
    known = [days for days in found if days is not None]
    if len(known) < len(found):
        return None
    first = max((since for since, _ in known), default=date.min)
    return first, min((until for _, until in known), default=date.max)


def _named_diagnosis(value: str) -> tuple[bool, str] | None:
    """Whether a diagnosis is not the principal one, and its name; None for other codes of HI."""
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
PROCEDURES: Values[str, _Procedure] = Values(_procedure)
"""Composites of SV101 and SV202."""
DAYS_IN_FORCE: Values[tuple[str, str], Days | None] = Values(_days_in_force)
"""By revenue code (empty where there is none) and composite procedure."""


def is_in_force(revenue: str, procedure: str, on: date | None) -> bool:
    """Whether the codes of a service are valid on a day; without one, whether they are known."""
    days = DAYS_IN_FORCE[revenue, procedure]
    return days is not None and (on is None or days[0] <= on <= days[1])
