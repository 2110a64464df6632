"""Writing segments and envelopes, with the counts and control numbers kept by the writer."""

from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.x12.model import Delimiters

STANDARD_DELIMITERS = Delimiters(element=b"*", component=b":", repetition=b"^", segment=b"~")
"""The delimiters that most US payers use."""

Element = str | tuple[str, ...]
"""One element: its text, or the components of a composite."""


def days(first: date, last: date) -> tuple[str, str]:
    """Return DTP02 and DTP03 for a day, or for the days from one to another."""
    if first == last:
        return "D8", f"{first:%Y%m%d}"
    return "RD8", f"{first:%Y%m%d}-{last:%Y%m%d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeAddress:
    """The sender and the receiver of an interchange: ISA05 to ISA08."""

    sender_qualifier: str
    sender_id: str
    receiver_qualifier: str
    receiver_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAddress:
    """The content of a functional group, and whose application it goes to: GS01 to GS03, GS08."""

    functional_code: str
    """GS01: HC for 837, HN for 277, HP for 835, FA for 999."""
    sender_code: str
    receiver_code: str
    version: str
    """GS08: 005010X221A1."""


class SegmentWriter:
    """Writes one or more interchanges; counts segments, sets and groups for the trailers.

    Elements that are empty at the end of a segment or composite are left off, as the guides want
    it. Every method raises ValueError when an element holds a delimiter or a character that is not
    ASCII, because the interchange would say something else than was meant; the text of the error
    holds no element value.
    """

    def __init__(self, delimiters: Delimiters = STANDARD_DELIMITERS) -> None:
        self._delimiters = delimiters
        self._buffer = bytearray()
        self._interchange = ""
        self._group = ""
        self._set = ""
        self._groups = 0
        self._sets = 0
        self._segments = 0

    def getvalue(self) -> bytes:
        """Return all that was written."""
        return bytes(self._buffer)

    def segment(self, segment_id: str, *elements: Element) -> None:
        """Write one segment."""
        parts = [self._element(element) for element in elements]
        while parts and not parts[-1]:
            parts.pop()
        self._write([segment_id.encode("ascii"), *parts])

    def open_interchange(
        self,
        *,
        address: InterchangeAddress,
        prepared_at: datetime,
        control_number: str,
        usage: str = "P",
        acknowledgment_requested: bool = False,
    ) -> None:
        """Write ISA; `control_number` is filled up to nine digits (ISA13).

        Raises ValueError when an identifier is longer than its fixed field.
        """
        self._interchange = control_number.zfill(9)
        self._groups = 0
        fields = (
            ("00", 2),
            ("", 10),
            ("00", 2),
            ("", 10),
            (address.sender_qualifier, 2),
            (address.sender_id, 15),
            (address.receiver_qualifier, 2),
            (address.receiver_id, 15),
            (f"{prepared_at:%y%m%d}", 6),
            (f"{prepared_at:%H%M}", 4),
        )
        parts = [_fixed(self._element(text), width) for text, width in fields]
        parts.append(self._delimiters.repetition)
        parts.append(b"00501")
        parts.append(_fixed(self._element(self._interchange), 9))
        parts.append(b"1" if acknowledgment_requested else b"0")
        parts.append(_fixed(self._element(usage), 1))
        parts.append(self._delimiters.component)
        self._write([b"ISA", *parts])

    def open_group(
        self, *, address: GroupAddress, prepared_at: datetime, control_number: str
    ) -> None:
        """Write GS."""
        self._group = control_number
        self._groups += 1
        self._sets = 0
        codes = (address.functional_code, address.sender_code, address.receiver_code)
        day, time = f"{prepared_at:%Y%m%d}", f"{prepared_at:%H%M}"
        self.segment("GS", *codes, day, time, control_number, "X", address.version)

    def open_set(self, identifier: str, control_number: str, version: str = "") -> None:
        """Write ST; `version` is ST03, which an 835 has not."""
        self._set = control_number
        self._sets += 1
        self._segments = 0
        self.segment("ST", identifier, control_number, version)

    def close_set(self) -> None:
        """Write SE with the count of segments."""
        self.segment("SE", str(self._segments + 1), self._set)

    def close_group(self) -> None:
        """Write GE with the count of sets."""
        self.segment("GE", str(self._sets), self._group)

    def close_interchange(self) -> None:
        """Write IEA with the count of groups."""
        self.segment("IEA", str(self._groups), self._interchange)

    def _write(self, parts: list[bytes]) -> None:
        self._segments += 1
        self._buffer += self._delimiters.element.join(parts)
        self._buffer += self._delimiters.segment

    def _element(self, element: Element) -> bytes:
        if isinstance(element, str):
            return self._text(element)
        components = [self._text(component) for component in element]
        while components and not components[-1]:
            components.pop()
        return self._delimiters.component.join(components)

    def _text(self, text: str) -> bytes:
        if not text.isascii() or (text and not text.isprintable()):
            raise ValueError("an element holds a character that X12 does not allow")
        encoded = text.encode("ascii")
        marks = self._delimiters
        if any(
            mark in encoded
            for mark in (marks.element, marks.component, marks.repetition, marks.segment)
        ):
            raise ValueError("an element holds a delimiter")
        return encoded


def _fixed(encoded: bytes, width: int) -> bytes:
    if len(encoded) > width:
        raise ValueError("an ISA element is longer than its field")
    return encoded.ljust(width)
