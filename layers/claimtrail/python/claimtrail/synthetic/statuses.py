"""277CA (X214), what a payer's front end says, and 277 (X212), what its adjudication says."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from claimtrail.payers.profile import PartnerProfile
from claimtrail.synthetic.adjudication import Decision, remittances
from claimtrail.synthetic.encounter import Encounter
from claimtrail.synthetic.habits import PAYMENT_DECIDED, Word
from claimtrail.synthetic.interchange import dollars, plain
from claimtrail.synthetic.submissions import batch_reference

_REFUSED = frozenset({"A3", "A6", "A7", "A8"})
_FINAL = "F"
_RECEIVER_LEVEL = 2
"""HL01 of the information receiver; providers follow."""


class Spoken(NamedTuple):
    """A claim and what is said of it."""

    encounter: Encounter
    word: Word

    @property
    def refused(self) -> bool:
        """Whether the front end sends the claim back."""
        return self.word.category in _REFUSED


def front_end_body(
    spoken: list[Spoken],
    *,
    billing: PartnerProfile,
    sent_on: date,
    made_at: datetime,
    reference: str,
) -> str:
    """The segments of a 277CA between ST and SE; `reference` is BHT03, unique for the payer.

    All claims are of the batch that went to one payer on `sent_on`.
    """
    payer = spoken[0].encounter.payer
    made = f"{made_at:%Y%m%d}"
    total = sum(item.encounter.charge for item in spoken)
    received = f"TRN*1*{reference}~DTP*050*D8*{sent_on:%Y%m%d}~DTP*009*D8*{made}~"
    head = (
        f"BHT*0085*08*{reference}*{made}*{made_at:%H%M}*TH~"
        f"{_source_and_receiver(payer.profile, billing, received)}"
        f"TRN*2*{batch_reference(payer, sent_on)}~"
        f"STC*A1:19:PR*{made}*WQ*{dollars(total)}~{_totals(spoken, '90', 'AA')}"
    )
    parts = [head]
    level = _RECEIVER_LEVEL
    for npi, name, claims in _by_provider(spoken):
        level += 1
        provider_level = level
        charges = dollars(sum(item.encounter.charge for item in claims))
        parts.append(
            f"HL*{level}*2*19*1~NM1*85*2*{name}*****XX*{npi}~"
            f"TRN*1*0~STC*A1:19:PR**WQ*{charges}~{_totals(claims, 'QA', 'QC')}"
        )
        for item in claims:
            level += 1
            parts.append(f"HL*{level}*{provider_level}*PT~{_front_end_claim(item, made)}")
    return "".join(parts)


def _source_and_receiver(
    payer: PartnerProfile, billing: PartnerProfile, about_source: str = ""
) -> str:
    """Levels 1 and 2: the payer as the source of information, and who is told."""
    return (
        f"HL*1**20*1~NM1*PR*2*{plain(payer.name)}*****PI*{payer.payer_identifiers[0]}~"
        f"{about_source}"
        f"HL*2*1*21*1~NM1*41*2*{plain(billing.name)}*****46*{billing.identities[0].sender_id}~"
    )


def _by_provider(spoken: list[Spoken]) -> Iterator[tuple[str, str, list[Spoken]]]:
    """NPI and name of each billing provider, in order of NPIs, with its claims."""
    ordered = sorted(spoken, key=lambda item: item.encounter.facility.npi)
    for npi, group in groupby(ordered, key=lambda item: item.encounter.facility.npi):
        claims = list(group)
        yield npi, claims[0].encounter.facility.name, claims


def _totals(spoken: list[Spoken], accepted: str, refused: str) -> str:
    taken = [item.encounter.charge for item in spoken if not item.refused]
    sent_back = [item.encounter.charge for item in spoken if item.refused]
    text = f"QTY*{accepted}*{len(taken)}~" if taken else ""
    text += f"QTY*{refused}*{len(sent_back)}~" if sent_back else ""
    text += f"AMT*YU*{dollars(sum(taken))}~" if taken else ""
    return text + (f"AMT*YY*{dollars(sum(sent_back))}~" if sent_back else "")


def _front_end_claim(item: Spoken, made: str) -> str:
    claim, word = item
    patient = claim.patient
    action = "U" if item.refused else "WQ"
    text = (
        f"NM1*QC*1*{patient.last_name}*{patient.first_name}****MI*{patient.member_id}~"
        f"TRN*2*{claim.control_number}~"
        f"STC*{word.composite}*{made}*{action}*{dollars(claim.charge)}~"
    )
    if not item.refused:
        text += f"REF*1K*{claim.payer_control_number}~"
    return text + _bill_type_and_days(claim)


def _bill_type_and_days(claim: Encounter) -> str:
    text = f"REF*BLT*{claim.bill_type}1~" if claim.institutional else ""
    return text + _service_days(claim)


def _service_days(claim: Encounter) -> str:
    last = f"{claim.service_to:%Y%m%d}"
    if claim.inpatient:
        return f"DTP*472*RD8*{claim.service_from:%Y%m%d}-{last}~"
    return f"DTP*472*D8*{last}~"


def status_body(
    spoken: list[Spoken], *, billing: PartnerProfile, made_at: datetime, reference: str
) -> str:
    """The segments of an unsolicited 277 between ST and SE."""
    payer = spoken[0].encounter.payer
    made = f"{made_at:%Y%m%d}"
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
            parts.append(_status_claim(item, made))
    return "".join(parts)


def _status_claim(item: Spoken, made: str) -> str:
    claim, word = item
    paid = 0
    if word is PAYMENT_DECIDED:
        paid = sum(remittance.paid for remittance in remittances(claim, Decision.PAID))
    decided = f"*{dollars(paid)}" + (f"*{made}" if word.category.startswith(_FINAL) else "")
    return (
        f"TRN*2*{claim.control_number}~"
        f"STC*{word.composite}*{made}**{dollars(claim.charge)}{decided}~"
        f"REF*1K*{claim.payer_control_number}~"
        + (f"REF*BLT*{claim.bill_type}1~" if claim.institutional else "")
        + f"REF*EJ*{claim.control_number}~{_service_days(claim)}"
    )
