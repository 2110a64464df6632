"""Dates and times as X12 writes them."""

import re
from datetime import date

_DIGITS = re.compile(r"[0-9]+")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{1,2})?)?")
_EARLIEST_YEAR = 1800
_DATE_TIME_LENGTH = 12
DATE_LENGTH, SHORT_DATE_LENGTH = 8, 6
"""Of CCYYMMDD and YYMMDD."""


def is_date(text: str) -> bool:
    """Return whether the text is YYMMDD, CCYYMMDD or CCYYMMDDHHMM, from 1800 on."""
    if not _DIGITS.fullmatch(text):
        return False
    if len(text) == SHORT_DATE_LENGTH:
        text = f"20{text}"
    if len(text) == _DATE_TIME_LENGTH:
        return is_date(text[:DATE_LENGTH]) and is_time(text[DATE_LENGTH:])
    if len(text) != DATE_LENGTH:
        return False
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return day.year >= _EARLIEST_YEAR


def is_time(text: str) -> bool:
    """Return whether the text is HHMM, HHMMSS, or that with tenths or hundredths of a second."""
    return _TIME.fullmatch(text) is not None
