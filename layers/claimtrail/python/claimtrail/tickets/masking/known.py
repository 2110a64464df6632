"""Identifiers that are known from the linked claim, and what of them a text may hold."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPerson:
    """The patient, or the subscriber, as the claim has them."""

    given: str = ""
    middle: str = ""
    family: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIdentifiers:
    """Everything that is known of a text's patients; none of it is ever logged or shown."""

    people: tuple[ClaimPerson, ...] = ()
    member_ids: tuple[str, ...] = ()
    account_numbers: tuple[str, ...] = ()
    record_numbers: tuple[str, ...] = ()
    social_security_numbers: tuple[str, ...] = ()
    """Nine digits, or the last four."""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    zip_codes: tuple[str, ...] = ()
    claim_numbers: tuple[str, ...] = ()
    """Of payers and clearinghouses."""
    dates: tuple[date, ...] = ()
    """Others than birth dates: of service, of admission."""


NOTHING_KNOWN = KnownIdentifiers()


def united(several: Iterable[KnownIdentifiers]) -> KnownIdentifiers:
    """Return what is known of several claims together."""
    found = [one for one in several if one is not NOTHING_KNOWN]
    if len(found) < 2:  # noqa: PLR2004 - two to unite
        return found[0] if found else NOTHING_KNOWN
    together = {
        field.name: tuple(
            dict.fromkeys(value for one in found for value in getattr(one, field.name))
        )
        for field in fields(KnownIdentifiers)
    }
    return KnownIdentifiers(**together)
