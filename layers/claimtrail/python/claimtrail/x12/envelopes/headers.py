"""ISA, TA1, GS and ST as headers, and what is wrong with each by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from claimtrail.x12.envelopes.segment_scanner import (
    delimiters_differ,
    delimiters_of,
    repetition_differs,
)
from claimtrail.x12.guides.transactions import (
    BY_VERSION,
    IDENTIFIERS,
    MEMBERSHIP,
    TOLERATED,
    UNREAD_BY_VERSION,
    UNREAD_GUIDES,
    WITH_VERSION,
)
from claimtrail.x12.model import (
    ByteRange,
    GroupHeader,
    InterchangeAcknowledgment,
    InterchangeHeader,
)
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.dates import DATE_LENGTH, is_date, is_time
from claimtrail.x12.model.limits import Counted, most

VERSION_5010 = "00501"
UNPRINTABLE = "???"
"""The text in findings and reports in place of one that could be somebody's name."""
_VERSION = re.compile(r"[0-9]{6}(?:X[0-9]{3}(?:[A-Z][0-9]{1,2})?)?")
"""Version, release and guide (element 480), as 005010X221A1."""
USAGES = frozenset({"I", "P", "T"})
"""ISA15: information, production, test."""
TA1_CODES = frozenset({"A", "E", "R"})
_ISA_FIELDS = {
    "sender_qualifier": (32, 34),
    "sender_id": (35, 50),
    "receiver_qualifier": (51, 53),
    "receiver_id": (54, 69),
    "date_text": (70, 76),
    "time_text": (77, 81),
    "version": (84, 89),
    "control_number": (90, 99),
    "acknowledgment": (100, 101),
    "usage": (102, 103),
}
"""Byte positions within the 106 bytes of an ISA."""
_GS_ELEMENTS = 8
_APPLICATION_CODE = (2, 15)
_RESPONSIBLE_AGENCY = "X"
"""GS07."""
_TA1_ELEMENTS = 5
_NAMED_SETS = IDENTIFIERS | {guide.identifier for guide in UNREAD_GUIDES} | {"997", "824", "864"}
"""ST01 that may be repeated: no other text is known to be the name of a transaction set."""
KEPT_LETTERS = most(Counted.HEADER_LETTERS)
_SHORTEST_SET_NUMBER, _LONGEST_NUMBER = 4, 9


_DIGITS = {"%y%m%d": 10, "%Y%m%d": 12}
"""Of day, hour and minute, by the form of the day."""
_FIRST_OF_1900S = "69"
"""Years of two digits from 69 on are of the last century, as POSIX has it."""


