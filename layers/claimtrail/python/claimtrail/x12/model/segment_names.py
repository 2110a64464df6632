"""Names of segments and their elements in our own words, for people who are shown a payer's bytes.

X12's texts are its own; the names here say what the trade calls each element. A component of a
composite has no name of its own: the element's name covers it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_NAMES = """
ISA Interchange header | authorization qualifier | authorization | security qualifier | security |
 sender qualifier | sender | receiver qualifier | receiver | date | time | repetition separator |
 version | control number | acknowledgment wanted | test or production | component separator
IEA Interchange trailer | number of groups | control number
GS Group header | kind of transactions | sender | receiver | date | time | control number |
 agency | guide
GE Group trailer | number of sets | control number
ST Transaction set header | transaction | control number | guide
SE Transaction set trailer | number of segments | control number
TA1 Interchange acknowledgment | interchange control number | date | time | acknowledgment code |
 note code
AK1 Acknowledged group | kind of transactions | control number | guide
AK2 Acknowledged set | transaction | control number | guide
IK3 Segment in error | segment | place in the set | loop | error code
IK4 Element in error | place in the segment | element | error code | copy of the bad value
IK5 Verdict on the set | acknowledgment code | error code | error code | error code | error code |
 error code
CTX Context of an error | what the record is | segment | place in the set | loop | place |
 reference
AK9 Verdict on the group | acknowledgment code | sets sent | sets received | sets accepted |
 error code | error code | error code | error code | error code
BHT Beginning of the batch | structure | purpose | reference | date | time | kind
HL Level | number | parent | kind of level | has levels below
NM1 Name | role | person or organization | last or organization name | first name | middle name |
 prefix | suffix | kind of identifier | identifier
N1 Party | role | name | kind of identifier | identifier
N2 Additional name | name | name
N3 Street address | line 1 | line 2
N4 City, state, ZIP | city | state | ZIP | country | location qualifier | location | subdivision
PER Contact | function | name | kind of number | number | kind of number | number |
 kind of number | number
DMG Birth date and sex | format of the date | birth date | sex
PAT Patient | relationship to the subscriber | location | employment | student |
 format of the date | day of death | unit | weight | pregnancy
SBR Subscriber | payer's sequence | relationship | group number | group name | insurance type |
 coordination | yes or no | employment | filing indicator
PRV Provider specialty | role | kind of code | taxonomy
REF Reference number | kind of number | number | description | more numbers
CUR Currency | role | currency
CLM Claim | patient control number | total charge | filing code | claim type |
 facility, kind, frequency | provider signature | assignment | benefits assigned | release |
 patient signature | related causes | special program | yes or no | level | yes or no |
 provider agreement | claim status | yes or no | submission reason | delay reason
CL1 Institutional codes | admission type | admission source | patient status
DTP Date | kind of date | format | date
DTM Date | kind of date | date
PWK Attachment | kind of document | way of sending | copies | receiver | kind of identifier |
 control number
CN1 Contract | kind | amount | percent | code | terms discount | version
AMT Amount | kind of amount | amount
QTY Quantity | kind of quantity | quantity
K3 File information | text
NTE Note | kind | text
CR1 Ambulance transport | unit | weight | code | reason | unit | miles | address | address |
 purpose | purpose
CRC Conditions | category | applies | condition | condition | condition | condition | condition
HI Diagnoses and other health care codes | code | code | code | code | code | code | code | code |
 code | code | code | code
HCP Pricing | method | allowed | savings | organization | rate | group code | group amount |
 revenue code | kind of code | procedure | unit | quantity | reject reason | compliance | exception
OI Other insurance | filing code | claim type | benefits assigned | signature | provider agreement |
 release
LX Line counter | number
SV1 Professional service | procedure | charge | unit | quantity | place of service | service type |
 diagnosis pointers | amount | emergency | multiple | early screening | family planning | review |
 national or local | copay
SV2 Institutional service | revenue code | procedure | charge | unit | quantity | rate |
 noncovered charge
SVD Line adjudication by another payer | payer | paid | procedure | revenue code | quantity |
 bundled into line
LIN Drug | number | kind of code | drug
CTP Drug quantity | class | identifier | price | quantity | unit
CAS Adjustments | group | reason | amount | quantity | reason | amount | quantity | reason |
 amount | quantity | reason | amount | quantity | reason | amount | quantity | reason | amount |
 quantity
BPR Payment | handling | amount | credit or debit | method | format | kind of bank number |
 our bank | kind of account | our account | payer's id | supplement | kind of bank number |
 payee's bank | kind of account | payee's account | date
TRN Trace number | kind | trace number | originating company | reference
LQ Remark | code list | code
CLP Claim payment | patient control number | claim status | charge | paid | patient responsibility |
 filing indicator | payer's claim number | facility | frequency | patient status | DRG |
 DRG weight | discharge fraction
SVC Service payment | procedure | charge | paid | revenue code | units paid | submitted procedure |
 units submitted
MIA Inpatient adjudication | covered days | PPS outlier | lifetime days | DRG amount | remark |
 disproportionate share | MSP pass-through | PPS capital | capital FSP | capital HSP | capital DSH |
 old capital | capital IME | operating HSP | cost report days | operating FSP | PPS amount | IME |
 exception | outlier | remark | remark | remark | remark | nonpayable professional
MOA Outpatient adjudication | reimbursement rate | HCPCS payable | remark | remark | remark |
 remark | remark | ESRD payment | nonpayable professional
TS2 Provider subtotals | DRG amount | federal | hospital | share | capital | outlier
TS3 Provider summary | provider | facility | period end | claims | charges
PLB Provider adjustment | provider | fiscal period end | reason and reference | amount |
 reason and reference | amount | reason and reference | amount | reason and reference | amount
RDM Remittance delivery | method | name | number
STC Status | category, status, entity | date | action | charge | paid | adjudicated on | method |
 payment date | check number | category, status, entity | category, status, entity | payer's text
MSH HL7 message header | encoding | application | facility | application | facility | date |
 security | kind of message | control number | test or production | version
MSA HL7 acknowledgment | acknowledgment code | control number | text
ERR HL7 error | place | place | error code | severity | application error | parameter | text |
 message for people
"""


@dataclass(frozen=True, slots=True)
class SegmentNames:
    """The name of a segment and of its elements, in order."""

    name: str
    elements: tuple[str, ...]

    def element(self, number: int) -> str:
        """Return the name of an element, counted from 1; empty for one without a name."""
        return self.elements[number - 1] if 0 < number <= len(self.elements) else ""


UNNAMED = SegmentNames("", ())


def segment_names(identifier: str) -> SegmentNames:
    """Return the names of a segment; none for one that no guide here has."""
    return _table().get(identifier, UNNAMED)


@cache
def _table() -> Mapping[str, SegmentNames]:
    found: dict[str, SegmentNames] = {}
    for row in _NAMES.strip().replace("\n ", " ").splitlines():
        name, *elements = (part.strip() for part in row.split("|"))
        identifier, _, words = name.partition(" ")
        found[identifier] = SegmentNames(words, tuple(elements))
    return found
