"""Values of an 837's segments by text, each read once: what files repeat."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.codes import services
from claimtrail.codes.services import Standing
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


def _is_in_force(key: tuple[str, str, date | None]) -> bool:
    """Whether revenue code and procedure of a service are valid on a day."""
    revenue, text, on = key
    if revenue and services.revenue_code(revenue, on) is not Standing.VALID:
        return False
    named = PROCEDURES[text]
    if named.qualifier != _HCPCS or COMPONENT not in text:
        return True
    return services.procedure(named.code, on) is Standing.VALID and all(
        services.modifier(modifier, on, procedure_code=named.code) is Standing.VALID
        for modifier in named.modifiers
    )


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


AMOUNTS: Values[str, Decimal] = Values(_amount)
"""Dollars."""
QUANTITIES: Values[str, Decimal] = Values(lambda text: quantity(text) or _ZERO)
"""Counts; 0 where there is none."""
DIAGNOSIS_NAMES: Values[str, tuple[bool, str] | None] = Values(_named_diagnosis)
"""Composites of HI."""
PERIODS: Values[tuple[str, str], Period] = Values(lambda key: period(*key))
"""First and last day by DTP02 and DTP03."""
PROCEDURES: Values[str, _Procedure] = Values(_procedure)
"""Composites of SV101 and SV202."""
IN_FORCE: Values[tuple[str, str, date | None], bool] = Values(_is_in_force)
"""By revenue code (empty where there is none), composite procedure and day."""
