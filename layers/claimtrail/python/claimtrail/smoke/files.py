"""The synthetic claim of a run, and each file about it, segment by segment.

Numbers follow from the run's own number, so that two runs, also at once, share none. All files are
of one day. People and providers are fictitious.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from claimtrail.kernel.ids import file_id
from claimtrail.partners import synthetic

RUNS = 100_000_000
"""Runs have numbers below it: ISA13 has nine figures, of which one tells the files apart."""
CHARGE_CENTS = 12_000

_837 = """\
BHT*0019*00*SYN{run}*{day}*{time}*CH
NM1*41*2*SYNTHETIC BILLER*****46*{biller}
PER*IC*SMOKE TEST*TE*6145550100
NM1*40*2*SYNTHETIC PAYER*****46*{payer}
HL*1**20*1
NM1*85*2*SYNTHETIC CLINIC*****XX*1234567893
N3*1 COOPER LANE
N4*FERNHOLLOW*OH*001000000
REF*EI*004000001
HL*2*1*22*0
SBR*P*18*******CI
NM1*IL*1*SYNTHETIC*TEST****MI*SYN{run}
N3*2 COOPER LANE
N4*FERNHOLLOW*OH*001000000
DMG*D8*19610213*F
NM1*PR*2*SYNTHETIC PAYER*****PI*{identifier}
CLM*{number}*120***11:B:1*Y*A*Y*Y
HI*ABK:J0190
LX*1
SV1*HC:99213*120*UN*1***1
DTP*472*D8*{day}"""

_999 = """\
AK1*HC*{sent}*005010X222A1
AK2*837*{sent}*005010X222A1
IK5*A
AK9*A*1*1*1"""

_277CA = """\
BHT*0085*08*SYNACK{run}*{day}*{time}*TH
HL*1**20*1
NM1*PR*2*SYNTHETIC PAYER*****PI*{identifier}
TRN*1*SYNTRACE{run}
DTP*050*D8*{day}
DTP*009*D8*{day}
HL*2*1*21*1
NM1*41*2*SYNTHETIC BILLER*****46*{biller}
TRN*2*SYN{run}
STC*A1:19*{day}*WQ*120
QTY*90*1
AMT*YU*120
HL*3*2*19*1
NM1*85*2*SYNTHETIC CLINIC*****XX*1234567893
TRN*1*0
STC*A1:19**WQ*120
QTY*QA*1
AMT*YU*120
HL*4*3*PT
NM1*QC*1*SYNTHETIC*TEST****MI*SYN{run}
TRN*2*{number}
STC*A2:20*{day}*WQ*120
REF*1K*SYNICN{run}
DTP*472*D8*{day}"""

_835 = """\
BPR*I*120*C*ACH*CCP*01*999999992*DA*123456*{company}**01*999988880*DA*98765*{day}
TRN*1*SYNEFT{run}*{company}
DTM*405*{day}
N1*PR*SYNTHETIC PAYER*XV*{identifier}
N3*9 MASON STREET
N4*MOSSGATE*OH*001000000
PER*BL*SMOKE TEST*TE*6145550133
N1*PE*SYNTHETIC CLINIC*XX*1234567893
REF*TJ*004000001
LX*1
CLP*{number}*1*120*120**CI*SYNICN{run}*11*1
NM1*QC*1*SYNTHETIC*TEST****MI*SYN{run}
SVC*HC:99213*120*120**1
DTM*472*{day}"""


class FileKind(StrEnum):
    """The files of a run, in their order."""

    SUBMISSION = "837"
    SYNTAX_ACKNOWLEDGMENT = "999"
    CLAIM_ACKNOWLEDGMENT = "277CA"
    REMITTANCE = "835"


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a file: ST01, GS01, GS08, what tells its ISA13 apart, and its segments."""

    identifier: str
    functional_code: str
    version: str
    digit: int
    segments: str


_FORMS = {
    FileKind.SUBMISSION: _Form("837", "HC", "005010X222A1", 1, _837),
    FileKind.SYNTAX_ACKNOWLEDGMENT: _Form("999", "FA", "005010X231A1", 2, _999),
    FileKind.CLAIM_ACKNOWLEDGMENT: _Form("277", "HN", "005010X214", 3, _277CA),
    FileKind.REMITTANCE: _Form("835", "HP", "005010X221A1", 4, _835),
}
_WITHOUT_ST03 = "835"
"""Its guide has no ST03."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticFile:
    """A file of a run, for its partner's dropbox."""

    kind: FileKind
    partner_id: str
    name: str
    content: bytes

    @property
    def file_id(self) -> str:
        """Return the id that the stage gives to the content."""
        return file_id(hashlib.sha256(self.content).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticClaim:
    """The claim of one run."""

    run: int
    """Below RUNS; no two runs have the same."""
    made_at: datetime
    """UTC."""

    @property
    def number(self) -> str:
        """Return the patient control number (CLM01)."""
        return f"SYN{self.run:08d}"

    def file(self, kind: FileKind) -> SyntheticFile:
        """Return one file: the biller's submission, or an answer of the payer."""
        form, is_submission = _FORMS[kind], kind is FileKind.SUBMISSION
        segments = form.segments.format(
            run=f"{self.run:08d}",
            day=f"{self.made_at:%Y%m%d}",
            time=f"{self.made_at:%H%M}",
            number=self.number,
            sent=self._control_number(FileKind.SUBMISSION),
            biller=synthetic.BILLER_IDENTITY,
            payer=synthetic.PAYER_IDENTITY,
            identifier=synthetic.PAYER_IDENTIFIER,
            company=synthetic.COMPANY_IDENTIFIER,
        )
        ends = (synthetic.BILLER_IDENTITY, synthetic.PAYER_IDENTITY)
        text = _interchange(
            form,
            segments.splitlines(),
            ends=ends if is_submission else ends[::-1],
            control=self._control_number(kind),
            made_at=self.made_at,
        )
        return SyntheticFile(
            kind=kind,
            partner_id=synthetic.BILLER_ID if is_submission else synthetic.PAYER_ID,
            name=f"smoke-{self.run:08d}.{kind.value.lower()}",
            content=text.encode("ascii"),
        )

    def _control_number(self, kind: FileKind) -> str:
        return f"{_FORMS[kind].digit}{self.run:08d}"


def _interchange(
    form: _Form, segments: list[str], *, ends: tuple[str, str], control: str, made_at: datetime
) -> str:
    """Return an interchange of one group and one set; `ends` are its sender and its receiver."""
    sender, receiver = ends
    day, time, number = f"{made_at:%Y%m%d}", f"{made_at:%H%M}", int(control)
    addresses = f"ZZ*{sender:<15}*ZZ*{receiver:<15}"
    version = "" if form.identifier == _WITHOUT_ST03 else f"*{form.version}"
    head = (
        f"ISA*00*{'':10}*00*{'':10}*{addresses}*{day[2:]}*{time}*^*00501*{control}*0*P*:",
        f"GS*{form.functional_code}*{sender}*{receiver}*{day}*{time}*{number}*X*{form.version}",
        f"ST*{form.identifier}*{number}{version}",
    )
    tail = (f"SE*{len(segments) + 2}*{number}", f"GE*1*{number}", f"IEA*1*{control}")
    return "".join(f"{segment}~\n" for segment in (*head, *segments, *tail))
