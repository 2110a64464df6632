"""999: what became of each transaction set of a group, as the receiver of the group tells it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimtrail.x12.envelopes.headers import is_number
from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.extract.record_buffer import RecordBuffer, RecordFault
from claimtrail.x12.extract.values import readable_quantity
from claimtrail.x12.model import ByteRange, ElementNote, Record, SetAcknowledgment
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.limits import Counted, most

_ACCEPTED = frozenset({"A", "E"})
"""IK501."""


@dataclass(slots=True)
class _SetPart:
    """AK2 to IK5."""

    first: Segment
    end: int
    """Past its last segment."""
    code: str = ""
    notes: list[ElementNote] = field(default_factory=list)
    is_cut: bool = False
    """True if it has more notes than are kept."""


class AcknowledgmentExtractor(RecordBuffer):
    """Reads one 999."""

    def __init__(self) -> None:
        super().__init__()
        self._ak1: Segment | None = None
        self._sets: list[_SetPart] = []
        self._ik3: Segment | None = None
        self._ik3_used = True
        self._is_full = False
        """True if the group has more answers than are kept."""

    def take(self, segment: Segment) -> None:
        """Read the next segment."""
        self._doubts.clear()
        if segment.id == "AK1":
            self._close_group(None)
            self._ak1, self._sets, self._is_full = segment, [], False
        elif segment.id == "AK2":
            self._open_set(segment)
        elif segment.id == "AK9":
            self._close_group(segment)
        elif self._sets and not (self._sets[-1].code or self._is_full):
            self._in_set(segment, self._sets[-1])

    def finish(self) -> tuple[list[Record], list[RecordFault]]:
        """Return the acknowledgments, and where AK9 says otherwise than the IK5 do."""
        self._close_group(None)
        return self._records, self._faults

    def _in_set(self, segment: Segment, part: _SetPart) -> None:
        part.end = segment.end
        if segment.id in {"IK3", "IK5"}:
            self._note_segment(part)
        if segment.id == "IK3":
            self._ik3, self._ik3_used = segment, False
        elif segment.id == "IK4" and self._ik3 is not None:
            self._ik3_used = True
            self._note(part, segment)
        elif segment.id == "IK5":
            part.code = segment.get(1)
            self._ik3 = None

    def _note_segment(self, part: _SetPart) -> None:
        """An IK3 without IK4 is a note of its own."""
        if self._ik3 is not None and not self._ik3_used:
            self._note(part, None)
            self._ik3_used = True

    def _note(self, part: _SetPart, ik4: Segment | None) -> None:
        """Note what the IK3 at hand says; an answer with too many notes says so once."""
        if self._ik3 is None:
            return
        if len(part.notes) < most(Counted.RECORD_SEGMENTS):
            part.notes.append(_note(self._ik3, ik4))
        elif not part.is_cut:
            part.is_cut = True
            self._faults.append((FindingCode.CLAIM_TOO_LARGE, self._ik3.place()))

    def _open_set(self, ak2: Segment) -> None:
        """Begin the answer for one more set."""
        if len(self._sets) < most(Counted.ACKNOWLEDGED_SETS):
            self._sets.append(_SetPart(ak2, ak2.end))
        elif not self._is_full:
            self._is_full = True
            self._faults.append((FindingCode.ACKNOWLEDGMENT_TOO_LARGE, ak2.place()))

    def _close_group(self, ak9: Segment | None) -> None:
        """Make records of the group at hand; without AK9 its sets speak for themselves."""
        ak1, self._ak1 = self._ak1, None
        if ak1 is None or not (self._sets or ak9):
            return
        if ak9 is not None:
            self._faults += _contradictions(ak9, [part.code for part in self._sets])
        for part in self._sets or (None,):
            self._records.append(_record(ak1, ak9, part))


def _contradictions(ak9: Segment, codes: list[str]) -> Iterator[RecordFault]:
    """Yield what an AK9 says otherwise than the IK5 of its sets.

    A receiver may leave out sets that it accepted: only when AK902 counts all that are reported,
    AK904 is compared.
    """
    accepted = sum(code in _ACCEPTED for code in codes)
    included, stated = (readable_quantity(ak9.get(number)) for number in (2, 4))
    if ak9.get(1) == "A" and accepted < len(codes) and all(codes):
        yield FindingCode.ACKNOWLEDGMENT_DIFFERS, ak9.place("01")
    if included is not None and included < len(codes):
        yield FindingCode.ACKNOWLEDGMENT_DIFFERS, ak9.place("02")
    if (
        codes
        and included == len(codes)
        and stated is not None
        and stated != accepted
        and all(codes)
    ):
        yield FindingCode.ACKNOWLEDGMENT_DIFFERS, ak9.place("04")


def _record(ak1: Segment, ak9: Segment | None, part: _SetPart | None) -> SetAcknowledgment:
    ak2 = part.first if part else None
    group_code = ak9.get(1) if ak9 else ""
    end = ak9.span.end if ak9 else ak1.span.end
    return SetAcknowledgment(
        span=ByteRange(part.first.offset, part.end) if part else ByteRange(ak1.span.start, end),
        functional_code=ak1.get(1),
        group_control_number=ak1.get(2),
        version=(ak2.get(3) if ak2 else "") or ak1.get(3),
        set_identifier=ak2.get(1) if ak2 else "",
        set_control_number=ak2.get(2) if ak2 else "",
        code=part.code if part else group_code,
        group_code=group_code,
        notes=tuple(part.notes) if part else (),
    )


def _note(ik3: Segment, ik4: Segment | None) -> ElementNote:
    position = ik3.get(2)
    return ElementNote(
        segment_id=ik3.get(1),
        segment_position=int(position) if is_number(position) else 0,
        segment_error_code=ik3.get(4),
        element_position=_element_position(ik4) if ik4 else "",
        element_error_code=ik4.get(3) if ik4 else "",
    )


def _element_position(ik4: Segment) -> str:
    element, component = ik4.part(1, 1), ik4.part(1, 2)
    return (element and element.zfill(2)) + (f"-{component}" if component else "")
