"""One claim of one's own making, and what a payer sends about it, segment by segment.

`claimtrail/smoke/files.py` has a claim of its own, written without this one's texts and writer: it
is deployed code with one fixed claim, and tests read its files too. So a slip in one of both is no
slip in what judges it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from claimtrail.x12.write.segment_writer import GroupAddress, InterchangeAddress, SegmentWriter
from tests.harness.files.x12_files import write_line

PAYER_ID = "juniper-medicaid"
BILLING_ID = "billing"
BILLER = "HARBORLIGHT"
PAYER = "JUNIPERMA"
FISCAL_AGENT = "JUNIPERFISCAL"
SURNAME = "SORRELWEAVER"
GIVEN_NAME = "OPAL"
_OURS = ("ZZ", BILLER)
BORN = "19610213"

_SUBMISSION = """\
BHT*0019*00*OWN{serial}*{day}*0815*CH
NM1*41*2*HARBORLIGHT*****46*HARBORLIGHT
PER*IC*BILLING*TE*6145550100
NM1*40*2*JUNIPER*****46*JUNIPERMA
HL*1**20*1
NM1*85*2*HARBORLIGHT CLINIC*****XX*1234567893
N3*1 COOPER LANE
N4*FERNHOLLOW*OH*001000000
REF*EI*004000001
HL*2*1*22*0
SBR*P*18*******MC
NM1*IL*1*{surname}*{given}****MI*{member}
N3*2 COOPER LANE
N4*FERNHOLLOW*OH*001000000
DMG*D8*{born}*F
NM1*PR*2*JUNIPER*****PI*{payer_identifier}
CLM*{number}*{charge}***11:B:{frequency}*Y*A*Y*Y
{replaced}HI*ABK:J0190
LX*1
SV1*HC:99213*{charge}*UN*1***1
DTP*472*D8*{day}"""

_ACKNOWLEDGMENT = """\
AK1*HC*{sent}*005010X222A1
AK2*837*{sent}*005010X222A1
IK5*A
AK9*A*1*1*1"""

_ACCEPTANCE = """\
BHT*0085*08*OWNACK{serial}*{day}*0900*TH
HL*1**20*1
NM1*PR*2*JUNIPER*****PI*JNPRX
TRN*1*OWNTRACE{serial}
DTP*050*D8*{day}
DTP*009*D8*{day}
HL*2*1*21*1
NM1*41*2*HARBORLIGHT*****46*HARBORLIGHT
TRN*2*OWN{serial}
STC*A1:19*{day}*WQ*{charge}
QTY*90*1
AMT*YU*{charge}
HL*3*2*19*1
NM1*85*2*HARBORLIGHT CLINIC*****XX*1234567893
TRN*1*0
STC*A1:19**WQ*{charge}
QTY*QA*1
AMT*YU*{charge}
HL*4*3*PT
NM1*QC*1*{surname}*{given}****MI*{member}
TRN*2*{number}
STC*A2:20*{day}*WQ*{charge}
REF*1K*{icn}
DTP*472*D8*{day}"""

_REMITTANCE = """\
BPR*I*{charge}*C*ACH*CCP*01*999999992*DA*123456*1000000303**01*999988880*DA*98765*{day}
TRN*1*OWNEFT{serial}*1000000303
DTM*405*{day}
N1*PR*JUNIPER*XV*JNPRX
N3*9 MASON STREET
N4*MOSSGATE*OH*001000000
PER*BL*EDI DESK*TE*6145550133
N1*PE*HARBORLIGHT CLINIC*XX*1234567893
REF*TJ*004000001
LX*1
CLP*{number}*1*{charge}*{charge}**MC*{icn}*11*1
NM1*QC*1*{surname}*{given}****MI*{member}
SVC*HC:99213*{charge}*{charge}**1
DTM*472*{day}"""

_DENIAL = (
    _REMITTANCE.replace(
        "BPR*I*{charge}*C*ACH*CCP*01*999999992*DA*123456*1000000303**01*999988880*DA*98765*{day}",
        "BPR*H*0*C*NON************{day}",
    )
    .replace("OWNEFT", "OWNNON")
    .replace("*1*{charge}*{charge}**MC", "*4*{charge}*0**MC")
    .replace("*{charge}*{charge}**1", "*{charge}*0**1")
    + "\nCAS*CO*29*{charge}"
)
"""The same claim, denied for timely filing."""

_REQUEST = """\
BHT*0010*08*OWNASK{serial}*{day}*0900*DG
HL*1**20*1
NM1*PR*2*JUNIPER*****PI*JNPRX
HL*2*1*21*1
NM1*41*2*HARBORLIGHT*****46*HARBORLIGHT
HL*3*2*19*1
NM1*1P*2*HARBORLIGHT CLINIC*****XX*1234567893
HL*4*3*22*0
NM1*IL*1*{surname}*{given}****MI*{member}
TRN*2*{number}
STC*R4:294*{day}**{charge}
REF*1K*{icn}
DTP*472*D8*{day}"""


@dataclass(frozen=True)
class OwnClaim:
    """A claim; `serial` (four digits at most) tells it and its files from all others."""

    serial: int
    submitted_on: date
    charge: str = "120"
    payer_identifier: str = "JNPRX"
    receiver: tuple[str, str] = ("ZZ", PAYER)
    """ISA07 and ISA08 of the submission: who answers it."""
    frequency: str = "1"
    """CLM05-3."""
    replaces: str = ""
    """REF*F8: the payer's number for the claim that this one replaces or voids."""
    payers_number: str = ""
    """As the payer names the claim; one of its own when empty."""

    @property
    def set_name(self) -> str:
        """GS06 and ST02 of the submission, as an HL7 acknowledgment names it (MSA-2)."""
        return f"{self._control_number(0)}-{self._control_number(0)}"

    def _control_number(self, after: int) -> str:
        return f"8{self.serial:04d}{after:03d}"

    @property
    def number(self) -> str:
        """CLM01."""
        return f"ZTOWN{self.serial:04d}"

    @property
    def member_id(self) -> str:
        """The subscriber's NM109."""
        return f"ZZT77{self.serial:07d}"

    def submission(self) -> bytes:
        """The copy of the 837P, as the billing system drops it."""
        return self._file(
            _SUBMISSION,
            "837",
            ("HC", "005010X222A1"),
            sender=BILLER,
            receiver=self.receiver,
            after=0,
        )

    def acknowledgment(self) -> bytes:
        """The payer's 999, on the same day: the set is sound."""
        return self._file(
            _ACKNOWLEDGMENT, "999", ("FA", "005010X231A1"), sender=PAYER, receiver=_OURS, after=0
        )

    def acceptance(self) -> bytes:
        """The payer's 277CA: A2, accepted into adjudication, the day after."""
        return self._file(
            _ACCEPTANCE, "277", ("HN", "005010X214"), sender=PAYER, receiver=_OURS, after=1
        )

    def request(self, *, days_after: int = 10) -> bytes:
        """The payer's 277: it asks for documents (R4) and decides nothing before they come."""
        return self._file(
            _REQUEST,
            "277",
            ("HN", "005010X212"),
            sender=PAYER,
            receiver=_OURS,
            after=days_after,
        )

    def remittance(self, *, days_after: int = 40) -> bytes:
        """The payer's 835: paid in full."""
        return self._file(
            _REMITTANCE,
            "835",
            ("HP", "005010X221A1"),
            sender=FISCAL_AGENT,
            receiver=_OURS,
            after=days_after,
        )

    def denial(self, *, days_after: int = 20) -> bytes:
        """The payer's 835: denied, past the limit for filing (CARC 29)."""
        return self._file(
            _DENIAL,
            "835",
            ("HP", "005010X221A1"),
            sender=FISCAL_AGENT,
            receiver=_OURS,
            after=days_after,
        )

    def _file(
        self,
        body: str,
        identifier: str,
        group: tuple[str, str],
        *,
        sender: str,
        receiver: tuple[str, str],
        after: int,
    ) -> bytes:
        day = self.submitted_on + timedelta(days=after)
        prepared_at = datetime.combine(day, time(8, 15), tzinfo=UTC)
        functional_code, version = group
        qualifier, receiver_id = receiver
        address = InterchangeAddress(
            sender_qualifier="ZZ",
            sender_id=sender,
            receiver_qualifier=qualifier,
            receiver_id=receiver_id,
        )
        group_address = GroupAddress(
            functional_code=functional_code,
            sender_code=sender,
            receiver_code=receiver_id,
            version=version,
        )
        number = self._control_number(after)
        writer = SegmentWriter()
        writer.open_interchange(address=address, prepared_at=prepared_at, control_number=number)
        writer.open_group(address=group_address, prepared_at=prepared_at, control_number=number)
        writer.open_set(identifier, number, "" if identifier == "835" else version)
        filled = body.format(
            serial=self.serial,
            sent=self._control_number(0),
            day=f"{day:%Y%m%d}",
            number=self.number,
            member=self.member_id,
            surname=SURNAME,
            given=GIVEN_NAME,
            born=BORN,
            charge=self.charge,
            payer_identifier=self.payer_identifier,
            frequency=self.frequency,
            replaced=f"REF*F8*{self.replaces}\n" if self.replaces else "",
            icn=self.payers_number or f"OWNICN{self.serial}",
        )
        for line in filled.splitlines():
            write_line(writer, line)
        writer.close_set()
        writer.close_group()
        writer.close_interchange()
        return writer.getvalue()
