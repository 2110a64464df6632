"""The place and sender of bytes: interchange, group and transaction set headers."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.rules import STANDARD, Rules


class TransactionType(StrEnum):
    """The transaction sets that ClaimTrail reads, distinguished by ST01 and GS08."""

    CLAIM_PROFESSIONAL = "837P"
    CLAIM_INSTITUTIONAL = "837I"
    CLAIM_ACKNOWLEDGMENT = "277CA"
    CLAIM_STATUS_REQUEST = "276"
    CLAIM_STATUS = "277"
    REMITTANCE = "835"
    IMPLEMENTATION_ACKNOWLEDGMENT = "999"
    INTERCHANGE_ACKNOWLEDGMENT = "TA1"


class SetAcceptance(StrEnum):
    """The verdict of validation on a transaction set, as 999 IK5 will say it."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted_with_errors"
    REJECTED = "rejected"


class ByteRange(NamedTuple):
    """A half-open range of bytes in the payer's file: `start` included, `end` not."""

    start: int
    end: int


NOWHERE = ByteRange(0, 0)
"""Of a record that was made to be written, and not read."""


class Delimiters(NamedTuple):
    """The four separators that an ISA fixes for its interchange, one byte each."""

    element: bytes
    component: bytes
    repetition: bytes
    segment: bytes


class InterchangeHeader(NamedTuple):
    """ISA."""

    sender_qualifier: str
    """ISA05."""
    sender_id: str
    """ISA06, without the padding."""
    receiver_qualifier: str
    """ISA07."""
    receiver_id: str
    """ISA08, without the padding."""
    prepared_at: datetime | None
    """ISA09 and ISA10, taken as UTC; None when they are no date."""
    date_text: str
    """ISA09 as it came, for TA102."""
    time_text: str
    """ISA10 as it came, for TA103."""
    control_number: str
    """ISA13."""
    version: str
    """ISA12."""
    acknowledgment_requested: bool
    """ISA14 is 1."""
    usage: str
    """ISA15: P production, T test."""
    delimiters: Delimiters
    span: ByteRange
    """From ISA to the end of IEA."""
    is_wrapped: bool = False
    """Line breaks stand at one width, within segments too, and are no part of any value."""


class GroupHeader(NamedTuple):
    """GS."""

    functional_code: str
    """GS01: HC, HN, HP, FA."""
    sender_code: str
    """GS02."""
    receiver_code: str
    """GS03."""
    prepared_at: datetime | None
    """GS04 and GS05, taken as UTC."""
    control_number: str
    """GS06."""
    version: str
    """GS08, as 005010X221A1."""
    span: ByteRange


class SetHeader(NamedTuple):
    """ST, with the envelopes that it stands in."""

    identifier: str
    """ST01; `???` when it names no transaction set that is known."""
    control_number: str
    """ST02."""
    transaction_type: TransactionType | None
    """None when ST01, GS01 and GS08 name nothing that ClaimTrail reads."""
    version: str
    """ST03, or GS08 where the set has none (835); `???` when it has not the form of a version."""
    interchange: InterchangeHeader
    group: GroupHeader
    span: ByteRange
    """From ST to the end of SE."""
    segment_count: int = 0
    """As counted, ST and SE included."""
    unread_as: str = ""
    """The name of its guide, when that is one that is known and not read here."""
    rules: Rules = STANDARD
    """The sender's rules on how far findings reach."""
    findings: tuple[Finding, ...] = ()
    """The findings of its envelope: SE01, SE02, ST01 against GS01 and GS08, ST02 used twice."""