def decode(data: bytes) -> str:
    """Text of an element: UTF-8 where it is that, else Latin-1, which never fails."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def split_elements(data: bytes, separator: bytes) -> list[str]:
    """Return the segment's identifier and elements as text.

    Without blanks at their ends (X12.6).
    """
    return [decode(element).rstrip(" ") for element in data.split(separator)]


def _instant(text: str) -> datetime:
    """Read YYMMDDHHMM or CCYYMMDDHHMM; `strptime` takes milliseconds to begin with."""
    if len(text) == _DIGITS["%y%m%d"]:
        text = f"{'19' if text[:2] >= _FIRST_OF_1900S else '20'}{text}"
    year, rest = int(text[:4]), [int(text[place : place + 2]) for place in range(4, 12, 2)]
    month, day, hour, minute = rest
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def parse_instant(day: str, time: str, day_format: str) -> datetime | None:
    """ISA09/ISA10 or GS04/GS05 as an instant, taken as UTC because X12 names no zone."""
    text = f"{day}{time[:4]}"
    try:
        if text.isascii() and text.isdigit() and len(text) == _DIGITS[day_format]:
            return _instant(text)
        return datetime.strptime(f"{day} {time[:4]}", f"{day_format} %H%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def parse_isa(header: bytes, span: ByteRange) -> tuple[InterchangeHeader, list[FindingCode]]:
    """Read an ISA of the fixed layout; the codes say what is wrong with its elements."""
    text = {
        name: header[first:last].decode("latin-1").strip()
        for name, (first, last) in _ISA_FIELDS.items()
    }
    interchange = InterchangeHeader(
        sender_qualifier=text["sender_qualifier"],
        sender_id=text["sender_id"],
        receiver_qualifier=text["receiver_qualifier"],
        receiver_id=text["receiver_id"],
        prepared_at=parse_instant(text["date_text"], text["time_text"], "%y%m%d"),
        date_text=text["date_text"],
        time_text=text["time_text"],
        control_number=text["control_number"],
        version=text["version"],
        acknowledgment_requested=text["acknowledgment"] == "1",
        usage=text["usage"],
        delimiters=delimiters_of(header),
        span=span,
    )
    checks = {
        FindingCode.DELIMITERS_INVALID: delimiters_differ(interchange.delimiters),
        FindingCode.REPETITION_SEPARATOR: repetition_differs(interchange.delimiters),
        FindingCode.INTERCHANGE_VERSION: interchange.version == VERSION_5010,
        FindingCode.INTERCHANGE_CONTROL_NUMBER: is_number(interchange.control_number)
        and len(interchange.control_number) == _LONGEST_NUMBER,
        FindingCode.ISA_SENDER: bool(interchange.sender_id),
        FindingCode.ISA_DATE: parse_instant(text["date_text"], "0000", "%y%m%d") is not None,
        FindingCode.ISA_TIME: parse_instant("260101", text["time_text"], "%y%m%d") is not None,
        FindingCode.ISA_ACKNOWLEDGMENT: text["acknowledgment"] in {"0", "1"},
        FindingCode.ISA_USAGE: text["usage"] in USAGES,
    }
    return interchange, [code for code, holds in checks.items() if not holds]


def parse_group(elements: Sequence[str], span: ByteRange) -> tuple[GroupHeader, list[FindingCode]]:
    """Read a GS; the codes say what is wrong with its elements."""
    bare = without_trailing(elements)
    texts = (*bare[1 : _GS_ELEMENTS + 1], *[""] * _GS_ELEMENTS)
    padded = [text[:KEPT_LETTERS] for text in texts[:_GS_ELEMENTS]]
    group = GroupHeader(
        functional_code=padded[0],
        sender_code=padded[1],
        receiver_code=padded[2],
        prepared_at=parse_instant(padded[3], padded[4], "%Y%m%d"),
        control_number=padded[5],
        version=padded[7],
        span=span,
    )
    complete = len(bare) == _GS_ELEMENTS + 1 and group.version
    if not (complete and is_number(group.control_number)):
        return group, [FindingCode.GROUP_HEADER]
    sound = (
        all(map(_is_application_code, padded[1:3]))
        and len(padded[3]) == DATE_LENGTH
        and is_date(padded[3])
        and is_time(padded[4])
        and padded[6] == _RESPONSIBLE_AGENCY
    )
    faults = {
        FindingCode.GROUP_ADDRESS: not sound,
        FindingCode.TRAILING_SEPARATOR: len(bare) < len(elements),
    }
    return group, [code for code, there in faults.items() if there]


def _is_application_code(text: str) -> bool:
    """Return whether the text may stand as GS02 or GS03: AN 2/15."""
    shortest, longest = _APPLICATION_CODE
    printable = text.isascii() and text.isprintable()
    return printable and shortest <= len(text) <= longest


def without_trailing(elements: Sequence[str]) -> Sequence[str]:
    """Return the elements without empty ones at the end, which separators alone leave behind."""
    count = len(elements)
    while count > 1 and not elements[count - 1]:
        count -= 1
    return elements[:count]


def parse_ta1(elements: Sequence[str], span: ByteRange) -> InterchangeAcknowledgment | None:
    """Read a TA1; None when it lacks elements or TA104 is no known code."""
    elements = without_trailing(elements)
    if len(elements) != _TA1_ELEMENTS + 1 or elements[4] not in TA1_CODES or not elements[1]:
        return None
    if max(map(len, elements)) > KEPT_LETTERS:
        return None
    return InterchangeAcknowledgment(
        span=span,
        interchange_control_number=elements[1],
        date_text=elements[2],
        time_text=elements[3],
        code=elements[4],
        note_code=elements[5],
    )


@dataclass(slots=True)
class SetDraft:
    """A transaction set while its end is looked for."""

    start: int
    end: int
    identifier: str
    control_number: str
    version: str
    """ST03, possibly empty."""
    segments: int = 1
    trailer: int | None = None
    """Offset of SE."""
    codes: list[FindingCode] = field(default_factory=list)
    """About ST, or about the set as a whole."""
    trailer_codes: list[FindingCode] = field(default_factory=list)

    def close(self, trailer: Sequence[str], span: ByteRange) -> None:
        """Take SE: its count and control number are compared with what was seen."""
        self.trailer, self.end = span.start, span.end
        self.segments += 1
        count, number = [*trailer[1:], "", ""][:2]
        if number[:KEPT_LETTERS] != self.control_number:
            self.trailer_codes.append(FindingCode.SE_CONTROL_NUMBER)
        if not is_number(count) or int(count) != self.segments:
            self.trailer_codes.append(FindingCode.SE_COUNT)

    def abandon(self) -> None:
        """The set ends without SE."""
        self.codes.append(FindingCode.SE_MISSING)


def open_set(elements: Sequence[str], span: ByteRange) -> SetDraft:
    """Read an ST."""
    texts = (*elements[1:4], "", "", "")
    identifier, number, version = (text[:KEPT_LETTERS] for text in texts[:3])
    draft = SetDraft(span.start, span.end, identifier, number, version)
    if not _SHORTEST_SET_NUMBER <= len(number) <= _LONGEST_NUMBER or not number.isalnum():
        draft.codes.append(FindingCode.SET_CONTROL_NUMBER)
    return draft


def membership_codes(draft: SetDraft, group: GroupHeader) -> list[FindingCode]:
    """Return what is wrong with a set's ST01 and ST03 in a group with this GS01 and GS08."""
    unread = UNREAD_BY_VERSION.get((draft.identifier, group.version))
    if unread is not None:
        return [unread.code]
    if draft.identifier not in IDENTIFIERS:
        return [FindingCode.SET_UNSUPPORTED]
    belongs = (draft.identifier, group.functional_code) in MEMBERSHIP
    if (draft.identifier, group.version) not in BY_VERSION:
        return [FindingCode.VERSION_UNSUPPORTED if belongs else FindingCode.SET_NOT_IN_GROUP]
    if draft.identifier in WITH_VERSION and draft.version not in {"", group.version}:
        return [FindingCode.VERSION_MISMATCH]
    faults = {
        FindingCode.FUNCTIONAL_CODE: not belongs,
        FindingCode.VERSION_TOLERATED: (draft.identifier, group.version) in TOLERATED,
    }
    return [code for code, there in faults.items() if there]


def printable_identifier(identifier: str) -> str:
    """Return ST01 where it names a transaction set; what is none could be anything, so `???`."""
    return identifier if identifier in _NAMED_SETS else UNPRINTABLE


def printable_version(version: str) -> str:
    """Return ST03 or GS08 where it has the form of a guide's name, else `???`; empty stays."""
    return version if not version or _VERSION.fullmatch(version) else UNPRINTABLE


def is_number(text: str) -> bool:
    """Return whether the text is one to nine ASCII digits."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
