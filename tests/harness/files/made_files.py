"""Small 837, 835, 277 and 277CA files, made of the few values that a situation needs.

Every name and number is fictitious. A value that a situation does not name has one default, which
the other files of the situation share: one patient, one provider, one day of service.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from simulator.model import SimulatedFile
from tests.harness.files.trial_files import trial_file

_NUMBERS = count(5001)
"""Interchange control numbers: each file has its own."""

DAY, SENT, PAID = "20260901", "20260902", "20261001"
NPI = "1234567893"


@dataclass(frozen=True)
class Payer:
    """Identities of a payer of the demonstration's profiles."""

    qualifier: str
    sender: str
    remits_as: str
    identifier: str
    company: str
    filing: str
    partner: str


JUNIPER = Payer("ZZ", "JUNIPERMA", "JUNIPERFISCAL", "JNPRX", "1000000303", "MC", "juniper-medicaid")
CEDAR = Payer("28", "CDRMC", "CDRMC", "CDRMC", "1000000202", "MB", "cedar-medicare")
FOXGLOVE = Payer("30", "000000404", "000000404", "FXGLV", "1000000404", "16", "foxglove-plan")


@dataclass(frozen=True)
class Person:
    """Patient and subscriber in one."""

    last: str = "SORREL"
    first: str = "OPAL"
    member: str = "ZZT770001"


OPAL = Person()
FERN = Person("TANSY", "FERN", "ZZT770002")
"""Another patient."""

Lines = Sequence[tuple[str, int]]
"""Procedure and charge in dollars."""


@dataclass(frozen=True)
class Sent:
    """A claim of an 837."""

    number: str
    charge: int = 120
    lines: Lines = ()
    patient: Person = OPAL
    frequency: str = "1"
    replaces: str = ""
    day: str = DAY
    payer: Payer | None = None
    """2010BB; None for the payer that the file goes to."""
    extra: str = ""
    """Segments between CLM and HI."""
    others: Sequence[Payer] = ()
    """The payers behind the first one: a loop 2320 with its 2330B each."""


@dataclass(frozen=True)
class Batch:
    """One ST of an 837: by billing provider HL, its claims."""

    providers: Sequence[tuple[str, Sequence[Sent]]]
    reference: str = "OWN1"
    purpose: str = "00"
    kind: str = "CH"
    on: str = DAY


def _tail(number: str, group: str) -> str:
    return f"GE*{group}*{int(number)}~IEA*1*{number}~"


def _head(
    *,
    function: str,
    guide: str,
    sender: tuple[str, str],
    receiver: tuple[str, str],
    on: str,
    number: str,
    usage: str,
) -> str:
    isa = (
        f"ISA*00*          *00*          *{sender[0]}*{sender[1]:<15}*{receiver[0]}*"
        f"{receiver[1]:<15}*{on[2:]}*0815*^*00501*{number}*0*{usage}*:~"
    )
    return f"{isa}GS*{function}*{sender[1]}*{receiver[1]}*{on}*0815*{int(number)}*X*{guide}~"


def _file(name: str, text: str) -> SimulatedFile:
    return trial_file(name, text.replace("~", "~\n").encode())


def _close(body: str, number: int = 1) -> str:
    """A set with its SE."""
    return f"{body}SE*{body.count('~') + 1}*{number:04d}~"


def submission(
    *batches: Batch,
    payer: Payer = JUNIPER,
    usage: str = "P",
    name: str = "",
    sender: str = "HARBORLIGHT",
) -> SimulatedFile:
    """An 837P file, a set for each batch."""
    number = f"{next(_NUMBERS):09d}"
    on = batches[0].on
    text = _head(
        function="HC",
        guide="005010X222A1",
        sender=("ZZ", sender),
        receiver=(payer.qualifier, payer.sender),
        on=on,
        number=number,
        usage=usage,
    )
    for place, batch in enumerate(batches, start=1):
        text += _close(_set_837(batch, place, payer, sender), place)
    return _file(name or f"made-{number}.837", text + _tail(number, str(len(batches))))


def sent(
    *claims: Sent,
    payer: Payer = JUNIPER,
    on: str = DAY,
    reference: str = "",
    sender: str = "HARBORLIGHT",
) -> SimulatedFile:
    """An 837P file of one set and one provider."""
    batch = Batch([(NPI, claims)], reference=reference or f"B{next(_NUMBERS)}", on=on)
    return submission(batch, payer=payer, sender=sender)


