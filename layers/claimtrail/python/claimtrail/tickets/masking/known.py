"""Identifiers that are known from the linked claim, and what of them a text may hold."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """The patient, or the subscriber, as the claim has them."""

    given: str = ""
    middle: str = ""
    family: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIdentifiers:
    """Everything that is known of whom a text is about; none of it is ever logged or shown."""

    people: tuple[KnownPerson, ...] = ()
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
