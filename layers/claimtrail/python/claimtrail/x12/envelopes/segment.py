"""One segment of a transaction set, as validation and extraction see it."""

from collections.abc import Iterator
from typing import NamedTuple

from claimtrail.x12.envelopes.segment_scanner import canonical_table, scan_segments
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT
from claimtrail.x12.model import ByteRange, Delimiters
from claimtrail.x12.model.catalog import FindingPlace
from claimtrail.x12.model.source import ByteSource


class Segment(NamedTuple):
    """A segment with its elements as text. Elements that are absent read as empty."""

    elements: list[str]
    """The identifier, then the elements: `elements[1]` is CLP01."""
    component: str
    """The component separator."""
    position: int
    """Counted from ST, which is 1."""
    offset: int
    """Of its first byte."""
    end: int
    """Past its terminator."""

    @property
    def id(self) -> str:
        """Return the segment's identifier."""
        return self.elements[0]

    @property
    def span(self) -> ByteRange:
        """Its bytes, terminator included."""
        return ByteRange(self.offset, self.end)

    def get(self, number: int) -> str:
        """Return an element, counted from 1; empty when absent."""
        return self.elements[number] if number < len(self.elements) else ""

    def components(self, number: int) -> list[str]:
        """Return the components of an element, counted from 0; empty when absent."""
        text = self.get(number)
        return text.split(self.component) if text else []

    def part(self, number: int, component: int) -> str:
        """Return a component, both counted from 1; empty when absent."""
        parts = self.components(number)
        return parts[component - 1] if component <= len(parts) else ""

    def place(self, element_position: str = "", loop_id: str = "") -> FindingPlace:
        """Return where it stands, for a finding."""
        return FindingPlace(
            offset=self.offset,
            segment_id=printable_id(self.id),
            segment_position=self.position,
            element_position=element_position,
            loop_id=loop_id,
        )


_IDS = """
AK1 AK2 AK9 AMT BHT BPR CAS CL1 CLM CLP CN1 CR1 CR2 CR3 CRC CTP CTX CUR DMG DTM DTP FRM GE GS HCP HI
HL IEA IK3 IK4 IK5 ISA K3 LIN LQ LX MEA MIA MOA N1 N3 N4 NM1 NTE OI PAT PER PLB PRV PS1 PWK QTY RDM
REF SBR SE ST STC SV1 SV2 SV5 SVC SVD TA1 TRN TS2 TS3
"""
SEGMENT_IDS = frozenset(_IDS.split())
"""The identifiers of all segments of the guides that are read here, and of the envelopes."""


def printable_id(text: str) -> str:
    """Return a segment identifier that a guide knows; what is none could be a name, so `???`."""
    return text if text in SEGMENT_IDS else "???"


def segments_of_set(source: ByteSource, span: ByteRange, marks: Delimiters) -> Iterator[Segment]:
    """Yield the segments of [span), those without content included; they keep the position before.

    Line breaks within segments are left off.
    """
    table = canonical_table(marks)
    cutting = marks.element + marks.component + marks.segment
    breaks = bytes(byte for byte in b"\r\n" if byte not in cutting)
    position = 0
    for raw in scan_segments(source, start=span.start, end=span.end, terminator=marks.segment):
        position += bool(raw.data)
        text = raw.data.translate(table, breaks).decode("latin-1")
        yield Segment(text.split(ELEMENT), COMPONENT, position, raw.offset, raw.end)
