"""Places, phones, mail and numbers as the second blind set writes them.

`County`, `Apt`, `PO Box`, `ext`, the state, a country's code, `https://` and words before a number
(`AUTH-`) are no part of an identifier, and so are never in a label. Every phone, mail address and
URL is labeled, a payer's too: none can be distinguished from a relative's.
"""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import FakePerson, Written, one
from tests.proofs.masking.second_blind.days import Piece, Slot, in_words
from tests.proofs.masking.second_blind.draws import (
    LISTS,
    account,
    email,
    family,
    form,
    given,
    member,
    one_form,
    phone,
    place,
    record,
    social,
    street,
)

_PHONES = (
    "({0}) {1}-{2}",
    "{0}-{1}-{2}",
    "{0}-{1}-{2}",
    "{0}.{1}.{2}",
    "{0} {1} {2}",
    "{0}{1}{2}",
    "({0}){1}-{2}",
    "{0}/{1}-{2}",
)
_COUNTRY = ("", "", "", "", "", "1-", "+1 ", "1 ")
_SOCIALS = ("{0}-{1}-{2}", "{0}-{1}-{2}", "{0}{1}{2}", "{0} {1} {2}")
_HIDDEN = ("***-**-", "XXX-XX-", "xxx-xx-", "*****")
_EXTENSIONS = (" ext ", " ext. ", " x", " x ", ", extension ")
_APARTMENTS = (" Apt ", ", Apt. ", " #", ", Unit ", " Lot ")
_HOSTS = (
    "provider.securepayer.com",
    "portal.claimslink.net",
    "docs.healthdrop.io",
    "myaccount.regionalmed.org",
)
_COMPANY_MAILS = ("healthplan.com", "regionalmed.org", "cbo-services.net", "payerhelp.com")
_VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_HEX = "0123456789abcdef"


def _of(safe_harbor: str, make: Callable[[Random], str]) -> Slot:
    return lambda random, _p: one(safe_harbor, make(random))


def _forms(safe_harbor: str, *forms: str) -> Slot:
    """Return a slot of a number in one of these forms; what stands before `|` is no part of it."""

    def written(random: Random, _p: FakePerson) -> Written:
        before, _, number = one_form(random, forms).rpartition("|")
        return Written(pieces=((before, ""), (number, safe_harbor)))

    return written


def _known(safe_harbor: str, write: Callable[[Random, FakePerson], str]) -> Slot:
    return lambda random, p: one(safe_harbor, write(random, p), of_patient=True)


def _by(ways: tuple[str, ...], random: Random, digits: str, *ends: int) -> str:
    first, second = ends
    return random.choice(ways).format(digits[:first], digits[first:second], digits[second:])


def _tel(random: Random, digits: str) -> str:
    return _by(_PHONES, random, digits, 3, 6)


def _number(safe_harbor: str, random: Random, digits: str) -> tuple[Piece, ...]:
    return (random.choice(_COUNTRY), ""), (_tel(random, digits), safe_harbor)


def _patients_phone(random: Random, p: FakePerson) -> Written:
    return Written(pieces=_number("phones", random, p.phone), of_patient=True)


def _other_phone(safe_harbor: str) -> Slot:
    return lambda random, _p: Written(pieces=_number(safe_harbor, random, phone(random)))


def _ssn(random: Random, digits: str) -> str:
    return _by(_SOCIALS, random, digits, 3, 5)


def _lines(street_: str, city: str, state: str, zip_code: str, links: str) -> tuple[Piece, ...]:
    after_street, after_city, after_state = links.split("|")
    return (
        (street_, "geography"), (after_street, ""), (city, "geography"),
        (f"{after_city}{state}{after_state}", ""), (zip_code, "geography"),
    )  # fmt: skip


def _address(links: str) -> Slot:
    def written(_random: Random, p: FakePerson) -> Written:
        pieces = _lines(p.street, p.city, p.state, p.zip_code, links)
        return Written(pieces=pieces, of_patient=True)

    return written


