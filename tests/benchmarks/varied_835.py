"""835 as payers write it: commercial, Medicare, Medicaid; every claim balances."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.benchmarks.varied import Chance, d8, money

_PAID_ON = date(2026, 3, 2)
_STATUSES = (("1", 80), ("2", 7), ("3", 1), ("4", 6), ("19", 5), ("20", 1))
_FILINGS = ("12", "13", "14", "15", "16", "CH", "HM", "MA", "MB", "MC", "VA")
_PROCEDURES = (
    "99213",
    "99214:25",
    "97110:GP:59",
    "36415",
    "J3420",
    "80053",
    "93000:26",
    "A0428:RH",
)
_CONTRACTUAL = ("45", "253", "131", "24", "144")
_SHARES = ("1", "2", "3")
_DENIALS = ("16", "18", "22", "29", "50", "96", "97", "197", "204", "B7")
_REMARKS = ("N130", "M15", "MA130", "N30", "N381", "M76", "N657")


def bodies(seed: int, size: int) -> Iterator[tuple[str, int]]:
    """Return bodies of sets of so many claims each, without end."""
    chance = Chance(seed)
    while True:
        yield _set(chance, size)


def _set(chance: Chance, size: int) -> tuple[str, int]:
    payer_npi, medicare, paid, text, written = chance.npi(), chance.happens(25), 0, "", 0
    for number in range(1, size + 1):
        if number == 1 or chance.happens(3):
            text += f"LX*{number}~"
            text += f"TS3*{payer_npi}*11*20261231*{size}*1000~" if medicare else ""
        claims, cents, count = _claims(chance, medicare=medicare)
        text, paid, written = text + claims, paid + cents, written + count
    adjusted = chance.between(-500, 500) if chance.happens(40) else 0
    if adjusted:
        text += (
            f"PLB*{payer_npi}*20261231*{chance.pick(('WO', 'FB', 'L6', '72'))}:X*{money(adjusted)}~"
        )
    return _header(chance, paid - adjusted) + text, written


def _header(chance: Chance, cents: int) -> str:
    account = f"01*{chance.number(9)}*DA*{chance.number(10)}"
    sender = f"{account}*1{chance.number(9)}"
    transfer = f"BPR*I*{money(cents)}*C*ACH*CCP*{sender}**{account}*{d8(_PAID_ON)}~"
    check = f"BPR*I*{money(cents)}*C*CHK************{d8(_PAID_ON)}~"
    method = check if chance.happens(30) or cents <= 0 else transfer
    return (
        f"{method}TRN*1*{chance.code(12)}*1{chance.number(9)}~"
        f"{chance.maybe(50, f'REF*EV*{chance.code(8)}~')}DTM*405*{d8(_PAID_ON)}~"
        f"N1*PR*{chance.word()} INSURANCE{chance.maybe(50, '*XV*12345')}~{chance.address()}"
        f"{chance.maybe(50, 'REF*2U*00590~')}{chance.maybe(50, 'PER*CX**TE*8005550100~')}"
        f"PER*BL*EDI SUPPORT*TE*8005550111~N1*PE*{chance.word()} CLINIC*XX*{chance.npi()}~"
        f"{chance.maybe(50, chance.address())}REF*TJ*{chance.number(9)}~"
    )


def _claims(chance: Chance, *, medicare: bool) -> tuple[str, int, int]:
    """Return one claim, or one in fifty a reversal with its correction; cents paid, and count."""
    if not chance.happens(2):
        text, paid = _claim(chance, medicare=medicare)
        return text, paid, 1
    charge, before = chance.cents() + 10_000, chance.between(1_000, 9_000)
    account, number, insured = chance.account(), chance.number(13), chance.insured("QC")
    left = charge - before
    taken = (
        f"CLP*{account}*22*{money(-charge)}*{money(-before)}**12*{number}*11*1~"
        f"CAS*CO*45*{money(-left)}~{insured}"
    )
    now = before + 500
    again = (
        f"CLP*{account}*1*{money(charge)}*{money(now)}**12*{number}*11*1~"
        f"CAS*CO*45*{money(charge - now)}~{insured}"
    )
    return taken + again, now - before, 2


def _claim(chance: Chance, *, medicare: bool) -> tuple[str, int]:
    status = chance.weighted(_STATUSES)
    day = chance.service_day()
    charge = paid = share = 0
    lines = ""
    for number in range(1, chance.pick((1, 1, 1, 2, 2, 3, 4, 6)) + 1):
        line, amounts = _line(chance, number, day, denied=status == "4")
        lines += line
        charge, paid, share = (a + b for a, b in zip((charge, paid, share), amounts, strict=True))
    parts = [
        f"CLP*{chance.account()}*{status}*{money(charge)}*{money(paid)}",
        money(share) if share else "",
        chance.pick(_FILINGS),
        chance.number(chance.between(11, 17)),
    ]
    place = chance.maybe(80, f"*{chance.pick(('11', '22', '13', '21'))}*{chance.pick('11117')}")
    return f"{'*'.join(parts)}{place}~{_people(chance, medicare)}{_facts(chance, day)}{lines}", paid


def _people(chance: Chance, medicare: bool) -> str:  # noqa: FBT001 - of the payer
    qualifier = chance.pick(("MI", "MI", "MR", "HN")) if medicare else "MI"
    return (
        chance.insured("QC", qualifier)
        + chance.maybe(15, chance.insured("IL"))
        + chance.maybe(5, f"NM1*74*1*{chance.person()}~")
        + chance.maybe(50, chance.provider("82"))
        + chance.maybe(4, f"NM1*TT*2*{chance.word()} LIFE*****PI*{chance.number(5)}~")
    )


def _facts(chance: Chance, day: date) -> str:
    last = day + timedelta(days=chance.between(0, 3))
    moa = chance.maybe(45, f"MOA***{chance.pick(('MA01', 'MA07', 'MA18', 'N781'))}~")
    references = chance.shuffled(
        chance.maybe(30, f"REF*EA*{chance.code(9)}~"),
        chance.maybe(25, f"REF*1L*{chance.code(7)}~"),
        chance.maybe(15, f"REF*CE*{chance.word()} PPO~"),
    )
    days = chance.shuffled(
        chance.maybe(70, "DTM*050*20260227~"),
        chance.maybe(60, f"DTM*232*{d8(day)}~DTM*233*{d8(last)}~"),
    )
    contact = chance.maybe(10, "PER*CX**TE*8005550100~")
    return moa + references + days + contact + chance.maybe(45, f"AMT*AU*{money(chance.cents())}~")


def _line(
    chance: Chance, number: int, day: date, *, denied: bool
) -> tuple[str, tuple[int, int, int]]:
    """Return a line, and what it was charged, paid and left to the patient."""
    charge = chance.cents()
    adjustments, share = "", 0
    if denied or chance.happens(5):
        paid = 0
        adjustments = (
            f"CAS*{chance.pick(('CO', 'PR', 'OA', 'PI'))}*{chance.pick(_DENIALS)}*{money(charge)}~"
        )
    else:
        share = chance.pick((0, 0, 1000, 2000, charge // 5)) if charge > 5000 else 0
        contractual = (charge - share) * chance.between(10, 60) // 100
        paid = charge - share - contractual
        parts = [
            f"CAS*CO*{chance.pick(_CONTRACTUAL)}*{money(contractual)}~" if contractual else "",
            f"CAS*PR*{chance.pick(_SHARES)}*{money(share)}~" if share else "",
        ]
        adjustments = chance.shuffled(*parts)
    dates = f"DTM*472*{d8(day)}~"
    if chance.happens(25):
        dates = f"DTM*150*{d8(day)}~DTM*151*{d8(day)}~"
    references = chance.shuffled(
        chance.maybe(70, f"REF*6R*{number}~"), chance.maybe(20, "REF*LU*11~")
    )
    units = chance.maybe(70, f"**{chance.pick(('1', '1', '2', '3', '.5'))}")
    revenue = (
        f"*{chance.pick(('0450', '0300'))}"
        if units and chance.happens(15)
        else "*"
        if units
        else ""
    )
    text = (
        f"SVC*HC:{chance.pick(_PROCEDURES)}*{money(charge)}*{money(paid)}{revenue}{units[1:]}~"
        f"{dates}{adjustments}{references}"
        f"{chance.maybe(60, f'AMT*B6*{money(paid + share)}~')}"
        f"{chance.maybe(30, f'LQ*HE*{chance.pick(_REMARKS)}~')}"
    )
    return text, (charge, paid, share)
