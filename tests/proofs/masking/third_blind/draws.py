"""Lists of the third blind set, written by hand for it, and the draw of a patient."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.proofs.masking.corpus import FakePerson, lines_of

FOLDER = Path(__file__).parent
LISTS = {path.stem: lines_of(path) for path in sorted((FOLDER / "names").glob("*.txt"))}
NICKNAMES = dict(line.split("=") for line in LISTS["nicknames"])
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
INITIALS = "ABCDEFGHIJKLMNOPRSTVW"
_KINDS = ("common", "world", "words", "compound")
_MAIL = (
    *("gmail.com", "yahoo.com", "hotmail.com", "icloud.com", "comcast.net", "aol.com"),
    *("protonmail.com", "outlook.com", "att.net", "live.com.mx", "charter.net"),
)


def digits(random: Random, count: int) -> str:
    """Return so many digits, the first of them not zero."""
    return str(random.randint(10 ** (count - 1), 10**count - 1))


def letters(random: Random, count: int) -> str:
    """Return so many capitals."""
    return "".join(random.choices(LETTERS, k=count))


def of(random: Random, name: str) -> str:
    """Return a line of a list."""
    return random.choice(LISTS[name])


def family(random: Random) -> str:
    """Return a surname: of the US more often than from elsewhere, and some that are words."""
    kind = random.choices(_KINDS, (58, 27, 9, 6))[0]
    return of(random, f"family_{kind}")


def given(random: Random) -> str:
    """Return a given name, drawn as surnames are."""
    kind = random.choices(_KINDS[:3], (66, 24, 10))[0]
    return of(random, f"given_{kind}")


def full(random: Random) -> tuple[str, str]:
    """Return a given name and a surname that differ."""
    first, last = given(random), family(random)
    while first == last:
        last = family(random)
    return first, last


def area_phone(random: Random) -> str:
    """Return ten digits of a telephone."""
    area = random.choice("2345679") + random.choice("012345678") + random.choice("2345678")
    return area + str(random.randint(200, 999)) + f"{random.randrange(10_000):04}"


def place(random: Random) -> tuple[str, str, str]:
    """Return a city, its state and a ZIP code of it."""
    city, state, first = of(random, "cities").split("=")
    zip_code = f"{first}{random.randrange(1, 100):02}"
    plus = f"-{digits(random, 4)}" if random.random() < 0.15 else ""
    return city, state, zip_code + plus


def street(random: Random) -> str:
    """Return a house number and a street."""
    number = random.choice((digits(random, 3), digits(random, 4), digits(random, 5)))
    way = random.choice(("", "", "", "N ", "S ", "East ", "NW "))
    return f"{number} {way}{of(random, 'streets')} {of(random, 'suffixes')}"


def mail(random: Random, first: str, last: str) -> str:
    """Return a mail address that is made of a name."""
    one, two = plain(first), plain(last)
    local = random.choice(
        (f"{one}.{two}", f"{one[0]}{two}", f"{one}{two[0]}{digits(random, 2)}", f"{two}_{one}")
    )
    return f"{local}@{random.choice(_MAIL)}"


def plain(name: str) -> str:
    """Return the letters of a name from a to z, small."""
    return "".join(one for one in name.lower() if "a" <= one <= "z")


def member_id(random: Random) -> str:
    """Return a member's number of one payer or another."""
    return random.choice(
        (
            f"{letters(random, 3)}{digits(random, 9)}",
            f"{letters(random, 1)}{digits(random, 8)}",
            digits(random, 9),
            digits(random, 11),
            f"{letters(random, 3)}{digits(random, 3)}{letters(random, 1)}{digits(random, 5)}",
            f"H{digits(random, 8)}",
        )
    )


def account(random: Random) -> str:
    """Return the number of a patient's account."""
    return random.choice(
        (
            digits(random, 8),
            digits(random, 10),
            f"{letters(random, 2)}{digits(random, 7)}",
            f"HAR{digits(random, 9)}",
            f"{digits(random, 6)}{letters(random, 1)}{digits(random, 2)}",
        )
    )


def record(random: Random) -> str:
    """Return the number of a medical record."""
    return random.choice(
        (digits(random, 7), f"00{digits(random, 6)}", f"M{digits(random, 7)}", digits(random, 8))
    )


def ssn(random: Random) -> str:
    """Return nine digits that may be a Social Security number."""
    area = random.choice([n for n in range(101, 900) if n != 666])
    return f"{area}{random.randint(11, 99)}{random.randint(1001, 9999)}"


def born(random: Random) -> date:
    """Return a day of birth."""
    return date(1938, 1, 1) + timedelta(days=random.randrange(87 * 365))


def person(random: Random) -> FakePerson:
    """Return a patient."""
    first, last = full(random)
    city, state, zip_code = place(random)
    return FakePerson(
        given=first,
        middle=random.choice(INITIALS),
        family=last,
        nickname=NICKNAMES.get(first, first),
        born=born(random),
        street=street(random),
        city=city,
        state=state,
        zip_code=zip_code,
        phone=area_phone(random),
        email=mail(random, first, last),
        member_id=member_id(random),
        account=account(random),
        ssn=ssn(random),
        mrn=record(random),
    )


def apart(random: Random, p: FakePerson, lines: Sequence[str]) -> str:
    """Return a line that has no word of the patient's name or place: that word would be known."""
    own = f"{p.given} {p.family} {p.nickname} {p.city} {p.street}".lower().split()
    words = {part for one in own for part in one.replace("'", "-").split("-")} | set(own)
    for _ in range(40):
        line = random.choice(lines)
        said = line.lower().replace(".", " ").replace(",", " ").replace("'", " ").split()
        if not words & set(said):
            return line
    return "n/a"
