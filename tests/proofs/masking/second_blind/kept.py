"""Texts of the second blind set that have to stay as they are."""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import KEEP, one
from tests.proofs.masking.second_blind.days import Slot
from tests.proofs.masking.second_blind.draws import LISTS, form, one_form, words

_CPT = words(
    "99213 99214 99285 99291 27447 29881 43239 45378 70553 71260 74177 93306 96413 97110 "
    "90837 36415 80053 85025 0275T 1036F"
)
_HCPCS = words("J9271 J1745 G0378 A0427 A0425 C1713 C1789 E0601 L1833 Q4081 S9083 J0897 G0463")
_ICD = words("E11.9 I10 N18.4 I50.33 A41.9 J44.1 M17.11 Z51.11 S72.001A C50.912 F32.A R07.9 K50.90")
_CARC = words("CO-16 CO-197 PR-1 CO-45 CO-29 CO-22 OA-18 CO-50 PI-97 CO-109 PR-204 CO-252 CO16")
_RARC = words("N130 M127 MA04 N290 N657 M76 MA130 N386 N479 M15")
_REVENUE = words("0120 0278 0300 0360 0450 0636 0250 0762 0420 0981")
_MODIFIERS = words("25 59 26 TC LT RT 50 GA XU JW 76 AS")
_DRG = words("470 871 291 292 189 193 064 392 853 190")
_CASES_OF_277 = words("20 21:562 33 116 507 187 500:85 164 228")


def _kept(make: Callable[[Random], str]) -> Slot:
    return lambda random, _p: one(KEEP, make(random))


def _listed(name: str) -> Slot:
    return _kept(lambda random: random.choice(LISTS[name]))


def _of(*texts: str) -> Slot:
    return _kept(lambda random: random.choice(texts))


def _forms(*forms: str) -> Slot:
    return _kept(lambda random: one_form(random, forms))


def _cents(random: Random) -> int:
    return int(random.lognormvariate(11, 1.8)) + 100


def _amount(random: Random) -> str:
    cents = _cents(random)
    if random.random() < 0.2:
        return f"${cents // 100:,}"
    return f"${cents / 100:,.2f}"


def _own(random: Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return random.choice(("clm_", "tkt_", "file_", "inc_")) + "".join(random.choices(letters, k=26))


def _npi(random: Random) -> str:
    digits = form(random, random.choice("12") + "########")
    return digits + str(_check_digit("80840" + digits))


def _check_digit(digits: str) -> int:
    """Return the check digit of an NPI, by Luhn's formula."""
    doubled = (int(one) * (2 - at % 2) for at, one in enumerate(reversed(digits)))
    return -sum(number // 10 + number % 10 for number in doubled) % 10


def _clock(random: Random) -> str:
    hour, minute = random.randrange(1, 13), random.randrange(60)
    return f"{hour}:{minute:02}{random.choice((' AM', ' PM', 'am', 'pm', ''))}"


_OLD = range(90, 106)
_OLD_WEIGHTS = range(16, 0, -1)
_OLD_IN_WORDS = (
    "ninety-one",
    "ninety-two",
    "ninety four",
    "ninety-five",
    "ninety-eight",
    "ninety seven",
    "one hundred and one",
    "one hundred two",
)


KEPT: Mapping[str, Slot] = {
    "k.cpt": _of(*_CPT),
    "k.hcpcs": _of(*_HCPCS),
    "k.icd": _of(*_ICD),
    "k.icdx": _of(*(code.replace(".", "") for code in _ICD)),
    "k.carc": _of(*_CARC),
    "k.carcn": _of("45", "16", "197", "29", "50", "253"),
    "k.rarc": _of(*_RARC),
    "k.rev": _of(*_REVENUE),
    "k.mod": _of(*_MODIFIERS),
    "k.drg": _of(*_DRG),
    "k.r277": _of(*_CASES_OF_277),
    "k.tob": _of("111", "131", "0131", "117", "137", "851", "0121"),
    "k.pos": _of("11", "21", "22", "23", "02", "10", "31"),
    "k.amt": _kept(_amount),
    "k.amtx": _kept(lambda random: f"{_cents(random) / 100:.2f}"),
    "k.pct": _kept(lambda random: f"{random.choice((1.5, 10, 12, 50, 65, 80, 2, 97.4)):g}%"),
    "k.days": _of("7", "10", "14", "15", "30", "45", "60", "90", "120", "180", "365"),
    "k.units": _of("1", "2", "3", "4", "6", "8", "10", "12", "20", "40"),
    "k.year": _of("2019", "2021", "2022", "2023", "2024", "2025", "2026"),
    "k.time": _kept(_clock),
    "k.http": _of("401", "403", "404", "422", "500", "503", "504"),
    "k.ver": _of("2.4.1", "v11.3", "24.2", "R8.0", "3.19.0", "2025.1", "MP-114", "CG-SURG-27"),
    "k.npi": _kept(_npi),
    "k.own": _kept(_own),
    "k.trace": _forms("EFT#######", "8########", "0#########", "CHK######", "2025######"),
    "k.ctl": _forms("0000#####", "#########"),
    "k.pid": _of("87726", "60054", "62308", "00590", "SB700", "12502", "MCDOH", "SX107"),
    "k.tin": _forms("##-#######"),
    "k.tinflat": _forms("#########"),
    "k.ndc": _forms("#####-####-##", "00###-0###-01"),
    "k.nct": _forms("NCT0#######"),
    "k.tax": _of("207Q00000X", "208600000X", "282N00000X", "363L00000X", "261QM0801X"),
    "k.st": _of("OH", "TX", "NC", "PA", "AZ", "WA", "GA", "IL", "NM", "CA", "FL"),
    "k.state": _of("Ohio", "Texas", "North Carolina", "Washington", "Georgia", "New York",
                   "Virginia", "Arizona", "West Virginia", "Minnesota"),
    "age": _kept(lambda random: str(random.randrange(2, 90))),
    "k.payer": _listed("payers"),
    "k.plan": _listed("plans"),
    "k.fac": _listed("facilities"),
    "k.drug": _listed("drugs"),
    "k.ehr": _listed("products"),
    "k.job": _listed("jobs"),
    "k.dept": _listed("departments"),
    "k.epo": _listed("conditions"),
}  # fmt: skip
AGES: Mapping[str, Slot] = {
    "age.old": lambda random, _p: one("ages", str(random.choices(_OLD, _OLD_WEIGHTS)[0])),
    "age.oldw": lambda random, _p: one("ages", random.choice(_OLD_IN_WORDS)),
}
