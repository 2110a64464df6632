"""The grounds on which a record may move a claim, in words; `authority.py` decides by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Ground(StrEnum):
    """The grounds on which a record may move a claim."""

    OWNER = "owner"
    PAYER = "payer"
    OTHER_PAYER_OF_THE_CLAIM = "other_payer_of_the_claim"
    CROSSOVER = "crossover"
    OPEN_FORWARDING = "open_forwarding"
    ROSTER = "roster"
    CLEARINGHOUSE = "clearinghouse"
    PERSON = "person"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundRule:
    """One ground, in words."""

    records: str
    rule: str


GROUNDS: Mapping[Ground, GroundRule] = MappingProxyType(
    {
        Ground.OWNER: GroundRule(
            records="837",
            rule="The billing partner whose 837 was received first owns the claim, unless a person "
            "rejected it. A submitter (1000A NM109) that another partner's profile lists never "
            "counts.",
        ),
        Ground.PAYER: GroundRule(
            records="277CA, 277, 835",
            rule="The payer of one of the owner's submissions (2010BB).",
        ),
        Ground.OTHER_PAYER_OF_THE_CLAIM: GroundRule(
            records="277CA, 277, 835",
            rule="A payer that one of these submissions names beside it (2330B).",
        ),
        Ground.CROSSOVER: GroundRule(
            records="277CA, 277, 835",
            rule="The carrier (NM1*TT) to which a payer with authority forwarded the claim "
            "(CLP02 19, 20, 21, 23); and so on.",
        ),
        Ground.OPEN_FORWARDING: GroundRule(
            records="835",
            rule="Where a payer forwarded the claim and named no carrier (CLP02 19 to 23 without "
            "NM1*TT, 277 F3F): a remittance of CLP02 2, 3, 20, 21 or 22 that agrees with a "
            "submission in patient and charge. It alone counts; its payer gains nothing else.",
        ),
        Ground.ROSTER: GroundRule(
            records="TA1, 999, HL7 ACK, 277CA of a batch",
            rule="It acknowledges a file that carried a submission with authority.",
        ),
        Ground.CLEARINGHOUSE: GroundRule(
            records="277CA of a clearinghouse (NM1*AY)",
            rule="The clearinghouse delivers for a payer of the claim.",
        ),
        Ground.PERSON: GroundRule(
            records="reports and decisions of people",
            rule="The person's own authority, which the trail records.",
        ),
        Ground.ACCEPTED: GroundRule(
            records="all",
            rule="A person accepted the record, all records of its source, or its match.",
        ),
    }
)
"""Every ground has its row; `docs/lifecycle.md` is rendered from here."""
