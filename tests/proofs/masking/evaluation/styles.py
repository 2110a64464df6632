"""People, dates and numbers as the evaluation writes them. Nothing here is shared with tuning."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.proofs.masking.corpus import KEEP, FakePerson, Style, Written, lines_of, one

_FOLDER = Path(__file__).parent
_NAMES = {path.stem: lines_of(path) for path in (_FOLDER / "names").glob("*.txt")}
_ABROAD = 0.2
"""So many of the people have names that come from elsewhere than the United States."""
_NICKNAMES = {
    "William": "Bill",
    "Robert": "Bob",
    "Margaret": "Peggy",
    "Elizabeth": "Liz",
    "James": "Jim",
    "Katherine": "Kate",
    "Richard": "Dick",
    "Patricia": "Pat",
    "Deborah": "Debbie",
    "Thomas": "Tom",
    "Michael": "Mike",
    "Edward": "Ted",
    "Joseph": "Joe",
    "Susan": "Sue",
    "Charles": "Chuck",
    "Barbara": "Barb",
    "Theodore": "Theo",
    "Rebecca": "Becky",
}
_STATES = ["OH", "TX", "PA", "GA", "WA", "NC", "AZ", "MI", "IL", "VA", "TN", "MN"]
_STATE_NAMES = {"OH": "Ohio", "TX": "Texas", "PA": "Pennsylvania", "GA": "Georgia"}
_PAYERS = [
    "Aetna",
    "Cigna",
    "UnitedHealthcare",
    "UHC",
    "Humana",
    "Anthem Blue Cross",
    "BCBS of TX",
    "Medicare",
    "Medicaid",
    "Molina Healthcare",
    "Kaiser Permanente",
    "WellCare",
    "Tricare",
    "Oscar Health",
    "Ambetter",
    "Centene",
    "Larkspur Commercial",
    "Granite Health Plan",
    "Highmark",
    "Health Net",
    "Blue Shield of California",
    "Palmetto GBA",
]
_EMPLOYERS = [
    "Danner Foundry",
    "Lakeshore Stamping Co",
    "Ottley Brothers Roofing",
    "Brightwater Bakery LLC",
    "Kessler Freight Inc",
]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

Slot = Callable[[Random, FakePerson], Written]


def _digits(random: Random, count: int) -> str:
    return str(random.randrange(1, 10)) + "".join(random.choices("0123456789", k=count - 1))


def _letters(random: Random, count: int) -> str:
    return "".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=count))


def _given(random: Random) -> str:
    return random.choice(_NAMES["given_abroad" if random.random() < _ABROAD else "given"])


def _family(random: Random) -> str:
    if random.random() < 0.05:
        return f"{random.choice(_NAMES['family'])}-{random.choice(_NAMES['family'])}"
    return random.choice(_NAMES["family_abroad" if random.random() < _ABROAD else "family"])


def _phone(random: Random) -> str:
    return f"{random.randrange(201, 990)}{random.randrange(200, 999)}{random.randrange(10**4):04}"


def _email(random: Random, given: str, family: str) -> str:
    user = random.choice(
        [f"{given}.{family}", f"{given[0]}{family}", f"{family}{random.randrange(10, 99)}"]
    ).lower()
    domain = random.choice(["mailbox.example", "webpost.example", "inboxly.example", "post.test"])
    return f"{user}@{domain}"


def person(random: Random) -> FakePerson:
    """Return a patient."""
    given, family = _given(random), _family(random)
    return FakePerson(
        given=given,
        middle=_given(random),
        family=family,
        nickname=_NICKNAMES.get(given, ""),
        born=date(1925, 1, 1) + timedelta(days=random.randrange(35_000)),
        street=f"{random.randrange(10, 9999)} {random.choice(['', '', 'N ', 'S. ', 'West '])}"
        f"{random.choice(_NAMES['streets'])} {random.choice(_NAMES['street_words'])}"
        f"{random.choice(['', '', '', ' Apt 4B', ' #12', ' Unit 7', ', Suite 210'])}",
        city=random.choice(_NAMES["cities"]),
        state=random.choice(_STATES),
        zip_code=f"{random.randrange(501, 99950):05}"
        + random.choice(["", "", f"-{random.randrange(1, 10**4):04}"]),
        phone=_phone(random),
        email=_email(random, given, family),
        member_id=random.choice(
            [
                f"W{_digits(random, 9)}",
                _digits(random, 9),
                f"{_letters(random, 3)}{_digits(random, 9)}",
                f"{_digits(random, 8)}-01",
                f"{_letters(random, 2)}{_digits(random, 7)}",
            ]
        ),
        account=random.choice(
            [
                _digits(random, 8),
                f"V{_digits(random, 9)}",
                f"{_digits(random, 5)}-{_digits(random, 2)}",
                f"{_letters(random, 2)}{_digits(random, 6)}",
            ]
        ),
        ssn=f"{random.randrange(1, 899):03}{random.randrange(1, 100):02}"
        f"{random.randrange(1, 10**4):04}",
        mrn=random.choice([_digits(random, 7), f"E{_digits(random, 6)}", _digits(random, 9)]),
    )


def _date_words(random: Random, day: date) -> str:
    month = _MONTHS[day.month - 1]
    return random.choice(
        [
            f"{day:%m/%d/%Y}",
            f"{day:%m/%d/%Y}",
            f"{day.month}/{day.day}/{day:%y}",
            f"{day:%m-%d-%Y}",
            day.isoformat(),
            f"{day:%m/%d/%y}",
            f"{day.month}-{day.day}-{day:%y}",
            f"{month} {day.day}, {day.year}",
            f"{month[:3]} {day.day} {day.year}",
            f"{day.day:02}-{month[:3].upper()}-{day.year}",
            f"{day:%Y%m%d}",
            f"{day.month}.{day.day}.{day:%y}",
        ]
    )


def _day(random: Random) -> date:
    return date(2024, 1, 1) + timedelta(days=random.randrange(1060))


def _date(random: Random, _person: FakePerson) -> Written:
    return one("dates", _date_words(random, _day(random)))


def _date_short(random: Random, _person: FakePerson) -> Written:
    day = _day(random)
    return one(
        "dates", random.choice([f"{day.month}/{day.day}", f"{day:%m/%d}", f"{day:%b} {day.day}"])
    )


def _date_long(random: Random, _person: FakePerson) -> Written:
    day = _day(random)
    month = _MONTHS[day.month - 1]
    return one(
        "dates",
        random.choice(
            [
                f"{month} {day.day}, {day.year}",
                f"{day.day} {month} {day.year}",
                f"{month} {day.day}{_ordinal(day.day)}, {day.year}",
                f"{day.day}{_ordinal(day.day)} of {month}",
            ]
        ),
    )


def _ordinal(day: int) -> str:
    return "th" if 4 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _date_my(random: Random, _person: FakePerson) -> Written:
    day = _day(random)
    month = _MONTHS[day.month - 1]
    return one(
        "dates", random.choice([f"{month} {day.year}", f"{day:%m/%Y}", f"{month[:3]} {day.year}"])
    )


def _dob(random: Random, p: FakePerson) -> Written:
    return one("dates", _date_words(random, p.born), of_patient=True)


def _name(random: Random, p: FakePerson) -> Written:
    shapes = [f"{p.given} {p.family}"] * 4 + [
        f"{p.given} {p.middle[0]} {p.family}",
        f"{p.given} {p.middle[0]}. {p.family}",
        f"{p.given} {p.middle} {p.family}",
        f"{p.given[0]}. {p.family}",
        f"{p.family}, {p.given}",
    ]
    return one("names", random.choice(shapes), of_patient=True)


def _name_lastfirst(random: Random, p: FakePerson) -> Written:
    shapes = [
        f"{p.family}, {p.given}",
        f"{p.family},{p.given}",
        f"{p.family}, {p.given} {p.middle[0]}",
        f"{p.family} {p.given}",
    ]
    return one("names", random.choice(shapes), of_patient=True)


def _name_poss(_random: Random, p: FakePerson) -> Written:
    return Written(
        pieces=((p.given, "names"), (" ", ""), (p.family, "names"), ("'s", "")), of_patient=True
    )


def _name_init(random: Random, p: FakePerson) -> Written:
    first, last = p.given[0], p.family[0]
    return one(
        "names",
        random.choice([f"{first}.{last}.", f"{first}. {p.family}", f"{p.given} {last}."]),
        of_patient=True,
    )


def _name_title(random: Random, p: FakePerson) -> Written:
    title = random.choice(["Mr.", "Mrs.", "Ms."])
    return Written(pieces=((f"{title} ", ""), (p.family, "names")), of_patient=True)


def _rep(random: Random, _person: FakePerson) -> Written:
    return one("names", f"{_given(random)} {_family(random)}")


def _rep_title(random: Random, _person: FakePerson) -> Written:
    title = random.choice(["Dr.", "Ms.", "Mr.", "Dr"])
    return Written(pieces=((f"{title} ", ""), (_family(random), "names")))


def _rel(random: Random, p: FakePerson) -> Written:
    return one("names", f"{_given(random)} {p.family}")


def _phone_words(random: Random, number: str) -> str:
    area, office, line = number[:3], number[3:6], number[6:]
    return random.choice(
        [
            f"({area}) {office}-{line}",
            f"{area}-{office}-{line}",
            f"{area}.{office}.{line}",
            f"{area}{office}{line}",
            f"+1 {area} {office} {line}",
            f"1-{area}-{office}-{line}",
            f"({area}){office}-{line}",
            f"{area} {office} {line}",
            f"{area}-{office}-{line} x{line[:3]}",
            f"{area}/{office}-{line}",
        ]
    )


def _spread(random: Random, number: str) -> str:
    """Return a number as people copy it: with blanks or dashes, or in the other case."""
    third = max(2, len(number) // 3)
    parts = [number[:third], number[third : 2 * third], number[2 * third :]]
    return random.choice([number, number, number, number.lower(), " ".join(parts), "-".join(parts)])


def _ssn(random: Random, p: FakePerson) -> Written:
    one_, two, three = p.ssn[:3], p.ssn[3:5], p.ssn[5:]
    return one(
        "ssn",
        random.choice(
            [
                f"{one_}-{two}-{three}",
                f"{one_}-{two}-{three}",
                f"{one_} {two} {three}",
                p.ssn,
                f"{one_}.{two}.{three}",
            ]
        ),
        of_patient=True,
    )


def _address(random: Random, p: FakePerson) -> Written:
    comma = random.choice([", ", ", ", " "])
    return Written(
        pieces=(
            (p.street, "geography"),
            (", ", ""),
            (p.city, "geography"),
            (f"{comma}{p.state} ", ""),
            (p.zip_code, "geography"),
        ),
        of_patient=True,
    )


def _age90(random: Random, _person: FakePerson) -> Written:
    before, after = random.choice(
        [("", " years old"), ("", " y/o"), ("a ", " year old"), ("aged ", "")]
    )
    return Written(pieces=((before, ""), (str(random.randrange(90, 106)), "ages"), (after, "")))


def _ref_call(random: Random, _person: FakePerson) -> Written:
    label, number = random.choice([("ref# ", ""), ("call ref ", "I-")])
    return Written(pieces=((label, ""), (f"{number}{_digits(random, 8)}", "other")))


def _vin(random: Random, _person: FakePerson) -> Written:
    return one("vehicles", "1" + "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=16)))


def _mbi(random: Random, _person: FakePerson) -> Written:
    letters = "ACDEFGHJKMNPQRTUVWXY"
    pick = random.choice
    first = f"{random.randrange(1, 10)}{pick(letters)}{pick(letters)}{random.randrange(10)}"
    second = f"{pick(letters)}{pick(letters)}{random.randrange(10)}"
    third = f"{pick(letters)}{pick(letters)}{random.randrange(10)}{random.randrange(10)}"
    return one("health_plan", random.choice(["", "-"]).join([first, second, third]))


def _npi(random: Random, _person: FakePerson) -> Written:
    base = f"1{_digits(random, 8)}"
    digits = [int(one_) for one_ in reversed(f"80840{base}")]
    total = sum(d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits))
    return one(KEEP, f"{base}{-total % 10}")


def _of(safe_harbor: str, make: Callable[[Random], str]) -> Slot:
    return lambda random, _person: one(safe_harbor, make(random))


def _of_patient(safe_harbor: str, write: Callable[[Random, FakePerson], str]) -> Slot:
    return lambda random, p: one(safe_harbor, write(random, p), of_patient=True)


def _amount(random: Random) -> str:
    cents = random.randrange(500, 2_000_000)
    return random.choice([f"${cents / 100:,.2f}", f"${cents / 100:.2f}", f"${cents // 100:,}"])


def _own_id(prefix: str) -> Callable[[Random], str]:
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    return lambda random: prefix + "".join(random.choices(alphabet, k=26))


def _url(random: Random) -> str:
    return (
        f"https://portal.{random.choice(['claimsview', 'memberzone'])}.example/eob/"
        f"{_digits(random, 7)}?m={_letters(random, 4)}"
    )


_CARC = [
    "CO-45",
    "CO-50",
    "PR-1",
    "PR-2",
    "CO-16",
    "CO-97",
    "OA-23",
    "PR-204",
    "CO-29",
    "CO-197",
    "PI-15",
]
_RARC = ["N130", "M76", "MA04", "N290", "N381", "MA130", "M127", "N657"]
_CPT = ["99213", "99285", "71046", "27447", "93000", "80053", "97110", "45378", "20610", "70553"]
_ICD = ["E11.9", "I10", "M54.50", "Z00.00", "S72.001A", "J18.9", "C50.911", "F32.A"]
_HCPCS = ["J1885", "G0463", "E0601", "L3908", "A4253", "Q5103"]

_SLOTS: Mapping[str, Slot] = {
    "name": _name,
    "name.first": _of_patient("names", lambda _r, p: p.given),
    "name.last": _of_patient("names", lambda _r, p: p.family),
    "name.lastfirst": _name_lastfirst,
    "name.poss": _name_poss,
    "name.init": _name_init,
    "name.title": _name_title,
    "name.nick": _of_patient("names", lambda _r, p: p.nickname or p.given),
    "rep": _rep,
    "rep.first": _of("names", _given),
    "rep.last": _of("names", _family),
    "rep.title": _rep_title,
    "rel": _rel,
    "rel.first": _of("names", _given),
    "relative": _of("", lambda r: r.choice(["husband", "sister", "son", "daughter", "wife"])),
    "dob": _dob,
    "date": _date,
    "date.short": _date_short,
    "date.long": _date_long,
    "date.my": _date_my,
    "age": _of(KEEP, lambda r: str(r.randrange(20, 89))),
    "age90": _age90,
    "age90n": _of("ages", lambda r: str(r.randrange(90, 106))),
    "street": _of_patient("geography", lambda _r, p: p.street),
    "city": _of_patient("geography", lambda _r, p: p.city),
    "state": _of("", lambda r: r.choice(_STATES)),
    "zip": _of_patient("geography", lambda _r, p: p.zip_code),
    "address": _address,
    "phone": _of_patient("phones", lambda r, p: _phone_words(r, p.phone)),
    "phone.payer": _of("phones", lambda r: _phone_words(r, _phone(r))),
    "fax": _of("faxes", lambda r: _phone_words(r, _phone(r))),
    "email": _of_patient("emails", lambda _r, p: p.email),
    "email.rep": _of("emails", lambda r: _email(r, _given(r), _family(r))),
    "ssn": _ssn,
    "ssn4": _of_patient("ssn", lambda _r, p: p.ssn[5:]),
    "mrn": _of_patient("records", lambda _r, p: p.mrn),
    "member": _of_patient("health_plan", lambda r, p: _spread(r, p.member_id)),
    "mbi": _mbi,
    "group": _of(
        "health_plan",
        lambda r: r.choice(
            [_digits(r, 7), f"0{_digits(r, 6)}", f"{_letters(r, 2)}{_digits(r, 5)}"]
        ),
    ),
    "account": _of_patient("accounts", lambda r, p: _spread(r, p.account)),
    "bank": _of("accounts", lambda r: _digits(r, r.randrange(8, 13))),
    "license": _of(
        "licenses",
        lambda r: r.choice(
            [
                f"{_letters(r, 2)}{_digits(r, 6)}",
                f"{_letters(r, 1)}{_digits(r, 7)}",
                f"MD-{_digits(r, 6)}",
            ]
        ),
    ),
    "vin": _vin,
    "plate": _of(
        "vehicles",
        lambda r: r.choice(
            [f"{_letters(r, 3)} {_digits(r, 4)}", f"{_letters(r, 3)}-{_digits(r, 4)}"]
        ),
    ),
    "serial": _of(
        "devices",
        lambda r: r.choice(
            [
                f"{_letters(r, 3)}{_digits(r, 6)}",
                f"SN{_digits(r, 8)}",
                f"{_digits(r, 4)}-{_letters(r, 2)}-{_digits(r, 4)}",
            ]
        ),
    ),
    "url": _of("urls", _url),
    "ip": _of("addresses_ip", lambda r: ".".join(str(r.randrange(1, 255)) for _ in range(4))),
    "biometric": _of("biometrics", lambda r: f"VP-{_digits(r, 6)}-{_letters(r, 2)}"),
    "icn": _of(
        "other",
        lambda r: r.choice(
            [
                _digits(r, 13),
                f"{_digits(r, 4)}{_letters(r, 2)}{_digits(r, 7)}",
                f"E{_digits(r, 10)}",
            ]
        ),
    ),
    "auth": _of(
        "other", lambda r: r.choice([f"A{_digits(r, 8)}", _digits(r, 9), f"AUTH-{_digits(r, 6)}"])
    ),
    "ref.call": _ref_call,
    "employer": _of("names", lambda r: r.choice(_EMPLOYERS)),
    "payer": _of(KEEP, lambda r: r.choice(_PAYERS)),
    "payer2": _of(KEEP, lambda r: r.choice(_PAYERS)),
    "payerid": _of(KEEP, lambda r: r.choice(["60054", "62308", "87726", "61101", "SX065"])),
    "carc": _of(KEEP, lambda r: r.choice(_CARC)),
    "rarc": _of(KEEP, lambda r: r.choice(_RARC)),
    "cpt": _of(KEEP, lambda r: r.choice(_CPT)),
    "icd": _of(KEEP, lambda r: r.choice(_ICD)),
    "hcpcs": _of(KEEP, lambda r: r.choice(_HCPCS)),
    "modifier": _of(KEEP, lambda r: r.choice(["25", "59", "LT", "RT", "GA", "76"])),
    "revcode": _of(KEEP, lambda r: r.choice(["0450", "0360", "0250", "0636"])),
    "statuscode": _of(KEEP, lambda r: r.choice(["21", "33", "500", "164", "562"])),
    "ndc": _of(KEEP, lambda r: r.choice(["00409-1639-10", "63323-0262-01", "00069-0150-01"])),
    "taxonomy": _of(KEEP, lambda r: r.choice(["207Q00000X", "282N00000X", "363LF0000X"])),
    "npi": _npi,
    "tin": _of("", lambda r: f"{_digits(r, 2)}-{_digits(r, 7)}"),
    "trace": _of(KEEP, lambda r: _digits(r, r.choice([9, 12]))),
    "amount": _of(KEEP, _amount),
    "clm": _of(KEEP, _own_id("clm_")),
    "tkt": _of(KEEP, _own_id("tkt_")),
    "fileid": _of(KEEP, _own_id("file_")),
    "filename": _of(
        KEEP,
        lambda r: r.choice(["837P_{}.x12", "claims-{}.txt", "era_{}.835", "batch{}.edi"]).format(
            _digits(r, 6)
        ),
    ),
    "x.last": _of_patient("names", lambda _r, p: p.family.upper()),
    "x.first": _of_patient("names", lambda _r, p: p.given.upper()),
    "x.middle": _of("names", lambda r: _letters(r, 1)),
    "x.member": _of_patient("health_plan", lambda _r, p: p.member_id),
    "x.street": _of_patient("geography", lambda _r, p: p.street.upper()),
    "x.city": _of_patient("geography", lambda _r, p: p.city.upper()),
    "x.zip": _of_patient("geography", lambda _r, p: p.zip_code.replace("-", "")),
    "x.dob": _of_patient("dates", lambda _r, p: f"{p.born:%Y%m%d}"),
    "x.account": _of_patient("accounts", lambda _r, p: p.account),
    "x.mrn": _of_patient("records", lambda _r, p: p.mrn),
    "x.ssn": _of_patient("ssn", lambda _r, p: p.ssn),
    "x.group": _of("health_plan", lambda r: _digits(r, 7)),
    "x.icn": _of("other", lambda r: _digits(r, 13)),
    "x.line": _of("other", lambda r: f"{_digits(r, 9)}.1"),
    "x.amount": _of(KEEP, lambda r: str(r.randrange(20, 3000))),
    "x.carc": _of(KEEP, lambda r: r.choice(["45", "50", "16", "97"])),
    "x.date": _of("dates", lambda r: f"{_day(r):%Y%m%d}"),
    "x.rep": _of("names", lambda r: f"{_given(r)} {_family(r)}".upper()),
    "x.phone": _of("phones", _phone),
    "x.email": _of("emails", lambda r: _email(r, _given(r), _family(r))),
}

STYLE = Style(folder=_FOLDER, person=person, slots=_SLOTS)
