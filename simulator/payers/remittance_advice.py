"""835: payments, and what they are made of, one set for each payee."""

from datetime import date
from itertools import groupby
from typing import NamedTuple

from simulator.bad_days.variants import Variant
from simulator.interchange import dollars, plain
from simulator.payers.adjudication import (
    FORWARDED_STATUS,
    REVERSED_STATUS,
    Remittance,
    SimulatedAdjustment,
    SimulatedDecision,
    SimulatedRemittedLine,
    remittances,
)
from simulator.provider.encounter import SimulatedEncounter, SimulatedPayer
from simulator.provider.fake_people import STATE, Facility, address, phone

_CONTACT = f"PER*BL*REMITTANCE DESK*TE*{phone(20)}~"
_BANKS = ("999999992", "991234563")
_INTEREST = "L6"
_RECOVERY = "WO"
_CARRIED_FORWARD = "FB"
_RECOVERY_EVERY = 5
_INTEREST_EVERY = 4
_INTEREST_CENTS = 317
_RECOVERY_CENTS = 2500
_MORE_ADJUSTMENTS = (
    ((_INTEREST, -211), (_RECOVERY, 150)),
    ((_RECOVERY, 61),),
)
"""Further PLB segments, for payments with several; they add up to nothing."""
_NO_NUMBER = ("0", "000000000000")
"""CLP01 where the payer has no number of ours."""


class Decided(NamedTuple):
    """A claim and the payer's decision on it."""

    encounter: SimulatedEncounter
    decision: SimulatedDecision
    variant: Variant | None = None
    """Of the file, where it touches this claim."""


def payees(decided: list[Decided]) -> list[tuple[Facility, list[Decided]]]:
    """Return the decisions by who is paid; one 835 set for each."""
    ordered = sorted(decided, key=lambda item: item.encounter.facility.npi)
    groups = groupby(ordered, key=lambda item: item.encounter.facility.npi)
    return [
        (claims[0].encounter.facility, claims) for claims in (list(group) for _, group in groups)
    ]


def remittance_body(
    decided: list[Decided], *, payer: SimulatedPayer, payee: Facility, paid_on: date, number: int
) -> str:
    """Return the segments between ST and SE; BPR02 is the sum of CLP04 less the sum of the PLBs.

    `number` is the payment's, unique for the payer; it also decides on interest and recoveries.
    """
    clps: list[str] = []
    total = 0
    for item in decided:
        has_number = item.variant is not Variant.NO_NUMBER
        for remittance in remittances(item.encounter, item.decision):
            total += remittance.paid
            clps.append(_claim(item.encounter, remittance, has_number=has_number))
    variant = payer.variant("835", paid_on)
    adjustments = _provider_adjustments(number, total)
    payment = total - sum(amount for _, amount in adjustments)
    header = _header(payer, payee, payment=payment, paid_on=paid_on, number=number)
    if variant is Variant.NO_CONTACT:
        header = header.replace(_CONTACT, "")
    plbs = [_plb(payee, adjustments, paid_on, number)]
    if variant is Variant.SEVERAL_PLBS:
        plbs += [_plb(payee, list(more), paid_on, number) for more in _MORE_ADJUSTMENTS]
    return "".join([header, *clps, *plbs])


def _provider_adjustments(number: int, total: int) -> list[tuple[str, int]]:
    """PLB reasons and cents; a positive amount lowers the payment. It never falls below zero."""
    if total < 0:
        return [(_CARRIED_FORWARD, total)]
    adjustments = []
    if number % _INTEREST_EVERY == 0 and total > 0:
        adjustments.append((_INTEREST, -_INTEREST_CENTS))
    if number % _RECOVERY_EVERY == 0 and total > _RECOVERY_CENTS:
        adjustments.append((_RECOVERY, _RECOVERY_CENTS))
    return adjustments


def _plb(payee: Facility, adjustments: list[tuple[str, int]], paid_on: date, number: int) -> str:
    if not adjustments:
        return ""
    pairs = "".join(f"*{reason}:ZT{number:06d}*{dollars(amount)}" for reason, amount in adjustments)
    return f"PLB*{payee.npi}*{paid_on:%Y}1231{pairs}~"


