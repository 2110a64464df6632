"""Numbers that identify somebody, places and addresses of the net, each in several forms."""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import FakePerson, Written, one
from tests.proofs.masking.third_blind.draws import (
    account,
    area_phone,
    digits,
    full,
    letters,
    mail,
    member_id,
    of,
    place,
    plain,
    record,
    ssn,
    street,
)
from tests.proofs.masking.third_blind.people import Slot

_SAID = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_OCR = {"0": "O", "1": "l", "5": "S", "8": "B"}
_VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_HOSTS = (
    *("mychart.lakeviewhealth.org", "portal.payerdocs.net", "share.rcmfiles.com", "bit.ly"),
    *("drive.google.com", "app.box.com", "claims.brightfax.io", "sftp.edi-hub.net"),
)


def _phone(ten: str, random: Random) -> str:
    a, b, c = ten[:3], ten[3:6], ten[6:]
    return random.choice(
        (f"{a}-{b}-{c}", f"({a}) {b}-{c}", f"{a}.{b}.{c}", f"{a} {b} {c}", f"({a}){b}-{c}", ten)
    )


def _grouped(number: str, random: Random) -> str:
    """Return a number in groups of three or four, as it is read out or printed on a card."""
    size, mark = random.choice((3, 4)), random.choice((" ", " ", "-"))
    groups = [number[at : at + size] for at in range(0, len(number), size)]
    return mark.join(groups)


def _misread(number: str, random: Random) -> str:
    """Return a number with one digit read as the letter of its shape."""
    able = [at for at, digit in enumerate(number) if digit in _OCR]
    if not able:
        return number
    at = random.choice(able)
    return number[:at] + _OCR[number[at]] + number[at + 1 :]


def _swapped(number: str, random: Random) -> str:
    """Return a number with two neighbors the wrong way around."""
    at = random.randrange(1, len(number) - 2)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _social(nine: str, mark: str) -> str:
    return f"{nine[:3]}{mark}{nine[3:5]}{mark}{nine[5:]}"


def _known(safe_harbor: str, text: Callable[[Random, FakePerson], str]) -> Slot:
    return lambda r, p: one(safe_harbor, text(r, p), of_patient=True)


def _other(safe_harbor: str, *forms: Callable[[Random], str]) -> Slot:
    return lambda r, _: one(safe_harbor, r.choice(forms)(r))


def _marked(safe_harbor: str, marks: tuple[str, ...], *forms: Callable[[Random], str]) -> Slot:
    """Return a slot with a mark before it, which says the kind and identifies nobody."""

    def written(random: Random, _: FakePerson) -> Written:
        number = random.choice(forms)(random)
        return Written(pieces=((random.choice(marks), ""), (number, safe_harbor)))

    return written


def _address(between: str, *, of_patient: bool = True) -> Slot:
    def written(random: Random, p: FakePerson) -> Written:
        city, state, zip_code = (p.city, p.state, p.zip_code) if of_patient else place(random)
        pieces = (
            (p.street if of_patient else street(random), "geography"),
            (between, ""),
            (city, "geography"),
            (f"{', ' if between != '^^' else '^'}{state}{' ' if between != '^^' else '^'}", ""),
            (zip_code, "geography"),
        )
        return Written(pieces=pieces, of_patient=of_patient)

    return written


def _segments(_: Random, p: FakePerson) -> Written:
    """Return the address of X12: N3 and N4."""
    pieces = (
        ("N3*", ""),
        (p.street.upper(), "geography"),
        ("~N4*", ""),
        (p.city.upper(), "geography"),
        (f"*{p.state}*", ""),
        (p.zip_code.replace("-", ""), "geography"),
    )
    return Written(pieces=pieces, of_patient=True)


def _apartment(random: Random, p: FakePerson) -> Written:
    word = random.choice((" Apt ", " Unit ", " #", ", Apt. "))
    number = random.choice((digits(random, 2), f"{digits(random, 1)}{letters(random, 1)}"))
    return Written(
        pieces=((p.street, "geography"), (word, ""), (number, "geography")), of_patient=False
    )


def _city_state(random: Random, _: FakePerson) -> Written:
    city, state, _zip = place(random)
    return Written(pieces=((city, "geography"), (f", {state}", "")))


def _phone_ext(random: Random, _: FakePerson) -> Written:
    number, word = _phone(area_phone(random), random), random.choice((" x", " ext ", " ext. "))
    return Written(pieces=((number, "phones"), (word, ""), (digits(random, 4), "phones")))


def _url(random: Random) -> str:
    path = random.choice(("/p/", "/patients/", "/d/", "/view?id=", "/claim/"))
    return f"{random.choice(_HOSTS)}{path}{digits(random, 6)}{letters(random, 2).lower()}"


