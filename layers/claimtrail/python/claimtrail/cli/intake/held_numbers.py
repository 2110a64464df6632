"""The held files behind a claim that nobody finds: its number may stand in one of them."""

from collections.abc import Iterator
from itertools import islice

from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.held_files import held_lately
from claimtrail.intake.release.service import HeldFile
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.x12 import stream_records

DAYS = 31
"""Days of receipt that are looked through, today included."""
MOST = 50
"""Held files that are opened at the most."""


def files_holding(stage: Stage, number: str) -> list[str]:
    """Return the ids of held files with a record of a patient control number, newest day first."""
    wanted = number.strip()
    return list(
        dict.fromkeys(
            file.receipt.file_id for file in _held_files(stage) if wanted in _numbers_in(file)
        )
    )


def held_words(stage: Stage, files: list[str]) -> str:
    """Return which files hold a number, else how many are held; empty where none is."""
    if files:
        shown = ", ".join(f"`claimtrail files show {each}`" for each in files[:3])
        return f"The number stands in a held file, which is not applied: {shown}."
    return held_count_words(stage)


def held_count_words(stage: Stage) -> str:
    """Return how many files of the last days are held; empty for none."""
    count = len(list(_held_files(stage)))
    if not count:
        return ""
    more = " or more" if count == MOST else ""
    files = "file is" if count == 1 else "files are"
    return f"{count}{more} {files} held and not applied: `claimtrail files --days {DAYS}`."


def unknown_or_held(stage: Stage, error: NotFoundError, files: list[str]) -> NotFoundError:
    """Return the error of an unknown claim, with the held files in which it may stand."""
    said, held = error.explanation, held_words(stage, files)
    return NotFoundError(
        Explanation(
            code=said.code,
            what=said.what,
            where=said.where,
            next_step=f"{held} {said.next_step}".strip(),
        )
    )


def _held_files(stage: Stage) -> Iterator[HeldFile]:
    return islice(held_lately(stage, DAYS), MOST)


def _numbers_in(file: HeldFile) -> Iterator[str]:
    """Yield the patient control numbers (CLM01, CLP01, TRN02) in the held sets of a file."""
    for held in file.held:
        for record in stream_records(file.source, held.header):
            yield getattr(record, "patient_control_number", "")