def _header(
    payer: SimulatedPayer, payee: Facility, *, payment: int, paid_on: date, number: int
) -> str:
    profile = payer.profile
    day = f"{paid_on:%Y%m%d}"
    names = [name for name in profile.payer_identifiers if not name.isdigit()]
    company = next((name for name in profile.payer_identifiers if name.isdigit()), "1000000000")
    home = address(len(profile.id) * 13)
    if payment:
        paying, paid = _BANKS
        means = (
            f"ACH*CCP*01*{paying}*DA*990000{len(profile.id):02d}*{company}**01*{paid}*DA*99000042"
        )
    else:
        means = "NON" + "*" * 11
    return (
        f"BPR*{'I' if payment else 'H'}*{dollars(payment)}*C*{means}*{day}~"
        f"TRN*1*{(names or [company])[0]}{number:09d}*{company}~"
        f"DTM*405*{day}~"
        # A payer with a second name signs its remittances with that.
        f"N1*PR*{plain(profile.name)}*XV*{(names or [company])[-1]}~"
        f"N3*{home.street}~N4*{home.town}*{STATE}*{home.zip_code}~"
        f"{_CONTACT}"
        f"N1*PE*{payee.name}*XX*{payee.npi}~REF*TJ*{payee.tax_id}~LX*1~"
    )


def _claim(claim: SimulatedEncounter, remittance: Remittance, *, has_number: bool = True) -> str:
    patient = claim.patient
    number = _echoed_number(claim, remittance)
    if not has_number:
        number = _NO_NUMBER[claim.submitted_on.toordinal() % len(_NO_NUMBER)]
    indicator = claim.payer.behavior.remittance_indicators[claim.institutional]
    share = dollars(remittance.patient_share) if remittance.patient_share else ""
    remark = f"MIA*0****{remittance.remark}~" if claim.inpatient and remittance.remark else ""
    return (
        f"CLP*{number}*{remittance.status}*{dollars(remittance.charge)}"
        f"*{dollars(remittance.paid)}*{share}*{indicator}"
        f"*{claim.payer_control_number}{remittance.suffix}*{claim.bill_type}*1~"
        f"{_cas(remittance.adjustments)}"
        f"NM1*QC*1*{patient.last_name}*{patient.first_name}****MI*{patient.member_id}~"
        f"{_crossover(claim, remittance)}{remark}"
        f"DTM*232*{claim.service_from:%Y%m%d}~DTM*233*{claim.service_to:%Y%m%d}~"
        f"DTM*050*{claim.submitted_on:%Y%m%d}~"
    ) + "".join(_line(claim, line) for line in remittance.lines)


def _crossover(claim: SimulatedEncounter, remittance: Remittance) -> str:
    """NM1*TT: the payer to which the claim was forwarded (X12 RFI 1981)."""
    if claim.secondary is None or remittance.status != FORWARDED_STATUS:
        return ""
    profile = claim.secondary.profile
    return f"NM1*TT*2*{plain(profile.name)}*****PI*{profile.payer_identifiers[0]}~"


def _echoed_number(claim: SimulatedEncounter, remittance: Remittance) -> str:
    """CLP01: CLM01, but for payers that fill it up to the width of their own field."""
    every = claim.payer.behavior.alters_every
    in_parts = (
        remittance.suffix
        or remittance.status == REVERSED_STATUS
        or remittance.charge != claim.charge
    )
    if every and claim.serial % every == 0 and not in_parts:
        return f"{claim.control_number}00"
    return claim.control_number


def _cas(adjustments: tuple[SimulatedAdjustment, ...]) -> str:
    return "".join(
        f"CAS*{reason.group}*{reason.carc}*{dollars(reason.amount)}~" for reason in adjustments
    )


def _line(claim: SimulatedEncounter, remitted: SimulatedRemittedLine) -> str:
    line = remitted.line
    if line.procedure:
        procedure, revenue_code = f"HC:{remitted.paid_as or line.procedure}", line.revenue_code
    else:
        procedure, revenue_code = f"NU:{line.revenue_code}", ""
    remark = f"LQ*HE*{remitted.remark}~" if remitted.remark else ""
    replaces = remitted.paid_as and remitted.paid_as != line.procedure
    submitted = f"*HC:{line.procedure}" if replaces else ""
    return (
        f"SVC*{procedure}*{dollars(line.charge)}*{dollars(remitted.paid)}*{revenue_code}"
        f"*{line.units}{submitted}~DTM*472*{claim.service_to:%Y%m%d}~"
        f"{_cas(remitted.adjustments)}REF*6R*{line.number}~{remark}"
    )
