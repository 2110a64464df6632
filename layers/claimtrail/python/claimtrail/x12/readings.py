"""Where a guide can be read in two ways: what is refused under the strict reading of it.

Under the tolerant reading, which is the default, the same finding is a warning and the set goes
through. A partner's profile chooses for each reading; docs/payers.md is rendered from this table.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from claimtrail.x12.catalogue import FindingCode
from claimtrail.x12.findings import Severity


class Reading(StrEnum):
    """What is read in two ways."""

    TRAILING_SEPARATORS = "trailing_separators"
    PADDED_VALUES = "padded_values"
    UNUSED_ELEMENTS = "unused_elements"
    UNKNOWN_CODES = "unknown_codes"
    STOPPED_CODES = "stopped_codes"
    EMPTY_SEGMENTS = "empty_segments"
    BLANKS_BETWEEN_SEGMENTS = "blanks_between_segments"
    GROUP_ADDRESS = "group_address"
    LAST_TERMINATOR = "last_terminator"


class Choice(StrEnum):
    """What a profile says of a reading."""

    TOLERATE = "tolerate"
    """A warning; the set goes through (default)."""
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRule:
    """One row of the table."""

    reading: Reading
    code: FindingCode
    """The finding that it decides on."""
    refused: Severity = Severity.SET
    """How far the finding reaches under the strict reading."""
    strict: str
    tolerant: str


READINGS = (
    ReadingRule(
        reading=Reading.TRAILING_SEPARATORS,
        code=FindingCode.TRAILING_SEPARATOR,
        strict="X12.6 leaves out separators before the terminator",
        tolerant="nothing stands between them, so nothing is misread",
    ),
    ReadingRule(
        reading=Reading.PADDED_VALUES,
        code=FindingCode.VALUE_PADDED,
        strict="X12.6 suppresses blanks at the end of a value",
        tolerant='it says "should"; the blanks are left off when the value is read',
    ),
    ReadingRule(
        reading=Reading.UNUSED_ELEMENTS,
        code=FindingCode.ELEMENT_NOT_USED,
        strict="an element that the guide marks as not used is a fault (999 IK403 I10)",
        tolerant="the guide gives it no meaning and it is not read: ST03 of an 835",
    ),
    ReadingRule(
        reading=Reading.UNKNOWN_CODES,
        code=FindingCode.CODE_UNKNOWN,
        strict="a code must be in its external list",
        tolerant="the list changes three times a year, and the payer's may be the newer one",
    ),
    ReadingRule(
        reading=Reading.STOPPED_CODES,
        code=FindingCode.CODE_INACTIVE,
        strict="a code must be in its list on the day of the transaction",
        tolerant="the transaction may tell of an older decision",
    ),
    ReadingRule(
        reading=Reading.EMPTY_SEGMENTS,
        code=FindingCode.SEGMENT_EMPTY,
        strict="two terminators in a row are no segment",
        tolerant="nothing stands between them, so nothing is misread",
    ),
    ReadingRule(
        reading=Reading.BLANKS_BETWEEN_SEGMENTS,
        code=FindingCode.SEGMENT_BLANKS,
        strict="a segment begins right after a terminator; only line breaks may stand between",
        tolerant="blanks begin no segment identifier",
    ),
    ReadingRule(
        reading=Reading.GROUP_ADDRESS,
        code=FindingCode.GROUP_ADDRESS,
        refused=Severity.GROUP,
        strict="GS02 to GS05 and GS07 must be what the guide says",
        tolerant="the sender is known by ISA06 and the guide by GS08; these decide nothing",
    ),
    ReadingRule(
        reading=Reading.LAST_TERMINATOR,
        code=FindingCode.TERMINATOR_MISSING,
        refused=Severity.INTERCHANGE,
        strict="a segment ends with its terminator, the last one too (X12.5)",
        tolerant="the numbers and counts of IEA show that the transfer was not cut off",
    ),
)


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings that are strict; all others are tolerant."""

    strict: frozenset[Reading] = frozenset()

    def severity(self, code: FindingCode) -> Severity | None:
        """How far a finding reaches here; None when its row in the catalogue says it."""
        rule = _BY_CODE.get(code)
        return rule.refused if rule is not None and rule.reading in self.strict else None


_BY_CODE = MappingProxyType({rule.code: rule for rule in READINGS})
TOLERANT, STRICT = Readings(), Readings(frozenset(Reading))
