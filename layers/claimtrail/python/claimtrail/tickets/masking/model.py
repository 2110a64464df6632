"""The outcome of masking: the text without identifiers, and what was masked, by which rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class SafeHarborClass(StrEnum):
    """The identifiers of 45 CFR 164.514(b)(2)(i), in its order."""

    NAMES = "names"
    """(A), of patients, relatives, employers; here of every person."""
    GEOGRAPHY = "geography"
    """(B), smaller than a state: street, city, county, ZIP code."""
    DATES = "dates"
    """(C), except the year."""
    AGES = "ages"
    """(C), above 89."""
    PHONES = "phones"
    FAXES = "faxes"
    EMAILS = "emails"
    SSN = "ssn"
    RECORDS = "records"
    """(H): medical record numbers."""
    HEALTH_PLAN = "health_plan"
    """(I): health plan beneficiary numbers."""
    ACCOUNTS = "accounts"
    LICENSES = "licenses"
    VEHICLES = "vehicles"
    DEVICES = "devices"
    URLS = "urls"
    ADDRESSES_IP = "addresses_ip"
    BIOMETRICS = "biometrics"
    OTHER = "other"
    """(R): any other unique number or code."""


PLACEHOLDERS: Mapping[SafeHarborClass, str] = MappingProxyType(
    {
        SafeHarborClass.NAMES: "name",
        SafeHarborClass.GEOGRAPHY: "address",
        SafeHarborClass.DATES: "date",
        SafeHarborClass.AGES: "age over 89",
        SafeHarborClass.PHONES: "phone",
        SafeHarborClass.FAXES: "fax",
        SafeHarborClass.EMAILS: "email",
        SafeHarborClass.SSN: "ssn",
        SafeHarborClass.RECORDS: "record number",
        SafeHarborClass.HEALTH_PLAN: "member id",
        SafeHarborClass.ACCOUNTS: "account number",
        SafeHarborClass.LICENSES: "license number",
        SafeHarborClass.VEHICLES: "vehicle number",
        SafeHarborClass.DEVICES: "device number",
        SafeHarborClass.URLS: "url",
        SafeHarborClass.ADDRESSES_IP: "ip address",
        SafeHarborClass.BIOMETRICS: "biometric",
        SafeHarborClass.OTHER: "number",
    }
)
"""In place of an identifier, between brackets; a date keeps its year: `[date 2026]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedSpan:
    """One identifier that was masked, by its place in the original."""

    start: int
    end: int
    safe_harbor: SafeHarborClass
    rule: str
    """`known:family`, `label:member id`, `names:after title`."""
    explanation: str
    """Why, in plain words, without the identifier."""
    confidence: float
    """1 for what is known of the claim; less for what only looks like an identifier."""
    placeholder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """A text without its identifiers."""

    text: str
    spans: tuple[MaskedSpan, ...]

    @property
    def is_changed(self) -> bool:
        """Return whether anything was masked."""
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class FoundIdentifier:
    """An identifier that a rule found, before overlaps are settled."""

    start: int
    end: int
    safe_harbor: SafeHarborClass
    rule: str
    confidence: float
    year: str = ""
    """Of a date: what its placeholder keeps."""
