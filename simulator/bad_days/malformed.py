"""Bad input, one fault per file, for demonstrations and tests of what such a file gets."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from simulator.generator import generate
from simulator.model import SimulatedFile
from simulator.partners import Partner

UNLISTED_PARTNER = "unlisted-payer"
"""A dropbox for which no stage has a profile."""
_UNKNOWN_SENDER = b"NOBODYKNOWN"
_SENDER_START, _SENDER_END = 35, 50
"""ISA06."""
_NUMBER_START, _NUMBER_END = 90, 99
"""ISA13."""
_FURTHER = 500_000
_COUNT = re.compile(rb"([~\n]SE\*)(\d+)(\*)")
_DEFAULT_DAY = date(2026, 1, 5)
_CLAIMS = 24
_DAYS = 4
_OTHERS = 3


class Malformation(StrEnum):
    """The fault of an odd file."""

    NONE = "none"
    """A sound 999, there to be repeated."""
    SAME_CONTENT = "same content under another name"
    EMPTY = "empty file"
    NOT_X12 = "not X12"
    TRUNCATED = "truncated"
    WRONG_FOLDER = "wrong payer's folder"
    UNKNOWN_SENDER = "unknown sender"
    UNKNOWN_PARTNER = "payer without a profile"
    BROKEN_SET = "one set broken among good ones"


def malformed_files(
    partners: Iterable[Partner], seed: int, *, day: date = _DEFAULT_DAY
) -> dict[Malformation, SimulatedFile]:
    """Return one file for each fault, in the order in which they should be dropped.

    They speak of claims of days of their own, so they can be played beside any period that does
    not begin on `day`. Of `BROKEN_SET` the good sets register claims, which nothing follows.

    Raises:
        SimulatorError: `partners` has no payer or no billing partner.
        ValueError: fewer than two payers of `partners` send 999s.
    """
    files = list(
        generate(
            partners=partners,
            seed=seed,
            first_day=day,
            last_day=day + timedelta(days=_DAYS),
            claims_per_day=_CLAIMS,
            # One fault per file, and nothing else that is unusual.
            variants_in_hundred=0,
        )
    )
    acknowledgments = [file for file in files if file.transaction == "999"]
    submissions = [file for file in files if file.content.count(b"~ST*837*") > 1]
    if not acknowledgments or not submissions:
        raise ValueError("the partners write no such files in these days")
    sound = acknowledgments[0]
    others = [file for file in acknowledgments if file.partner_id != sound.partner_id]
    if len(others) < _OTHERS:
        raise ValueError("odd files need two payers that send 999s")
    astray, forged, unlisted = others[:_OTHERS]
    submission = submissions[0]
    middle = len(sound.content) * 3 // 5
    spreadsheet = b"claim,status,paid\nZT0001,closed,0.00\nZT0002,open,\n"
    odd = {
        Malformation.NONE: sound,
        Malformation.SAME_CONTENT: sound,
        Malformation.EMPTY: replace(sound, content=b""),
        Malformation.NOT_X12: replace(sound, content=spreadsheet),
        Malformation.TRUNCATED: replace(sound, content=sound.content[:middle]),
        Malformation.WRONG_FOLDER: replace(astray, partner_id=sound.partner_id),
        Malformation.UNKNOWN_SENDER: replace(forged, content=_from_nobody(forged.content)),
        Malformation.UNKNOWN_PARTNER: replace(unlisted, partner_id=UNLISTED_PARTNER),
        Malformation.BROKEN_SET: replace(submission, content=_without_last_bht(submission.content)),
    }
    return {
        fault: replace(
            file, name=f"odd-{number:02d}-{_slug(fault)}.x12", purpose=f"odd: {fault.value}"
        )
        for number, (fault, file) in enumerate(odd.items())
    }


def miscounted_remittance(file: SimulatedFile) -> SimulatedFile:
    """Return a remittance as a payer sent it first: its set's count of segments is wrong by one.

    It has an interchange number of its own, as another interchange has.
    """
    number = file.content[_NUMBER_START:_NUMBER_END]
    other = b"%09d" % ((int(number) + _FURTHER) % 10 ** len(number))
    counted = _COUNT.sub(
        lambda found: b"%s%d%s" % (found[1], int(found[2]) + 1, found[3]), file.content, count=1
    )
    return replace(
        file,
        content=counted.replace(number, other),
        name=f"odd-{_slug(Malformation.BROKEN_SET)}-835.x12",
        purpose="odd: a remittance that does not post",
    )


def _slug(fault: Malformation) -> str:
    return fault.name.lower().replace("_", "-")


def _from_nobody(content: bytes) -> bytes:
    width = _SENDER_END - _SENDER_START
    return content[:_SENDER_START] + _UNKNOWN_SENDER.ljust(width) + content[_SENDER_END:]


def _without_last_bht(content: bytes) -> bytes:
    """Return the last set loses its BHT, which every 837 needs.

    And its count is wrong by that one.
    """
    start = content.rindex(b"~BHT*")
    end = content.index(b"~", start + 1)
    return content[:start] + content[end:]
