"""277CA as payers and clearinghouses write it."""

from collections.abc import Iterator
from datetime import timedelta

from tests.benchmarks.varied import Chance, d8, money

_TODAY = "20260303"
_ACCEPTED = (("A2:20:PR", 50), ("A2:20", 25), ("A1:19:PR", 10), ("A2:19:PR", 5), ("A5:20:PR", 5))
_REJECTED = (
    ("A3:21:PR", 12),
    ("A3:187:PR", 8),
    ("A3:21:77", 6),
    ("A7:562:85", 12),
    ("A7:562:82", 8),
    ("A6:164:IL", 10),
    ("A7:33:IL", 8),
    ("A3:33:QC", 6),
    ("A7:500:1P", 3),
    ("A7:500:87", 2),
    ("A7:254", 8),
    ("A6:145:85", 5),
    ("A7:21:41", 3),
    ("A8:496:85", 4),
)
_SECOND = ("A7:128:IL", "A7:187", "A6:145:85", "A7:33:QC")
"""STC10."""
_TEXTS = ("", "SUBSCRIBER NOT FOUND", "CLAIM LACKS A VALID RENDERING PROVIDER (LOOP 2310B)")
_CLAIMS_A_PROVIDER = 120


class _Sums:
    """Claims and cents by STC03."""

    def __init__(self) -> None:
        self.claims = {"WQ": 0, "U": 0}
        self.cents = {"WQ": 0, "U": 0}

    def add(self, action: str, cents: int, claims: int = 1) -> None:
        self.claims[action] += claims
        self.cents[action] += cents

    def text(self, accepted: str, refused: str) -> str:
        """Return QTY and AMT; a count of none is left out."""
        counts = ((accepted, "WQ"), (refused, "U"))
        amounts = (("YU", "WQ"), ("YY", "U"))
        return "".join(
            f"QTY*{code}*{self.claims[action]}~" for code, action in counts if self.claims[action]
        ) + "".join(
            f"AMT*{code}*{money(self.cents[action])}~"
            for code, action in amounts
            if self.claims[action]
        )


def bodies(seed: int, size: int) -> Iterator[tuple[str, int]]:
    """Return bodies of sets of so many claims each, without end."""
    chance = Chance(seed)
    while True:
        yield _set(chance, size), size


def _set(chance: Chance, size: int) -> str:
    source = "AY" if chance.happens(20) else "PR"
    qualifier = "46" if source == "AY" else chance.pick(("PI", "FI", "XV"))
    total, beneath, level = _Sums(), "", 2
    entity = chance.maybe(70, f":{source}")
    for first in range(0, size, _CLAIMS_A_PROVIDER):
        text, level = _provider(chance, min(_CLAIMS_A_PROVIDER, size - first), level, total)
        beneath += text
    cents = total.cents["WQ"] + total.cents["U"]
    return (
        f"BHT*0085*08*{chance.code(12)}*{_TODAY}*{chance.pick(('0805', '150002'))}*TH~HL*1**20*1~"
        f"NM1*{source}*2*{chance.word()} HEALTH PLAN*****{qualifier}*{chance.code(9)}~"
        f"TRN*1*{chance.number(14)}~DTP*050*D8*20260302~DTP*009*D8*{_TODAY}~HL*2*1*21*1~"
        f"NM1*41*2*{chance.word()} BILLING CO*****46*{chance.code(8)}~TRN*2*{chance.code(13)}~"
        f"STC*A1:19{entity}*{_TODAY}*WQ*{money(cents)}~{total.text('90', 'AA')}{beneath}"
    )


def _provider(chance: Chance, size: int, level: int, total: _Sums) -> tuple[str, int]:
    """Return a provider with its patients, and the number of HL so far."""
    level += 1
    parent, own, patients = level, _Sums(), ""
    for _ in range(size):
        level += 1
        patients += _patient(chance, level, parent, own)
    for action in ("WQ", "U"):
        total.add(action, own.cents[action], own.claims[action])
    name = f"NM1*85*2*{chance.word()} MEDICAL GROUP*****XX*{chance.npi()}~"
    if chance.happens(25):
        name = chance.provider("85")
    entity = chance.maybe(60, ":PR")
    cents = own.cents["WQ"] + own.cents["U"]
    status = f"TRN*1*{chance.number(10)}~STC*A1:19{entity}**WQ*{money(cents)}~"
    reference = chance.maybe(20, f"REF*TJ*{chance.number(9)}~")
    head = f"HL*{parent}*2*19*1~{name}{status}{reference}{own.text('QA', 'QC')}"
    return head + patients, level


def _patient(chance: Chance, level: int, parent: int, sums: _Sums) -> str:
    cents = chance.cents()
    refused = chance.happens(13)
    action = "U" if refused else "WQ"
    sums.add(action, cents)
    day = chance.service_day()
    period = f"D8*{d8(day)}"
    if chance.happens(30):
        period = f"RD8*{d8(day)}-{d8(day + timedelta(days=chance.between(0, 6)))}"
    statuses = "".join(
        _status(chance, action, cents) for _ in range(chance.between(1, 3) if refused else 1)
    )
    references = chance.shuffled(
        chance.maybe(20 if refused else 85, f"REF*1K*{chance.number(13)}~"),
        chance.maybe(55, f"REF*D9*{chance.code(16)}~"),
        chance.maybe(20, f"REF*BLT*{chance.pick(('131', '111', '831', '721'))}~"),
    )
    lines = chance.maybe(45 if refused else 2, _lines(chance, d8(day)))
    return (
        f"HL*{level}*{parent}*PT~{chance.insured('QC')}TRN*2*{chance.account()}~{statuses}"
        f"{references}DTP*472*{period}~{lines}"
    )


def _status(chance: Chance, action: str, cents: int) -> str:
    refused = action == "U"
    code = chance.weighted(_REJECTED if refused else _ACCEPTED)
    text = chance.pick(_TEXTS) if refused else ""
    more = chance.maybe(20, chance.pick(_SECOND)) if refused else ""
    tail = f"{more}**{text}" if text else more
    rest = f"******{tail}" if tail else ""
    return f"STC*{code}*{_TODAY}*{action}*{money(cents)}{rest}~"


def _lines(chance: Chance, day: str) -> str:
    text = ""
    for number in range(1, chance.between(2, 4)):
        modifier = chance.maybe(30, ":25")
        code = f"HC:{chance.pick(('99213', '99214', 'J3420', '97110'))}{modifier}"
        text += (
            f"SVC*{code}*{money(chance.cents())}*****{chance.between(1, 4)}~"
            f"STC*{chance.weighted(_REJECTED)}**U~REF*FJ*{number}~"
            + chance.maybe(60, f"DTP*472*D8*{day}~")
        )
    return text
