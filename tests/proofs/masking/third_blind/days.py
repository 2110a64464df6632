"""Dates and ages as people and machines write them; a year alone may stay and is in no label."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from tests.proofs.masking.corpus import KEEP, FakePerson, Written, one
from tests.proofs.masking.third_blind.people import Slot

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_MESES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
    *("septiembre", "octubre", "noviembre", "diciembre"),
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty first", "twenty second"),
    *("twenty third", "twenty fourth", "twenty fifth", "twenty sixth", "twenty seventh"),
    *("twenty eighth", "twenty ninth", "thirtieth", "thirty first"),
)
_HOLIDAYS = ("Christmas Eve", "Labor Day", "Thanksgiving", "Memorial Day", "July 4th")
_OLD_WORDS = ("ninety three", "ninety-one", "one hundred one", "ninety-seven", "ninety six")
Pieces = tuple[tuple[str, str], ...]


def _th(day: int) -> str:
    end = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{'th' if 11 <= day <= 13 else end}"


def _slashed(r: Random, d: date) -> Pieces:
    mark = r.choice(("/", "/", "/", "-"))
    days = r.choice((f"{d.month}{mark}{d.day}", f"{d.month:02}{mark}{d.day:02}"))
    year = r.choice((f"{d.year}", f"{d.year % 100:02}"))
    return (days, "dates"), (mark + year, "")


def _short(r: Random, d: date) -> Pieces:
    return ((r.choice((f"{d.month}/{d.day}", f"{d.month:02}/{d.day:02}")), "dates"),)


def _dotted(_: Random, d: date) -> Pieces:
    return (f"{d.month:02}.{d.day:02}", "dates"), (f".{d.year}", "")


def _named(r: Random, d: date) -> Pieces:
    month = r.choice((_MONTHS[d.month - 1], _MONTHS[d.month - 1][:3]))
    day = r.choice((str(d.day), str(d.day), _th(d.day)))
    return (f"{month} {day}", "dates"), (r.choice((f", {d.year}", f" {d.year}")), "")


def _named_short(r: Random, d: date) -> Pieces:
    month = r.choice((_MONTHS[d.month - 1], _MONTHS[d.month - 1][:3]))
    return ((f"{month} {r.choice((str(d.day), _th(d.day)))}", "dates"),)


def _iso(_: Random, d: date) -> Pieces:
    return (f"{d.year}-", ""), (f"{d:%m-%d}", "dates")


def _eight(_: Random, d: date) -> Pieces:
    return (f"{d.year}", ""), (f"{d:%m%d}", "dates")


def _stamp(r: Random, d: date) -> Pieces:
    clock = f"{r.randrange(24):02}{r.randrange(60):02}{r.randrange(60):02}"
    return (f"{d.year}", ""), (f"{d:%m%d}", "dates"), (clock, "")


def _zulu(r: Random, d: date) -> Pieces:
    clock = f"T{r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02}"
    end = r.choice(("Z", ".113Z", "-05:00", ""))
    return (f"{d.year}-", ""), (f"{d:%m-%d}", "dates"), (clock + end, "")


def _flat(_: Random, d: date) -> Pieces:
    return (f"{d:%m%d}", "dates"), (f"{d.year}", "")


def _military(_: Random, d: date) -> Pieces:
    return (f"{d.day:02}{_MONTHS[d.month - 1][:3]}", "dates"), (f"{d.year}", "")


def _dashed_name(_: Random, d: date) -> Pieces:
    return (f"{d.day:02}-{_MONTHS[d.month - 1][:3]}", "dates"), (f"-{d.year}", "")


def _day_first(_: Random, d: date) -> Pieces:
    return (f"{d.day} {_MONTHS[d.month - 1]}", "dates"), (f" {d.year}", "")


def _week(_: Random, d: date) -> Pieces:
    return (f"{_WEEKDAYS[d.weekday()]} ", ""), (f"{d.month}/{d.day}", "dates")


def _said(_: Random, d: date) -> Pieces:
    return ((f"{_MONTHS[d.month - 1].lower()} {_ORDINALS[d.day - 1]}", "dates"),)


def _month(_: Random, d: date) -> Pieces:
    return (_MONTHS[d.month - 1], "dates"), (f" {d.year}", "")


def _spanish(_: Random, d: date) -> Pieces:
    return (f"{d.day} de {_MESES[d.month - 1]}", "dates"), (f" de {d.year}", "")


def _span(r: Random, d: date) -> Pieces:
    last = d + timedelta(days=r.randrange(1, 9))
    mark = r.choice(("-", " - ", " to ", " thru "))
    return (f"{d.month}/{d.day}", "dates"), (mark, ""), (f"{last.month}/{last.day}", "dates")


def _span_eight(r: Random, d: date) -> Pieces:
    return (*_eight(r, d), ("-", ""), *_eight(r, d + timedelta(days=r.randrange(1, 9))))


def _mail(r: Random, d: date) -> Pieces:
    clock = f", {d.year} at {r.randrange(1, 12)}:{r.randrange(60):02} {r.choice(('AM', 'PM'))}"
    day = f"{_MONTHS[d.month - 1][:3]} {d.day}"
    return (f"{_WEEKDAYS[d.weekday()]}, ", ""), (day, "dates"), (clock, "")


def _log(r: Random, d: date) -> Pieces:
    clock = f" {r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02},{r.randrange(999):03}"
    return (f"{d.year}-", ""), (f"{d:%m-%d}", "dates"), (clock, "")


def _ordinal(_: Random, d: date) -> Pieces:
    return ("the ", ""), (_th(d.day), "dates")


def _lately(r: Random) -> date:
    return date(2023, 1, 1) + timedelta(days=r.randrange(3 * 365 + 300))


def _of_care(form: Callable[[Random, date], Pieces]) -> Slot:
    return lambda r, _: Written(pieces=form(r, _lately(r)))


def _of_birth(form: Callable[[Random, date], Pieces]) -> Slot:
    return lambda r, p: Written(pieces=form(r, p.born), of_patient=True)


def _of_another(form: Callable[[Random, date], Pieces]) -> Slot:
    return lambda r, _: Written(pieces=form(r, date(1940, 1, 1) + timedelta(r.randrange(25_000))))


def _old(r: Random, _: FakePerson) -> Written:
    return one("ages", str(r.choice((90, 91, 91, 92, 92, 93, 94, 95, 96, 97, 98, 99, 101, 103))))


def _young(r: Random, _: FakePerson) -> Written:
    return one(KEEP, str(r.randint(2, 89)))


DAYS: Mapping[str, Slot] = {
    "d": _of_care(_slashed),
    "d.s": _of_care(_short),
    "d.dot": _of_care(_dotted),
    "d.n": _of_care(_named),
    "d.ns": _of_care(_named_short),
    "d.iso": _of_care(_iso),
    "d.8": _of_care(_eight),
    "d.ts": _of_care(_stamp),
    "d.z": _of_care(_zulu),
    "d.flat": _of_care(_flat),
    "d.mil": _of_care(_military),
    "d.dn": _of_care(_dashed_name),
    "d.df": _of_care(_day_first),
    "d.w": _of_care(_week),
    "d.say": _of_care(_said),
    "d.my": _of_care(_month),
    "d.es": _of_care(_spanish),
    "d.r": _of_care(_span),
    "d.r8": _of_care(_span_eight),
    "d.mail": _of_care(_mail),
    "d.log": _of_care(_log),
    "d.th": _of_care(_ordinal),
    "d.hol": lambda r, _: one("dates", r.choice(_HOLIDAYS)),
    "b": _of_birth(_slashed),
    "b.dot": _of_birth(_dotted),
    "b.n": _of_birth(_named),
    "b.iso": _of_birth(_iso),
    "b.8": _of_birth(_eight),
    "b.flat": _of_birth(_flat),
    "b.mil": _of_birth(_military),
    "b.dn": _of_birth(_dashed_name),
    "b.say": _of_birth(_said),
    "b.es": _of_birth(_spanish),
    "b.o": _of_another(_slashed),
    "b.o8": _of_another(_eight),
    "age": _young,
    "old": _old,
    "old.w": lambda r, _: one("ages", r.choice(_OLD_WORDS)),
}
"""Slots of dates: `d` of care and work, `b` of birth; ages with them."""
