"""Honest mistakes of payers in whole files: what is read of them is held, and moves nothing."""

_ELEMENT, _SEGMENT = 3, 105
"""The places of an ISA's element separator and of its segment terminator."""
_PAID_ON = 16
"""BPR16."""


def dated_ahead(content: bytes) -> bytes:
    """Return an 835 with the day of each payment (BPR16) a year later."""
    element, end = (content[at : at + 1] for at in (_ELEMENT, _SEGMENT))
    return end.join(_dated_ahead(segment, element) for segment in content.split(end))


def _dated_ahead(segment: bytes, element: bytes) -> bytes:
    values = segment.split(element)
    if values[0].strip() == b"BPR":
        year, day = values[_PAID_ON][:4], values[_PAID_ON][4:]
        values[_PAID_ON] = b"%04d" % (int(year) + 1) + day
    return element.join(values)
