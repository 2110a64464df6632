"""The table of intake's limits, beside those of the X12 engine (`x12/model/limits.py`).

What is beyond a limit is kept as it came, in the archive or the quarantine, and a finding says why
it was not taken. `docs/limits.md` shows both tables.
"""

from enum import StrEnum

from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.x12.model.limits import Limit


class Bounded(StrEnum):
    """The things that are limited."""

    FILE_BYTES = "bytes in a file"
    WHOLE_SET_BYTES = "bytes in a set that is checked in one pass"
    FACT_BYTES = "bytes, deflated, of what one record states"
    PAYMENT_BYTES = "bytes of one payment as JSON"
    RANGE_FINDINGS = "findings about the sets of one message that become rows"
    KEPT_FINDINGS = "findings about a file's sets that are kept for its 999"
    SET_BATCHES = "batches (BHT03) in one 837 set"
    MESSAGE_BATCHES = "batches in the sets of one message"
    NAME_LETTERS = "characters of a control number that an acknowledgment repeats"


LIMITS: dict[Bounded, Limit[IntakeFindingCode]] = {
    Bounded.FILE_BYTES: Limit(
        512 << 20,
        IntakeFindingCode.FILE_TOO_LARGE,
        "receive_file hashes and scans a file in two of its five minutes.",
        "SFTP mailboxes of payers stop at some 100 MB.",
        "The file is kept in quarantine, unread.",
    ),
    Bounded.WHOLE_SET_BYTES: Limit(
        64 << 20,
        IntakeFindingCode.SET_TOO_LARGE,
        "One worker checks a set that cannot be split at its claims, at 3 µs a byte at worst.",
        "The guide allows 5,000 claims in an 837, which are 8 MB.",
        "The set is held; a set that is split at its claims (835, 277CA) has no such limit.",
    ),
    Bounded.FACT_BYTES: Limit(
        350_000,
        IntakeFindingCode.RECORD_TOO_LARGE,
        "An item of DynamoDB holds 400 KB.",
        "A claim with 999 lines, each with adjustments, comes to 40 KB.",
        "The record is withheld; the others of its set go on.",
    ),
    Bounded.PAYMENT_BYTES: Limit(
        350_000,
        IntakeFindingCode.RECORD_TOO_LARGE,
        "An item of DynamoDB holds 400 KB.",
        "A payment with hundreds of PLB adjustments comes to 50 KB.",
        "The payment is withheld; its claims go on.",
    ),
    Bounded.RANGE_FINDINGS: Limit(
        10_000,
        IntakeFindingCode.FINDINGS_LEFT_OUT,
        "A set of a few bytes can have a finding; each is a row of the trail.",
        "What has more is broken as a whole.",
        "The rest is counted, and no row of the trail.",
    ),
    Bounded.KEPT_FINDINGS: Limit(
        76_800,
        None,
        "One worker reads the findings of all sets to write the 999.",
        "256 messages with 300 findings each.",
        "The 999 names fewer segments of each set; its verdicts are complete.",
    ),
    Bounded.SET_BATCHES: Limit(
        200,
        None,
        "They stand in the result of the set.",
        "A set has one for each payer.",
        "Statuses of those beyond, as a whole, are left for a person; their claims go on.",
    ),
    Bounded.MESSAGE_BATCHES: Limit(
        2_000,
        None,
        "They stand in the result of the message, an item of 400 KB at most.",
        "A message has some hundred sets with one batch each.",
        "As above.",
    ),
    Bounded.NAME_LETTERS: Limit(
        80,
        IntakeFindingCode.RECORD_UNUSABLE,
        "They are part of a key, which DynamoDB bounds.",
        "No control number is longer than nine characters.",
        "The acknowledgment is withheld.",
    ),
}
"""Every row has a test in tests/unit/intake/test_limits.py or names one that exists."""


def most(bounded: Bounded) -> int:
    """Return the limit of a thing."""
    return LIMITS[bounded].most
