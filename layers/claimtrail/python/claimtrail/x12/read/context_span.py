"""Context spans: what must be read above the place where a set is split."""

from typing import NamedTuple

from claimtrail.x12.model import ByteRange


class ContextSpan(NamedTuple):
    """The span that is read before a part."""

    span: ByteRange
    levels: int
    """The number of HL before it; 0 in a set that has none."""
