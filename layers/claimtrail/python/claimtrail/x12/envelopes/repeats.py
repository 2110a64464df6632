"""Interchanges that a sender has in one file several times under one number (ISA13)."""

import hashlib

from claimtrail.x12.model import ByteRange, InterchangeHeader
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.source import CHUNK_SIZE, ByteSource

_Mark = int
"""Half of a SHA-256: what is kept of a number or of an interchange, so that a file of very many
interchanges costs some hundred bytes for each."""
_MARK_BYTES = 16


class Repeats:
    """Finds interchanges that are redelivered; the bytes of each are gone through once at most."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._numbers: set[_Mark] = set()
        """Of ISA05, ISA06 and ISA13, as they were used."""
        self._contents: set[_Mark] = set()
        """Of each number with the bytes of an interchange that has it."""
        self._unread: dict[_Mark, ByteRange] = {}
        """The first interchange of a number, where its bytes were not gone through yet."""

    def take(self, header: InterchangeHeader) -> FindingCode | None:
        """Take the next interchange; return what is to be said of its number."""
        parts = (header.sender_qualifier, header.sender_id, header.control_number)
        number = _mark("\0".join(parts).encode())
        is_long = header.span.end - header.span.start > CHUNK_SIZE
        if number not in self._numbers:
            self._numbers.add(number)
            # A short one is gone through at once: going back to it would fetch it again.
            if is_long:
                self._unread[number] = header.span
            else:
                self._contents.add(self._content(number, header.span))
            return None
        first = self._unread.pop(number, None)
        if first is not None:
            self._contents.add(self._content(number, first))
        content = self._content(number, header.span)
        if content in self._contents:
            return FindingCode.INTERCHANGE_COPY
        self._contents.add(content)
        return FindingCode.INTERCHANGE_DUPLICATE

    def _content(self, number: _Mark, span: ByteRange) -> _Mark:
        """Return the mark of a range without its line breaks, which are no part of any segment."""
        digest = hashlib.sha256(number.to_bytes(_MARK_BYTES))
        for start in range(span.start, span.end, CHUNK_SIZE):
            chunk = self._source.read(start, min(start + CHUNK_SIZE, span.end))
            digest.update(chunk.translate(None, b"\r\n"))
        return int.from_bytes(digest.digest()[:_MARK_BYTES])


def _mark(text: bytes) -> _Mark:
    return int.from_bytes(hashlib.sha256(text).digest()[:_MARK_BYTES])
