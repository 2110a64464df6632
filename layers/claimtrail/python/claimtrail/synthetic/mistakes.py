"""Honest mistakes of payers in whole files: what is read of them is held, and moves nothing."""

import re

_ELEMENT, _SEGMENT = 3, 105
"""Where an ISA has its element separator and its segment terminator."""
_PAID_ON = 16
"""BPR16."""


def dated_ahead(content: bytes) -> bytes:
    """Return an 835 with the day of each payment (BPR16) a year later."""
    element, end = (re.escape(content[at : at + 1]) for at in (_ELEMENT, _SEGMENT))
    before = b"[^%b%b]*%b" % (element, end, element)
    paid_on = re.compile(b"(BPR%b(?:%b){%d})([0-9]{4})" % (element, before, _PAID_ON - 1))
    return paid_on.sub(lambda found: found[1] + b"%04d" % (int(found[2]) + 1), content)
