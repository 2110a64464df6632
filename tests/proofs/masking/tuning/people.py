"""Names of people in the many ways in which offices write them, for tuning."""

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from tests.proofs.masking.corpus import FakePerson, Written, lines_of, one

_NAMES = {path.stem: lines_of(path) for path in (Path(__file__).parent / "names").glob("*.txt")}
_KINDS: tuple[tuple[str, float], ...] = (("", 0.45), ("_abroad", 0.3), ("_words", 0.25))
"""Names of many, names that no list of American names may have, and names that are words."""
_LOWERED = 0.06
"""So many names stand without capitals in a text that has them."""
_KIN = ("wife", "husband", "mother", "son", "daughter", "sister", "brother-in-law", "grandson")

Slot = Callable[[Random, FakePerson], Written]


def some(random: Random, part: str) -> str:
    """Return a given or a family name."""
    kind = random.choices([one for one, _ in _KINDS], [share for _, share in _KINDS])[0]
    return random.choice(_NAMES[f"{part}{kind}"])


def _family(random: Random) -> str:
    first = some(random, "family")
    return random.choices(
        (first, f"{first}-{some(random, 'family')}", f"{first} {some(random, 'family')}"),
        (0.88, 0.06, 0.06),
    )[0]


def _full(random: Random, given: str, family: str) -> str:
    middle = some(random, "given")[0]
    return random.choices(
        (
            f"{given} {family}",
            f"{given} {middle}. {family}",
            f"{given} {middle} {family}",
            f"{given[0]}. {family}",
            f"{given} {family} Jr.",
            f"{given} {family[0]}.",
            f"{family}, {given}",
        ),
        (0.64, 0.08, 0.06, 0.08, 0.03, 0.05, 0.06),
    )[0]


def _cased(random: Random, name: str) -> str:
    return name.lower() if random.random() < _LOWERED else name


def _stranger(random: Random, _person: FakePerson) -> Written:
    full = _full(random, some(random, "given"), _family(random))
    return one("names", _cased(random, full))


def _listed(random: Random, _person: FakePerson) -> Written:
    given, family = some(random, "given"), _family(random)
    forms = (f"{family}, {given}", f"{family}, {given} {some(random, 'given')[0]}")
    return one("names", random.choice((*forms, f"{family}, {given[0]}.")))


def _titled(random: Random, _person: FakePerson) -> Written:
    title = random.choice(("Dr. ", "Dr ", "Mrs. ", "Mr ", "Ms. "))
    return Written(pieces=((title, ""), (_family(random), "names")))


def _patient(random: Random, person: FakePerson) -> Written:
    full = _full(random, person.given, person.family)
    return one("names", _cased(random, full), of_patient=True)


PEOPLE: Mapping[str, Slot] = {
    "w": _stranger,
    "wf": lambda random, _p: one("names", _cased(random, some(random, "given"))),
    "wl": lambda random, _p: one("names", _cased(random, _family(random))),
    "wlf": _listed,
    "wt": _titled,
    "p": _patient,
    "pf": lambda _random, p: one("names", p.given, of_patient=True),
    "pl": lambda _random, p: one("names", p.family, of_patient=True),
    "kinword": lambda random, _p: Written(pieces=((random.choice(_KIN), ""),)),
}