def _other_address(random: Random, _p: FakePerson) -> Written:
    return Written(pieces=_lines(street(random), *place(random), ", |, | "))


def _with_apartment(random: Random, _p: FakePerson) -> Written:
    pieces = _lines(street(random), *place(random), ", |, | ")
    door = form(random, random.choice(("#", "##", "#@", "@", "###")))
    return Written(
        pieces=(pieces[0], (random.choice(_APARTMENTS), ""), (door, "geography"), *pieces[1:])
    )


def _city_and_state(random: Random, _p: FakePerson) -> Written:
    city, state, _zip_code = place(random)
    return Written(pieces=((city, "geography"), (f", {state}", "")))


def _city_and_zip(random: Random, _p: FakePerson) -> Written:
    city, state, zip_code = place(random)
    return Written(pieces=((city, "geography"), (f", {state} ", ""), (zip_code, "geography")))


def _somewhere(random: Random) -> str:
    return f"{random.uniform(26, 48):.5f}, -{random.uniform(70, 122):.5f}"


def _with_extension(random: Random, _p: FakePerson) -> Written:
    extension = (form(random, random.choice(("####", "###", "#####"))), "phones")
    number = _number("phones", random, phone(random))
    return Written(pieces=(*number, (random.choice(_EXTENSIONS), ""), extension))


def _said(random: Random) -> str:
    words = [in_words(int(digit)) or "zero" for digit in phone(random)]
    return " ".join(words)


def _mail(random: Random) -> str:
    host = random.choice((None, *_COMPANY_MAILS))
    return email(random, given(random), family(random), host)


def _mail_said(random: Random) -> str:
    return _mail(random).replace("@", " at ").replace(".", " dot ").replace("_", " underscore ")


def _hidden_social(random: Random, p: FakePerson) -> Written:
    return Written(pieces=((random.choice(_HIDDEN), ""), (p.ssn[5:], "ssn")))


def _member_written(random: Random, p: FakePerson) -> str:
    if len(p.member_id) == 11 and p.member_id[1].isalpha() and random.random() < 0.4:
        link = random.choice("- ")
        return link.join((p.member_id[:4], p.member_id[4:7], p.member_id[7:]))
    return p.member_id


def _letters(random: Random, letters: str, *counts: int) -> str:
    return "-".join("".join(random.choices(letters, k=count)) for count in counts)


def _uuid(random: Random) -> str:
    return _letters(random, _HEX, 8, 4, 4, 4, 12)


def _url(random: Random, _p: FakePerson) -> Written:
    token = _letters(random, _HEX, random.choice((8, 12)))
    path = random.choice(
        (f"d/{token}", f"member/{token}/claims", f"m?id={token}", f"files/{token}")
    )
    return Written(pieces=(("https://", ""), (f"{random.choice(_HOSTS)}/{path}", "urls")))


def _ip(random: Random) -> str:
    first = random.choice(("10", "172", "192", str(random.randrange(11, 220))))
    return ".".join((first, *(str(random.randrange(1, 255)) for _ in range(3))))


def _ip6(random: Random) -> str:
    groups = [_letters(random, _HEX, 4) for _ in range(random.choice((4, 6)))]
    return "2001:db8:" + ":".join(groups)


_WHERE: Mapping[str, Slot] = {
    "addr": _address(", |, | "),
    "addr.l": _address("\n|, | "),
    "addr.hl7": _address("^^|^|^"),
    "addr.o": _other_address,
    "addr.apt": _with_apartment,
    "street": _known("geography", lambda _r, p: p.street),
    "city": _known("geography", lambda _r, p: p.city),
    "zip": _known("geography", lambda _r, p: p.zip_code),
    "zip.o": _of("geography", lambda r: place(r)[2]),
    "st": lambda _r, p: Written(pieces=((p.state, ""),)),
    "cityzip": _city_and_zip,
    "city.o": _of("geography", lambda r: place(r)[0]),
    "cityst": _city_and_state,
    "county": _of("geography", lambda r: r.choice(LISTS["counties"])),
    "pobox": _forms("geography", "####", "#####", "######", "###"),
    "latlong": _of("geography", _somewhere),
}

