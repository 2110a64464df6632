"""Headers of interchanges and groups as JSON values, for what travels through a queue."""

from datetime import datetime
from typing import Any

from claimtrail.kernel.clock import format_instant, parse_instant
from claimtrail.x12.model import ByteRange, Delimiters, GroupHeader, InterchangeHeader


def interchange_to_dict(header: InterchangeHeader) -> dict[str, Any]:
    """Return an interchange's header as JSON values."""
    marks = header.delimiters
    return {
        "sender": [header.sender_qualifier, header.sender_id],
        "receiver": [header.receiver_qualifier, header.receiver_id],
        "prepared_at": _instant_to_text(header.prepared_at),
        "date_text": header.date_text,
        "time_text": header.time_text,
        "control_number": header.control_number,
        "version": header.version,
        "acknowledgment_requested": header.acknowledgment_requested,
        "usage": header.usage,
        "delimiters": [
            mark.decode("latin-1")
            for mark in (marks.element, marks.component, marks.repetition, marks.segment)
        ],
        "span": [header.span.start, header.span.end],
        "is_wrapped": header.is_wrapped,
    }


def interchange_from_dict(document: dict[str, Any]) -> InterchangeHeader:
    """Return the header that `interchange_to_dict` gave. Raises LookupError, TypeError."""
    element, component, repetition, segment = (
        mark.encode("latin-1") for mark in document["delimiters"]
    )
    return InterchangeHeader(
        sender_qualifier=document["sender"][0],
        sender_id=document["sender"][1],
        receiver_qualifier=document["receiver"][0],
        receiver_id=document["receiver"][1],
        prepared_at=_instant_from_text(document["prepared_at"]),
        date_text=document["date_text"],
        time_text=document["time_text"],
        control_number=document["control_number"],
        version=document["version"],
        acknowledgment_requested=document["acknowledgment_requested"],
        usage=document["usage"],
        delimiters=Delimiters(
            element=element, component=component, repetition=repetition, segment=segment
        ),
        span=ByteRange(*document["span"]),
        is_wrapped=document["is_wrapped"],
    )


def group_to_dict(header: GroupHeader) -> dict[str, Any]:
    """Return a group's header as JSON values."""
    return {
        "functional_code": header.functional_code,
        "sender_code": header.sender_code,
        "receiver_code": header.receiver_code,
        "prepared_at": _instant_to_text(header.prepared_at),
        "control_number": header.control_number,
        "version": header.version,
        "span": [header.span.start, header.span.end],
    }


def group_from_dict(document: dict[str, Any]) -> GroupHeader:
    """Return the header that `group_to_dict` gave. Raises LookupError, TypeError."""
    fields = dict(document)
    fields["prepared_at"] = _instant_from_text(fields["prepared_at"])
    fields["span"] = ByteRange(*fields["span"])
    return GroupHeader(**fields)


def _instant_to_text(instant: datetime | None) -> str | None:
    return format_instant(instant) if instant else None


def _instant_from_text(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None
