"""Names of people and what is made of them: as typed, as spelled, as misread.

A title, a credential and a suffix identify nobody: they belong to no label.
"""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import FakePerson, Written, one
from tests.proofs.masking.third_blind.draws import (
    INITIALS,
    apart,
    digits,
    family,
    full,
    given,
    of,
    plain,
)

Slot = Callable[[Random, FakePerson], Written]

_TITLES = ("Mr. ", "Mrs. ", "Ms. ", "Miss ", "Mr ", "Ms ", "Sr. ", "Sra. ")
_CREDENTIALS = (", MD", ", DO", ", NP", ", PA-C", ", DPM", " M.D.", ", RN", ", LCSW", ", PharmD")
_SUFFIXES = (" Jr", " Jr.", " III", " Sr", " II", ", Jr.")
_MISREAD = (("rn", "m"), ("l", "1"), ("o", "0"), ("i", "l"), ("e", "c"), ("m", "rn"), ("a", "o"))
_KEYS = {"a": "s", "e": "r", "i": "o", "n": "m", "o": "p", "r": "t", "s": "d", "t": "y", "l": "k"}
_FAMILY_MIN = 5


def _initial(p: FakePerson) -> str:
    return p.given[0]


def _half(random: Random, name: str) -> str:
    """Return a compound surname, at times the one half of it that a form has room for."""
    parts = name.replace("-", " - ").split(" - ")
    return random.choice(parts) if len(parts) > 1 and random.random() < 0.2 else name


def _mistyped(random: Random, name: str) -> str:
    """Return a name with one slip of the fingers; a short one as it is."""
    at = random.randrange(1, len(name) - 1) if len(name) >= _FAMILY_MIN else 0
    if not at or not name[at - 1 : at + 2].isalpha():
        return name
    letter = name[at]
    return random.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1] + letter + name[at + 2 :],
            name[:at] + _KEYS.get(letter, letter) + name[at + 1 :],
        )
    )


def _misread(random: Random, name: str) -> str:
    """Return a name as character recognition reads it: one shape taken for another."""
    able = [pair for pair in _MISREAD if pair[0] in name[1:]]
    if len(name) < _FAMILY_MIN or not able:
        return name
    seen, read = random.choice(able)
    return name[0] + name[1:].replace(seen, read, 1)


def _spaced(random: Random, name: str) -> str:
    """Return a name with a blank in it that does not belong there."""
    at = random.randrange(2, len(name) - 1) if len(name) >= _FAMILY_MIN else 0
    return f"{name[:at]} {name[at:]}" if at and name[at - 1 : at + 1].isalpha() else name


def _spelled(name: str) -> str:
    return "-".join(letter for letter in name.upper() if letter.isalpha())


def _full(random: Random, p: FakePerson) -> Written:
    middle = random.choice(("", "", "", f" {p.middle}", f" {p.middle}."))
    suffix = random.choice(_SUFFIXES) if random.random() < 0.06 else ""
    name = f"{p.given}{middle} {p.family}"
    return Written(pieces=((name, "names"), (suffix, "")), of_patient=True)


def _last_first(random: Random, p: FakePerson) -> Written:
    middle = random.choice(("", "", f" {p.middle}", f" {p.middle}."))
    comma = random.choice((", ", ", ", ","))
    return one("names", f"{p.family}{comma}{p.given}{middle}", of_patient=True)


def _titled(random: Random, p: FakePerson) -> Written:
    return Written(pieces=((random.choice(_TITLES), ""), (p.family, "names")), of_patient=True)


def _possessive(random: Random, p: FakePerson) -> Written:
    name = random.choice((f"{p.given} {p.family}", p.given, p.family))
    end = "'" if name.endswith("s") and random.random() < 0.4 else "'s"
    return Written(pieces=((name, "names"), (end, "")), of_patient=True)


def _typo(random: Random, p: FakePerson) -> Written:
    if random.random() < 0.3:
        return one("names", f"{_mistyped(random, p.given)} {p.family}", of_patient=True)
    return one("names", f"{p.given} {_mistyped(random, p.family)}", of_patient=True)


def _known(text: Callable[[Random, FakePerson], str]) -> Slot:
    return lambda r, p: one("names", text(r, p), of_patient=True)


def _other(text: Callable[[Random], str]) -> Slot:
    return lambda r, _: one("names", text(r))


def _with(before: tuple[str, ...], text: Callable[[Random], str], after: tuple[str, ...]) -> Slot:
    def written(random: Random, _: FakePerson) -> Written:
        name = (text(random), "names")
        return Written(pieces=((random.choice(before), ""), name, (random.choice(after), "")))

    return written


