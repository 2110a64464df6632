"""The catalog of findings: what each code means, how far it reaches, who fixes it, 999 and TA1.

The rows stand in `catalog.csv`, from which docs/x12-findings.md is rendered too. Error codes are
those of X12 5010: TA105 (element I18), AK905 (716), IK502 (618), IK304 (620), IK403 (621).
"""

import csv
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from claimtrail.kernel.tuples import stored_by_name
from claimtrail.x12.model.findings import Finding, Severity

_ROWS = Path(__file__).parent / "catalog.csv"


class FindingCode(StrEnum):
    """Every code that the X12 room reports. `catalog.csv` has one row for each."""

    EMPTY_FILE = "X12_EMPTY_FILE"
    PACKED = "X12_PACKED"
    NOT_X12 = "X12_NOT_X12"
    BYTE_ORDER_MARK = "X12_BYTE_ORDER_MARK"
    LEADING_BLANKS = "X12_LEADING_BLANKS"
    JUNK = "X12_JUNK"
    LINES_WRAPPED = "X12_LINES_WRAPPED"
    ISA_TRUNCATED = "X12_ISA_TRUNCATED"
    ISA_MALFORMED = "X12_ISA_MALFORMED"
    DELIMITERS_INVALID = "X12_DELIMITERS_INVALID"
    REPETITION_SEPARATOR = "X12_REPETITION_SEPARATOR"
    INTERCHANGE_VERSION = "X12_INTERCHANGE_VERSION"
    INTERCHANGE_CONTROL_NUMBER = "X12_INTERCHANGE_CONTROL_NUMBER"
    INTERCHANGE_DUPLICATE = "X12_INTERCHANGE_DUPLICATE"
    INTERCHANGE_COPY = "X12_INTERCHANGE_COPY"
    ISA_SENDER = "X12_ISA_SENDER"
    ISA_DATE = "X12_ISA_DATE"
    ISA_TIME = "X12_ISA_TIME"
    ISA_ACKNOWLEDGMENT = "X12_ISA_ACKNOWLEDGMENT"
    ISA_USAGE = "X12_ISA_USAGE"
    IEA_MISSING = "X12_IEA_MISSING"
    TERMINATOR_MISSING = "X12_TERMINATOR_MISSING"
    IEA_CONTROL_NUMBER = "X12_IEA_CONTROL_NUMBER"
    IEA_COUNT = "X12_IEA_COUNT"
    INTERCHANGE_EMPTY = "X12_INTERCHANGE_EMPTY"
    TOO_MANY_INTERCHANGES = "X12_TOO_MANY_INTERCHANGES"
    TOO_MANY_GROUPS = "X12_TOO_MANY_GROUPS"
    TOO_MANY_SETS = "X12_TOO_MANY_SETS"
    TOO_MANY_ACKNOWLEDGMENTS = "X12_TOO_MANY_ACKNOWLEDGMENTS"
    TOO_MANY_ENVELOPE_FINDINGS = "X12_TOO_MANY_ENVELOPE_FINDINGS"
    INTERCHANGE_CONTENT = "X12_INTERCHANGE_CONTENT"
    TA1_INVALID = "X12_TA1_INVALID"
    GROUP_HEADER = "X12_GROUP_HEADER"
    GROUP_ADDRESS = "X12_GROUP_ADDRESS"
    GROUP_DUPLICATE = "X12_GROUP_DUPLICATE"
    GE_MISSING = "X12_GE_MISSING"
    GE_CONTROL_NUMBER = "X12_GE_CONTROL_NUMBER"
    GE_COUNT = "X12_GE_COUNT"
    GROUP_CONTENT = "X12_GROUP_CONTENT"
    GROUP_EMPTY = "X12_GROUP_EMPTY"
    SET_UNSUPPORTED = "X12_SET_UNSUPPORTED"
    SET_NOT_IN_GROUP = "X12_SET_NOT_IN_GROUP"
    FUNCTIONAL_CODE = "X12_FUNCTIONAL_CODE"
    VERSION_UNSUPPORTED = "X12_VERSION_UNSUPPORTED"
    VERSION_TOLERATED = "X12_VERSION_TOLERATED"
    GUIDE_NOT_READ = "X12_GUIDE_NOT_READ"
    DATA_REPORTING = "X12_DATA_REPORTING"
    VERSION_MISMATCH = "X12_VERSION_MISMATCH"
    SET_CONTROL_NUMBER = "X12_SET_CONTROL_NUMBER"
    SET_DUPLICATE = "X12_SET_DUPLICATE"
    SE_MISSING = "X12_SE_MISSING"
    SE_CONTROL_NUMBER = "X12_SE_CONTROL_NUMBER"
    SE_COUNT = "X12_SE_COUNT"
    SEGMENT_UNKNOWN = "X12_SEGMENT_UNKNOWN"
    SEGMENT_CASE = "X12_SEGMENT_CASE"
    SEGMENT_UNEXPECTED = "X12_SEGMENT_UNEXPECTED"
    SEGMENT_MISSING = "X12_SEGMENT_MISSING"
    LOOP_REPEATED = "X12_LOOP_REPEATED"
    SEGMENT_REPEATED = "X12_SEGMENT_REPEATED"
    SEGMENT_NOT_USED = "X12_SEGMENT_NOT_USED"
    SEGMENT_TOO_LONG = "X12_SEGMENT_TOO_LONG"
    CLAIM_TOO_LARGE = "X12_CLAIM_TOO_LARGE"
    ACKNOWLEDGMENT_TOO_LARGE = "X12_ACKNOWLEDGMENT_TOO_LARGE"
    TOO_MANY_ADJUSTMENTS = "X12_TOO_MANY_ADJUSTMENTS"
    SEGMENT_EMPTY = "X12_SEGMENT_EMPTY"
    SEGMENT_BLANKS = "X12_SEGMENT_BLANKS"
    TRAILING_SEPARATOR = "X12_TRAILING_SEPARATOR"
    ELEMENT_MISSING = "X12_ELEMENT_MISSING"
    ELEMENT_CONDITION = "X12_ELEMENT_CONDITION"
    ELEMENT_TOO_MANY = "X12_ELEMENT_TOO_MANY"
    ELEMENT_TOO_SHORT = "X12_ELEMENT_TOO_SHORT"
    ELEMENT_TOO_LONG = "X12_ELEMENT_TOO_LONG"
    CHARACTER_INVALID = "X12_CHARACTER_INVALID"
    CHARACTER_FOREIGN = "X12_CHARACTER_FOREIGN"
    NUMBER_INVALID = "X12_NUMBER_INVALID"
    COMPONENT_SEPARATOR = "X12_COMPONENT_SEPARATOR"
    VALUE_BLANK = "X12_VALUE_BLANK"
    VALUE_PADDED = "X12_VALUE_PADDED"
    CODE_INVALID = "X12_CODE_INVALID"
    ZIP_CODE = "X12_ZIP_CODE"
    CODE_UNKNOWN = "X12_CODE_UNKNOWN"
    CODE_NEWER = "X12_CODE_NEWER"
    CODE_MISPLACED = "X12_CODE_MISPLACED"
    CODE_INACTIVE = "X12_CODE_INACTIVE"
    DATE_INVALID = "X12_DATE_INVALID"
    TIME_INVALID = "X12_TIME_INVALID"
    ELEMENT_EXCLUDED = "X12_ELEMENT_EXCLUDED"
    ELEMENT_NOT_USED = "X12_ELEMENT_NOT_USED"
    HL_SEQUENCE = "X12_HL_SEQUENCE"
    HL_PARENT = "X12_HL_PARENT"
    HL_LEVEL = "X12_HL_LEVEL"
    LEVELS_TOO_DEEP = "X12_LEVELS_TOO_DEEP"
    HL_CHILDREN = "X12_HL_CHILDREN"
    LX_SEQUENCE = "X12_LX_SEQUENCE"
    CHECK_FAILED = "X12_CHECK_FAILED"
    TOO_MANY_FINDINGS = "X12_TOO_MANY_FINDINGS"
    RECORD_UNREADABLE = "X12_RECORD_UNREADABLE"
    CLAIM_UNBALANCED = "X12_CLAIM_UNBALANCED"
    LINE_UNBALANCED = "X12_LINE_UNBALANCED"
    PAYMENT_UNBALANCED = "X12_PAYMENT_UNBALANCED"
    PAYMENT_NEGATIVE = "X12_PAYMENT_NEGATIVE"
    ADJUSTMENT_ZERO = "X12_ADJUSTMENT_ZERO"
    PROVIDER_ADJUSTMENT_ZERO = "X12_PROVIDER_ADJUSTMENT_ZERO"
    REVERSAL_SIGN = "X12_REVERSAL_SIGN"
    REVERSAL_AMOUNT = "X12_REVERSAL_AMOUNT"
    REVERSAL_UNPAIRED = "X12_REVERSAL_UNPAIRED"
    PAYMENT_BEYOND_CHARGE = "X12_PAYMENT_BEYOND_CHARGE"
    AMOUNT_NEGATIVE = "X12_AMOUNT_NEGATIVE"
    PAYMENT_DATE_FUTURE = "X12_PAYMENT_DATE_FUTURE"
    DATE_FUTURE = "X12_DATE_FUTURE"
    DATE_BEFORE_SERVICE = "X12_DATE_BEFORE_SERVICE"
    PERIOD_REVERSED = "X12_PERIOD_REVERSED"
    CHARGE_TOTAL = "X12_CHARGE_TOTAL"
    SERVICE_CODE_UNKNOWN = "X12_SERVICE_CODE_UNKNOWN"
    SERVICE_CODE_INACTIVE = "X12_SERVICE_CODE_INACTIVE"
    STATUS_COUNT = "X12_STATUS_COUNT"
    STATUS_AMOUNT = "X12_STATUS_AMOUNT"
    ACKNOWLEDGMENT_DIFFERS = "X12_ACKNOWLEDGMENT_DIFFERS"
    NPI_INVALID = "X12_NPI_INVALID"
    AMOUNT_UNREADABLE = "X12_AMOUNT_UNREADABLE"
    PAYMENT_UNPROVEN = "X12_PAYMENT_UNPROVEN"