def _url_bare(random: Random) -> str:
    first, last = full(random)
    return f"www.{plain(first)}{plain(last)}-care.com/{random.choice(('update', 'family'))}"


def _site(random: Random, _: FakePerson) -> Written:
    if random.random() < 0.15:
        return one("urls", _url_bare(random))
    return Written(pieces=(("https://", ""), (_url(random), "urls")))


def _hex(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789abcdef", k=count))


def _six(random: Random) -> str:
    return "2600:" + ":".join(_hex(random, 4) for _ in range(7))


def _uuid(random: Random) -> str:
    return "-".join(_hex(random, size) for size in (8, 4, 4, 4, 12))


def _four(random: Random) -> str:
    last = ".".join(str(random.randint(1, 254)) for _ in range(3))
    return f"{random.choice(('10', '172', '192'))}.{last}"


def _vin(random: Random) -> str:
    middle = "".join(random.choices(_VIN, k=9))
    return f"{random.choice(('1H', '2T', '5N', 'WB', 'JM'))}{middle}{digits(random, 6)}"


def _mbi(random: Random) -> str:
    a = letters(random, 6).replace("S", "A").replace("Z", "C").replace("B", "D")
    n = digits(random, 9)
    mark = random.choice(("", "", "-"))
    return (
        f"{n[0]}{a[0]}{a[1]}{n[1]}{mark}{a[2]}{n[2]}{n[3]}{mark}{a[3]}{a[4]}{n[4]}{n[5]}".replace(
            "L", "K"
        )
    )


def _said(number: str) -> str:
    return " ".join(_SAID[int(digit)] for digit in number)


def _said_mail(random: Random, _: FakePerson) -> Written:
    first, last = full(random)
    return one("emails", f"{plain(first)} dot {plain(last)} at gmail dot com")


def _masked_card(random: Random, _: FakePerson) -> Written:
    return Written(
        pieces=((random.choice(("ending in ", "****", "x")), ""), (digits(random, 4), "accounts"))
    )


def _masked_ssn(random: Random, p: FakePerson) -> Written:
    before = random.choice(("XXX-XX-", "***-**-", "xxx-xx-"))
    return Written(pieces=((before, ""), (p.ssn[5:], "ssn")), of_patient=True)


NUMBERS: Mapping[str, Slot] = {
    "ph": _known("phones", lambda r, p: _phone(p.phone, r)),
    "ph.say": _known("phones", lambda _, p: _said(p.phone)),
    "ph.os": _other("phones", lambda r: _said(area_phone(r))),
    "ph.o": _marked("phones", ("", "", "", "+1 ", "1-"), lambda r: _phone(area_phone(r), r)),
    "ph.7": _other("phones", lambda r: f"{r.randint(200, 999)}-{digits(r, 4)}"),
    "ph.x": _phone_ext,
    "ext": _other("phones", lambda r: digits(r, 4), lambda r: digits(r, 5)),
    "fax": _other("faxes", lambda r: _phone(area_phone(r), r)),
    "em": _known("emails", lambda _, p: p.email),
    "em.up": _known("emails", lambda _, p: p.email.upper()),
    "em.o": _other("emails", lambda r: mail(r, *full(r))),
    "em.say": _said_mail,
    "ssn": _known("ssn", lambda r, p: _social(p.ssn, r.choice(("-", "-", " ", "")))),
    "ssn.o": _other("ssn", lambda r: _social(ssn(r), "-")),
    "ssn.4": _known("ssn", lambda _, p: p.ssn[5:]),
    "ssn.x": _masked_ssn,
    "mrn": _known("records", lambda _, p: p.mrn),
    "mrn.gr": _known("records", lambda r, p: _grouped(p.mrn, r)),
    "mrn.o": _other("records", record),
    "mem": _known("health_plan", lambda _, p: p.member_id),
    "mem.gr": _known("health_plan", lambda r, p: _grouped(p.member_id, r)),
    "mem.ocr": _known("health_plan", lambda r, p: _misread(p.member_id, r)),
    "mem.sw": _known("health_plan", lambda r, p: _swapped(p.member_id, r)),
    "mem.o": _other("health_plan", member_id),
    "mbi": _other("health_plan", _mbi),
    "mcd": _other(
        "health_plan", lambda r: digits(r, 10), lambda r: f"{digits(r, 8)}{letters(r, 1)}"
    ),
    "grp": _other(
        "health_plan", lambda r: digits(r, 6), lambda r: f"{digits(r, 5)}-{digits(r, 3)}"
    ),
    "acc": _known("accounts", lambda _, p: p.account),
    "acc.gr": _known("accounts", lambda r, p: _grouped(p.account, r)),
    "acc.ocr": _known("accounts", lambda r, p: _misread(p.account, r)),
    "acc.o": _other("accounts", account),
    "guar": _other("accounts", lambda r: digits(r, 7), lambda r: f"G{digits(r, 6)}"),
    "bank": _other("accounts", lambda r: digits(r, 10), lambda r: digits(r, 12)),
    "card": _masked_card,
    "dl": _other(
        "licenses",
        lambda r: f"{letters(r, 1)}{digits(r, 7)}",
        lambda r: digits(r, 8),
        lambda r: f"{letters(r, 1)}{digits(r, 3)}-{digits(r, 4)}-{digits(r, 4)}",
    ),
    "lic": _marked(
        "licenses",
        ("", "RN-", "PHY."),
        lambda r: digits(r, 6),
        lambda r: f"{letters(r, 1)}{digits(r, 6)}",
    ),
    "dea": _other("licenses", lambda r: f"{r.choice('ABFM')}{letters(r, 1)}{digits(r, 7)}"),
    "vin": _other("vehicles", _vin),
    "plate": _other(
        "vehicles",
        lambda r: f"{letters(r, 3)} {digits(r, 4)}",
        lambda r: f"{digits(r, 1)}{letters(r, 3)}{digits(r, 3)}",
        lambda r: f"{letters(r, 3)}-{digits(r, 3)}",
    ),
    "serial": _other(
        "devices",
        lambda r: f"{letters(r, 2)}{digits(r, 7)}",
        lambda r: f"{digits(r, 4)}-{letters(r, 1)}{digits(r, 5)}",
        lambda r: f"{letters(r, 3)}{digits(r, 6)}{letters(r, 1)}",
    ),
    "udi": _other("devices", lambda r: f"(01)00{digits(r, 12)}(21){letters(r, 1)}{digits(r, 6)}"),
    "mac": _other("devices", lambda r: ":".join(_hex(r, 2) for _ in range(6))),
    "url": _site,
    "ip": _other("addresses_ip", _four),
    "ip6": _other("addresses_ip", _six),
    "bio": _marked(
        "biometrics",
        ("", "", "VP-", "FPT-", "IRIS-", "PALM-"),
        lambda r: digits(r, 7),
        lambda r: _hex(r, 16),
    ),
    "callref": _other(
        "other",
        lambda r: digits(r, 10),
        lambda r: f"I{digits(r, 8)}",
        lambda r: f"{letters(r, 2)}{digits(r, 8)}",
        lambda r: f"{digits(r, 5)}-{digits(r, 4)}",
    ),
    "icn": _other(
        "other",
        lambda r: digits(r, 13),
        lambda r: f"{digits(r, 6)}{letters(r, 2)}{digits(r, 4)}",
        lambda r: f"E{letters(r, 3)}{digits(r, 6)}00",
    ),
    "auth": _other(
        "other",
        lambda r: f"A{digits(r, 9)}",
        lambda r: digits(r, 9),
        lambda r: f"OP{digits(r, 6)}{letters(r, 1)}",
    ),
    "case": _other(
        "other", lambda r: f"CS{digits(r, 7)}", lambda r: f"{digits(r, 4)}-{digits(r, 6)}"
    ),
    "rx": _other("other", lambda r: digits(r, 7), lambda r: f"RX{digits(r, 8)}"),
    "acn": _other(
        "other",
        lambda r: f"{letters(r, 2)}-{digits(r, 2)}-{digits(r, 6)}",
        lambda r: f"ACC{digits(r, 8)}",
    ),
    "track": _other(
        "other", lambda r: f"1Z{letters(r, 3)}{digits(r, 13)}", lambda r: digits(r, 12)
    ),
    "pass": _other("other", lambda r: f"{letters(r, 1)}{digits(r, 8)}"),
    "uuid": _other("other", _uuid),
    "addr": _address(", "),
    "addr.l": _address("\n"),
    "addr.hl7": _address("^^"),
    "addr.x12": _segments,
    "addr.o": _address(", ", of_patient=False),
    "apt": _apartment,
    "st": _known("geography", lambda _, p: p.street),
    "city": _known("geography", lambda _, p: p.city),
    "zip": _known("geography", lambda _, p: p.zip_code),
    "city.o": _other("geography", lambda r: place(r)[0]),
    "zip.o": _other("geography", lambda r: place(r)[2]),
    "cityst": _city_state,
    "county": _other("geography", lambda r: of(r, "counties")),
    "pobox": _other("geography", lambda r: digits(r, 4), lambda r: digits(r, 6)),
    "geo": _other(
        "geography",
        lambda r: f"{r.randint(26, 47)}.{digits(r, 5)}, -{r.randint(71, 122)}.{digits(r, 5)}",
    ),
}
"""Slots of numbers and places; that which the claim has carries `of_patient`."""
