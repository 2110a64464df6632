"""People, dates and numbers as tuning writes them. Nothing here is shared with evaluation."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.proofs.masking.corpus import KEEP, FakePerson, Style, Written, lines_of, one
from tests.proofs.masking.tuning.people import PEOPLE, some

_FOLDER = Path(__file__).parent
_NAMES = {path.stem: lines_of(path) for path in (_FOLDER / "names").glob("*.txt")}

Slot = Callable[[Random, FakePerson], Written]


def _n(random: Random, count: int) -> str:
    return "".join(str(random.randrange(10)) for _ in range(count))


def person(random: Random) -> FakePerson:
    """Return a patient."""
    given, family = some(random, "given"), some(random, "family")
    return FakePerson(
        given=given,
        middle=random.choice(_NAMES["given"]),
        family=family,
        nickname={"Christopher": "Chris", "Daniel": "Dan", "Jennifer": "Jen"}.get(given, given),
        born=date(1930, 6, 1) + timedelta(days=random.randrange(33_000)),
        street=f"{random.randrange(1, 999)} {random.choice(_NAMES['streets'])} "
        f"{random.choice(_NAMES['street_words'])}"
        f"{random.choice(['', ' Apartment 3', ' #2C'])}",
        city=random.choice(_NAMES["cities"]),
        state=random.choice(["NY", "CA", "FL", "CO", "MO"]),
        zip_code=f"1{_n(random, 4)}",
        phone=f"6{_n(random, 2)}5{_n(random, 6)}",
        email=f"{given}_{family}@mail.example".lower(),
        member_id=random.choice(
            [f"X{_n(random, 8)}", f"8{_n(random, 9)}", f"H{_n(random, 4)}K{_n(random, 4)}"]
        ),
        account=random.choice([f"7{_n(random, 6)}", f"A-{_n(random, 6)}"]),
        ssn=f"4{_n(random, 8)}",
        mrn=random.choice([f"3{_n(random, 5)}", f"M{_n(random, 7)}"]),
    )


def _written(random: Random, day: date) -> str:
    return random.choice(
        [
            f"{day:%m/%d/%y}",
            f"{day:%m/%d/%Y}",
            f"{day:%Y-%m-%d}",
            f"{day:%d-%b-%y}",
            f"{day:%b} {day.day}, {day.year}",
            f"{day.month}/{day.day}/{day.year}",
        ]
    )


def _day(random: Random) -> date:
    return date(2023, 3, 1) + timedelta(days=random.randrange(1200))


def _of(kind: str, make: Callable[[Random], str]) -> Slot:
    return lambda random, _p: one(kind, make(random))


def _pt(kind: str, write: Callable[[Random, FakePerson], str]) -> Slot:
    return lambda random, p: one(kind, write(random, p), of_patient=True)


def _person(random: Random) -> str:
    return f"{random.choice(_NAMES['given'])} {random.choice(_NAMES['family'])}"


def _tel(random: Random, number: str) -> str:
    a, b, c = number[:3], number[3:6], number[6:]
    return random.choice([f"{a}-{b}-{c}", f"({a}) {b} {c}", f"{a} {b}-{c}", number, f"{a}.{b}.{c}"])


def _npi(random: Random) -> str:
    base = f"1{_n(random, 8)}"
    total = 24
    for index, digit in enumerate(reversed(base)):
        number = int(digit) * (1 if index % 2 else 2)
        total += number - 9 if number > 9 else number
    return f"{base}{-total % 10}"


def _titled(random: Random, _p: FakePerson) -> Written:
    title = random.choice(["Dr. ", "Dr ", "Mrs. ", "Mr "])
    return Written(pieces=((title, ""), (random.choice(_NAMES["family"]), "names")))


def _home(_random: Random, p: FakePerson) -> Written:
    return Written(
        pieces=(
            (p.street, "geography"),
            (", ", ""),
            (p.city, "geography"),
            (f" {p.state} ", ""),
            (p.zip_code, "geography"),
        ),
        of_patient=True,
    )


def _city_state(_random: Random, p: FakePerson) -> Written:
    return Written(pieces=((p.city, "geography"), (f", {p.state}", "")), of_patient=True)


_SLOTS: Mapping[str, Slot] = {
    "full": _pt(
        "names",
        lambda r, p: r.choice([f"{p.given} {p.family}", f"{p.given} {p.middle[0]} {p.family}"]),
    ),
    "reversed": _pt(
        "names", lambda r, p: r.choice([f"{p.family}, {p.given}", f"{p.family} {p.given}"])
    ),
    "given": _of("names", lambda r: r.choice(_NAMES["given"])),
    "family": _pt("names", lambda _r, p: p.family),
    "nick": _pt("names", lambda _r, p: p.nickname),
    "initials": _pt("names", lambda _r, p: f"{p.given[0]}. {p.family}"),
    "person": _of("names", _person),
    "kin": _of("names", _person),
    "kintitle": _titled,
    "doctor": _titled,
    "birth": _pt("dates", lambda r, p: _written(r, p.born)),
    "day": _of("dates", lambda r: _written(r, _day(r))),
    "md": _of("dates", lambda r: f"{_day(r):%m/%d}"),
    "wordday": _of("dates", lambda r: f"{_day(r):%B} {_day(r).day}"),
    "old": lambda r, _p: Written(pieces=(("age ", ""), (str(r.randrange(90, 103)), "ages"))),
    "phone": _pt("phones", lambda r, p: _tel(r, p.phone)),
    "fax": _of("faxes", lambda r: _tel(r, f"7{_n(r, 2)}5{_n(r, 6)}")),
    "mail": _pt("emails", lambda _r, p: p.email),
    "mail2": _of("emails", lambda r: f"{r.choice(_NAMES['given']).lower()}@office.example"),
    "home": _home,
    "cityst": _city_state,
    "plan": _pt("health_plan", lambda _r, p: p.member_id),
    "grp": _of("health_plan", lambda r: f"0{_n(r, 6)}"),
    "medicare": _of("health_plan", lambda r: f"1EG4-TE{r.randrange(10)}-MK{_n(r, 2)}"),
    "acct": _pt("accounts", lambda _r, p: p.account),
    "chart": _pt("records", lambda _r, p: p.mrn),
    "social": _pt("ssn", lambda _r, p: f"{p.ssn[:3]}-{p.ssn[3:5]}-{p.ssn[5:]}"),
    "last4": _pt("ssn", lambda _r, p: p.ssn[5:]),
    "refno": _of("other", lambda r: r.choice([_n(r, 10), f"R{_n(r, 7)}"])),
    "payerclaim": _of("other", lambda r: f"2{_n(r, 12)}"),
    "device": _of("devices", lambda r: f"LX{_n(r, 6)}"),
    "lic": _of("licenses", lambda r: f"D{_n(r, 7)}"),
    "car": _of("vehicles", lambda r: f"2HGES165{_n(r, 1)}5H{_n(r, 6)}"),
    "link": _of("urls", lambda r: f"https://recalls.example/{_n(r, 6)}"),
    "addr": _of("addresses_ip", lambda r: f"10.{r.randrange(255)}.4.{r.randrange(255)}"),
    "firm": _of(
        "names",
        lambda r: r.choice(["Okafor Plumbing", "Steel Valley Schools", "Tri-County Motors"]),
    ),
    "payer": _of(
        KEEP,
        lambda r: r.choice(
            ["Aetna", "Fidelis", "Medicare", "Larkspur Commercial", "BCBSNC", "Optum"]
        ),
    ),
    "code": _of(KEEP, lambda r: r.choice(["99214", "29881", "36415"])),
    "hc": _of(KEEP, lambda r: r.choice(["J3301", "L1833", "G0439"])),
    "dx": _of(KEEP, lambda r: r.choice(["K21.9", "R07.9", "M17.11"])),
    "adj": _of(KEEP, lambda r: r.choice(["CO-18", "PR-3", "CO-22", "OA-18", "CO 109"])),
    "remark": _of(KEEP, lambda r: r.choice(["N522", "MA92", "M15"])),
    "money": _of(KEEP, lambda r: f"${r.randrange(5, 9000):,}.{_n(r, 2)}"),
    "npi": _of(KEEP, _npi),
    "eft": _of(KEEP, lambda r: f"8{_n(r, 8)}"),
    "own": _of(KEEP, lambda r: "clm_" + "".join(r.choices("abcdefgh234567", k=24))),
    "fname": _of(KEEP, lambda r: f"CLAIMS_{_n(r, 8)}.837"),
    "xfamily": _pt("names", lambda _r, p: p.family.upper()),
    "xgiven": _pt("names", lambda _r, p: p.given.upper()),
    "xplan": _pt("health_plan", lambda _r, p: p.member_id),
    "xbirth": _pt("dates", lambda _r, p: f"{p.born:%Y%m%d}"),
    "xstreet": _pt("geography", lambda _r, p: p.street.upper()),
    "xcity": _pt("geography", lambda _r, p: p.city.upper()),
    "xzip": _pt("geography", lambda _r, p: p.zip_code),
    "xacct": _pt("accounts", lambda _r, p: p.account),
    "xchart": _pt("records", lambda _r, p: p.mrn),
    "xday": _of("dates", lambda r: f"{_day(r):%Y%m%d}"),
    "xmoney": _of(KEEP, lambda r: str(r.randrange(50, 900))),
    **PEOPLE,
}

STYLE = Style(folder=_FOLDER, person=person, slots=_SLOTS)
