"""People as the second blind set writes them: patients, relatives, clinicians, staff, employers.

A title, a credential, a legal form (`LLC`) and the `'s` of a possessive are no part of a name. A
name that is misspelled, misread or shortened to initials is an identifier, and none that the claim
knows; one spelled letter by letter is known.
"""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import FakePerson, Written, one
from tests.proofs.masking.second_blind.days import Slot
from tests.proofs.masking.second_blind.draws import LISTS, family, form, given

_Name = tuple[str, str, str]
_Write = Callable[[Random, _Name], str]

_MISREAD = (("o", "0"), ("l", "1"), ("i", "l"), ("rn", "m"), ("e", "c"), ("S", "5"), ("B", "8"))
_CREDENTIALS = (", MD", ", M.D.", ", DO", ", NP", " MD", ", PA-C", ", MD, FACS", ", DPM")
_TITLES = ("Mr. ", "Mrs. ", "Ms. ", "Mr ", "Mrs ", "Miss ")
_LEGAL_FORMS = (" LLC", " Inc", " Co")


def full(random: Random, name: _Name) -> str:
    """Return a name from the given name to the family name, at times with a middle initial."""
    first, middle, last = name
    between = random.choice((" ", " ", " ", " ", f" {middle}. ", f" {middle} "))
    return f"{first}{between}{last}"


def _last_first(random: Random, name: _Name) -> str:
    first, middle, last = name
    comma = random.choice((", ", ", ", ", ", ","))
    return f"{last}{comma}{first}{random.choice(('', '', '', f' {middle}'))}"


def _no_comma(random: Random, name: _Name) -> str:
    first, middle, last = name
    return f"{last} {first}{random.choice(('', '', f' {middle}'))}"


def _joined(by: str) -> _Write:
    return lambda _r, name: f"{name[2]}{by}{name[0]}{by}{name[1]}"


def _first(_random: Random, name: _Name) -> str:
    return name[0]


def _last(_random: Random, name: _Name) -> str:
    return name[2]


def _broken(_random: Random, name: _Name) -> str:
    return f"{name[0]}\n{name[2]}"


def _initials(random: Random, name: _Name) -> str:
    dot = random.choice((".", ""))
    return f"{name[0][0]}{dot}{name[2][0].upper()}{dot}"


def _first_and_initial(random: Random, name: _Name) -> str:
    return f"{name[0]} {name[2][0].upper()}{random.choice(('.', ''))}"


def _misspelled(random: Random, name: _Name) -> str:
    first, _middle, last = name
    at = random.randrange(1, len(last)) if len(last) > 1 else 0
    changed = random.choice((last[:at] + last[at + 1 :], last[: at + 1] + last[at:]))
    return f"{first} {changed}"


def _misread(random: Random, name: _Name) -> str:
    text = f"{name[0]} {name[2]}"
    for right, wrong in random.sample(_MISREAD, 3):
        text = text.replace(right, wrong, 1)
    return text


def _spelled(_random: Random, name: _Name) -> str:
    return " ".join("-".join(part.upper()) for part in (name[0], name[2]))


def _in_sql(name: str) -> str:
    return name.replace("'", "''")


def _of_patient(write: _Write, *, known: bool = True) -> Slot:
    def written(random: Random, p: FakePerson) -> Written:
        text = write(random, (p.given, p.middle, p.family))
        return one("names", text, of_patient=known)

    return written


def _of_other(write: _Write) -> Slot:
    def written(random: Random, _p: FakePerson) -> Written:
        return one("names", write(random, _anybody(random)))

    return written


def _anybody(random: Random) -> _Name:
    return given(random), form(random, "@"), family(random)


def _of_relative(write: _Write) -> Slot:
    def written(random: Random, p: FakePerson) -> Written:
        first, middle, last = _anybody(random)
        shared = p.family if random.random() < 0.6 else last
        return one("names", write(random, (first, middle, shared)))

    return written


def _patient_with_title(random: Random, p: FakePerson) -> Written:
    pieces = ((random.choice(_TITLES), ""), (p.family, "names"))
    return Written(pieces=pieces, of_patient=True)


def _with_title(random: Random, _p: FakePerson) -> Written:
    return Written(pieces=((random.choice(_TITLES), ""), (family(random), "names")))


def _with_credential(random: Random, _p: FakePerson) -> Written:
    name = full(random, _anybody(random))
    return Written(pieces=((name, "names"), (random.choice(_CREDENTIALS), "")))


def _possessive(random: Random, p: FakePerson) -> Written:
    name = full(random, (p.given, p.middle, p.family))
    return Written(pieces=((name, "names"), ("'s", "")), of_patient=True)


def _nickname(_random: Random, p: FakePerson) -> Written:
    return one("names", p.nickname)


def _employer(random: Random, _p: FakePerson) -> Written:
    name = random.choice(LISTS["employers"])
    for ending in _LEGAL_FORMS:
        if name.endswith(ending):
            return Written(pieces=((name.removesuffix(ending), "names"), (ending, "")))
    return one("names", name)


def _user(random: Random, _p: FakePerson) -> Written:
    first, _middle, last = _anybody(random)
    letters = "".join(c for c in first[:1] + last if c.isascii() and c.isalpha())
    return one("other", form(random, random.choice((letters.lower(), letters.upper() + "#"))))


def _a_word(random: Random, _p: FakePerson) -> Written:
    return one("names", random.choice(LISTS["given_words"]))


PEOPLE: Mapping[str, Slot] = {
    "p": _of_patient(full),
    "p.lf": _of_patient(_last_first),
    "p.fl": _of_patient(_no_comma),
    "p.g": _of_patient(_first),
    "p.f": _of_patient(_last),
    "p.hl7": _of_patient(_joined("^")),
    "p.nm1": _of_patient(_joined("*")),
    "p.split": _of_patient(_broken),
    "p.ttl": _patient_with_title,
    "p.poss": _possessive,
    "p.nick": _nickname,
    "p.init": _of_patient(_initials, known=False),
    "p.typo": _of_patient(_misspelled, known=False),
    "p.ocr": _of_patient(_misread, known=False),
    "p.spell": _of_patient(_spelled),
    "o": _of_other(full),
    "o.full": _of_other(full),
    "o.lf": _of_other(_last_first),
    "o.fl": _of_other(_no_comma),
    "o.g": _of_other(_first),
    "o.f": _of_other(_last),
    "o.hl7": _of_other(_joined("^")),
    "o.g.sql": _of_other(lambda _r, name: _in_sql(name[0])),
    "o.f.sql": _of_other(lambda _r, name: _in_sql(name[2])),
    "will": _a_word,
    "rel": _of_relative(_first),
    "rel.g": _of_relative(_first),
    "rel.full": _of_relative(full),
    "rel.hl7": _of_relative(_joined("^")),
    "doc": _of_other(full),
    "doc.f": _of_other(_last),
    "doc.lf": _of_other(_last_first),
    "doc.hl7": _of_other(_joined("^")),
    "doc.nm1": _of_other(_joined("*")),
    "doc.cred": _with_credential,
    "staff": _of_other(full),
    "staff.g": _of_other(_first),
    "staff.f": _of_other(_last),
    "staff.gi": _of_other(_first_and_initial),
    "staff.ttl": _with_title,
    "staff.in": _user,
    "emp": _employer,
}
