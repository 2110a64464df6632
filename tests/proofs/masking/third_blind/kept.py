"""Texts that have to stay: the trade's codes, names of firms and products, words that are names."""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import KEEP, FakePerson, one
from tests.proofs.masking.third_blind.draws import LISTS, apart, digits, letters
from tests.proofs.masking.third_blind.people import Slot

_CARC = (
    *("CO-16", "CO 45", "PR-1", "PR 204", "CO-97", "OA-18", "CO-29", "CO 22", "PI-96", "CO-252"),
    *("CO50", "CO-109", "PR-27", "CO-197", "OA 23", "CO 236", "PR-31", "CO-4", "CO-B7", "CO 151"),
)
_RARC = ("N130", "MA04", "N290", "M15", "N362", "MA130", "N706", "M76", "N657", "MA63", "N522")
_CPT = (
    *("99213", "99285", "27447", "70553", "45378", "93306", "80053", "59400", "97110", "36415"),
    *("20610", "J1745", "G0439", "J9271", "77067", "43239", "96413", "E0601", "A0427", "99291"),
)
_ICD = ("E11.9", "M54.5", "I10", "Z00.00", "J44.1", "C50.911", "K21.9", "S72.001A", "O80", "F33.1")
_TIMES = ("8:15", "10:42 am", "14:05", "3:30 PM", "0930", "noon", "11:20")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_CLAIMS = "abcdefghijkmnpqrstuvwxyz23456789"


def _from(*texts: str) -> Slot:
    return lambda r, _: one(KEEP, r.choice(texts))


def _list(name: str) -> Slot:
    return lambda r, p: one(KEEP, apart(r, p, LISTS[name]))


def _made(*forms: Callable[[Random], str]) -> Slot:
    return lambda r, _: one(KEEP, r.choice(forms)(r))


def _npi(random: Random, _: FakePerson) -> str:
    stem = random.choice("12") + f"{random.randrange(10**8):08}"
    doubled = [
        int(digit) * (2 - at % 2) for at, digit in enumerate(reversed("80840" + stem), start=0)
    ]
    total = sum(number // 10 + number % 10 for number in doubled)
    return f"{stem}{-total % 10}"


def _amount(random: Random) -> str:
    return f"${random.randint(5, 48_000):,}.{random.randrange(100):02}"


KEPT: Mapping[str, Slot] = {
    "k.payer": _list("payers"),
    "k.fac": _list("facilities"),
    "k.drug": _list("drugs"),
    "k.prod": _list("products"),
    "k.queue": _list("queues"),
    "k.job": _list("jobs"),
    "k.dept": _list("departments"),
    "k.plan": _list("plans"),
    "k.cond": _list("conditions"),
    "k.trap": _list("traps"),
    "k.head": _list("heads"),
    "k.caps": _list("caps"),
    "k.bit": _list("bits"),
    "k.carc": _from(*_CARC),
    "k.rarc": _from(*_RARC),
    "k.cpt": _from(*_CPT),
    "k.icd": _from(*_ICD),
    "k.icdx": _from(*(code.replace(".", "") for code in _ICD)),
    "k.mod": _from("25", "59", "LT", "RT", "26", "TC", "XU", "GT", "95", "JZ"),
    "k.rev": _from("0450", "0360", "0278", "0636", "0250", "0762"),
    "k.pos": _from("11", "21", "22", "23", "24", "02"),
    "k.tob": _from("111", "131", "137", "117", "851"),
    "k.time": _from(*_TIMES),
    "k.day": _from(*_WEEKDAYS),
    "k.year": _from("2022", "2023", "2024", "2025"),
    "k.http": _from("400", "401", "403", "500", "502", "503", "504"),
    "k.pid": _from("60054", "87726", "62308", "61101", "SB890", "00590", "SKMD0", "95092"),
    "k.state": _from("Texas", "Ohio", "Florida", "Oregon", "Michigan", "New Mexico"),
    "k.npi": lambda r, p: one(KEEP, _npi(r, p)),
    "k.amt": _made(_amount),
    "k.amtx": _made(lambda r: f"{r.randint(5, 9_000)}.{r.randrange(100):02}"),
    "k.trace": _made(lambda r: f"EFT{digits(r, 7)}", lambda r: f"CHK{digits(r, 8)}"),
    "k.own": _made(lambda r: "clm_" + "".join(r.choices(_CLAIMS, k=26))),
    "k.ctl": _made(lambda r: f"{r.randrange(100_000):09}"),
    "k.pct": _made(lambda r: f"{r.randint(2, 99)}%"),
    "k.units": _made(lambda r: f"{r.randint(2, 40)} units"),
    "k.ndays": _made(lambda r: f"{r.choice((14, 30, 45, 60, 75, 120, 180))} days"),
    "k.ver": _made(lambda r: f"v{r.randint(1, 9)}.{r.randint(0, 30)}.{r.randint(0, 9)}"),
    "k.batch": _made(lambda r: f"{letters(r, 3)}_835_{r.randint(100, 999)}.edi"),
}
"""Slots of what has to stay."""
