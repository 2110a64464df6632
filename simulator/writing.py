"""Files of a period on disk: a folder for each partner, and a listing in the order of delivery."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from simulator.generator import generate
from simulator.partners import read_partners
from simulator.private_files import make_folder, open_text, write_bytes

LISTING = "deliveries.csv"
COLUMNS = ("day", "partner_id", "name", "transaction", "bytes", "purpose")


class WrittenPeriod(NamedTuple):
    """Number of files of a period, and of their bytes."""

    files: int
    bytes: int


def write_period(  # noqa: PLR0913 - the dimensions of a run, each by keyword
    out: Path,
    profiles: Path,
    *,
    seed: int,
    first_day: date,
    days: int,
    claims_per_day: int,
    variants_in_hundred: int,
    on_day: Callable[[int], None],
) -> WrittenPeriod:
    """Write the period's files to `out`/PARTNER/, and their listing; `on_day` hears of its days.

    Raises SimulatorError when the profiles do not suffice.
    """
    count = written = 0
    with open_text(make_folder(out) / LISTING) as listing:
        rows = csv.writer(listing)
        rows.writerow(COLUMNS)
        for file in generate(
            partners=read_partners(profiles),
            seed=seed,
            first_day=first_day,
            last_day=first_day + timedelta(days=days - 1),
            claims_per_day=claims_per_day,
            variants_in_hundred=variants_in_hundred,
        ):
            size = len(file.content)
            write_bytes(make_folder(out / file.partner_id) / file.name, file.content)
            rows.writerow(
                (file.day, file.partner_id, file.name, file.transaction, size, file.purpose)
            )
            count, written = count + 1, written + size
            on_day((file.day - first_day).days)
    return WrittenPeriod(count, written)