class CatalogEntry(NamedTuple):
    """One row of the catalog."""

    code: FindingCode
    severity: Severity
    meaning: str
    owner: str
    """The one who can fix it: sender, payer, biller or operator."""
    next_step: str
    interchange_note: str
    """TA105."""
    group_error: str
    """AK905."""
    set_error: str
    """IK502."""
    segment_error: str
    """IK304."""
    element_error: str
    """IK403."""


@cache
def catalog() -> dict[FindingCode, CatalogEntry]:
    """Return all rows by code, in the order of the file."""
    text = _ROWS.read_text(encoding="utf-8")
    return {entry.code: entry for entry in _rows(text)}


def _rows(text: str) -> Iterator[CatalogEntry]:
    for row in csv.DictReader(text.splitlines()):
        code, severity = FindingCode(row.pop("code")), Severity(row.pop("severity"))
        yield CatalogEntry(code=code, severity=severity, **row)


@stored_by_name
class FindingPlace(NamedTuple):
    """The place of a finding in a transaction set."""

    offset: int
    segment_id: str = ""
    segment_position: int = 0
    element_position: str = ""
    loop_id: str = ""


def finding(code: FindingCode, place: FindingPlace, severity: Severity | None = None) -> Finding:
    """Return the finding with everything that the catalog knows about its code.

    `severity` takes the place of the catalog's where the place or a rule decides (`reach.py`).
    """
    entry = catalog()[code]
    return Finding(
        code=code.value,
        severity=severity or entry.severity,
        text=entry.meaning,
        next_step=entry.next_step,
        offset=place.offset,
        segment_id=place.segment_id,
        segment_position=place.segment_position,
        element_position=place.element_position,
        loop_id=place.loop_id,
        segment_error=entry.segment_error,
        element_error=entry.element_error,
        set_error=entry.set_error,
        group_error=entry.group_error,
        interchange_note=entry.interchange_note,
    )