def _set_837(batch: Batch, number: int, payer: Payer, sender: str) -> str:
    text = (
        f"ST*837*{number:04d}*005010X222A1~"
        f"BHT*0019*{batch.purpose}*{batch.reference}*{batch.on}*0815*{batch.kind}~"
        f"NM1*41*2*{sender}*****46*{sender}~PER*IC*BILLING*TE*6145550100~"
        f"NM1*40*2*PAYER*****46*{payer.sender}~"
    )
    level = 0
    for npi, claims in batch.providers:
        level += 1
        parent = level
        text += (
            f"HL*{level}**20*1~NM1*85*2*HARBORLIGHT CLINIC*****XX*{npi}~"
            "N3*1 COOPER LANE~N4*FERNHOLLOW*OH*001000000~REF*EI*004000001~"
        )
        for claim in claims:
            level += 1
            text += _claim_837(claim, level, parent, claim.payer or payer)
    return text


def _claim_837(claim: Sent, level: int, parent: int, payer: Payer) -> str:
    person = claim.patient
    text = (
        f"HL*{level}*{parent}*22*0~SBR*P*18*******{payer.filing}~"
        f"NM1*IL*1*{person.last}*{person.first}****MI*{person.member}~"
        "N3*2 COOPER LANE~N4*FERNHOLLOW*OH*001000000~DMG*D8*19610213*F~"
        f"NM1*PR*2*THE PAYER*****PI*{payer.identifier}~"
        f"CLM*{claim.number}*{claim.charge}***11:B:{claim.frequency}*Y*A*Y*Y~"
    )
    if claim.replaces:
        text += f"REF*F8*{claim.replaces}~"
    text += f"{claim.extra}HI*ABK:J0190~"
    for responsibility, other in zip("ST", claim.others, strict=False):
        text += (
            f"SBR*{responsibility}*18*******{other.filing}~OI***Y***Y~"
            f"NM1*IL*1*{person.last}*{person.first}****MI*{person.member}~"
            f"NM1*PR*2*THE PAYER*****PI*{other.identifier}~"
        )
    for place, (code, charge) in enumerate(claim.lines or [("99213", claim.charge)], start=1):
        text += f"LX*{place}~SV1*HC:{code}*{charge}*UN*1***1~DTP*472*D8*{claim.day}~"
    return text


@dataclass(frozen=True)
class Svc:
    """A line of an 835; `cas` as `CO*45*20` and the like."""

    code: str = "99213"
    charge: int = 120
    paid: int = 0
    cas: Sequence[str] = ()
    submitted: str = ""
    control: str = ""


@dataclass(frozen=True)
class Clp:
    """A claim of an 835. Without lines it has one line with all of it."""

    number: str
    status: str = "1"
    charge: int = 120
    paid: int = 100
    patient_share: int = 0
    cas: Sequence[str] = ()
    """Of the only line when there are no lines; else at claim level."""
    icn: str = "P1"
    lines: Sequence[Svc] = field(default=())
    patient: Person | None = OPAL
    frequency: str = "1"
    extra: str = ""
    """Segments after the NM1 of the patient."""
    day: str = DAY
    no_lines: bool = False


@dataclass(frozen=True)
class Payment:
    """One ST of an 835."""

    claims: Sequence[Clp]
    trace: str = ""
    on: str = PAID
    plb: Sequence[tuple[str, int]] = ()
    """Reason with reference, and amount."""
    amount: int | None = None


def remittance(
    *payments: Payment, payer: Payer = JUNIPER, usage: str = "P", on: str = "", name: str = ""
) -> SimulatedFile:
    """An 835 file, a set for each payment."""
    number = f"{next(_NUMBERS):09d}"
    text = _head(
        function="HP",
        guide="005010X221A1",
        sender=(payer.qualifier, payer.remits_as),
        receiver=("ZZ", "HARBORLIGHT"),
        on=on or payments[0].on,
        number=number,
        usage=usage,
    )
    for place, payment in enumerate(payments, start=1):
        trace = payment.trace or f"T{number}{place}"
        text += _close(_set_835(payment, place, payer, trace), place)
    return _file(name or f"made-{number}.835", text + _tail(number, str(len(payments))))


