"""Codes, amounts, payers and our own ids in the blind set: texts that have to stay."""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import KEEP, FakePerson, Written, one

_OWN = "abcdefghijklmnopqrstuvwxyz234567"
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "cpt": ("99213", "99214", "99285", "97110", "29881", "45380", "70553", "36415", "90837"),
    "hcpcs": ("J1885", "G0439", "E0601", "L3908", "Q5101", "A4253", "J3420", "S9083"),
    "icd": ("E11.9", "M54.50", "I10", "Z23", "S83.241A", "J45.909", "F41.1", "N18.31", "E119"),
    "carc": ("CO-45", "CO-97", "PR-1", "PR-2", "CO-16", "OA-23", "CO-29", "CO-197", "CO50"),
    "rarc": ("N290", "M127", "N30", "MA130", "N657", "MA04", "N382"),
    "mod": ("25", "59", "RT", "GP", "XS", "TC"),
    "drg": ("470", "871", "291", "794"),
    "rev": ("0450", "0360", "0636", "0250"),
    "payer": (
        "Aetna", "Cigna", "Humana", "Medicare", "Tricare", "Anthem", "Molina Healthcare", "BCBS",
        "UnitedHealthcare", "UHC", "Medicaid", "Kaiser Permanente", "Blue Shield", "Ambetter",
    ),
    "plan": ("PPO", "HMO", "EPO", "Medicare Advantage", "POS", "HDHP"),
    "facility": ("St. Mary's Hospital", "Riverside Medical Center", "Mercy General Hospital"),
    "status": ("A3", "F2", "P1", "A7", "276/277", "999", "277CA", "835"),
    "age.low": ("34", "67", "8", "52", "79"),
    "percent": ("80%", "20%", "50%", "12.5%", "100%"),
    "days": ("30 days", "45 days", "90 days", "180 days", "14 business days", "365 days"),
    "year": ("2023", "2024", "2025"),
    "http": ("HTTP 500", "HTTP 502", "HTTP 404", "error 1064"),
    "version": ("v4.12.1", "2.19.0", "build 7741"),
}  # fmt: skip


def _amount(random: Random) -> str:
    cents = random.randrange(500, 2_000_000)
    whole, rest = divmod(cents, 100)
    return random.choice((f"${whole:,}.{rest:02}", f"${whole}.{rest:02}", f"${whole:,}"))


def _own(random: Random) -> str:
    prefix, length = random.choice((("clm_", 24), ("tkt_", 26), ("fil_", 26)))
    return prefix + "".join(random.choices(_OWN, k=length))


def _npi(random: Random) -> str:
    first = "1" + "".join(random.choices("0123456789", k=8))
    total = 24 + sum(
        sum(divmod(int(digit) * 2, 10)) if at % 2 == 0 else int(digit)
        for at, digit in enumerate(reversed(first))
    )
    return first + str(-total % 10)


def _kept(make: Callable[[Random], str]) -> Callable[[Random, FakePerson], Written]:
    return lambda random, _p: one(KEEP, make(random))


def _choice(kind: str) -> Callable[[Random, FakePerson], Written]:
    return _kept(lambda random: random.choice(_CHOICES[kind]))


KEPT: Mapping[str, Callable[[Random, FakePerson], Written]] = {
    **{kind: _choice(kind) for kind in _CHOICES},
    "amount": _kept(_amount),
    "own": _kept(_own),
    "npi": _kept(_npi),
}
