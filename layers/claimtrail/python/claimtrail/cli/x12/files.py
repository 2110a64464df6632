"""Reading X12 files from disk for the `claimtrail x12` commands: digests, and records as JSON."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from claimtrail.kernel.money import to_cents
from claimtrail.x12 import EnvelopeScan, SetResult, read_set, scan_envelopes
from claimtrail.x12.model import (
    ByteRange,
    ClaimStatus,
    Record,
    RemittanceClaim,
    SetAcceptance,
    SetHeader,
    StatusInquiry,
    SubmittedClaim,
)
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.source import ByteSource, FileSource

Advance = Callable[[int], None]
"""Called with the number of bytes that were read."""
PASSES = 2
"""A file is read once for its envelopes and once for its sets."""

QUANTITIES = frozenset({"units", "quantity", "value"})
"""Decimal fields that are counts, measures or totals of either kind; the others are dollars."""


class WatchedSource:
    """A byte source that tells how far reading has come."""

    def __init__(self, source: ByteSource, advance: Advance) -> None:
        self._source = source
        self._advance = advance

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._source.size

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of [start, end)."""
        data = self._source.read(start, end)
        self._advance(len(data))
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of a set's records; None where such records carry no amount."""

    claims: int
    charge_cents: int | None
    paid_cents: int | None


def open_file(path: Path, advance: Advance) -> tuple[ByteSource, EnvelopeScan]:
    """Return the file and its envelopes."""
    source = WatchedSource(FileSource(path), advance)
    return source, scan_envelopes(source)


def read_file(source: ByteSource, scan: EnvelopeScan) -> Iterator[SetResult]:
    """Return every set in file order; those of refused interchanges and groups are held."""
    readable = {header.span for header in scan.readable_sets()}
    for header in scan.sets:
        result = read_set(source, header)
        if header.span not in readable:
            result = result._replace(verdict=SetAcceptance.REJECTED)
        yield result


def accepted(scan: EnvelopeScan) -> bool:
    """Return whether the envelopes let every set through.

    A file without interchanges is refused.
    """
    refused = scan.refused_interchanges() or scan.refused_groups()
    return bool(scan.interchanges) and not refused


def totals(result: SetResult) -> Totals:
    """Claims, charges and payments of a set's records."""
    claims = [record for record in result.records if _amounts(record) is not None]
    amounts = [_amounts(record) or (None, None) for record in claims]
    charges = [charge for charge, _ in amounts if charge is not None]
    paid = [payment for _, payment in amounts if payment is not None]
    return Totals(
        claims=len(claims),
        charge_cents=to_cents(sum(charges, Decimal(0))) if charges else None,
        paid_cents=to_cents(sum(paid, Decimal(0))) if paid else None,
    )


def _amounts(record: Record) -> tuple[Decimal | None, Decimal | None] | None:
    """Return a claim's charge and payment; None when the record is no claim."""
    match record:
        case SubmittedClaim():
            return record.total_charge, None
        case RemittanceClaim():
            return record.charge, record.paid
        case StatusInquiry():
            return record.charge, None
        case ClaimStatus():
            charges = [item.total_charge for item in record.statuses if item.total_charge]
            paid = [item.paid for item in record.statuses if item.paid is not None]
            return (charges[0] if charges else None), (paid[0] if paid else None)
    return None


_WORST_FIRST = (SetAcceptance.REJECTED, SetAcceptance.ACCEPTED_WITH_ERRORS)


def verdict_of(scan: EnvelopeScan, sets: Iterable[SetAcceptance]) -> SetAcceptance:
    """Return the verdict of a file, which is never better than that of its worst set."""
    found = set(sets) if accepted(scan) else {SetAcceptance.REJECTED}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), SetAcceptance.ACCEPTED)


def file_to_json(path: Path, scan: EnvelopeScan, verdict: SetAcceptance) -> dict[str, Any]:
    """Return what the envelopes of a file say, and the file's verdict."""
    return {
        "kind": "file",
        "file": str(path),
        "bytes": scan.size,
        "interchanges": len(scan.interchanges),
        "groups": len(scan.groups),
        "transaction_sets": len(scan.sets),
        "verdict": verdict.value,
        "findings": [finding_to_json(item) for item in scan.findings],
    }


def type_of(header: SetHeader) -> str:
    """Return the name of a set: its transaction, or a known guide or ST01; else `???`."""
    kind = header.transaction_type
    return kind.value if kind else header.unread_as or header.identifier


def set_to_json(path: Path, result: SetResult, sums: Totals) -> dict[str, Any]:
    """Return one transaction set: what it is, what became of it, and why."""
    header = result.header
    return {
        "kind": "transaction_set",
        "file": str(path),
        "type": type_of(header),
        "version": header.version,
        "interchange_control_number": header.interchange.control_number,
        "group_control_number": header.group.control_number,
        "set_control_number": header.control_number,
        "offset": header.span.start,
        "segments": result.segment_count,
        "verdict": result.verdict.value,
        "claims": sums.claims,
        "charge_cents": sums.charge_cents,
        "paid_cents": sums.paid_cents,
        "findings": [finding_to_json(item) for item in result.findings],
    }


def finding_to_json(item: Finding) -> dict[str, Any]:
    """Return a finding; it holds no element value."""
    return {
        "code": item.code,
        "severity": item.severity.value,
        "segment": item.segment_id,
        "segment_position": item.segment_position,
        "element": item.element_position,
        "loop": item.loop_id,
        "offset": item.offset,
        "text": item.text,
        "next_step": item.next_step,
    }


def record_to_json(path: Path, result: SetResult | None, record: Record) -> dict[str, Any]:
    """Return a record with the set it stands in.

    Dollars as cents in fields that end in `_cents`.
    """
    return {
        "kind": "record",
        "record": type(record).__name__,
        "file": str(path),
        "in_set": result.header.control_number if result else "",
        "data": _plain_fields(record),
    }


def _plain_fields(record: Any) -> dict[str, Any]:
    document: dict[str, Any] = {}
    kind: Any = type(record)
    dollars = _dollars(kind)
    for name in _names(record):
        value = getattr(record, name)
        if name in dollars:
            document[f"{name}_cents"] = None if value is None else to_cents(value)
        else:
            document[name] = _plain(value)
    return document


@cache
def _dollars(kind: Any) -> frozenset[str]:
    """Fields that hold dollars, or None where none were stated."""
    hints = get_type_hints(kind)
    return frozenset(
        name
        for name, hint in hints.items()
        if name not in QUANTITIES and Decimal in (hint, *get_args(hint))
    )


def _names(value: Any) -> tuple[str, ...]:
    """Return the fields of a record, none of anything else."""
    if is_dataclass(value):
        return tuple(item.name for item in fields(value))
    return tuple(getattr(value, "_fields", ()))


def _plain(value: Any) -> Any:
    match value:
        case ByteRange():
            return [value.start, value.end]
        case tuple() if not _names(value):
            return [_plain(item) for item in value]
        case Enum():
            return value.value
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
    return _plain_fields(value) if _names(value) else value
