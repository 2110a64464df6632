"""HL7 v2 acknowledgments: which of our messages is taken or refused, read strictly (chapter 2).

A file holds one message, or several one after the other, or a batch (FHS, BHS ... BTS, FTS); MLLP
frames around messages are taken off. Each message names its own delimiters in MSH-1 and MSH-2.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple

from claimtrail.x12.model import ByteRange

HEAD = 16
"""Bytes by which a file is recognized."""
_MLLP_START = b"\x0b"
_SEGMENT = re.compile(rb"[^\r\n\x0b\x1c]+")
"""Segments end with a carriage return; files that were edited have line feeds."""
_BATCH_SEGMENTS = frozenset({b"FHS", b"BHS", b"BTS", b"FTS"})
_ENCODING_CHARACTERS = 4
"""Component, repetition, escape, subcomponent; a fifth (truncation, v2.7) is ignored."""
_WORD = re.compile(r"[A-Za-z0-9._-]{1,20}")
_TIME = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:(?P<hour>\d\d)(?P<minute>\d\d)(?:(?P<second>\d\d)(?:\.\d{1,4})?)?)?"
    r"(?:(?P<sign>[+-])(?P<east>\d\d)(?P<of_hour>\d\d))?"
)
"""A DTM to the day or finer: YYYYMMDD[HHMM[SS[.S[S[S[S]]]]]][+/-ZZZZ]."""
_PARTS = ("year", "month", "day", "hour", "minute", "second")
STRANGE = "?"
"""Stands for a code that is none: what a sender writes there may be anything."""


class Acknowledgment(NamedTuple):
    """One ACK."""

    code: str
    """MSA-1."""
    control_number: str
    """MSA-2: the number of what is acknowledged."""
    message_control_id: str
    """MSH-10: the acknowledgment's own; empty when it is no plain word."""
    error_codes: tuple[str, ...]
    """ERR-3, or ERR-1 of older versions; in order."""
    prepared_at: datetime | None
    """MSH-7; in UTC when it names no offset."""
    span: ByteRange


class MessageFault(StrEnum):
    """Why a message is no acknowledgment."""

    MALFORMED = "malformed"
    """No delimiters, or some twice."""
    OTHER_TYPE = "other_type"
    """MSH-9 is not ACK."""
    WITHOUT_MSA = "without_msa"
    """MSA is missing, or stands twice, or says nothing."""
    STRAY = "stray"
    """Segments outside of any message."""


class Refused(NamedTuple):
    """A message that was not read."""

    fault: MessageFault
    span: ByteRange


class _Segment(NamedTuple):
    name: bytes
    data: bytes
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.data)


def is_hl7(head: bytes) -> bool:
    """Return whether a file with these first bytes holds HL7 v2 messages."""
    return head.lstrip(_MLLP_START + b"\r\n")[:3] in {b"MSH", b"FHS", b"BHS"}


def read_acknowledgments(data: bytes) -> tuple[list[Acknowledgment], list[Refused]]:
    """Return every acknowledgment of a file, and what in it is none.

    Each byte range in file order.
    """
    taken: list[Acknowledgment] = []
    refused: list[Refused] = []
    for message in _messages(data):
        found = _read(message)
        if isinstance(found, Acknowledgment):
            taken.append(found)
        else:
            refused.append(Refused(found, _span(message)))
    return taken, refused


def _messages(data: bytes) -> Iterator[list[_Segment]]:
    message: list[_Segment] = []
    for found in _SEGMENT.finditer(data):
        segment = _Segment(found[0][:3], found[0], found.start())
        if message and (segment.name == b"MSH" or segment.name in _BATCH_SEGMENTS):
            yield message
            message = []
        if segment.name not in _BATCH_SEGMENTS and segment.data.strip():
            message.append(segment)
    if message:
        yield message


def _span(message: list[_Segment]) -> ByteRange:
    return ByteRange(message[0].start, message[-1].end)


def _read(message: list[_Segment]) -> Acknowledgment | MessageFault:
    head = message[0]
    if head.name != b"MSH":
        return MessageFault.STRAY
    delimiters = head.data[3 : 4 + _ENCODING_CHARACTERS]
    if len(set(delimiters)) <= _ENCODING_CHARACTERS or any(map(_is_alphanumeric, delimiters)):
        return MessageFault.MALFORMED
    separator, component = delimiters[:1], delimiters[1:2]
    header = _fields(head, separator)
    # MSH-1 is the separator itself, so MSH-n stands one place before.
    if _first(_field(header, 8), component) != "ACK":
        return MessageFault.OTHER_TYPE
    answers = [_fields(each, separator) for each in message if each.name == b"MSA"]
    if len(answers) != 1 or not _field(answers[0], 1) or not _field(answers[0], 2):
        return MessageFault.WITHOUT_MSA
    errors = (_fields(each, separator) for each in message if each.name == b"ERR")
    return Acknowledgment(
        code=_word(_field(answers[0], 1)),
        control_number=_field(answers[0], 2),
        message_control_id=_word(_field(header, 9), otherwise=""),
        error_codes=tuple(_word(_error_code(fields, component)) for fields in errors),
        prepared_at=_instant(_field(header, 6)),
        span=_span(message),
    )


def _is_alphanumeric(byte: int) -> bool:
    return chr(byte).isalnum()


def _fields(segment: _Segment, separator: bytes) -> list[str]:
    return [field.decode("latin-1") for field in segment.data.split(separator)]


def _field(fields: list[str], number: int) -> str:
    return fields[number].strip() if number < len(fields) else ""


def _first(field: str, component: bytes) -> str:
    return field.split(component.decode("latin-1"), maxsplit=1)[0].strip()


def _error_code(fields: list[str], component: bytes) -> str:
    """ERR-3, since v2.5; before, the fourth component of ERR-1 (segment, place, field, code)."""
    parts = _field(fields, 1).split(component.decode("latin-1"))
    return _first(_field(fields, 3), component) or parts[-1].strip()


def _word(text: str, *, otherwise: str = STRANGE) -> str:
    return text if _WORD.fullmatch(text) else otherwise


def _instant(text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    offset = timedelta(hours=int(found["east"] or 0), minutes=int(found["of_hour"] or 0))
    zone = timezone(-offset if found["sign"] == "-" else offset)
    try:
        year, month, day, hour, minute, second = (int(found[part] or 0) for part in _PARTS)
        at = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return at.astimezone(UTC)
