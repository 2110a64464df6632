"""Going over an 835 for its CLP segments alone: what stands between them is not looked at."""

import re
from collections.abc import Iterator

from claimtrail.x12.extract.reversals import ClaimHead
from claimtrail.x12.records import SetHeader
from claimtrail.x12.scanner import SEGMENT_LIMIT, canonical_table
from claimtrail.x12.shapes import ELEMENT, SEGMENT
from claimtrail.x12.source import CHUNK_SIZE, ByteSource

_CLP = re.compile(f"{SEGMENT}[ \\t\\r\\n]*(CLP{ELEMENT}[^{SEGMENT}]*)(?={SEGMENT})")
_ELEMENTS = 7
"""Up to CLP07."""


def claim_heads(source: ByteSource, header: SetHeader) -> Iterator[ClaimHead]:
    """The claims of the set, in order; fast, and in memory that does not grow with the set."""
    table = canonical_table(header.interchange.delimiters)
    carry, base = "", header.span.start
    position, end = base, header.span.end
    while position < end:
        chunk = source.read(position, min(position + CHUNK_SIZE, end))
        if not chunk:
            return
        position += len(chunk)
        text = carry + chunk.translate(table).decode("latin-1")
        for match in _CLP.finditer(text):
            yield _head(match[1], base + match.start(1))
        kept = max(text.rfind(SEGMENT), len(text) - SEGMENT_LIMIT, 0)
        carry, base = text[kept:], base + kept


def _head(segment: str, offset: int) -> ClaimHead:
    split = segment.split(ELEMENT, _ELEMENTS + 1)
    elements = [*(text.rstrip(" ") for text in split), *[""] * _ELEMENTS]
    return ClaimHead(
        offset=offset,
        patient_control_number=elements[1],
        status_code=elements[2],
        charge=elements[3],
        paid=elements[4],
        payer_claim_control_number=elements[7],
    )