def _full_other(random: Random) -> str:
    first, last = full(random)
    middle = random.choice(("", "", "", f" {random.choice(INITIALS)}."))
    return f"{first}{middle} {last}"


def _turned(between: str, *, middle: bool = False) -> Callable[[Random], str]:
    def written(random: Random) -> str:
        first, last = full(random)
        return f"{last}{between}{first}{f' {random.choice(INITIALS)}' if middle else ''}"

    return written


def _fields(mark: str) -> Callable[[Random], str]:
    def written(random: Random) -> str:
        first, last = full(random)
        return f"{last}{mark}{first}{mark}{random.choice(INITIALS)}"

    return written


def _first_initial(random: Random) -> str:
    first, last = full(random)
    return random.choice((f"{first} {last[0].upper()}.", f"{first} {last[0].upper()}"))


def _initial_last(random: Random) -> str:
    first, last = full(random)
    return random.choice((f"{first[0]}. {last}", f"{first[0]} {last}"))


def _login(random: Random, _: FakePerson) -> Written:
    first, last = full(random)
    name = f"{plain(first)[0]}{plain(last)[:7]}"
    return one("other", random.choice((name, f"{name}{digits(random, 1)}", name.upper())))


def _employer(random: Random, p: FakePerson) -> Written:
    while True:
        name, _, form = of(random, "employers").partition("=")
        if apart(random, p, [name]) == name:
            return Written(pieces=((name, "names"), (form, "")))


PEOPLE: Mapping[str, Slot] = {
    "p": _full,
    "p.lf": _last_first,
    "p.g": _known(lambda _, p: p.given),
    "p.f": _known(lambda r, p: _half(r, p.family)),
    "p.ttl": _titled,
    "p.poss": _possessive,
    "p.gi": _known(lambda r, p: f"{p.given} {p.family[0].upper()}{r.choice(('.', ''))}"),
    "p.il": _known(lambda r, p: f"{_initial(p)}{r.choice(('. ', ' ', '.'))}{p.family}"),
    "p.ini": _known(
        lambda r, p: r.choice(
            (
                f"{_initial(p)}.{p.family[0].upper()}.",
                f"{_initial(p)}.{p.middle}.{p.family[0].upper()}.",
                f"{_initial(p)}. {p.family[0].upper()}.",
            )
        )
    ),
    "p.typo": _typo,
    "p.ocr": _known(lambda r, p: f"{p.given} {_misread(r, p.family)}"),
    "p.sp": _known(lambda r, p: f"{p.given} {_spaced(r, p.family)}"),
    "p.spell": _known(lambda _, p: f"{_spelled(p.given)} {_spelled(p.family)}"),
    "p.spf": _known(lambda _, p: _spelled(p.family)),
    "p.br": _known(lambda _, p: f"{p.given}\n{p.family}"),
    "p.file": _known(
        lambda r, p: r.choice((f"{p.family}_{p.given}", f"{p.given}{p.family}")).replace(" ", "")
    ),
    "p.hl7": _known(lambda _, p: f"{p.family}^{p.given}^{p.middle}".upper()),
    "p.nm1": _known(lambda _, p: f"{p.family}*{p.given}*{p.middle}".upper()),
    "p.nick": lambda _, p: one("names", f"{p.nickname} {p.family}"),
    "o": _other(_full_other),
    "o.lf": _other(_turned(", ", middle=True)),
    "o.lfc": _other(_turned(",")),
    "o.g": _other(given),
    "o.f": _other(family),
    "o.gi": _other(_first_initial),
    "o.il": _other(_initial_last),
    "o.hl7": _other(lambda r: _fields("^")(r).upper()),
    "o.nm1": _other(lambda r: _fields("*")(r).upper()),
    "o.ttl": _with(_TITLES, family, ("",)),
    "o.poss": _with(("",), _full_other, ("'s",)),
    "o.spell": _other(lambda r: _spelled(family(r))),
    "doc": _with(("Dr. ", "Dr ", "Doctor "), _full_other, ("",)),
    "doc.f": _with(("Dr. ", "Dr ", "dr. "), family, ("",)),
    "doc.c": _with(("",), _full_other, _CREDENTIALS),
    "rep": _other(lambda r: r.choice((given(r), _first_initial(r), given(r), _full_other(r)))),
    "login": _login,
    "emp": _employer,
}
"""Slots of names; those of `p` are the patient's."""
