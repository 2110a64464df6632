"""The second pass over an 835 that has reversals: its CLP segments alone.

It happens when all claims are read, whether in one pass or in parts, and in flat memory.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from claimtrail.x12.envelopes.segment import segments_of_set
from claimtrail.x12.envelopes.segment_scanner import SEGMENT_LIMIT, canonical_table
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor
from claimtrail.x12.extract.reversals import ClaimHead, ReversalFact, keys_of, pair
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model import SetHeader
from claimtrail.x12.model.catalog import FindingPlace
from claimtrail.x12.model.source import CHUNK_SIZE, ByteSource
from claimtrail.x12.read.segment_text import cleaned

_OPENER = f"CLP{ELEMENT}"
_VALUE = f"{ELEMENT}([^{ELEMENT}{SEGMENT}]*)"
_BETWEEN = f"(?:{ELEMENT}[^{ELEMENT}{SEGMENT}]*)"
_CLP = re.compile(f"CLP{_VALUE}{_VALUE}{_VALUE}{_VALUE}(?:{_BETWEEN}{{2}}{_VALUE})?")
"""CLP01 to CLP04, and CLP07; that it begins a segment is looked at afterwards, which is faster.

It is searched for before the last terminator of a text, where every segment is whole.
"""
_AS_IT_STANDS = f"{ELEMENT}([ -~]*+)(?<! )"
_UNREAD = f"{ELEMENT}[^{ELEMENT}{SEGMENT}]*+"
_PLAIN_CLP = re.compile(
    f"CLP{_AS_IT_STANDS * 4}(?>{_UNREAD * 2}{_AS_IT_STANDS}(?=[{ELEMENT}{SEGMENT}])"
    f"|(?:{_UNREAD}(?:{_UNREAD}|)|)(?={SEGMENT}))"
)
"""The same where nothing is to be cleaned: its values are read as they stand."""
_PLAIN = re.compile(f"[ -~{ELEMENT}{COMPONENT}]*")
"""Text that is read as it stands, but for blanks at the end of its values."""
_MOST_BLANKS = 1 << 10
_BLANKS = " \t\r\n"
_CONTENT = re.compile(f"[^ \\t\\r\\n{SEGMENT}][^{SEGMENT}]*{SEGMENT}?")
"""A segment that is not empty, as far as the text holds it."""


def pair_reversals(source: ByteSource, header: SetHeader, extractor: RemittanceExtractor) -> None:
    """Pair what the extractor kept of reversals, and give it the pairs and what is wrong."""
    facts = extractor.reversals()
    if not facts:
        return
    shared = extractor.shared_numbers()
    pairing = pair(facts, _related_heads(source, header, facts, shared), shared)
    where = {offset for _, offset, _ in pairing.odd}
    found = _positions(source, header, where) if where else {}
    faults = [
        (
            code,
            FindingPlace(
                offset=offset,
                segment_id="CLP",
                segment_position=found.get(offset, 0),
                element_position=element,
            ),
        )
        for code, offset, element in pairing.odd
    ]
    extractor.take_pairs(pairing.reversals, faults)


def _related_heads(
    source: ByteSource, header: SetHeader, facts: Sequence[ReversalFact], shared: Collection[str]
) -> Iterator[ClaimHead]:
    """Yield the claims of the set that share a number with a reversal, in order."""
    keys = {key for fact in facts for key in keys_of(fact, shared)}
    related = _Related(
        frozenset(number for name, number in keys if name == "CLP01"),
        frozenset(number for name, number in keys if name == "CLP07"),
    )
    for head in _heads(source, header, related):
        if related.has(head.patient_control_number, head.payer_claim_control_number):
            yield head


class _Related(NamedTuple):
    """The numbers of the reversals."""

    numbers: frozenset[str]
    """CLP01."""
    payer_numbers: frozenset[str]
    """CLP07."""

    def has(self, own: str, payers: str) -> bool:
        """Return whether a claim has one of them."""
        return own in self.numbers or payers in self.payer_numbers


def _heads(source: ByteSource, header: SetHeader, related: _Related) -> Iterator[ClaimHead]:
    """Yield the claims of the set; of those that are read as they stand, the related ones alone."""
    if header.interchange.is_wrapped:
        for segment in segments_of_set(source, header.span, header.interchange.delimiters):
            if segment.id == "CLP":
                yield _head(segment.offset, ELEMENT.join(segment.elements))
        return
    for text, base in set_texts(source, header):
        for match in _related_matches(text, related):
            start = match.start()
            if text[max(0, start - _MOST_BLANKS) : start].rstrip(_BLANKS).endswith(SEGMENT):
                yield _head(base + start, match[0])


def _related_matches(text: str, related: _Related) -> list[re.Match[str]]:
    """Return the CLP of a block that may be related.

    All of those that are not read as they stand.
    """
    numbers, payer_numbers = related
    end = text.rfind(SEGMENT) + 1
    plain = list(_PLAIN_CLP.finditer(text, 0, end))
    if len(plain) == text.count(_OPENER, 0, end):
        return [match for match in plain if match[1] in numbers or match[5] in payer_numbers]
    return [
        match
        for match in _CLP.finditer(text, 0, end)
        if not _PLAIN.fullmatch(match[0])
        or related.has(match[1].rstrip(" "), (match[5] or "").rstrip(" "))
    ]


def _head(offset: int, text: str) -> ClaimHead:
    """Return a claim by its CLP, as its extractor reads it."""
    plain, _ = cleaned(text, "", wrapped=True)
    elements = [*plain.split(ELEMENT, 8), *[""] * 7]
    number, status, charge, paid, payer_number = (
        element.rstrip(" ") for element in (*elements[1:5], elements[7])
    )
    return ClaimHead(offset, number, status, charge, paid, payer_number)


def _positions(source: ByteSource, header: SetHeader, offsets: set[int]) -> dict[int, int]:
    """Return where in the set the segments at these offsets stand, counted from ST, which is 1."""
    found: dict[int, int] = {}
    count = 0
    for text, base in set_texts(source, header):
        for match in _CONTENT.finditer(text):
            if not match[0].endswith(SEGMENT):
                break
            count += 1
            if base + match.start() in offsets:
                found[base + match.start()] = count
    return found


def set_texts(source: ByteSource, header: SetHeader) -> Iterator[tuple[str, int]]:
    """Yield the set as canonical text with the offset of its beginning, in blocks.

    Each but the first begins with the terminator that the one before ends with; what is longer than
    a segment may be is split short. Memory does not grow with the set.
    """
    table = canonical_table(header.interchange.delimiters)
    carry, base = "", header.span.start
    position, end = base, header.span.end
    while position < end:
        chunk = source.read(position, min(position + CHUNK_SIZE, end))
        if not chunk:
            return
        position += len(chunk)
        text = carry + chunk.translate(table).decode("latin-1")
        yield text, base
        kept = max(text.rfind(SEGMENT), len(text) - SEGMENT_LIMIT, 0)
        carry, base = text[kept:], base + kept