def paid(
    *claims: Clp,
    payer: Payer = JUNIPER,
    on: str = PAID,
    trace: str = "",
    plb: Sequence[tuple[str, int]] = (),
) -> SimulatedFile:
    """An 835 file of one payment."""
    return remittance(Payment(claims, trace=trace, on=on, plb=plb), payer=payer)


def _set_835(payment: Payment, number: int, payer: Payer, trace: str) -> str:
    amount = sum(claim.paid for claim in payment.claims) - sum(cents for _, cents in payment.plb)
    amount = amount if payment.amount is None else payment.amount
    how = (
        f"BPR*I*{amount}*C*ACH*CCP*01*999999992*DA*123456*{payer.company}**01*999988880*DA*98765*"
        if amount
        else "BPR*H*0*C*NON************"
    )
    text = (
        f"ST*835*{number:04d}~{how}{payment.on}~TRN*1*{trace}*{payer.company}~"
        f"DTM*405*{payment.on}~N1*PR*PAYER NAME*XV*{payer.identifier}~N3*9 MASON STREET~"
        "N4*MOSSGATE*OH*001000000~PER*BL*EDI DESK*TE*6145550133~"
        f"N1*PE*HARBORLIGHT CLINIC*XX*{NPI}~REF*TJ*004000001~LX*1~"
    )
    for claim in payment.claims:
        text += _clp(claim, payer)
    for reason, cents in payment.plb:
        text += f"PLB*{NPI}*20261231*{reason}*{cents}~"
    return text


def _clp(claim: Clp, payer: Payer) -> str:
    share = str(claim.patient_share) if claim.patient_share else ""
    text = (
        f"CLP*{claim.number}*{claim.status}*{claim.charge}*{claim.paid}*{share}*{payer.filing}*"
        f"{claim.icn}*11*{claim.frequency}~"
    )
    only = not claim.lines and not claim.no_lines
    if not only:
        text += "".join(f"CAS*{each}~" for each in claim.cas)
    if claim.patient:
        person = claim.patient
        text += f"NM1*QC*1*{person.last}*{person.first}****MI*{person.member}~"
    text += claim.extra
    if claim.no_lines:
        return f"{text}DTM*232*{claim.day}~"
    lines = claim.lines or [Svc(charge=claim.charge, paid=claim.paid, cas=claim.cas)]
    for line in lines:
        service = f"SVC*HC:{line.code}*{line.charge}*{line.paid}**1"
        text += f"{service}*HC:{line.submitted}~" if line.submitted else f"{service}~"
        text += f"DTM*472*{claim.day}~" + "".join(f"CAS*{each}~" for each in line.cas)
        text += f"REF*6R*{line.control}~" if line.control else ""
    return text


@dataclass(frozen=True)
class Answer:
    """The statement of a 277 about one claim: `STC01` and its day, by the payer's number."""

    number: str
    status: str
    icn: str = ""
    on: str = "20260915"
    charge: int = 120
    patient: Person = OPAL


def answered(*answers: Answer, payer: Payer = JUNIPER, on: str = "20260928") -> SimulatedFile:
    """A 277 file."""
    number = f"{next(_NUMBERS):09d}"
    text = _head(
        function="HN",
        guide="005010X212",
        sender=(payer.qualifier, payer.sender),
        receiver=("ZZ", "HARBORLIGHT"),
        on=on,
        number=number,
        usage="P",
    )
    body = (
        f"ST*277*0001*005010X212~BHT*0010*08*Q{number}*{on}*0900*DG~HL*1**20*1~"
        f"NM1*PR*2*THE PAYER*****PI*{payer.identifier}~HL*2*1*21*1~"
        "NM1*41*2*HARBORLIGHT*****46*HARBORLIGHT~HL*3*2*19*1~"
        f"NM1*1P*2*HARBORLIGHT CLINIC*****XX*{NPI}~"
    )
    for level, answer in enumerate(answers, start=4):
        person = answer.patient
        body += (
            f"HL*{level}*3*22*0~NM1*IL*1*{person.last}*{person.first}****MI*{person.member}~"
            f"TRN*2*{answer.number}~STC*{answer.status}*{answer.on}**{answer.charge}~"
        )
        body += f"REF*1K*{answer.icn}~" if answer.icn else ""
        body += f"DTP*472*D8*{DAY}~"
    return _file(f"made-{number}.277", text + _close(body) + _tail(number, "1"))


