"""Rules of a partner: how far each finding reaches in its files, where not as the catalog says.

A profile names codes and reaches, `X12_SE_COUNT = "warning"`; docs/payers.md is rendered from the
tables here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from claimtrail.x12.model.catalog import FindingCode, catalog
from claimtrail.x12.model.findings import Severity

IN_INTERCHANGES = (Severity.INTERCHANGE, Severity.WARNING)
IN_GROUPS = (Severity.GROUP, Severity.WARNING)
IN_SETS = (Severity.SET, Severity.CLAIM, Severity.VALUE, Severity.WARNING)
_ALLOWED = {Severity.INTERCHANGE: IN_INTERCHANGES, Severity.GROUP: IN_GROUPS}
"""Reaches that a rule may name, by the reach in the catalog."""
FIXED = frozenset(
    {
        FindingCode.EMPTY_FILE,
        FindingCode.PACKED,
        FindingCode.NOT_X12,
        FindingCode.ISA_TRUNCATED,
        FindingCode.ISA_MALFORMED,
        FindingCode.DELIMITERS_INVALID,
        FindingCode.INTERCHANGE_COPY,
        FindingCode.SET_UNSUPPORTED,
        FindingCode.SET_NOT_IN_GROUP,
        FindingCode.VERSION_UNSUPPORTED,
        FindingCode.GUIDE_NOT_READ,
        FindingCode.DATA_REPORTING,
        FindingCode.CHECK_FAILED,
        FindingCode.TOO_MANY_FINDINGS,
        FindingCode.TOO_MANY_INTERCHANGES,
        FindingCode.TOO_MANY_GROUPS,
        FindingCode.TOO_MANY_SETS,
        FindingCode.TOO_MANY_ACKNOWLEDGMENTS,
        FindingCode.TOO_MANY_ENVELOPE_FINDINGS,
        FindingCode.CLAIM_TOO_LARGE,
        FindingCode.ACKNOWLEDGMENT_TOO_LARGE,
        FindingCode.TOO_MANY_ADJUSTMENTS,
        FindingCode.LEVELS_TOO_DEEP,
    }
)
"""Codes that no rule changes: without what they ask for nothing can be read, and what is beyond a
limit is not."""
_NOTED_OF_INTERCHANGES = frozenset(
    {
        FindingCode.BYTE_ORDER_MARK,
        FindingCode.LEADING_BLANKS,
        FindingCode.JUNK,
        FindingCode.LINES_WRAPPED,
        FindingCode.REPETITION_SEPARATOR,
        FindingCode.INTERCHANGE_DUPLICATE,
        FindingCode.ISA_SENDER,
        FindingCode.ISA_DATE,
        FindingCode.ISA_TIME,
        FindingCode.ISA_ACKNOWLEDGMENT,
        FindingCode.ISA_USAGE,
        FindingCode.TERMINATOR_MISSING,
        FindingCode.INTERCHANGE_EMPTY,
        FindingCode.TA1_INVALID,
    }
)
_OF_RECORDS = frozenset(
    {
        FindingCode.PAYMENT_DATE_FUTURE,
        FindingCode.DATE_FUTURE,
        FindingCode.DATE_BEFORE_SERVICE,
        FindingCode.PERIOD_REVERSED,
    }
)
"""Findings of single records, made when the verdict on their set is known."""
IN_RECORDS = (Severity.CLAIM, Severity.WARNING)
_NOTED_OF_GROUPS = frozenset({FindingCode.GROUP_ADDRESS})
"""Warnings of envelopes, by what a rule may refuse for them."""


def allowed(code: FindingCode) -> tuple[Severity, ...]:
    """Return the reaches that a rule may give a finding; none when no rule changes it."""
    if code in FIXED:
        return ()
    if code in _NOTED_OF_INTERCHANGES:
        return IN_INTERCHANGES
    if code in _NOTED_OF_GROUPS:
        return IN_GROUPS
    if code in _OF_RECORDS:
        return IN_RECORDS
    return _ALLOWED.get(catalog()[code].severity, IN_SETS)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one partner."""

    reaches: tuple[tuple[FindingCode, Severity], ...] = ()
    """Sorted by code; a code that is absent reaches as far as the catalog and its place say."""

    @classmethod
    def of(cls, reaches: Mapping[FindingCode, Severity]) -> "Rules":
        """Make rules of a table. Raises ValueError for a reach that the code cannot have."""
        for code, reach in reaches.items():
            if reach not in allowed(code):
                may = ", ".join(allowed(code)) or "nothing else"
                raise ValueError(f"{code} cannot be {reach}: it may be {may}")
        return cls(tuple(sorted(reaches.items())))

    def reach(self, code: FindingCode) -> Severity | None:
        """Return the reach that a rule gives the code; None when no rule names it."""
        return next((reach for known, reach in self.reaches if known is code), None)

    def may_hold(self, code: FindingCode) -> bool:
        """Return whether no rule spares the claim of such a finding."""
        return self.reach(code) not in {Severity.VALUE, Severity.WARNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideOption:
    """One point where X12 or a guide can be read in two ways."""

    code: FindingCode
    """The finding that says so; a warning by default."""
    refused: Severity = Severity.SET
    """Reach under the strict reading."""
    strict: str
    tolerant: str


GUIDE_OPTIONS = (
    GuideOption(
        code=FindingCode.TRAILING_SEPARATOR,
        strict="X12.6 leaves out separators before the terminator",
        tolerant="nothing stands between them, so nothing is misread",
    ),
    GuideOption(
        code=FindingCode.VALUE_PADDED,
        strict="X12.6 suppresses blanks at the end of a value",
        tolerant='it says "should"; the blanks are left off when the value is read',
    ),
    GuideOption(
        code=FindingCode.ELEMENT_NOT_USED,
        strict="an element that the guide marks as not used is a fault (999 IK403 I10)",
        tolerant="the guide gives it no meaning and it is not read: ST03 of an 835",
    ),
    GuideOption(
        code=FindingCode.CODE_UNKNOWN,
        strict="a code must be in its external list",
        tolerant="the list changes three times a year, and the payer's may be the newer one",
    ),
    GuideOption(
        code=FindingCode.CODE_INACTIVE,
        strict="a code must be in its list on the day of the transaction",
        tolerant="the transaction may state an older decision",
    ),
    GuideOption(
        code=FindingCode.SEGMENT_EMPTY,
        strict="two terminators in a row are no segment",
        tolerant="nothing stands between them, so nothing is misread",
    ),
    GuideOption(
        code=FindingCode.SEGMENT_BLANKS,
        strict="a segment begins right after a terminator; only line breaks may stand between",
        tolerant="blanks begin no segment identifier",
    ),
    GuideOption(
        code=FindingCode.GROUP_ADDRESS,
        refused=Severity.GROUP,
        strict="GS02 to GS05 and GS07 must be what the guide says",
        tolerant="the sender is known by ISA06 and the guide by GS08; these decide nothing",
    ),
    GuideOption(
        code=FindingCode.TERMINATOR_MISSING,
        refused=Severity.INTERCHANGE,
        strict="a segment ends with its terminator, the last one too (X12.5)",
        tolerant="the numbers and counts of IEA show that the transfer was not cut off",
    ),
)
STANDARD = Rules()
"""No rule: every finding reaches as far as the catalog and its place say."""
STRICT = Rules.of({item.code: item.refused for item in GUIDE_OPTIONS})
"""The strict reading of every point that can be read in two ways."""
