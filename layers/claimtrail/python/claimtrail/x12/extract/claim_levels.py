"""837P and 837I: what a claim inherits from the header and from loops 2000A to 2010CA."""

from dataclasses import dataclass

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.values import day
from claimtrail.x12.model import NOBODY, Person

BILLING_PROVIDER = "85"
"""NM101 of loop 2010AA."""
_TAX_IDS = frozenset({"EI", "SY"})
"""REF01 in loop 2010AA: the employer's number, or a social security number."""


def tax_id(qualifier: str, number: str) -> str:
    """Return the number of a REF if it is a tax id; empty otherwise."""
    return number if qualifier in _TAX_IDS else ""


@dataclass(slots=True)
class ClaimLevels:
    """Values of the header and of the hierarchical levels before a claim."""

    purpose_code: str = ""
    batch_reference: str = ""
    submitted_on: str = ""
    batch_type: str = ""
    submitter: str = ""
    level: str = ""
    billing_name: str = ""
    billing_npi: str = ""
    billing_tax_id: str = ""
    filing_indicator: str = ""
    payer_name: str = ""
    payer_identifier: str = ""
    subscriber: Person = NOBODY
    patient: Person | None = None
    last_person: str = ""

    def take(self, segment: Segment) -> None:
        """Read the next segment before a claim."""
        match segment.id:
            case "BHT":
                self.purpose_code, self.batch_reference = segment.get(2), segment.get(3)
                self.submitted_on, self.batch_type = segment.get(4), segment.get(6)
            case "HL":
                self.enter(segment.get(3))
            case "SBR":
                self.filing_indicator = segment.get(9)
            case "NM1":
                self._name(segment)
            case "DMG":
                self._demographics(segment)
            case "REF" if self.last_person == BILLING_PROVIDER:
                self.billing_tax_id = tax_id(segment.get(1), segment.get(2)) or self.billing_tax_id

    def enter(self, level: str) -> None:
        """Go on to the next level (HL03)."""
        self.level, self.last_person = level, ""
        if level == "20":
            self.billing_name = self.billing_npi = self.billing_tax_id = ""
        if level == "22":
            self.filing_indicator = self.payer_name = self.payer_identifier = ""
            self.subscriber = NOBODY
        if level in {"20", "22", "23"}:
            self.patient = None

    def _name(self, segment: Segment) -> None:
        self.last_person = entity = segment.get(1)
        if entity == "41":
            self.submitter = segment.get(9)
        elif entity == BILLING_PROVIDER:
            self.billing_name = segment.get(3)
            self.billing_npi = npi_of(segment)
        elif entity == "PR":
            self.payer_name, self.payer_identifier = segment.get(3), segment.get(9)
        elif entity == "IL":
            self.subscriber = _person(segment)
        elif entity == "QC":
            self.patient = _person(segment)

    def _demographics(self, segment: Segment) -> None:
        born, sex = day(segment.get(2)), segment.get(3)
        if self.last_person == "IL":
            self.subscriber = self.subscriber._replace(birth_date=born, sex=sex)
        elif self.last_person == "QC" and self.patient is not None:
            self.patient = self.patient._replace(birth_date=born, sex=sex)


def npi_of(segment: Segment) -> str:
    """Return the NPI that an NM1 gives; empty when it gives another number, or none."""
    return segment.get(9) if segment.get(8) == "XX" else ""


def _person(segment: Segment) -> Person:
    return Person(
        last_name=segment.get(3),
        first_name=segment.get(4),
        member_id=segment.get(9),
        birth_date=None,
        sex="",
    )