_REACHED: Mapping[str, Slot] = {
    "ph": _patients_phone,
    "ph.flat": _known("phones", lambda _r, p: p.phone),
    "ph.of": _of("phones", phone),
    "ph.o": _other_phone("phones"),
    "ph.7": _of("phones", lambda r: form(r, f"{r.randrange(2, 10)}##-####")),
    "ph.ext": _with_extension,
    "ph.say": _of("phones", _said),
    "ext": _forms("phones", "####", "#####"),
    "fax": _other_phone("faxes"),
    "em": _known("emails", lambda _r, p: p.email),
    "em.o": _of("emails", _mail),
    "em.say": _of("emails", _mail_said),
    "url": _url,
    "ip": _of("addresses_ip", _ip),
    "ip6": _of("addresses_ip", _ip6),
}

_NUMBERS: Mapping[str, Slot] = {
    "ssn": _known("ssn", lambda r, p: _ssn(r, p.ssn)),
    "ssn.flat": _known("ssn", lambda _r, p: p.ssn),
    "ssn.o": _of("ssn", lambda r: _ssn(r, social(r))),
    "ssn.4": lambda _r, p: one("ssn", p.ssn[5:]),
    "ssn.mask": _hidden_social,
    "mem": _known("health_plan", _member_written),
    "mem.o": _of("health_plan", member),
    "medicaid": _forms("health_plan", "############", "##########", "@@#####@", "########@"),
    "grp": _forms("health_plan", "######", "0######", "@####", "##-######", "#####-###"),
    "acc": _known("accounts", lambda _r, p: p.account),
    "acc.o": _of("accounts", account),
    "enc": _forms("accounts", "1########", "3###########"),
    "guar": _forms("accounts", "#######", "G######", "10#####"),
    "bank": _forms("accounts", "##########", "############"),
    "card4": _forms("accounts", "####"),
    "mrn": _known("records", lambda _r, p: p.mrn),
    "mrn.o": _of("records", record),
    "dl": _forms("licenses", "@#######", "@############", "########", "@###-####-####"),
    "dea": _forms("licenses", "B@#######", "F@#######", "M@#######"),
    "lic": _forms("licenses", "MD######", "@#####", "35.######", "ME-#####", "036-######"),
    "vin": _of("vehicles", lambda r: "1" + _letters(r, _VIN, 16)),
    "tail": _forms("vehicles", "N###@@", "N####@"),
    "plate": _forms("vehicles", "@@@-####", "@@@ ####", "#@@@###", "@##-@@@", "###-@@@"),
    "serial": _forms("devices", "SN|######", "@@@######@", "#########", "PJN######H"),
    "udi": _forms("devices", "(01)00############(21)@######", "(01)08############(21)####"),
    "mac": _of("devices", lambda r: ":".join(_letters(r, _HEX, 2).upper() for _ in range(6))),
    "bio": _forms("biometrics", "FP-|######", "PALM-|####-@@", "TPL#######", "IRIS:|@#@#@#@#"),
    "icn": _forms("other", "20########@@@##", "E########@", "2############00", "@@#@#@@@@00"),
    "auth": _forms("other", "A#########", "##########", "AUTH-|######", "IP########", "@@######"),
    "callref": _forms("other", "#########", "I-########", "@#######", "##############"),
    "rx": _forms("other", "#######", "######-##", "C#######"),
    "case": _forms("other", "CAS-|#######", "##-######", "G########", "####-######", "@@#########"),
    "tracking": _forms("other", "7019 #### 0000 #### ####", "9407################"),
    "passport": _forms("other", "#########", "@########"),
    "uuid": _of("other", _uuid),
}  # fmt: skip

NUMBERS: Mapping[str, Slot] = {**_WHERE, **_REACHED, **_NUMBERS}
