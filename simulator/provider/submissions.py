"""The 837 copies that the billing system drops: professional and institutional claims."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from simulator.interchange import dollars, plain
from simulator.partners import Partner
from simulator.provider.encounter import SimulatedEncounter, SimulatedPayer
from simulator.provider.fake_people import STATE, Address, Facility, FakePerson, phone

_CLINIC_TAXONOMY = "261QP2300X"
_HOSPITAL_TAXONOMY = "282N00000X"


def batch_reference(payer: SimulatedPayer, submitted_on: date, mark: str = "") -> str:
    """BHT03, by which the 277CA refers to the batch; `mark` tells a day's batches apart."""
    return f"{payer.profile.payer_identifiers[0]}{submitted_on:%Y%m%d}{mark}"


def batch_mark(number: int) -> str:
    """Return the mark of a batch by its number; 0, the day's common batch, has none."""
    return f"B{number}" if number else ""


def submission_body(
    encounters: Iterable[SimulatedEncounter],
    *,
    billing: Partner,
    payer: SimulatedPayer,
    day: date,
    mark: str = "",
) -> str:
    """Return the segments between ST and SE; the claims are of one kind (837P or 837I)."""
    reference = batch_reference(payer, day, mark)
    payer_id = payer.profile.payer_identifiers[0]
    payer_name = plain(payer.profile.name)
    head = (
        f"BHT*0019*00*{reference}*{day:%Y%m%d}*1800*CH~"
        f"NM1*41*2*{plain(billing.name)}*****46*{billing.identities[0].sender_id}~"
        f"PER*IC*PATIENT ACCOUNTING*TE*{phone(0)}~"
        f"NM1*40*2*{payer_name}*****46*{payer.profile.identities[0].sender_id}~"
    )
    parts = [head]
    level = 0
    ordered = sorted(encounters, key=lambda encounter: encounter.facility.npi)
    for _, group in groupby(ordered, key=lambda encounter: encounter.facility.npi):
        claims = list(group)
        level += 1
        billing_level = level
        parts.append(_billing_provider(claims[0].facility, level))
        for claim in claims:
            level += 1
            dependent = claim.patient is not claim.subscriber
            parts.append(
                f"HL*{level}*{billing_level}*22*{int(dependent)}~"
                + _subscriber(claim, dependent=dependent)
                + f"NM1*PR*2*{payer_name}*****PI*{payer_id}~"
            )
            if dependent:
                level += 1
                parts.append(f"HL*{level}*{level - 1}*23*0~PAT*19~{_patient(claim.patient)}")
            parts.append(_institutional(claim) if claim.institutional else _professional(claim))
    return "".join(parts)


def _billing_provider(facility: Facility, level: int) -> str:
    taxonomy = _HOSPITAL_TAXONOMY if facility.institutional else _CLINIC_TAXONOMY
    return (
        f"HL*{level}**20*1~PRV*BI*PXC*{taxonomy}~"
        f"NM1*85*2*{facility.name}*****XX*{facility.npi}~"
        # The billing provider's ZIP code has nine digits.
        f"{_address(facility.address, extension='0001')}REF*EI*{facility.tax_id}~"
    )


def _address(address: Address, *, extension: str = "") -> str:
    return f"N3*{address.street}~N4*{address.town}*{STATE}*{address.zip_code}{extension}~"


def _subscriber(claim: SimulatedEncounter, *, dependent: bool) -> str:
    person = claim.subscriber
    indicator = claim.payer.behavior.filing_indicators[claim.institutional]
    relation = "" if dependent else "18"
    return (
        f"SBR*P*{relation}*******{indicator}~"
        f"NM1*IL*1*{person.last_name}*{person.first_name}****MI*{person.member_id}~"
        f"{_address(person.address)}{_demographics(person)}"
    )


def _patient(person: FakePerson) -> str:
    return (
        f"NM1*QC*1*{person.last_name}*{person.first_name}~"
        f"{_address(person.address)}{_demographics(person)}"
    )


def _demographics(person: FakePerson) -> str:
    return f"DMG*D8*{person.birth_date:%Y%m%d}*{person.sex}~"


def _other_payer(claim: SimulatedEncounter) -> str:
    """Loop 2320 of the payer that comes after the first one."""
    if claim.secondary is None:
        return ""
    person, payer = claim.subscriber, claim.secondary
    relation = "18" if claim.patient is person else "19"
    return (
        f"SBR*S*{relation}*******{payer.behavior.filing_indicators[claim.institutional]}~"
        "OI***Y***Y~"
        f"NM1*IL*1*{person.last_name}*{person.first_name}****MI*{person.member_id}~"
        f"NM1*PR*2*{plain(payer.profile.name)}*****PI*{payer.profile.payer_identifiers[0]}~"
    )


def _professional(claim: SimulatedEncounter) -> str:
    provider = claim.provider
    day = f"{claim.service_to:%Y%m%d}"
    principal, other = claim.diagnoses
    head = (
        f"CLM*{claim.control_number}*{dollars(claim.charge)}***{claim.bill_type}:B:1*Y*A*Y*Y~"
        f"HI*ABK:{principal}*ABF:{other}~"
        f"NM1*82*1*{provider.last_name}*{provider.first_name}****XX*{provider.npi}~"
        f"PRV*PE*PXC*{provider.taxonomy}~{_other_payer(claim)}"
    )
    return head + "".join(
        f"LX*{line.number}~"
        f"SV1*HC:{line.procedure}*{dollars(line.charge)}*UN*{line.units}***1~"
        f"DTP*472*D8*{day}~REF*6R*{line.number}~"
        for line in claim.lines
    )


def _institutional(claim: SimulatedEncounter) -> str:
    provider = claim.provider
    first, last = f"{claim.service_from:%Y%m%d}", f"{claim.service_to:%Y%m%d}"
    principal, other = claim.diagnoses
    admission = f"DTP*435*D8*{first}~CL1*1*1*01~" if claim.inpatient else "CL1*3*1*01~"
    reason = f"HI*ABJ:{principal}~" if claim.inpatient else f"HI*APR:{other}~"
    head = (
        f"CLM*{claim.control_number}*{dollars(claim.charge)}***{claim.bill_type}:A:1**A*Y*Y~"
        f"DTP*434*RD8*{first}-{last}~{admission}"
        f"HI*ABK:{principal}~{reason}HI*ABF:{other}~"
        f"NM1*71*1*{provider.last_name}*{provider.first_name}****XX*{provider.npi}~"
        f"{_other_payer(claim)}"
    )
    return head + "".join(
        f"LX*{line.number}~"
        f"SV2*{line.revenue_code}*{f'HC:{line.procedure}' if line.procedure else ''}"
        f"*{dollars(line.charge)}*UN*{line.units}~"
        f"DTP*472*D8*{last}~REF*6R*{line.number}~"
        for line in claim.lines
    )
