"""Interchanges that a sender has in one file several times under one number (ISA13)."""

import hashlib
from dataclasses import dataclass, field

from claimtrail.x12.model import ByteRange, InterchangeHeader
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.source import CHUNK_SIZE, ByteSource

_Number = tuple[str, str, str]
"""ISA05, ISA06 and ISA13."""


@dataclass(slots=True)
class _Seen:
    """The interchanges of one number."""

    first: ByteRange | None
    """One whose bytes are compared when another one comes; None once they are."""
    digests: set[bytes] = field(default_factory=set)


class Repeats:
    """Finds interchanges that are redelivered; the bytes of each are gone through once at most."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._seen: dict[_Number, _Seen] = {}

    def take(self, header: InterchangeHeader) -> FindingCode | None:
        """Take the next interchange; return what is to be said of its number."""
        number = (header.sender_qualifier, header.sender_id, header.control_number)
        seen = self._seen.get(number)
        if seen is None:
            self._seen[number] = self._begin(header.span)
            return None
        if seen.first is not None:
            seen.digests.add(self._digest(seen.first))
            seen.first = None
        digest = self._digest(header.span)
        if digest in seen.digests:
            return FindingCode.INTERCHANGE_COPY
        seen.digests.add(digest)
        return FindingCode.INTERCHANGE_DUPLICATE

    def _begin(self, span: ByteRange) -> _Seen:
        """Go through a short interchange at once: going back to it would fetch it again."""
        if span.end - span.start > CHUNK_SIZE:
            return _Seen(span)
        return _Seen(None, {self._digest(span)})

    def _digest(self, span: ByteRange) -> bytes:
        """Return the hash of a range without its line breaks, which are no part of any segment."""
        digest = hashlib.sha256()
        for start in range(span.start, span.end, CHUNK_SIZE):
            chunk = self._source.read(start, min(start + CHUNK_SIZE, span.end))
            digest.update(chunk.translate(None, b"\r\n"))
        return digest.digest()
