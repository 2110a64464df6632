"""Metadata of tickets: what a category asks for, each value in its one form."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from claimtrail.kernel.ids import FILE_PREFIX
from claimtrail.kernel.money import from_cents
from claimtrail.tickets.taxonomy.definitions import MetadataField, TaxonomyCategory
from claimtrail.tickets.taxonomy.errors import metadata_invalid
from claimtrail.tickets.ticket_parts import DatumKind, TicketDatum

MOST_TEXT = 500
"""Letters of a text at most."""
TextGuard = Callable[[str], str]
"""Masks text for storage outside of the protected store."""
_CODE = re.compile(r"[A-Z0-9][A-Z0-9:._-]{0,31}")
_PAYER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_FILE = re.compile(rf"{FILE_PREFIX}[a-z0-9]{{6,64}}")
_AMOUNT = re.compile(r"\$?(\d{1,10})(?:\.(\d\d))?")
_NPI = re.compile(r"\d{10}")
_NPI_PREFIX = "80840"
_TEN = 10


def checked_metadata(
    category: TaxonomyCategory, given: Mapping[str, str], *, guard: TextGuard
) -> tuple[TicketDatum, ...]:
    """Return what was given for a category, by name; texts pass the guard.

    Raises TaxonomyError for a value that is missing, that the category does not take, or that has
    another form than its kind. No error repeats a value.
    """
    fields = {one.name: one for one in category.metadata}
    strange = sorted(given.keys() - fields.keys())
    if strange:
        raise metadata_invalid(category.path, f"it takes no {', '.join(strange)}")
    missing = [one.name for one in category.metadata if one.is_required and not given.get(one.name)]
    if missing:
        raise metadata_invalid(category.path, f"{', '.join(missing)} is missing")
    return tuple(
        TicketDatum(name=name, kind=field.kind, value=_value(category, field, given[name], guard))
        for name, field in sorted(fields.items())
        if given.get(name)
    )


def texts_given(metadata: Iterable[TicketDatum], given: Mapping[str, str]) -> dict[str, str]:
    """Return the texts among what was given, as their originals are kept: by `metadata.<name>`."""
    texts = (one.name for one in metadata if one.kind is DatumKind.TEXT)
    return {f"metadata.{name}": given[name][:MOST_TEXT] for name in texts if name in given}


def as_given(datum: TicketDatum) -> str:
    """Return a stored value as a person gives it."""
    is_amount = datum.kind is DatumKind.AMOUNT
    return f"{from_cents(int(datum.value))}" if is_amount else datum.value


def _value(category: TaxonomyCategory, field: MetadataField, given: str, guard: TextGuard) -> str:
    stripped = given.strip()
    if field.kind is DatumKind.TEXT:
        found = guard(stripped[:MOST_TEXT])
    else:
        found = _FORMS[field.kind](stripped)
    if not found:
        raise metadata_invalid(category.path, f"{field.name} is no {_WORDS[field.kind]}")
    return found


def _whole(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda text: text if pattern.fullmatch(text) else ""


def _code(text: str) -> str:
    return text.upper() if _CODE.fullmatch(text.upper()) else ""


def _cents(text: str) -> str:
    """Return the whole cents of `$1,240.50`; empty for another form."""
    found = _AMOUNT.fullmatch(text.replace(",", ""))
    return str(int(found[1]) * 100 + int(found[2] or 0)) if found else ""


def _npi(text: str) -> str:
    """Return a number of ten digits whose check digit is right (Luhn, prefixed); else nothing."""
    if not _NPI.fullmatch(text):
        return ""
    digits = [int(digit) for digit in reversed(_NPI_PREFIX + text)]
    total = sum(digits[::2]) + sum(sum(divmod(2 * digit, _TEN)) for digit in digits[1::2])
    return text if total % _TEN == 0 else ""


_FORMS: Mapping[DatumKind, Callable[[str], str]] = MappingProxyType(
    {
        DatumKind.CODE: _code,
        DatumKind.NPI: _npi,
        DatumKind.PAYER: _whole(_PAYER),
        DatumKind.AMOUNT: _cents,
        DatumKind.FILE: _whole(_FILE),
    }
)
"""By kind: the one form of a value; empty for what is none."""
_WORDS: Mapping[DatumKind, str] = MappingProxyType(
    {
        DatumKind.CODE: "code such as CO-50",
        DatumKind.NPI: "valid NPI",
        DatumKind.PAYER: "id of a payer's profile",
        DatumKind.AMOUNT: "amount such as 1240.50",
        DatumKind.FILE: "id of a file",
        DatumKind.TEXT: "text",
    }
)
