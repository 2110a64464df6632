"""People, providers and places that do not exist, each a pure function of a number."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

PLANTS = (
    *("FERN", "MOSS", "THISTLE", "BRACKEN", "SORREL", "YARROW"),
    *("CLOVER", "NETTLE", "TANSY", "LICHEN", "SEDGE", "BURDOCK"),
)
TRADES = (
    *("COOPER", "WRIGHT", "MASON", "CHANDLER", "FLETCHER"),
    *("TANNER", "WEAVER", "TURNER", "SAWYER", "GLAZIER"),
)
SURNAMES = tuple(plant + trade for plant in PLANTS for trade in TRADES)
GIVEN_NAMES = (
    *("AGATE", "BERYL", "CORAL", "FLINT", "GARNET", "JASPER"),
    *("ONYX", "OPAL", "PEARL", "QUARTZ", "SLATE", "TOPAZ"),
)
TOWNS = ("FERNHOLLOW", "BRACKENFORD", "SEDGEMOOR", "THISTLEDOWN", "YARROWBY", "MOSSGATE")
STREETS = ("COOPER LANE", "MASON STREET", "WEAVER ROW", "TURNER WALK", "SAWYER COURT")
STATE = "OH"
MEMBER_PREFIX = "ZZT"
CONTROL_NUMBER_PREFIX = "ZT"
_NPI_PREFIX = "29"
_LUHN_ISSUER = "80840"
_CHILD_CHANCE = 0.18
_OLDEST = date(1935, 1, 1)
_ADULT_SPAN = 365 * 68
_CHILD_BORN = date(2009, 1, 1)
_CHILD_SPAN = 365 * 15


def fictitious_npi(number: int) -> str:
    """An NPI with a right check digit (Luhn over 80840 and the number) that was never issued."""
    body = f"{_NPI_PREFIX}{number % 10_000_000:07d}"
    total = 0
    for place, digit in enumerate(reversed(_LUHN_ISSUER + body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - digits of the product, added
    return f"{body}{-total % 10}"


def tax_id(number: int) -> str:
    """Return a tax id with the prefix 00, which is not assigned."""
    return f"00{number % 10_000_000:07d}"


def phone(number: int) -> str:
    """Ten digits of a number reserved for fiction."""
    return f"61455501{number % 100:02d}"


@dataclass(frozen=True, slots=True)
class Address:
    """A street, a town and a ZIP code that do not exist."""

    street: str
    town: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class FakePerson:
    """A patient or a subscriber."""

    last_name: str
    first_name: str
    member_id: str
    birth_date: date
    sex: str
    address: Address


@dataclass(frozen=True, slots=True)
class Provider:
    """A rendering or attending practitioner."""

    last_name: str
    first_name: str
    npi: str
    taxonomy: str


@dataclass(frozen=True, slots=True)
class Facility:
    """A billing provider: a clinic that bills professional claims, or a hospital."""

    name: str
    npi: str
    tax_id: str
    address: Address
    institutional: bool
    providers: tuple[Provider, ...]


def address(number: int) -> Address:
    """Return the address with that number."""
    return Address(
        f"{1 + number % 97} {STREETS[number % len(STREETS)]}",
        TOWNS[number % len(TOWNS)],
        f"00{100 + number % 400}",
    )


def _provider(number: int) -> Provider:
    return Provider(
        SURNAMES[number * 7 % len(SURNAMES)],
        GIVEN_NAMES[number * 5 % len(GIVEN_NAMES)],
        fictitious_npi(1000 + number),
        "207Q00000X",
    )


_PROVIDERS_EACH = 4
FACILITIES = tuple(
    Facility(
        name,
        fictitious_npi(number),
        tax_id(4_000_000 + number),
        address(11 * number),
        institutional,
        tuple(_provider(number * _PROVIDERS_EACH + each) for each in range(_PROVIDERS_EACH)),
    )
    for number, (name, institutional) in enumerate(
        (
            ("HARBORLIGHT CLINIC FERNHOLLOW", False),
            ("HARBORLIGHT CLINIC BRACKENFORD", False),
            ("HARBORLIGHT SPECIALTY GROUP", False),
            ("HARBORLIGHT HOSPITAL SEDGEMOOR", True),
            ("HARBORLIGHT SURGERY CENTER", True),
        ),
        start=1,
    )
)
CLINICS = tuple(facility for facility in FACILITIES if not facility.institutional)
HOSPITALS = tuple(facility for facility in FACILITIES if facility.institutional)


def household(dice: Random) -> tuple[FakePerson, FakePerson]:
    """Return a subscriber, and the patient.

    The same person, or a child covered by the subscriber.
    """
    number = int(dice.random() * 1_000_000_000)
    last_name = SURNAMES[number % len(SURNAMES)]
    home = address(number // 7)
    member_id = f"{MEMBER_PREFIX}{number:09d}"
    subscriber = FakePerson(
        last_name,
        GIVEN_NAMES[number % len(GIVEN_NAMES)],
        member_id,
        _OLDEST + timedelta(days=number % _ADULT_SPAN),
        "FM"[number % 2],
        home,
    )
    if dice.random() >= _CHILD_CHANCE:
        return subscriber, subscriber
    child = FakePerson(
        last_name,
        GIVEN_NAMES[(number + 5) % len(GIVEN_NAMES)],
        member_id,
        _CHILD_BORN + timedelta(days=number % _CHILD_SPAN),
        "FM"[number // 2 % 2],
        home,
    )
    return subscriber, child
