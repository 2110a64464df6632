"""People, places, numbers and days for files as payers and billers write them.

The files of `varied_*.py` owe nothing to the simulated organization: entities, qualifiers, optional
segments and their orders are those that public sample files, guides' examples and payers' companion
guides show, at rates that such senders have. Every value is made up.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from string import ascii_uppercase, digits

from claimtrail.x12.validate.checks import npi_is_valid

FIRST_DAY, LAST_DAY = date(2026, 1, 5), date(2026, 2, 26)
LEAP_DAY = date(2024, 2, 29)
_CONSONANTS, _VOWELS = "BCDFGHKLMNPRSTVW", "AEIOU"
_STATES = ("OH", "IL", "NY", "TX", "CA", "FL", "WA", "GA", "PR", "DC")
_STREETS = ("MAIN ST", "ELM AVE APT 4", "COUNTY ROAD 12", "N 5TH ST", "LAKESHORE BLVD # 210")
_POOL = 40
"""Providers of a practice."""


class Chance:
    """Seeded choices. Money is in cents."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a seed makes it repeatable
        self.pick = self._random.choice
        self.between = self._random.randint
        self.npis = [self._npi() for _ in range(_POOL)]

    def maybe(self, percent: float, text: str) -> str:
        """Return the text that often, else nothing."""
        return text if self._random.random() * 100 < percent else ""

    def happens(self, percent: float) -> bool:
        """Return True that often."""
        return self._random.random() * 100 < percent

    def weighted(self, choices: Sequence[tuple[str, int]]) -> str:
        """Return one of the texts by their weights."""
        texts, weights = zip(*choices, strict=True)
        return str(self._random.choices(texts, weights)[0])

    def shuffled(self, *texts: str) -> str:
        """Return the texts in any order: siblings of one position may come in any."""
        order = list(texts)
        self._random.shuffle(order)
        return "".join(order)

    def word(self, low: int = 4, high: int = 11) -> str:
        """Return a name."""
        length = self.between(low, high)
        return "".join(self.pick(_VOWELS if place % 2 else _CONSONANTS) for place in range(length))

    def number(self, length: int) -> str:
        """Return so many digits."""
        return "".join(self._random.choices(digits, k=length))

    def code(self, length: int) -> str:
        """Return so many letters and digits."""
        return "".join(self._random.choices(ascii_uppercase + digits, k=length))

    def account(self) -> str:
        """Return a patient control number: billers' systems write many kinds."""
        match self.between(0, 4):
            case 0:
                return self.number(self.between(5, 9))
            case 1:
                return f"{self.word(2, 4)}{self.number(6)}"
            case 2:
                return f"{self.number(6)}-{self.number(2)}"
            case 3:
                return f"{self.code(8)}.{self.number(1)}"
            case _:
                return self.code(17)

    def _npi(self) -> str:
        while True:
            number = f"1{self.number(9)}"
            if npi_is_valid(number):
                return number

    def npi(self) -> str:
        """Return one of the practice's NPIs."""
        return str(self.pick(self.npis))

    def service_day(self) -> date:
        """Return a day of service; a few claims are late."""
        if self.happens(1):
            return LEAP_DAY
        return FIRST_DAY + timedelta(days=self.between(0, (LAST_DAY - FIRST_DAY).days))

    def birth(self) -> str:
        """Return DMG02."""
        day = date(1932, 2, 29) + timedelta(days=self.between(0, 33_000))
        return f"{day:%Y%m%d}"

    def cents(self) -> int:
        """Return a charge: whole dollars, dimes and cents."""
        return int(self.pick((100, 100, 10, 1))) * self.between(40, 90) * self.between(1, 12)

    def person(self) -> str:
        """Return NM103 to NM107 without trailing separators."""
        name = f"{self.word()}*{self.word(3, 8)}"
        middle = self.maybe(35, self.pick(ascii_uppercase))
        suffix = self.maybe(3, "JR")
        return f"{name}*{middle}**{suffix}" if suffix else f"{name}*{middle}" if middle else name

    def insured(self, entity: str, qualifier: str = "MI") -> str:
        """Return NM1 of a person with a member identifier."""
        parts = [*self.person().split("*"), "", "", "", "", ""][:5]
        name = "*".join(parts)
        return f"NM1*{entity}*1*{name}*{qualifier}*{self.code(self.between(8, 12))}~"

    def provider(self, entity: str) -> str:
        """Return NM1 of a person with an NPI."""
        parts = [*self.person().split("*"), "", "", "", "", ""][:5]
        return f"NM1*{entity}*1*{'*'.join(parts)}*XX*{self.npi()}~"

    def address(self, *, long_zip: bool = False) -> str:
        """Return N3 and N4; a billing provider's ZIP code has nine digits."""
        street = f"{self.number(3)} {self.pick(_STREETS)}"
        second = self.maybe(6, "*SUITE 3")
        postal = self.number(9 if long_zip or self.happens(30) else 5)
        return f"N3*{street}{second}~N4*{self.word(5, 12)}*{self.pick(_STATES)}*{postal}~"


def money(cents: int) -> str:
    """Return an amount as X12 writes it: without trailing zeros, often without decimals."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    whole, rest = divmod(cents, 100)
    text = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"{sign}{text}"


def d8(day: date) -> str:
    """Return CCYYMMDD."""
    return f"{day:%Y%m%d}"
