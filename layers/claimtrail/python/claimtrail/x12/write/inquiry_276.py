"""Writing claim status inquiries: one 276 (005010X212) that asks about any number of claims.

The same input gives the same bytes. Inquiries that follow each other and share payer, receiver,
provider or subscriber share those levels; the order is kept, so that reading what was written gives
the same records in the same order.
"""

from collections.abc import Sequence

from claimtrail.kernel.money import format_x12
from claimtrail.x12.extract.inquiry_276 import REFERENCES
from claimtrail.x12.model import InquiryLine, Person, StatusInquiry
from claimtrail.x12.write.dispatch import Dispatch, outgoing_set
from claimtrail.x12.write.segment_writer import Element, SegmentWriter, days

VERSION_276 = "005010X212"
FUNCTIONAL_CODE_276 = "HR"


def write_276(inquiries: Sequence[StatusInquiry], *, dispatch: Dispatch) -> bytes:
    """Return an interchange that holds one 276 with these inquiries.

    A dependent (`patient` differs from `subscriber`) gets a level of its own. Persons are written
    as persons (NM102 is 1).

    Raises:
        ValueError: there is no inquiry, one lacks what the guide requires, or an element holds a
            delimiter or a character outside ASCII. The text holds no element value.
    """
    if not inquiries:
        raise ValueError("a 276 needs an inquiry")
    for inquiry in inquiries:
        _require(inquiry)
    day, time = f"{dispatch.prepared_at:%Y%m%d}", f"{dispatch.prepared_at:%H%M}"
    with outgoing_set(
        dispatch, identifier="276", functional_code=FUNCTIONAL_CODE_276, version=VERSION_276
    ) as writer:
        writer.segment("BHT", "0010", "13", dispatch.reference, day, time)
        _Levels(writer).write(inquiries)
    return writer.getvalue()


def _require(inquiry: StatusInquiry) -> None:
    needed = {
        "trace_number": inquiry.trace_number,
        "payer_name": inquiry.payer_name,
        "payer_identifier": inquiry.payer_identifier,
        "receiver_identifier": inquiry.receiver_identifier,
        "provider_npi": inquiry.provider_npi,
        "subscriber.last_name": inquiry.subscriber.last_name,
        "subscriber.member_id": inquiry.subscriber.member_id,
        "patient.last_name": inquiry.patient.last_name,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise ValueError(f"an inquiry has no {', '.join(missing)}")
    if inquiry.patient != inquiry.subscriber and inquiry.patient.birth_date is None:
        raise ValueError("an inquiry on a dependent has no patient.birth_date")
    if (inquiry.service_from is None) != (inquiry.service_to is None):
        raise ValueError("an inquiry has one day of service only")


class _Levels:
    """Keeps the hierarchy: a level is opened when what stands in it, or above it, changes."""

    def __init__(self, writer: SegmentWriter) -> None:
        self._writer = writer
        self._count = 0
        self._open: list[tuple[object, int]] = []
        """The subject of each open level, and its HL01, from the payer down."""

    def write(self, inquiries: Sequence[StatusInquiry]) -> None:
        """Write every inquiry under its levels."""
        for inquiry in inquiries:
            path = _path(inquiry)
            kept = self._shared(path)
            del self._open[kept:]
            for depth in range(kept, len(path)):
                self._enter(inquiry, path[depth], depth, has_child=depth + 1 < len(path))
            _write_claim(self._writer, inquiry)

    def _shared(self, path: list[object]) -> int:
        """Return how many of the open levels the next inquiry stands under.

        A subscriber's own claims and those of a dependent stand under subscriber levels of their
        own: HL04 says before the first of them whether dependents follow.
        """
        kept = 0
        for (key, _), wanted in zip(self._open, path, strict=False):
            if key != wanted:
                break
            kept += 1
        return kept

    def _enter(self, inquiry: StatusInquiry, key: object, depth: int, *, has_child: bool) -> None:
        self._count += 1
        number = str(self._count)
        parent = str(self._open[-1][1]) if self._open else ""
        code = ("20", "21", "19", "22", "23")[depth]
        child = "" if code == "23" else str(int(has_child))
        self._writer.segment("HL", number, parent, code, child)
        self._open.append((key, self._count))
        if code == "22":
            _write_person(self._writer, inquiry.subscriber, "IL")
        elif code == "23":
            _write_person(self._writer, inquiry.patient, "QC")
        else:
            self._writer.segment("NM1", *_organization(inquiry, code))


def _path(inquiry: StatusInquiry) -> list[object]:
    dependent = inquiry.patient != inquiry.subscriber
    path: list[object] = [_organization(inquiry, code) for code in ("20", "21", "19")]
    path.append((inquiry.subscriber, dependent))
    return [*path, inquiry.patient] if dependent else path


def _organization(inquiry: StatusInquiry, code: str) -> tuple[str, ...]:
    if code == "20":
        name = ("2", inquiry.payer_name, "")
        return ("PR", *name, "", "", "", inquiry.payer_qualifier, inquiry.payer_identifier)
    if code == "21":
        kind = "1" if inquiry.receiver_first_name else "2"
        name = (kind, inquiry.receiver_name, inquiry.receiver_first_name)
        return ("41", *name, "", "", "", "46", inquiry.receiver_identifier)
    kind = "1" if inquiry.provider_first_name else "2"
    name = (kind, inquiry.provider_name, inquiry.provider_first_name)
    return ("1P", *name, "", "", "", inquiry.provider_qualifier, inquiry.provider_npi)


def _write_person(writer: SegmentWriter, person: Person, entity: str) -> None:
    if person.birth_date is not None:
        writer.segment("DMG", "D8", f"{person.birth_date:%Y%m%d}", person.sex)
    identity = ("MI", person.member_id) if entity == "IL" else ()
    writer.segment("NM1", entity, "1", person.last_name, person.first_name, "", "", "", *identity)


def _write_claim(writer: SegmentWriter, inquiry: StatusInquiry) -> None:
    writer.segment("TRN", "1", inquiry.trace_number)
    for qualifier, field in REFERENCES.items():
        value: str = getattr(inquiry, field)
        if value:
            writer.segment("REF", qualifier, value)
    if inquiry.charge is not None:
        writer.segment("AMT", "T3", format_x12(inquiry.charge))
    if inquiry.service_from is not None and inquiry.service_to is not None:
        writer.segment("DTP", "472", *days(inquiry.service_from, inquiry.service_to))
    for line in inquiry.lines:
        _write_line(writer, line)


def _write_line(writer: SegmentWriter, line: InquiryLine) -> None:
    code: Element = (line.procedure_qualifier, line.procedure_code, *line.modifiers)
    charge, units = format_x12(line.charge), format_x12(line.units)
    writer.segment("SVC", code, charge, "", line.revenue_code, "", "", units)
    if line.control_number:
        writer.segment("REF", "FJ", line.control_number)
    writer.segment("DTP", "472", *days(line.service_from, line.service_to))
