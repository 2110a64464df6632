"""277CA (X214), what a payer's front end says, and 277 (X212), what its adjudication says."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from simulator.bad_days.variants import Variant
from simulator.interchange import dollars, plain
from simulator.partners import Partner
from simulator.payers.adjudication import SimulatedDecision, remittances
from simulator.payers.line_statuses import explanation, lines_decided, refused_lines
from simulator.payers.payer_behavior import (
    BATCH_REFUSED,
    PAYMENT_DECIDED,
    PROVIDER_REFUSED,
    PayerAnswer,
)
from simulator.provider.encounter import SimulatedEncounter
from simulator.provider.submissions import batch_mark, batch_reference

_RECEIVED = "A1:19:PR"
_ENTITIES = ("PR", "85", "82", "IL", "QC", "1P", "41", "40", "77", "71", "DN", "FA", "PRP", "TTP")
"""STC01-3 of claims as public files use them (277CA guide, loop 2200D)."""
_FINAL = "F"
_RECEIVER_LEVEL = 2
"""HL01 of the information receiver; providers follow."""


class Spoken(NamedTuple):
    """A claim and what is said of it."""

    encounter: SimulatedEncounter
    word: PayerAnswer
    batch: int = 0
    """Of the submission that a 277CA answers."""

    @property
    def refused(self) -> bool:
        """True when the front end sends the claim back."""
        return self.word.refused


def front_end_body(
    spoken: list[Spoken],
    *,
    billing: Partner,
    sent_on: date,
    made_at: datetime,
    reference: str,
) -> str:
    """Return the segments of a 277CA between ST and SE; `reference` is BHT03, unique for the payer.

    All claims are of one batch, which went to one payer on `sent_on`.
    """
    payer = spoken[0].encounter.payer
    made = f"{made_at:%Y%m%d}"
    variant = payer.variant("277CA", made_at.date())
    is_refused = all(item.word == BATCH_REFUSED for item in spoken)
    received = f"TRN*1*{reference}~DTP*050*D8*{sent_on:%Y%m%d}~DTP*009*D8*{made}~"
    sent_as = batch_reference(payer, sent_on, batch_mark(spoken[0].batch))
    head = (
        f"BHT*0085*08*{reference}*{made}*{made_at:%H%M}*TH~"
        f"{_source_and_receiver(payer.profile, billing, received, has_more=not is_refused)}"
        f"TRN*2*{sent_as}~"
        f"STC*{BATCH_REFUSED.composite if is_refused else _RECEIVED}*{made}"
        f"*{'U' if is_refused else 'WQ'}*{_charges(spoken)}~"
    )
    if is_refused:
        # The total is of QTY*AA at this level, though nothing is listed (trial: X12 RFI 2145).
        return f"{head}{_totals(spoken, '90', 'AA')}"
    return f"{head}{_totals(spoken, '90', 'AA')}{_providers(spoken, made, variant)}"


def _providers(spoken: list[Spoken], made: str, variant: Variant | None) -> str:
    """Levels from 3 on: each billing provider with its claims, or refused as a whole."""
    parts: list[str] = []
    level = _RECEIVER_LEVEL
    for npi, name, claims in _by_provider(spoken):
        level += 1
        is_refused = all(item.word == PROVIDER_REFUSED for item in claims)
        parts.append(
            f"HL*{level}*2*19*{int(not is_refused)}~NM1*85*2*{name}*****XX*{npi}~"
            f"{_provider_status(claims, is_refused=is_refused, variant=variant)}"
        )
        if is_refused:
            continue
        above = level
        for item in claims:
            level += 1
            parts.append(f"HL*{level}*{above}*PT~{_front_end_claim(item, made, variant)}")
    return "".join(parts)


def _provider_status(claims: list[Spoken], *, is_refused: bool, variant: Variant | None) -> str:
    """Loop 2200C, which is situational."""
    if is_refused:
        status = f"STC*{PROVIDER_REFUSED.composite}**U*{_charges(claims)}~"
        return f"TRN*1*0~{status}{_totals(claims, 'QA', 'QC')}"
    if variant is Variant.NO_PROVIDER_STATUS:
        return ""
    return f"TRN*1*0~STC*{_RECEIVED}**WQ*{_charges(claims)}~{_totals(claims, 'QA', 'QC')}"


def _source_and_receiver(
    payer: Partner, billing: Partner, about_source: str = "", *, has_more: bool = True
) -> str:
    """Levels 1 and 2: the payer as the source of information, and who is reported."""
    return (
        f"HL*1**20*1~NM1*PR*2*{plain(payer.name)}*****PI*{payer.payer_identifiers[0]}~"
        f"{about_source}HL*2*1*21*{int(has_more)}~"
        f"NM1*41*2*{plain(billing.name)}*****46*{billing.identities[0].sender_id}~"
    )


def _by_provider(spoken: list[Spoken]) -> Iterator[tuple[str, str, list[Spoken]]]:
    """NPI and name of each billing provider, in order of NPIs, with its claims."""
    ordered = sorted(spoken, key=lambda item: item.encounter.facility.npi)
    for npi, group in groupby(ordered, key=lambda item: item.encounter.facility.npi):
        claims = list(group)
        yield npi, claims[0].encounter.facility.name, claims


def _charges(spoken: list[Spoken]) -> str:
    return dollars(sum(item.encounter.charge for item in spoken))


def _totals(spoken: list[Spoken], accepted: str, refused: str) -> str:
    taken = [item for item in spoken if not item.refused]
    sent_back = [item for item in spoken if item.refused]
    text = f"QTY*{accepted}*{len(taken)}~" if taken else ""
    text += f"QTY*{refused}*{len(sent_back)}~" if sent_back else ""
    text += f"AMT*YU*{_charges(taken)}~" if taken else ""
    return text + (f"AMT*YY*{_charges(sent_back)}~" if sent_back else "")


def _front_end_claim(item: Spoken, made: str, variant: Variant | None) -> str:
    claim, word = item.encounter, item.word
    patient = claim.patient
    action = "U" if item.refused else "WQ"
    explains = item.refused and variant is Variant.LINES_REFUSED
    text = (
        f"NM1*QC*1*{patient.last_name}*{patient.first_name}****MI*{patient.member_id}~"
        f"TRN*2*{claim.control_number}~"
        f"STC*{_composite(item, variant)}*{made}*{action}*{dollars(claim.charge)}"
        f"{explanation(claim) if explains else ''}~"
    )
    if not item.refused:
        text += f"REF*1K*{claim.payer_control_number}~"
    lines = refused_lines(claim, word) if explains else ""
    return text + _bill_type_and_days(claim) + lines


def _composite(item: Spoken, variant: Variant | None) -> str:
    """STC01; its third component is the entity of which the payer speaks."""
    word = item.word
    if variant is not Variant.MANY_ENTITIES or word.entity:
        return word.composite
    entity = _ENTITIES[item.encounter.serial % len(_ENTITIES)]
    return f"{word.category}:{word.status}:{entity}"


def _bill_type_and_days(claim: SimulatedEncounter) -> str:
    text = f"REF*BLT*{claim.bill_type}1~" if claim.institutional else ""
    return text + _service_days(claim)


def _service_days(claim: SimulatedEncounter) -> str:
    last = f"{claim.service_to:%Y%m%d}"
    if claim.inpatient:
        return f"DTP*472*RD8*{claim.service_from:%Y%m%d}-{last}~"
    return f"DTP*472*D8*{last}~"


def status_body(
    spoken: list[Spoken], *, billing: Partner, made_at: datetime, reference: str
) -> str:
    """Return the segments of an unsolicited 277 between ST and SE."""
    payer = spoken[0].encounter.payer
    made = f"{made_at:%Y%m%d}"
    has_lines = payer.variant("277", made_at.date()) is Variant.LINE_STATUSES
    head = f"BHT*0010*08*{reference}*{made}*{made_at:%H%M}*DG~"
    parts = [head, _source_and_receiver(payer.profile, billing)]
    level = _RECEIVER_LEVEL
    for npi, name, claims in _by_provider(spoken):
        level += 1
        provider_level = level
        parts.append(f"HL*{level}*2*19*1~NM1*1P*2*{name}*****XX*{npi}~")
        for item in claims:
            claim = item.encounter
            subscriber, patient = claim.subscriber, claim.patient
            dependent = patient is not subscriber
            level += 1
            parts.append(
                f"HL*{level}*{provider_level}*22*{int(dependent)}~"
                f"NM1*IL*1*{subscriber.last_name}*{subscriber.first_name}****MI*"
                f"{subscriber.member_id}~"
            )
            if dependent:
                level += 1
                parts.append(
                    f"HL*{level}*{level - 1}*23~NM1*QC*1*{patient.last_name}*{patient.first_name}~"
                )
            parts.append(_status_claim(item, made, has_lines=has_lines))
    return "".join(parts)


def _status_claim(item: Spoken, made: str, *, has_lines: bool) -> str:
    claim, word = item.encounter, item.word
    paid = 0
    if word is PAYMENT_DECIDED:
        paid = sum(remittance.paid for remittance in remittances(claim, SimulatedDecision.PAID))
    decided = f"*{dollars(paid)}" + (f"*{made}" if word.category.startswith(_FINAL) else "")
    return (
        f"TRN*2*{claim.control_number}~"
        f"STC*{word.composite}*{made}**{dollars(claim.charge)}{decided}~"
        f"REF*1K*{claim.payer_control_number}~"
        + (f"REF*BLT*{claim.bill_type}1~" if claim.institutional else "")
        + f"REF*EJ*{claim.control_number}~{_service_days(claim)}"
        + (lines_decided(claim, word, made) if has_lines else "")
    )
