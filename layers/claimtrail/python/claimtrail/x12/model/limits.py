"""The table of limits: how much of each thing one file may hold, and why not more.

What is beyond a limit ends in a finding at the place where the limit is reached, never in a worker
that runs out of time or memory. Limits stand far above real files; each row says how far.
`docs/limits.md` shows the table.
"""

from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from claimtrail.x12.model.catalog import FindingCode


class Counted(StrEnum):
    """The things that are limited."""

    INTERCHANGES = "interchanges in a file"
    GROUPS = "functional groups in a file"
    SETS = "transaction sets in a file"
    INTERCHANGE_GROUPS = "functional groups in an interchange"
    INTERCHANGE_SETS = "transaction sets in an interchange"
    ACKNOWLEDGMENTS = "TA1 in a file"
    ENVELOPE_FINDINGS = "findings about the envelopes of a file"
    HEADER_LETTERS = "characters of a GS or ST element that are kept"
    SEGMENT_BYTES = "bytes in a segment"
    LEVELS = "HL levels, one beneath the other"
    RECORD_SEGMENTS = "segments in one claim, status or acknowledgment"
    ACKNOWLEDGED_SETS = "AK2 in one group of a 999"
    PROVIDER_ADJUSTMENTS = "adjustments in the PLB of one payment"
    SET_FINDINGS = "findings about a set that are kept"
    REVERSALS = "reversals of one payment that are paired"
    NUMBERS = "claim numbers of one payment whose patients are compared"


Code = TypeVar("Code", bound=StrEnum)


class Limit(NamedTuple, Generic[Code]):
    """One row of a table of limits, with the codes of its findings."""

    most: int
    finding: Code | None
    """The code of the finding; None where what is beyond is passed over without one."""
    reason: str
    real: str
    """The largest that real files come to."""
    then: str
    """The treatment of the rest."""


LIMITS: dict[Counted, Limit[FindingCode]] = {
    Counted.INTERCHANGES: Limit(
        50_000,
        FindingCode.TOO_MANY_INTERCHANGES,
        "Each gets a TA1 and a 999 of its own, and one worker writes those of a file.",
        "A clearinghouse's daily bundle has hundreds, a month of one has tens of thousands.",
        "The interchange beyond is refused with all that follows; those before go on.",
    ),
    Counted.GROUPS: Limit(
        50_000,
        FindingCode.TOO_MANY_GROUPS,
        "Each gets a 999 of its own, and a message has forty of them at most.",
        "A bundle has hundreds, a month of it tens of thousands.",
        "The interchange at hand is refused with all that follows.",
    ),
    Counted.SETS: Limit(
        50_000,
        FindingCode.TOO_MANY_SETS,
        "Each has an outcome of its own, and one worker reads them all to write the 999.",
        "A payer that sends one ST a payment has some thousands, a month of it tens of thousands.",
        "The interchange at hand is refused with all that follows.",
    ),
    Counted.INTERCHANGE_GROUPS: Limit(
        5_000,
        FindingCode.TOO_MANY_GROUPS,
        "The headers of an interchange are in memory until its ranges are planned.",
        "An interchange has one or two.",
        "The interchange at hand is refused with all that follows.",
    ),
    Counted.INTERCHANGE_SETS: Limit(
        10_000,
        FindingCode.TOO_MANY_SETS,
        "The headers of an interchange are in memory until its ranges are planned.",
        "A payer that sends one ST a payment has some thousands.",
        "The interchange at hand is refused with all that follows.",
    ),
    Counted.ACKNOWLEDGMENTS: Limit(
        5_000,
        FindingCode.TOO_MANY_ACKNOWLEDGMENTS,
        "receive_file writes each, one after the other.",
        "One for each interchange that was sent.",
        "The interchange at hand is refused with all that follows.",
    ),
    Counted.ENVELOPE_FINDINGS: Limit(
        20_000,
        FindingCode.TOO_MANY_ENVELOPE_FINDINGS,
        "Each is a row of the trail.",
        "A file with faults in all of its envelopes has some hundred.",
        "The interchange at hand is refused with all that follows.",
    ),
    Counted.HEADER_LETTERS: Limit(
        80,
        None,
        "Headers travel in queue messages, which hold 256 KB, and stand in the receipt.",
        "No element of a GS or ST is longer than 15.",
        "The element is split; what is longer than the guide allows has a finding of its own.",
    ),
    Counted.SEGMENT_BYTES: Limit(
        1 << 20,
        FindingCode.SEGMENT_TOO_LONG,
        "A segment is in memory as a whole.",
        "The longest segments of the guides (NTE, K3, HI) stay below 1 KB.",
        "The segment is not read; the set goes on.",
    ),
    Counted.LEVELS: Limit(
        64,
        FindingCode.LEVELS_TOO_DEEP,
        "Each HL is held against the levels that are open.",
        "The guides nest five at most.",
        "The set is held.",
    ),
    Counted.RECORD_SEGMENTS: Limit(
        50_000,
        FindingCode.CLAIM_TOO_LARGE,
        "The segments of a claim are in memory until it ends.",
        "A claim has 999 lines at most, of some twenty segments.",
        "The claim is held as far as it was read; the others go on.",
    ),
    Counted.ACKNOWLEDGED_SETS: Limit(
        100_000,
        FindingCode.ACKNOWLEDGMENT_TOO_LARGE,
        "The answers of a group are in memory until AK9 says what became of the group.",
        "A group of 837s has one set or some thousands.",
        "The set is held.",
    ),
    Counted.PROVIDER_ADJUSTMENTS: Limit(
        2_000,
        FindingCode.TOO_MANY_ADJUSTMENTS,
        "They are part of one record, the payment.",
        "A payer that recovers many overpayments at once has some hundreds.",
        "The set is held: its payment cannot be balanced.",
    ),
    Counted.SET_FINDINGS: Limit(
        200,
        FindingCode.TOO_MANY_FINDINGS,
        "Each is a row of the trail, and segments of a few bytes can have one.",
        "What has more is broken as a whole.",
        "The first are kept, with the first of the worst; the verdict is drawn from all.",
    ),
    Counted.REVERSALS: Limit(
        20_000,
        None,
        "What is kept of each is in memory until the payment ends.",
        "A mass recovery has some thousands.",
        "Those beyond are read and not paired.",
    ),
    Counted.NUMBERS: Limit(
        1 << 16,
        None,
        "Each is in memory until the payment ends.",
        "A payment has some thousand claims.",
        "The numbers beyond are taken for the claims' own.",
    ),
}
"""Every row has a test in tests/unit/x12/test_limits.py or names one that exists."""


def most(counted: Counted) -> int:
    """Return the limit of a thing."""
    return LIMITS[counted].most
