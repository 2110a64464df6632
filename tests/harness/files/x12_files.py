"""Small interchanges, written by hand, of people and payers that do not exist."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from claimtrail.x12.model import Delimiters
from claimtrail.x12.write.segment_writer import (
    STANDARD_DELIMITERS,
    GroupAddress,
    InterchangeAddress,
    SegmentWriter,
)

PREPARED_AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
ADDRESS = InterchangeAddress(
    sender_qualifier="ZZ", sender_id="NORTHPAY", receiver_qualifier="ZZ", receiver_id="HILLCLINIC"
)
PHI = ("ABERNATHY", "WINIFRED", "MBR77012", "19510704", "PCN-7001", "PCN-7002", "QUILL")
"""Values of the sets below that no finding may hold."""


@dataclass(frozen=True)
class Set:
    """One transaction set: everything between ST and SE, a segment to a line, `*` and `:`."""

    identifier: str
    functional_code: str
    version: str
    body: str

    def without(self, start: str) -> "Set":
        """The set less the first line that starts so."""
        lines = self.body.splitlines()
        lines.remove(next(line for line in lines if line.startswith(start)))
        return replace(self, body="\n".join(lines))

    def changed(self, old: str, new: str) -> "Set":
        """The set with the first occurrence of `old` replaced."""
        assert old in self.body
        return replace(self, body=self.body.replace(old, new, 1))


CLAIM_837P = Set(
    "837",
    "HC",
    "005010X222A1",
    """\
BHT*0019*00*B0001*20260302*0815*CH
NM1*41*2*HILL CLINIC*****46*HILLCLINIC
PER*IC*BILLING*TE*5550100100
NM1*40*2*NORTH PAYER*****46*NORTHPAY
HL*1**20*1
PRV*BI*PXC*207Q00000X
NM1*85*2*HILL CLINIC*****XX*1234567893
N3*1 HILL ROAD
N4*SPRINGFIELD*IL*627010000
REF*EI*123456789
HL*2*1*22*1
SBR*P**GRP1******CI
NM1*IL*1*ABERNATHY*WINIFRED****MI*MBR77012
N3*2 LAKE ROAD
N4*SPRINGFIELD*IL*627010000
DMG*D8*19510704*F
NM1*PR*2*NORTH PAYER*****PI*NP001
HL*3*2*23*0
PAT*19
NM1*QC*1*QUILL*HENRY
N3*2 LAKE ROAD
N4*SPRINGFIELD*IL*627010000
DMG*D8*20120105*M
CLM*PCN-7001*150.5***11:B:1*Y*A*Y*Y
REF*F8*ICN900
HI*ABK:J0190*ABF:R05
NM1*82*1*STONE*PETER****XX*1497758544
PRV*PE*PXC*207Q00000X
LX*1
SV1*HC:99213:25*100*UN*1***1
DTP*472*D8*20260220
REF*6R*L1
LX*2
SV1*HC:87880*50.5*UN*2***1:2
DTP*472*RD8*20260220-20260221""",
)

CLAIM_837I = Set(
    "837",
    "HC",
    "005010X223A2",
    """\
BHT*0019*00*B0002*20260302*0815*CH
NM1*41*2*HILL HOSPITAL*****46*HILLCLINIC
PER*IC*BILLING*TE*5550100100
NM1*40*2*NORTH PAYER*****46*NORTHPAY
HL*1**20*1
PRV*BI*PXC*282N00000X
NM1*85*2*HILL HOSPITAL*****XX*1234567893
N3*1 HILL ROAD
N4*SPRINGFIELD*IL*627010000
REF*EI*123456789
HL*2*1*22*0
SBR*P*18*GRP1******CI
NM1*IL*1*ABERNATHY*WINIFRED****MI*MBR77012
N3*2 LAKE ROAD
N4*SPRINGFIELD*IL*627010000
DMG*D8*19510704*F
NM1*PR*2*NORTH PAYER*****PI*NP001
CLM*PCN-7002*900***11:A:1**A*Y*Y
DTP*434*RD8*20260210-20260212
DTP*435*DT*202602101015
CL1*1*1*01
HI*ABK:I10
HI*ABJ:R079
NM1*71*1*STONE*PETER****XX*1497758544
LX*1
SV2*0120**900*UN*2
DTP*472*D8*20260210""",
)

ACKNOWLEDGMENT_277CA = Set(
    "277",
    "HN",
    "005010X214",
    """\
BHT*0085*08*A0001*20260303*0900*TH
HL*1**20*1
NM1*PR*2*NORTH PAYER*****PI*NP001
TRN*1*T100
DTP*050*D8*20260302
DTP*009*D8*20260303
HL*2*1*21*1
NM1*41*2*HILL CLINIC*****46*HILLCLINIC
TRN*2*B0001
STC*A1:19*20260303*WQ*1050.5
QTY*90*1
QTY*AA*1
AMT*YU*150.5
AMT*YY*900
HL*3*2*19*1
NM1*85*2*HILL CLINIC*****XX*1234567893
TRN*1*0
STC*A1:19**WQ*1050.5
QTY*QA*1
QTY*QC*1
AMT*YU*150.5
AMT*YY*900
HL*4*3*PT
NM1*QC*1*QUILL*HENRY****MI*MBR77012
TRN*2*PCN-7001
STC*A2:20*20260303*WQ*150.5
REF*1K*ICN901
DTP*472*RD8*20260220-20260221
HL*5*3*PT
NM1*QC*1*ABERNATHY*WINIFRED****MI*MBR77012
TRN*2*PCN-7002
STC*A7:562:85*20260303*U*900******A7:128:IL
DTP*472*D8*20260210""",
)

STATUS_277 = Set(
    "277",
    "HN",
    "005010X212",
    """\
