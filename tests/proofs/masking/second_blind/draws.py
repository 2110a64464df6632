"""Names, dates and numbers drawn for the second blind set; written before masking ran on it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from string import ascii_uppercase

from tests.proofs.masking.corpus import FakePerson, lines_of


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())


FOLDER = Path(__file__).parent
LISTS = {path.stem: lines_of(path) for path in sorted((FOLDER / "names").glob("*.txt"))}

_COMMON, _LESS_COMMON = 0.65, 0.90
"""65 in 100 names are common in the US, 25 are less common, and 10 are rare or newly coined."""
_WORDS = 0.3
"""So many of the less common names are English words too."""
_COINED = 0.4
"""So many of the rare names are on no list: they are coined."""
_STARTS = words("Br Cal Dev El Fen Jax Ky Lar Mak Nev Or Quin Ry Sha Tav Ul Vey Zan Kei Tre")
_MIDDLES = words("a ae an ar e el en i in o on or ul yn")
_GIVEN_ENDS = words("a elle iah ique isha lyn ron son tavius ton vion ya zel zia")
_FAMILY_ENDS = words("by dorf enko ford ides lund mann oglu ova quist rath shaw stad vere wick")

_TYPES = words("St Ave Rd Dr Ln Blvd Ct Cir Pkwy Ter Way Pl Street Avenue ROAD Drive Lane".title())
_SIDES = ("", "", "", "", "N ", "S ", "E ", "W ", "NW ", "SE ", "North ")
_FIRST_DAY, _DAYS = date(2023, 1, 1), 1420
_FIRST_BIRTH, _BIRTHS = date(1938, 1, 1), 31_800
_MAILS = words("gmail.com yahoo.com aol.com hotmail.com comcast.net icloud.com outlook.com")
_MEMBERS = (
    ("@@@?########", 4),
    ("W#########", 2),
    ("U########01", 1),
    ("9########", 2),
    ("H########", 1),
    ("8###########", 1),
    ("@@#####@", 1),
)
_ACCOUNTS = ("7########", "V000########", "40######", "H########", "##-#######", "1###########")
_RECORDS = ("E#######", "0#######", "######", "M00######", "########", "##-##-##")
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


def form(random: Random, pattern: str) -> str:
    """Return a number of a form: `#` is a digit, `@` a capital letter, `?` one of the two."""
    return "".join(_letter(random, one) for one in pattern)


def _letter(random: Random, one: str) -> str:
    if one == "?":
        one = random.choice("#@")
    if one == "#":
        return str(random.randrange(10))
    return random.choice(ascii_uppercase) if one == "@" else one


def one_form(random: Random, forms: Sequence[str]) -> str:
    """Return a number in one of these forms."""
    return form(random, random.choice(forms))


def _coined(random: Random, ends: Sequence[str]) -> str:
    return random.choice(_STARTS) + random.choice(_MIDDLES) + random.choice(ends)


def _name(random: Random, kind: str, ends: Sequence[str]) -> str:
    chance = random.random()
    if chance < _COMMON:
        return random.choice(LISTS[f"{kind}_common"])
    if chance < _LESS_COMMON:
        tier = "words" if random.random() < _WORDS else "less"
        return random.choice(LISTS[f"{kind}_{tier}"])
    if random.random() < _COINED:
        return _coined(random, ends)
    return random.choice(LISTS[f"{kind}_rare"])


def given(random: Random) -> str:
    """Return a given name."""
    return _name(random, "given", _GIVEN_ENDS)


def family(random: Random) -> str:
    """Return a family name; one in thirty is double."""
    name = _name(random, "family", _FAMILY_ENDS)
    if random.random() > 1 / 30 or "-" in name:
        return name
    return name + random.choice("- ") + _name(random, "family", _FAMILY_ENDS)


def phone(random: Random) -> str:
    """Return the ten digits of a phone."""
    area, exchange = random.randrange(2, 10), random.randrange(2, 10)
    return form(random, f"{area}##{exchange}######")


def social(random: Random) -> str:
    """Return the nine digits of a Social Security number."""
    area = random.choice((random.randrange(1, 666), random.randrange(667, 900)))
    return f"{area:03}{random.randrange(1, 100):02}{random.randrange(1, 10_000):04}"


def mbi(random: Random) -> str:
    """Return a Medicare beneficiary identifier: C A AN N A AN N A A N N."""
    pattern = str(random.randrange(1, 10)) + "A?#A?#AA##"
    return "".join(_mbi_letter(random, one) for one in pattern)


def _mbi_letter(random: Random, one: str) -> str:
    if one == "?":
        one = random.choice("A#")
    return random.choice(_MBI_LETTERS) if one == "A" else form(random, one)


def member(random: Random) -> str:
    """Return a member's number in the form of one payer or another."""
    if random.random() < 0.25:
        return mbi(random)
    forms, weights = zip(*_MEMBERS, strict=True)
    return form(random, random.choices(forms, weights)[0])


def account(random: Random) -> str:
    """Return the number of a patient's account."""
    return one_form(random, _ACCOUNTS)


def record(random: Random) -> str:
    """Return the number of a medical record."""
    return one_form(random, _RECORDS)


def street(random: Random) -> str:
    """Return a house and its street."""
    name = random.choice(LISTS["streets"])
    side = random.choice(_SIDES)
    return f"{random.randrange(3, 19_999)} {side}{name} {random.choice(_TYPES)}"


def place(random: Random) -> tuple[str, str, str]:
    """Return a city, its state and a ZIP code there."""
    city, state, zip3 = random.choice(LISTS["cities"]).split("|")
    plus = form(random, "-####") if random.random() < 0.25 else ""
    return city, state, zip3 + form(random, "##") + plus


def email(random: Random, first: str, last: str, host: str | None = None) -> str:
    """Return a mail address that is made of a name."""
    first, last = (
        "".join(c for c in one.lower() if c.isascii() and c.isalnum()) for one in (first, last)
    )
    ways = (f"{first}.{last}", f"{first[:1]}{last}", f"{first}_{last}##", f"{last}{first[:1]}##")
    return form(random, random.choice(ways)) + "@" + (host or random.choice(_MAILS))


def day(random: Random) -> date:
    """Return a day of the last years."""
    return _FIRST_DAY + timedelta(days=random.randrange(_DAYS))


def birth(random: Random) -> date:
    """Return a day on which somebody was born who is below 90 years old."""
    return _FIRST_BIRTH + timedelta(days=random.randrange(_BIRTHS))


def person(random: Random) -> FakePerson:
    """Return a patient."""
    first, last = given(random), family(random)
    city, state, zip_code = place(random)
    return FakePerson(
        given=first,
        middle=random.choice(ascii_uppercase),
        family=last,
        nickname=random.choice((first[:3], given(random), f"{first[:1]}.{random.choice('JTCD')}.")),
        born=birth(random),
        street=street(random),
        city=city,
        state=state,
        zip_code=zip_code,
        phone=phone(random),
        email=email(random, first, last),
        member_id=member(random),
        account=account(random),
        ssn=social(random),
        mrn=record(random),
    )
