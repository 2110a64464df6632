"""People, dates and numbers as the blind set writes them; written before masking ran on it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from string import ascii_lowercase, ascii_uppercase

from tests.proofs.masking.blind.kept import KEPT
from tests.proofs.masking.corpus import FakePerson, Style, Written, lines_of, one

_FOLDER = Path(__file__).parent
_NAMES = {path.stem: lines_of(path) for path in (_FOLDER / "names").glob("*.txt")}
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"
_WORDS_IN_PATIENTS, _WORDS_IN_OTHERS = 0.06, 0.12
"""So many names are also common words."""

Slot = Callable[[Random, FakePerson], Written]


def _form(random: Random, form: str) -> str:
    """Return `AA-99` with letters for `A` and `a`, digits for `9`, hex digits for `x`."""
    letters = {"A": ascii_uppercase, "a": ascii_lowercase, "9": "0123456789"}
    letters |= {"C": _CONSONANTS, "x": "0123456789abcdef", "8": "23456789"}
    return "".join(random.choice(letters.get(one, one)) for one in form)


def _one_form(*forms: str) -> Callable[[Random], str]:
    return lambda random: _form(random, random.choice(forms))


def _given(random: Random, words: float) -> str:
    return random.choice(_NAMES["given_words" if random.random() < words else "given"])


def _family(random: Random, words: float) -> str:
    return random.choice(_NAMES["family_words" if random.random() < words else "family"])


def _phone(random: Random) -> str:
    return _form(random, "8998998999")


def _street(random: Random) -> str:
    units = ("", "", "", " Apt 4B", " #210", ", Unit 7", " Lot 18", " Apt. 312", " Ste 900")
    if random.random() < 1 / 9:
        return random.choice(("PO Box ", "P.O. Box ", "Box ")) + _form(random, "8999")
    number = _form(random, random.choice(("89", "899", "8999", "89999")))
    street = random.choice(_NAMES["streets"])
    return f"{number} {street} {random.choice(_NAMES['street_words'])}{random.choice(units)}"


def person(random: Random) -> FakePerson:
    """Return a patient drawn from the seed."""
    given, family = _given(random, _WORDS_IN_PATIENTS), _family(random, _WORDS_IN_PATIENTS)
    city, state, zip3 = random.choice(_NAMES["cities"]).split(",")
    mail = random.choice(("{g}.{f}", "{g}{f}", "{f}_{g}", "{g}{n}", "{i}{f}{n}"))
    local = mail.format(g=given, f=family, i=given[0], n=_form(random, "99")).lower()
    members = (
        "A899999999",
        "AAA899999999",
        "9CC9C99CC99",
        "8999999999",
        "A99-99-9999",
        "8999-99999",
    )
    return FakePerson(
        given=given,
        middle=random.choice(ascii_uppercase),
        family=family,
        nickname=given[:4].rstrip("aeiou") or given,
        born=date(random.randint(1931, 2019), random.randint(1, 12), random.randint(1, 28)),
        street=_street(random),
        city=city,
        state=state,
        zip_code=zip3 + _form(random, "99"),
        phone=_phone(random),
        email=f"{local.replace(chr(39), '')}@{random.choice(_HOSTS)}",
        member_id=_form(random, random.choice(members)),
        account=_form(random, random.choice(("899999", "A8999999", "89-99999", "CC8999999"))),
        ssn=_form(random, "899999999"),
        mrn=_form(random, random.choice(("89999999", "M899999", "00899999"))),
    )


_HOSTS = ("gmail.com", "yahoo.com", "outlook.com", "aol.com", "icloud.com", "comcast.net")
_COMPANIES = ("{} & Sons Roofing", "{} Trucking LLC", "{} Brothers Farms", "{} Logistics Inc")


def _day(random: Random) -> date:
    return date(2023, 1, 1) + timedelta(days=random.randrange(1300))


def _written(random: Random, day: date) -> str:
    form = random.choice(_DAYS)
    return form(day)


_DAYS: tuple[Callable[[date], str], ...] = (
    lambda d: f"{d.month}/{d.day}/{d.year}",
    lambda d: f"{d.month}/{d.day}/{d:%y}",
    lambda d: f"{d:%m/%d/%Y}",
    lambda d: f"{d:%m-%d-%y}",
    lambda d: f"{d.month}-{d.day}-{d.year}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d.month}.{d.day}.{d:%y}",
    lambda d: f"{d:%d-%b-%Y}",
)


def _birth(random: Random, day: date) -> str:
    return random.choice((*_DAYS[:6], lambda d: f"{d:%m%d%Y}", lambda d: f"{d:%Y%m%d}"))(day)


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _tel(random: Random, digits: str) -> str:
    area, office, line = digits[:3], digits[3:6], digits[6:]
    forms = ("({a}) {o}-{l}", "{a}-{o}-{l}", "{a}.{o}.{l}", "{a}{o}{l}", "{a} {o} {l}")
    more = ("1-{a}-{o}-{l}", "+1 {a} {o} {l}", "({a}){o}-{l}", "{a}/{o}-{l}")
    return random.choice((*forms, *more)).format(a=area, o=office, l=line)


def _social(random: Random, digits: str) -> str:
    dashed = f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
    return random.choice((dashed, dashed, digits, dashed.replace("-", " ")))


def _hidden_social(random: Random, p: FakePerson) -> Written:
    hidden = random.choice(("XXX-XX-", "xxx-xx-", "***-**-"))
    return Written(pieces=((hidden, ""), (p.ssn[-4:], "ssn")), of_patient=True)


def _of(safe_harbor: str, make: Callable[[Random], str]) -> Slot:
    """Return a slot of somebody else."""
    return lambda random, _p: one(safe_harbor, make(random))


def _some_day(form: Callable[[date], str]) -> Slot:
    return lambda random, _p: one("dates", form(_day(random)))


def _pt(safe_harbor: str, write: Callable[[Random, FakePerson], str]) -> Slot:
    """Return a slot of the patient."""
    return lambda random, p: one(safe_harbor, write(random, p), of_patient=True)


def _after(slot: Slot, ending: str) -> Slot:
    def written(random: Random, p: FakePerson) -> Written:
        made = slot(random, p)
        return Written(pieces=(*made.pieces, (ending, "")), of_patient=made.of_patient)

    return written


def _other_given(random: Random) -> str:
    return _given(random, _WORDS_IN_OTHERS)


def _other_family(random: Random) -> str:
    return _family(random, _WORDS_IN_OTHERS)


def _full(random: Random) -> str:
    return f"{_other_given(random)} {_other_family(random)}"


def _titled(title: str) -> Slot:
    return lambda random, _p: Written(pieces=((title, ""), (_other_family(random), "names")))


def _patient_titled(random: Random, p: FakePerson) -> Written:
    title = random.choice(("Mr. ", "Mrs. ", "Ms ", "Ms. "))
    return Written(pieces=((title, ""), (p.family, "names")), of_patient=True)


def _address(_random: Random, p: FakePerson) -> Written:
    place = ((p.street, "geography"), (", ", ""), (p.city, "geography"), (f", {p.state} ", ""))
    return Written(pieces=(*place, (p.zip_code, "geography")), of_patient=True)


def _address_lines(_random: Random, p: FakePerson) -> Written:
    place = ((p.street, "geography"), ("\n", ""), (p.city, "geography"), (f" {p.state} ", ""))
    return Written(pieces=(*place, (p.zip_code, "geography")), of_patient=True)


def _other_place(random: Random, _p: FakePerson) -> Written:
    city, state, zip3 = random.choice(_NAMES["cities"]).split(",")
    place = ((_street(random), "geography"), (", ", ""), (city, "geography"), (f", {state} ", ""))
    return Written(pieces=(*place, (zip3 + _form(random, "99-9999"), "geography")))


def _city_state(random: Random, _p: FakePerson) -> Written:
    city, state, _zip3 = random.choice(_NAMES["cities"]).split(",")
    return Written(pieces=((city, "geography"), (f", {state}", "")))


def _range(random: Random, _p: FakePerson) -> Written:
    first = _day(random)
    form, link = random.choice(_DAYS[:6]), random.choice((" - ", " to ", " thru "))
    last = first + timedelta(days=random.randrange(1, 9))
    return Written(pieces=((form(first), "dates"), (link, ""), (form(last), "dates")))


def _month(random: Random) -> str:
    day = _day(random)
    return random.choice((f"{day:%m/%Y}", f"{day:%B %Y}", f"{day:%b %Y}"))


_PEOPLE: Mapping[str, Slot] = {
    "pt": _pt("names", lambda _r, p: f"{p.given} {p.family}"),
    "pt.mid": _pt("names", lambda _r, p: f"{p.given} {p.middle} {p.family}"),
    "pt.lf": _pt("names", lambda _r, p: f"{p.family}, {p.given}"),
    "pt.lfm": _pt("names", lambda _r, p: f"{p.family}, {p.given} {p.middle}."),
    "pt.lf_tight": _pt("names", lambda _r, p: f"{p.family},{p.given}"),
    "pt.first": _pt("names", lambda _r, p: p.given),
    "pt.last": _pt("names", lambda _r, p: p.family),
    "pt.poss": _after(_pt("names", lambda _r, p: p.family), "'s"),
    "pt.init": _pt("names", lambda _r, p: f"{p.given[0]}. {p.family}"),
    "pt.title": _patient_titled,
    "pt.caps": _pt("names", lambda _r, p: f"{p.family} {p.given}".upper()),
    "who": _of("names", _full),
    "who.lf": _of("names", lambda r: f"{_other_family(r)}, {_other_given(r)}"),
    "who.first": _of("names", _other_given),
    "who.last": _of("names", _other_family),
    "who.fi": _of("names", lambda r: f"{_other_given(r)} {_form(r, 'A')}."),
    "who.two": _of("names", lambda r: f"{_full(r)}-{r.choice(_NAMES['family'])}"),
    "kin": lambda r, p: one("names", f"{_other_given(r)} {p.family}"),
    "dr": _titled("Dr. "),
    "dr.bare": _titled("dr "),
    "mr": _titled("Mr. "),
    "mrs": _titled("Mrs. "),
    "employer": _of("names", lambda r: r.choice(_COMPANIES).format(r.choice(_NAMES["family"]))),
}
_WHEN: Mapping[str, Slot] = {
    "dob": _pt("dates", lambda r, p: _birth(r, p.born)),
    "dob.iso": _pt("dates", lambda _r, p: f"{p.born:%Y-%m-%d}"),
    "dob.long": _pt("dates", lambda _r, p: f"{p.born:%B} {p.born.day}, {p.born.year}"),
    "date": _of("dates", lambda r: _written(r, _day(r))),
    "date.iso": _of("dates", lambda r: f"{_day(r):%Y-%m-%d}"),
    "date.us": _of("dates", lambda r: f"{_day(r):%m/%d/%Y}"),
    "date.short": _some_day(lambda d: f"{d.month}/{d.day}"),
    "date.word": _some_day(lambda d: f"{d:%b} {d.day}"),
    "date.ord": _some_day(lambda d: f"{d:%B} {_ordinal(d.day)}"),
    "date.of": _some_day(lambda d: f"{_ordinal(d.day)} of {d:%B}"),
    "date.tight": _of("dates", lambda r: f"{_day(r):%Y%m%d}"),
    "date.six": _of("dates", lambda r: f"{_day(r):%m%d%y}"),
    "date.my": _of("dates", _month),
    "range": _range,
    "age": _of("ages", lambda r: str(r.randint(90, 103))),
}
_WHERE: Mapping[str, Slot] = {
    "street": _pt("geography", lambda _r, p: p.street),
    "city": _pt("geography", lambda _r, p: p.city),
    "zip": _pt("geography", lambda _r, p: p.zip_code),
    "address": _address,
    "address.lines": _address_lines,
    "place": _other_place,
    "town": _city_state,
    "county": _after(_of("geography", lambda r: r.choice(_NAMES["family"])), " County"),
}
_REACHED: Mapping[str, Slot] = {
    "phone": _pt("phones", lambda r, p: _tel(r, p.phone)),
    "phone.other": _of("phones", lambda r: _tel(r, _phone(r))),
    "phone.ext": _of(
        "phones", lambda r: _tel(r, _phone(r)) + r.choice((" x", " ext ")) + _form(r, "8999")
    ),
    "fax": _of("faxes", lambda r: _tel(r, _phone(r))),
    "email": _pt("emails", lambda _r, p: p.email),
    "email.other": _of(
        "emails",
        lambda r: f"{_other_given(r)[0]}.{r.choice(_NAMES['family'])}@{r.choice(_HOSTS)}".lower(),
    ),
    "url": _of(
        "urls",
        lambda r: f"https://mychart.example.org/p/{_form(r, 'xxxxxxxx')}?enc={_form(r, '99999')}",
    ),
    "url.bare": _of("urls", lambda r: f"www.{_form(r, 'aaaa')}pay.com/i/{_form(r, '999999')}"),
    "ip": _of("addresses_ip", lambda r: ".".join(str(r.randint(11, 254)) for _ in range(4))),
}
_NUMBERS: Mapping[str, Slot] = {
    "ssn": _pt("ssn", lambda r, p: _social(r, p.ssn)),
    "ssn4": _pt("ssn", lambda _r, p: p.ssn[-4:]),
    "ssn.x": _hidden_social,
    "mrn": _pt("records", lambda _r, p: p.mrn),
    "chart": _of("records", _one_form("899999", "C-89999", "8999999")),
    "member": _pt("health_plan", lambda _r, p: p.member_id),
    "member.tight": _pt("health_plan", lambda _r, p: p.member_id.replace("-", "")),
    "medicaid": _of("health_plan", _one_form("AA89999A", "8999999999", "899999999A")),
    "account": _pt("accounts", lambda _r, p: p.account),
    "account.other": _of("accounts", _one_form("89999999", "AA-899999", "8999-8999")),
    "card4": _of("accounts", _one_form("8999")),
    "bank": _of("accounts", _one_form("8999999999", "899999999999")),
    "driver": _of("licenses", _one_form("A8999999", "A899-8999-8999", "899999999")),
    "dea": _of("licenses", _one_form("AA8999999")),
    "license": _of("licenses", _one_form("A89999", "MD-899999", "89999")),
    "vin": _of("vehicles", _one_form("1CCCC89C9CC899999", "2C8CC89C9C8899999")),
    "plate": _of("vehicles", _one_form("CCC-8999", "8CCC899", "CCC 899")),
    "serial": _of("devices", _one_form("SN8999999", "AA89-99999", "8999999999", "A8999999A")),
    "implant": _of("devices", _one_form("AAA899999", "89-99999-A")),
    "biometric": _of("biometrics", _one_form("VP-89999", "FP899999", "xxxx89xx99xx")),
    "icn": _of(
        "other", _one_form("8999999999999", "E89999AAAA99", "20248999999999", "8999A9999900")
    ),
    "auth": _of("other", _one_form("A899999999", "AUTH89999", "8999999", "OP8999999")),
    "callref": _of("other", _one_form("8999999", "I-89999999", "CC89999", "89999-8999")),
    "rx": _of("other", _one_form("8999999", "89999-89")),
    "case": _of("other", _one_form("899999", "89-999999", "CAS-899999")),
}
STYLE = Style(
    folder=_FOLDER,
    person=person,
    slots={**_PEOPLE, **_WHEN, **_WHERE, **_REACHED, **_NUMBERS, **KEPT},
)
