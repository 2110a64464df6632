"""Days as the second blind set writes them.

A year alone is no identifier: the label of a date is its day and its month, and no year. The dates
of somebody above 89 are labeled whole.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from tests.proofs.masking.corpus import FakePerson, Written, one
from tests.proofs.masking.second_blind.draws import birth, day, words

Piece = tuple[str, str]
DayForm = Callable[[date], tuple[Piece, ...]]
Slot = Callable[[Random, FakePerson], Written]

_SPANISH = words(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_FRENCH = words(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_ONES = (
    "",
    *words(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    ),
)
_TENS = ("", "", *words("twenty thirty forty fifty sixty seventy eighty ninety"))
_ORDINALS = (
    "",
    *words(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth"
    ),
)
_HOLIDAYS = (
    "Christmas Eve",
    "Christmas Day",
    "Thanksgiving Day",
    "New Year's Eve",
    "Labor Day",
    "Memorial Day",
    "Easter Sunday",
    "July 4th",
)


def _pieces(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a text in which `<...>` is what identifies."""
    parts = text.replace(">", "<").split("<")
    return tuple((part, "dates" if at % 2 else "") for at, part in enumerate(parts) if part)


def _in(template: str) -> DayForm:
    """Return a form in the letters of `strftime`; `%-m` and `%-d` have no zero before them."""

    def written(when: date) -> tuple[Piece, ...]:
        plain = template.replace("%-m", str(when.month)).replace("%-d", str(when.day))
        return _pieces(when.strftime(plain.replace("%o", ordinal(when.day))))

    return written