BHT*0010*08*Q0001*20260320*0900*DG
HL*1**20*1
NM1*PR*2*NORTH PAYER*****PI*NP001
HL*2*1*21*1
NM1*41*2*HILL CLINIC*****46*HILLCLINIC
HL*3*2*19*1
NM1*1P*2*HILL CLINIC*****XX*1234567893
HL*4*3*22*1
NM1*IL*1*ABERNATHY*WINIFRED****MI*MBR77012
TRN*2*TRACE1
STC*F2:88*20260318**900*0*20260317
REF*1K*ICN902
REF*EJ*PCN-7002
DTP*472*RD8*20260210-20260212
SVC*HC:99203*900*0****1
STC*P1:20*20260318
DTP*472*D8*20260210
HL*5*4*23
NM1*QC*1*QUILL*HENRY
TRN*2*PCN-7001
STC*P3:297*20260319**150.5
DTP*472*D8*20260220""",
)

REMITTANCE_835 = Set(
    "835",
    "HP",
    "005010X221A1",
    """\
BPR*I*230.5*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20260311
TRN*1*EFT5501*1512345678
REF*EV*HILLCLINIC
DTM*405*20260310
N1*PR*NORTH PAYER*XV*NP001
N3*9 PAYER PLAZA
N4*SPRINGFIELD*IL*627010000
PER*BL*EDI DESK*TE*5550100200
N1*PE*HILL CLINIC*XX*1234567893
REF*TJ*123456789
LX*1
CLP*PCN-7001*1*150.5*80.5*20*12*ICN903*11*1
NM1*QC*1*QUILL*HENRY****MI*MBR77012
DTM*050*20260303
SVC*HC:99213:25*100*60**1
DTM*472*20260220
CAS*PR*2*20
CAS*CO*45*20
REF*6R*L1
LQ*HE*N130
SVC*HC:87880*50.5*20.5**2
DTM*472*20260221
CAS*CO*45*30
CLP*PCN-7002*1*900*200**12*ICN904*11*1
CAS*CO*45*600**97*100*1
NM1*QC*1*ABERNATHY*WINIFRED****MI*MBR77012
MOA***MA01*MA18
DTM*232*20260210
DTM*233*20260212
PLB*1234567893*20261231*WO:ICN800*50""",
)

ACKNOWLEDGMENT_999 = Set(
    "999",
    "FA",
    "005010X231A1",
    """\
AK1*HC*17*005010X222A1
AK2*837*0001*005010X222A1
IK5*A
AK2*837*0002*005010X222A1
IK3*CLM*22*2300*8
IK4*5:3*1325*7
IK4*1**1
IK3*REF*24**5
IK5*R*5
AK9*P*2*2*1""",
)

ALL_SETS = (
    CLAIM_837P,
    CLAIM_837I,
    ACKNOWLEDGMENT_277CA,
    STATUS_277,
    REMITTANCE_835,
    ACKNOWLEDGMENT_999,
)


def write_interchange(
    *groups: list[Set],
    delimiters: Delimiters = STANDARD_DELIMITERS,
    line_break: bytes = b"",
    control_number: str = "41",
) -> bytes:
    """An interchange; each argument is a group, headed by what its first set belongs to."""
    writer = SegmentWriter(delimiters)
    writer.open_interchange(
        address=ADDRESS,
        prepared_at=PREPARED_AT,
        control_number=control_number,
        acknowledgment_requested=True,
    )
    for number, sets in enumerate(groups, start=1):
        address = GroupAddress(
            functional_code=sets[0].functional_code,
            sender_code="NORTHPAY",
            receiver_code="HILLCLINIC",
            version=sets[0].version,
        )
        writer.open_group(address=address, prepared_at=PREPARED_AT, control_number=str(number))
        for ordinal, item in enumerate(sets, start=1):
            version = "" if item.identifier == "835" else item.version
            writer.open_set(item.identifier, f"{ordinal:04}", version)
            for line in item.body.splitlines():
                write_line(writer, line)
            writer.close_set()
        writer.close_group()
    writer.close_interchange()
    mark = delimiters.segment
    return writer.getvalue().replace(mark, mark + line_break)


def write_line(writer: SegmentWriter, line: str) -> None:
    """One segment of a body above."""
    name, *elements = line.split("*")
    writer.segment(name, *(_element(text) for text in elements))


def _element(text: str) -> str | tuple[str, ...]:
    return tuple(text.split(":")) if ":" in text else text