@dataclass(frozen=True)
class Level:
    """A level of a 277CA: its STC and totals, and what stands beneath it."""

    stc: str = ""
    """`A3:24:41*20260902*U*800`."""
    totals: Sequence[str] = ()
    """`QTY*AA*3`, `AMT*YY*800`."""


@dataclass(frozen=True)
class Taken:
    """The statement of a 277CA about one claim."""

    number: str
    status: str = "A2:20:PR"
    action: str = "WQ"
    charge: int = 120
    icn: str = ""
    on: str = SENT


@dataclass(frozen=True)
class Provider:
    """2200C with its claims."""

    npi: str = NPI
    level: Level = Level()
    claims: Sequence[Taken] = ()
    qualifier: str = "XX"


def acknowledged(
    *providers: Provider,
    batch: Level = Level(),
    reference: str = "OWN1",
    payer: Payer = JUNIPER,
    names: Payer | None = None,
    on: str = SENT,
    received: str = DAY,
    source: str = "PR",
    submitter: str = "HARBORLIGHT",
) -> SimulatedFile:
    """A 277CA file."""
    number = f"{next(_NUMBERS):09d}"
    named = names or payer
    text = _head(
        function="HN",
        guide="005010X214",
        sender=(payer.qualifier, payer.sender),
        receiver=("ZZ", "HARBORLIGHT"),
        on=on,
        number=number,
        usage="P",
    )
    identifier = f"PI*{named.identifier}" if source == "PR" else "46*CLEARHSE"
    has_more = int(bool(providers))
    body = (
        f"ST*277*0001*005010X214~BHT*0085*08*C{number}*{on}*0405*TH~HL*1**20*1~"
        f"NM1*{source}*2*THE SOURCE*****{identifier}~TRN*1*J{number}~DTP*050*D8*{received}~"
        f"DTP*009*D8*{on}~HL*2*1*21*{has_more}~NM1*41*2*HARBORLIGHT*****46*{submitter}~"
        f"TRN*2*{reference}~"
    )
    body += _level(batch if batch.stc else Level(f"A1:19:PR*{on}*WQ*0"))
    level = 2
    for provider in providers:
        level += 1
        parent = level
        has_claims = int(bool(provider.claims))
        body += f"HL*{level}*2*19*{has_claims}~"
        body += f"NM1*85*2*HARBORLIGHT CLINIC*****{provider.qualifier}*{provider.npi}~"
        body += f"TRN*1*0~{_level(provider.level)}" if provider.level.stc else ""
        for claim in provider.claims:
            level += 1
            body += (
                f"HL*{level}*{parent}*PT~NM1*QC*1*SORREL*OPAL****MI*ZZT770001~"
                f"TRN*2*{claim.number}~STC*{claim.status}*{claim.on}*{claim.action}*{claim.charge}~"
            )
            body += f"REF*1K*{claim.icn}~" if claim.icn else ""
            body += f"DTP*472*D8*{DAY}~"
    return _file(f"made-{number}.277ca", text + _close(body) + _tail(number, "1"))


def _level(level: Level) -> str:
    totals: Iterable[str] = level.totals
    return f"STC*{level.stc}~" + "".join(f"{each}~" for each in totals)


def refused(
    sent_file: SimulatedFile, *, payer: Payer = JUNIPER, to: str = "HARBORLIGHT", on: str = SENT
) -> SimulatedFile:
    """A 999 that rejects the first set of an 837 file; `to` is the biller that it is sent to."""
    number = f"{next(_NUMBERS):09d}"
    text = _head(
        function="FA",
        guide="005010X231A1",
        sender=(payer.qualifier, payer.sender),
        receiver=("ZZ", to),
        on=on,
        number=number,
        usage="P",
    )
    group = int(sent_file.content[90:99])
    body = (
        f"ST*999*0001*005010X231A1~AK1*HC*{group}*005010X222A1~"
        "AK2*837*0001*005010X222A1~IK5*R~AK9*R*1*1*0~"
    )
    return _file(f"made-{number}.999", text + _close(body) + _tail(number, "1"))
