"""837P and 837I as billers' systems and clearinghouses write them; every claim adds up."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.benchmarks.varied import Chance, d8, money

_FILINGS = ("CI", "MB", "MC", "BL", "HM", "12", "16", "CH", "VA", "WC", "ZZ")
_DIAGNOSES = ("I10", "E119", "J069", "R079", "Z0000", "M545", "K219", "F329", "N390", "S82001A")
_CODES = ("99213", "99214", "36415", "80053", "97110", "93000", "J3420", "G0439", "90471", "99283")
_MODIFIERS = ("", "", "", ":25", ":59", ":GP", ":26", ":LT", ":25:59")
_REVENUE = ("0300", "0450", "0250", "0636", "0360", "0510", "0120")
_TAXONOMIES = ("207Q00000X", "208000000X", "363L00000X", "2085R0202X")
_TODAY = "20260302"


def professional(seed: int, size: int) -> Iterator[tuple[str, int]]:
    """Return bodies of 837P sets of so many claims each, without end."""
    return _bodies(Chance(seed), size, institutional=False)


def institutional(seed: int, size: int) -> Iterator[tuple[str, int]]:
    """Return bodies of 837I sets of so many claims each, without end."""
    return _bodies(Chance(seed), size, institutional=True)


def _bodies(chance: Chance, size: int, *, institutional: bool) -> Iterator[tuple[str, int]]:
    while True:
        yield _Submission(chance, institutional=institutional).body(size), size


class _Submission:
    """One set on its way."""

    def __init__(self, chance: Chance, *, institutional: bool) -> None:
        self._chance, self._institutional = chance, institutional
        self._levels = 0

    def body(self, size: int) -> str:
        """Return BHT and what follows; providers change every few dozen claims."""
        chance = self._chance
        text = (
            f"BHT*0019*00*{chance.code(9)}*{_TODAY}*{chance.pick(('0915', '142233'))}*CH~"
            f"NM1*41*2*{chance.word()} BILLING*****46*{chance.code(8)}~"
            f"PER*IC*{chance.word()}*TE*8005550177{chance.maybe(40, '*EX*231')}~"
            f"NM1*40*2*{chance.word()} CLEARINGHOUSE*****46*{chance.code(9)}~"
        )
        billing = 0
        for number in range(size):
            if number == 0 or chance.happens(3):
                text += self._billing()
                billing = self._levels
            text += self._subscriber(billing)
        return text

    def _level(self, parent: int | str, code: str, child: int) -> str:
        self._levels += 1
        return f"HL*{self._levels}*{parent}*{code}*{child}~"

    def _billing(self) -> str:
        chance = self._chance
        return (
            self._level("", "20", 1)
            + chance.maybe(60, f"PRV*BI*PXC*{chance.pick(_TAXONOMIES)}~")
            + f"NM1*85*2*{chance.word()} ASSOCIATES*****XX*{chance.npi()}~"
            + chance.address(long_zip=True)
            + f"REF*EI*{chance.number(9)}~"
            + chance.maybe(30, f"PER*IC*{chance.word()}*TE*8005550123~")
            + chance.maybe(25, f"NM1*87*2~{chance.address()}")
        )

    def _subscriber(self, parent: int) -> str:
        chance = self._chance
        dependent = chance.happens(18)
        filing = chance.pick(_FILINGS)
        relation = "" if dependent else "18"
        group = chance.maybe(45, chance.code(7))
        plan = "" if group or chance.happens(60) else f"{chance.word()} PLAN"
        head = (
            self._level(parent, "22", int(dependent))
            + f"SBR*{chance.pick('PPPPS')}*{relation}*{group}*{plan}*****{filing}~"
            + chance.insured("IL")
            + ("" if dependent and chance.happens(50) else self._demographics())
            + chance.maybe(5, f"REF*SY*{chance.number(9)}~")
            + f"NM1*PR*2*{chance.word()} INSURANCE CO*****PI*{chance.code(5)}~"
            + chance.maybe(50, chance.address())
            + chance.maybe(8, f"REF*2U*{chance.code(5)}~")
        )
        if dependent:
            head += self._level(self._levels, "23", 0)
            head += f"PAT*{chance.pick(('01', '19', 'G8'))}~NM1*QC*1*{chance.person()}~"
            head += self._demographics()
        return head + self._claim()

    def _demographics(self) -> str:
        chance = self._chance
        return f"{chance.address()}DMG*D8*{chance.birth()}*{chance.pick('MFFMU')}~"

    def _claim(self) -> str:
        chance, day = self._chance, self._chance.service_day()
        secondary = chance.happens(9)
        lines, total = "", 0
        for number in range(1, chance.pick((1, 1, 1, 2, 2, 3, 4, 6)) + 1):
            text, cents = self._line(number, day, secondary=secondary)
            lines, total = lines + text, total + cents
        account = chance.account()
        inner = self._institutional_head if self._institutional else self._professional_head
        return inner(account, total, day) + chance.maybe(100 * secondary, self._other()) + lines

    def _references(self) -> str:
        chance = self._chance
        return chance.shuffled(
            chance.maybe(55, f"REF*D9*{chance.code(18)}~"),
            chance.maybe(12, f"REF*G1*{chance.code(10)}~"),
            chance.maybe(15, f"REF*EA*{chance.code(8)}~"),
            chance.maybe(5, f"REF*9F*{chance.code(8)}~"),
        )

    def _professional_head(self, account: str, total: int, day: date) -> str:
        chance = self._chance
        again = chance.happens(4)
        accident = chance.happens(4)
        cause = "**AA:::IL" if accident else ""
        head = (
            f"CLM*{account}*{money(total)}***{chance.pick(('11', '22', '23', '12'))}:B:"
            f"{'7' if again else '1'}*Y*{chance.pick('AAC')}*Y*{chance.pick('YYI')}{cause}~"
        )
        dates = chance.shuffled(
            chance.maybe(18, f"DTP*431*D8*{d8(day - timedelta(days=4))}~"),
            chance.maybe(100 * accident, f"DTP*439*D8*{d8(day - timedelta(days=1))}~"),
        )
        return (
            head
            + dates
            + chance.maybe(3, "PWK*OZ*EL***AC*ATT1~")
            + chance.maybe(8, "AMT*F5*25~")
            + chance.maybe(100 * again, f"REF*F8*{chance.number(13)}~")
            + self._references()
            + chance.maybe(8, "NTE*ADD*SEE THE NOTE OF THE FIRST VISIT~")
            + self._diagnoses("ABK", "ABF", chance.between(0, 5))
            + self._providers()
        )

    def _providers(self) -> str:
        """Return loops 2310 of a professional claim."""
        chance = self._chance
        taxonomy = chance.maybe(70, f"PRV*PE*PXC*{chance.pick(_TAXONOMIES)}~")
        facility = (
            f"NM1*77*2*{chance.word()} CENTER*****XX*{chance.npi()}~{chance.address(long_zip=True)}"
        )
        return chance.shuffled(
            chance.maybe(30, chance.provider("DN")),
            chance.maybe(70, chance.provider("82") + taxonomy),
            chance.maybe(35, facility),
            chance.maybe(4, chance.provider("DQ")),
        )

    def _institutional_head(self, account: str, total: int, day: date) -> str:
        chance = self._chance
        inpatient = chance.happens(25)
        bill = "11" if inpatient else chance.pick(("13", "13", "83", "72", "85"))
        last = day + timedelta(days=chance.between(1, 6)) if inpatient else day
        stay = f"DTP*435*DT*{d8(day)}{chance.pick(('1015', '2330'))}~" if inpatient else ""
        kinds = ("B", "ABK", "ABF")
        return (
            f"CLM*{account}*{money(total)}***{bill}:A:1**A*Y*Y~"
            + chance.shuffled(
                chance.maybe(100 * inpatient, f"DTP*096*TM*{chance.pick(('1130', '0900'))}~"),
                f"DTP*434*RD8*{d8(day)}-{d8(last)}~",
                stay,
            )
            + f"CL1*{chance.pick('123')}*{chance.pick('12')}*{chance.pick(('01', '03', '30'))}~"
            + self._references()
            + self._diagnoses(kinds[1], kinds[2], 0)
            + chance.maybe(100 * inpatient, f"HI*ABJ:{chance.pick(_DIAGNOSES)}~")
            + chance.maybe(100 * inpatient, f"HI*DR:{chance.number(3)}~")
            + chance.maybe(80, f"HI*{self._others('ABF', 8)}~")
            + chance.maybe(30, f"HI*BH:11:D8:{d8(day)}~")
            + chance.maybe(35, "HI*BE:A1:::100*BE:80:::2~")
            + chance.maybe(20, "HI*BG:09~")
            + chance.provider("71")
            + chance.maybe(40, f"PRV*AT*PXC*{chance.pick(_TAXONOMIES)}~")
            + chance.maybe(20, chance.provider("72"))
        )

    def _others(self, qualifier: str, most: int) -> str:
        chance = self._chance
        return "*".join(
            f"{qualifier}:{chance.pick(_DIAGNOSES)}" for _ in range(chance.between(1, most))
        )

    def _diagnoses(self, first: str, other: str, count: int) -> str:
        chance = self._chance
        more = "".join(f"*{other}:{chance.pick(_DIAGNOSES)}" for _ in range(count))
        return f"HI*{first}:{chance.pick(_DIAGNOSES)}{more}~"

    def _other(self) -> str:
        """Return loop 2320: a payer that paid before."""
        chance = self._chance
        return (
            f"SBR*P*18*{chance.code(6)}******{chance.pick(_FILINGS)}~"
            f"CAS*CO*45*{money(chance.cents())}~AMT*D*{money(chance.cents())}~OI***Y***Y~"
            f"{chance.insured('IL')}{chance.maybe(60, chance.address())}"
            f"NM1*PR*2*{chance.word()} MUTUAL*****PI*PRIOR~"
            f"{chance.maybe(50, f'REF*F8*{chance.number(12)}~')}"
        )

    def _line(self, number: int, day: date, *, secondary: bool) -> tuple[str, int]:
        chance, cents = self._chance, self._chance.cents()
        procedure = f"HC:{chance.pick(_CODES)}{chance.pick(_MODIFIERS)}"
        units = chance.pick(("1", "1", "1", "2", "3", "1.5"))
        if self._institutional:
            named = "" if chance.happens(15) else procedure
            service = f"SV2*{chance.pick(_REVENUE)}*{named}*{money(cents)}*UN*{units}~"
        else:
            place = chance.maybe(15, "11")
            pointers = chance.pick(("1", "1", "1:2", "1:2:3"))
            service = f"SV1*{procedure}*{money(cents)}*UN*{units}*{place}**{pointers}~"
        period = f"D8*{d8(day)}"
        if chance.happens(12):
            period = f"RD8*{d8(day)}-{d8(day)}"
        drug = f"LIN**N4*{chance.number(11)}~CTP****{units}*ML~"
        revenue = "0300" if self._institutional else ""
        prior = (
            f"SVD*PRIOR*{money(cents // 2)}*{procedure}*{revenue}*1~"
            f"CAS*CO*45*{money(cents // 2)}~DTP*573*D8*20260227~"
        )
        return (
            f"LX*{number}~{service}DTP*472*{period}~"
            + chance.maybe(75, f"REF*6R*{chance.number(6)}~")
            + chance.maybe(4, drug)
            + chance.maybe(0 if self._institutional else 4, chance.provider("82"))
            + (prior if secondary else ""),
            cents,
        )
