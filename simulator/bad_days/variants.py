"""Rare but real variants of payers' files: about two files in a hundred have one.

    Variants(seed=7, in_hundred=2).of("cedar-medicare", "835", date(2026, 10, 7))

A payer writes at most one variant a day into its files of one type. It is a function of the seed,
the payer, the type and the day on which the file is made. A claim's story can thus ask which
variant a file will have, long before the file is written.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from random import Random
from types import MappingProxyType

VARIANTS_IN_HUNDRED = 2
"""Payers' files of which a hundred have a variant, unless the caller says otherwise."""
_STREAM = 3
_HUNDRED = 100
_WEEK = 7


class Variant(StrEnum):
    """The difference between a file and the usual ones of its type."""

    WRAPPED = "lines of 80 bytes"
    """A line feed after each 80 bytes, wherever that falls."""
    TRIGGER = "situational triggers"
    """A 999 explains its errors with CTX segments."""
    BATCH_REFUSED = "a batch refused as a whole"
    """A 277CA refuses everything under one BHT03 at the receiver level (2200B)."""
    PROVIDER_REFUSED = "a provider refused as a whole"
    """A 277CA refuses a billing provider's claims of one batch at the provider level (2200C)."""
    LINES_REFUSED = "refusals of lines"
    """A 277CA says at the lines (2220D) why it refuses a claim, with free text (STC12)."""
    NO_PROVIDER_STATUS = "no provider status"
    """A 277CA without loop 2200C, which is situational."""
    MANY_ENTITIES = "many entities"
    """STC01-3 is not always the payer."""
    LINE_STATUSES = "line statuses"
    """A 277 says something of each line (2220D and 2220E)."""
    SEVERAL_PLBS = "several PLB segments"
    NO_NUMBER = "claims without a number"
    """CLP01 is 0: the payer does not know the provider's number (X12 RFI 535)."""
    IN_PARTS = "claims in parts"
    """One claim in several CLPs of one payment, with one CLP07 (X12 RFI 137)."""
    DENIED_AS_DUPLICATE = "duplicates denied"
    """A paid claim is denied as its own duplicate (CARC 18) under another CLP07."""
    BUNDLED = "bundled lines"
    """CO 97 takes a line's charge away and OA -94 puts it on another line."""
    DATED_AHEAD = "a payment dated a year ahead"
    """An 835 whose BPR16 names the next year; the same with the right day follows."""
    OF_OTHER_PAYER = "records of another payer"
    """A 277 that another payer drops, too, before the claims' own payer does."""
    NO_CONTACT = "no technical contact"
    """An 835 without PER*BL, which its guide requires."""
    NO_ADDENDUM = "guide version without addendum"
    """GS08 005010X221 in place of 005010X221A1."""


OF_TYPE = MappingProxyType(
    {
        "999": (Variant.TRIGGER, Variant.WRAPPED),
        "277CA": (
            Variant.BATCH_REFUSED,
            Variant.PROVIDER_REFUSED,
            Variant.LINES_REFUSED,
            Variant.NO_PROVIDER_STATUS,
            Variant.MANY_ENTITIES,
            Variant.WRAPPED,
        ),
        "277": (Variant.LINE_STATUSES, Variant.OF_OTHER_PAYER, Variant.WRAPPED),
        "835": (
            Variant.NO_NUMBER,
            Variant.IN_PARTS,
            Variant.BUNDLED,
            Variant.DENIED_AS_DUPLICATE,
            Variant.SEVERAL_PLBS,
            Variant.DATED_AHEAD,
            Variant.NO_CONTACT,
            Variant.NO_ADDENDUM,
            Variant.WRAPPED,
        ),
    }
)
"""The variants that a file of each type can have."""


OF_CLAIMS = frozenset(
    {
        Variant.BATCH_REFUSED,
        Variant.PROVIDER_REFUSED,
        Variant.LINES_REFUSED,
        Variant.LINE_STATUSES,
        Variant.NO_NUMBER,
        Variant.IN_PARTS,
        Variant.BUNDLED,
        Variant.DENIED_AS_DUPLICATE,
    }
)
"""Variants that show only where a file has a claim that they touch."""


@dataclass(frozen=True, slots=True)
class Variants:
    """Chooses the variant of each file, by a seed and a rate."""

    seed: int
    in_hundred: int
    """Files of which a hundred have a variant; with 100 the variants of a type take turns."""

    def of(self, payer_id: str, transaction: str, made_on: date) -> Variant | None:
        """Return the variant of that payer's files of that type made on that day, if any."""
        if not self.in_hundred:
            return None
        return _variant(self, payer_id, transaction, made_on.toordinal())


@lru_cache(maxsize=32)
def _variant(variants: Variants, payer_id: str, transaction: str, day: int) -> Variant | None:
    possible = OF_TYPE.get(transaction, ())
    name = f"{variants.seed}/{_STREAM}/{payer_id}/{transaction}"
    if not possible or Random(f"{name}/{day}").random() * _HUNDRED >= variants.in_hundred:
        return None
    # A day later, or a week later for those who write once a week, the next one has its turn.
    turn = sum(divmod(day, _WEEK)) + int(Random(name).random() * len(possible))
    return possible[turn % len(possible)]


NO_VARIANTS = Variants(seed=0, in_hundred=0)