_BY_REACH = (Severity.WARNING, Severity.VALUE, Severity.CLAIM)
"""Reaches below that of a set, the shortest first."""


def _rank(severity: Severity) -> int:
    return _BY_REACH.index(severity) if severity in _BY_REACH else len(_BY_REACH)


class FindingLog:
    """Collects findings up to a limit, so that a file of nothing but faults stays small."""

    def __init__(
        self,
        limit: int,
        reach_of: Callable[[FindingCode, FindingPlace], Severity | None] = lambda _code, _place: (
            None
        ),
    ) -> None:
        """`reach_of` gives the reach of a finding; None where it is the catalog's."""
        self._limit, self._reach_of = limit, reach_of
        self._findings: list[Finding] = []
        self._worst: Finding | None = None
        self._last: Finding | None = None
        self.refused = False
        """A finding of severity `set` was added, kept or not."""

    def add(self, code: FindingCode, place: FindingPlace) -> Severity:
        """Add one finding, past the limit only as a note of it; return how far it reaches."""
        item = finding(code, place, self._reach_of(code, place))
        self.append(item)
        return item.severity

    def append(self, item: Finding) -> None:
        """Add a finding that was made elsewhere."""
        if item.severity is Severity.SET:
            self.refused = True
        if len(self._findings) < self._limit:
            self._findings.append(item)
            return
        if self._last is None:
            self._last = finding(FindingCode.TOO_MANY_FINDINGS, FindingPlace(offset=item.offset))
        worst = self._worst.severity if self._worst else Severity.WARNING
        if _rank(item.severity) > _rank(worst):
            self._worst = item

    def holds(self, code: str) -> bool:
        """Return whether a finding of the code was kept."""
        return any(item.code == code for item in self._findings)

    def recall(self, code: FindingCode, segment_id: str) -> None:
        """Take back the last finding of a code that names a segment, if it was kept."""
        for index in reversed(range(len(self._findings))):
            item = self._findings[index]
            if item.code == code.value and item.segment_id == segment_id:
                del self._findings[index]
                kept = filter(None, (*self._findings, self._worst))
                self.refused = any(other.severity is Severity.SET for other in kept)
                return

    def findings(self) -> tuple[Finding, ...]:
        """Return what was kept, the first of the worst faults past the limit.

        And a note of the limit.
        """
        extra = [item for item in (self._worst, self._last) if item is not None]
        return (*self._findings, *extra)