def ordinal(number: int) -> str:
    """Return `1st`, `22nd` or `13th`."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number in (11, 12, 13) else ends.get(number % 10, 'th')}"


def in_words(number: int) -> str:
    """Return a number below 100 in words."""
    if number < 20:
        return _ONES[number]
    return " ".join(filter(None, (_TENS[number // 10], _ONES[number % 10])))


def _ordinal_in_words(number: int) -> str:
    if number <= 20:
        return _ORDINALS[number]
    if number == 30:
        return "thirtieth"
    return f"{_TENS[number // 10]} {_ORDINALS[number % 10]}"


def _said(when: date) -> tuple[Piece, ...]:
    month, century, rest = when.strftime("%B").lower(), when.year // 100, when.year % 100
    if century == 20 and rest < 10:
        year = f"two thousand {in_words(rest)}".rstrip()
    else:
        year = f"{in_words(century)} {in_words(rest)}".rstrip()
    return _pieces(f"<{month} {_ordinal_in_words(when.day)}> {year}")


def _abroad(months: tuple[str, ...], link: str) -> DayForm:
    def written(when: date) -> tuple[Piece, ...]:
        return _pieces(f"<{when.day}{link}{months[when.month - 1]}>{link}{when.year}")

    return written


_NUMERIC = tuple(map(_in, (
    "<%m/%d>/%Y", "<%m/%d>/%Y", "<%-m/%-d>/%y", "<%-m/%-d>/%y", "<%m/%d>/%y", "<%-m/%-d>/%Y",
    "<%m-%d>-%Y", "<%-m-%-d>-%y", "%Y-<%m-%d>", "<%m.%d>.%y",
)))  # fmt: skip
_LONG = tuple(map(_in, (
    "<%B %-d>, %Y", "<%B %-d>, %Y", "<%b %-d>, %Y", "<%b. %-d>, %Y", "<%B %o>, %Y", "<%-d %B> %Y",
    "<%b %-d> %Y", "<%-d-%b>-%Y",
)))  # fmt: skip
_SHORT = tuple(map(_in, ("<%-m/%-d>", "<%-m/%-d>", "<%m/%d>", "<%b %-d>", "<%-m-%-d>", "<%B %o>")))
_MONTHS = tuple(map(_in, ("<%B> %Y", "<%b> %Y", "<%B> of %Y", "<%b> '%y")))
_HEADS = tuple(map(_in, (
    "%a, <%b %-d>, %Y at 9:12 AM", "%A, <%B %-d>, %Y 2:47 PM", "%a <%-m/%-d>/%Y 11:03 AM",
)))  # fmt: skip
_BIRTH = (*_NUMERIC, *_LONG[:4], _in("<%m%d>%Y"))
_DOTS = tuple(map(_in, ("<%d.%m>.%Y", "<%-d.%-m>.%Y", "<%d/%m>/%Y")))
_SQUEEZED = _in("%Y<%m%d>")
_ISO = _in("%Y-<%m-%d>")
_SPANISH_DAY = _abroad(_SPANISH, " de ")


def _some(forms: tuple[DayForm, ...]) -> Slot:
    def written(random: Random, _p: FakePerson) -> Written:
        return Written(pieces=random.choice(forms)(day(random)))

    return written


def _born(forms: tuple[DayForm, ...]) -> Slot:
    def written(random: Random, p: FakePerson) -> Written:
        return Written(pieces=random.choice(forms)(p.born), of_patient=True)

    return written


def _other_birth(forms: tuple[DayForm, ...]) -> Slot:
    def written(random: Random, _p: FakePerson) -> Written:
        return Written(pieces=random.choice(forms)(birth(random)))

    return written


def _range(random: Random, _p: FakePerson) -> Written:
    form, link = random.choice(_NUMERIC[:6]), random.choice((" - ", "-", " to ", " thru "))
    first = day(random)
    last = first + timedelta(days=random.randrange(1, 12))
    return Written(pieces=(*form(first), (link, ""), *form(last)))


def _range_in_x12(random: Random, _p: FakePerson) -> Written:
    first = day(random)
    last = first + timedelta(days=random.randrange(1, 12))
    return Written(pieces=(*_SQUEEZED(first), ("-", ""), *_SQUEEZED(last)))


def _stamp(random: Random, _p: FakePerson) -> Written:
    clock = f"T{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}Z"
    return Written(pieces=(*_ISO(day(random)), (clock, "")))


def _stamp_in_hl7(random: Random, _p: FakePerson) -> Written:
    clock = f"{random.randrange(24):02}{random.randrange(60):02}{random.randrange(60):02}"
    return Written(pieces=(*_SQUEEZED(day(random)), (clock, "")))


def _holiday(random: Random, _p: FakePerson) -> Written:
    return one("dates", random.choice(_HOLIDAYS))


DAYS: Mapping[str, Slot] = {
    "d": _some(_NUMERIC),
    "d.short": _some(_SHORT),
    "d.long": _some(_LONG),
    "d.my": _some(_MONTHS),
    "d.dm": _some((_in("the <%o of %B>"), _in("the <%o of %B>, %Y"), _in("<%-d %b>"))),
    "d.dot": _some(_DOTS),
    "d.fr": _some((_abroad(_FRENCH, " "),)),
    "d.head": _some(_HEADS),
    "d.hol": _holiday,
    "d.iso": _some((_ISO,)),
    "d.log": _some((_in("<%b %d> 09:12:33"),)),
    "d.mil": _some((lambda when: _pieces(f"<{when:%d%b}>{when:%Y}".upper()),)),
    "d.6": _some((_in("<%m%d>%y"), _in("<%m%d>%y"), _in("<%m %d> %y"))),
    "d.8": _some((_SQUEEZED,)),
    "d.i6": _some((_in("%y<%m%d>"),)),
    "d.say": _some((_said,)),
    "d.range": _range,
    "d.rd8": _range_in_x12,
    "d.ts": _stamp,
    "d.ts7": _stamp_in_hl7,
    "dob": _born(_BIRTH),
    "dob.8": _born((_SQUEEZED,)),
    "dob.dot": _born(_DOTS),
    "dob.es": _born((_SPANISH_DAY,)),
    "dob.iso": _born((_ISO,)),
    "dob.say": _born((_said,)),
    "dob.o": _other_birth(_BIRTH),
    "dob.oiso": _other_birth((_ISO,)),
}
