"""Amounts, days and the like, each text read once: files repeat them."""

from datetime import date
from decimal import Decimal

from claimtrail.kernel.money import CENT
from claimtrail.x12.checks import npi_is_valid
from claimtrail.x12.shapes import COMPONENT

LARGEST = 20_000
"""Texts remembered at most; then all are forgotten, so that memory stays flat."""


class Amounts(dict[str, Decimal]):
    """Dollars by text that is known to be an R element with at most two decimals."""

    def __missing__(self, text: str) -> Decimal:
        if len(self) >= LARGEST:
            self.clear()
        value = self[text] = Decimal(text).quantize(CENT)
        return value


class Quantities(dict[str, Decimal]):
    """Counts by text that is known to be an R element."""

    def __missing__(self, text: str) -> Decimal:
        if len(self) >= LARGEST:
            self.clear()
        value = self[text] = Decimal(text)
        return value


class Days(dict[str, date]):
    """Days by text that is known to be CCYYMMDD."""

    def __missing__(self, text: str) -> date:
        if len(self) >= LARGEST:
            self.clear()
        value = self[text] = date(int(text[:4]), int(text[4:6]), int(text[6:]))
        return value


class Npis(dict[str, bool]):
    """Whether a number is an NPI."""

    def __missing__(self, text: str) -> bool:
        if len(self) >= LARGEST:
            self.clear()
        value = self[text] = npi_is_valid(text)
        return value


Procedure = tuple[str, str, tuple[str, ...]]


class Procedures(dict[str, Procedure]):
    """Qualifier, code and modifiers of a composite procedure (C003)."""

    def __missing__(self, text: str) -> Procedure:
        if len(self) >= LARGEST:
            self.clear()
        parts = [*text.split(COMPONENT), "", ""]
        value = self[text] = (parts[0], parts[1], tuple(filter(None, parts[2:6])))
        return value


AMOUNTS, QUANTITIES, DAYS = Amounts(), Quantities(), Days()
NPIS, PROCEDURES = Npis(), Procedures()
