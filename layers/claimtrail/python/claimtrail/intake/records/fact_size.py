"""The check that a record's statements fit one item of the claim table."""

import zlib

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.x12.model import ByteRange

_SURELY_FITS = 8_000
"""Bytes of a record in its file: an element makes some hundred bytes of JSON at most."""


def is_too_large(event: ClaimEvent, span: ByteRange) -> bool:
    """Return whether an event does not fit; `span` is where its record stands.

    Items are deflated better than this, with a dictionary: what fits here fits there.
    """
    limit = most(Bounded.FACT_BYTES)
    if span.end - span.start <= _SURELY_FITS:
        return False
    text = event.model_dump_json().encode()
    return len(text) > limit and len(zlib.compress(text, 1)) > limit
