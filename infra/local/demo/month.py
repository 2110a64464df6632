"""The demo's month of files: it ends yesterday and is remembered from the first run on.

The month is kept with the cloud's state, so that a second run drops the very same files: the system
recognizes every one of them and changes nothing.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from claimtrail.kernel.clock import parse_d8, utc_now
from claimtrail.kernel.private_files import write_private
from claimtrail.partners.profile import Partners
from simulator.bad_days.malformed import malformed_files, miscounted_remittance
from simulator.generator import generate
from simulator.model import Expectation, SimulatedFile

DAYS = 35
_REMITTANCE = b"ST*835*"
"""The begin of a remittance: a file with one of them has nothing that posts if that is wrong."""


@dataclass(frozen=True, slots=True)
class Month:
    """Kept in `.claimtrail/demo.json` from the first run on."""

    seed: int
    first_day: date
    last_day: date
    claims_per_day: int


def keep_month(record: Path, claims_per_day: int) -> tuple[Month, bool]:
    """Return the month to play, and whether it was played before."""
    if record.is_file():
        kept = json.loads(record.read_text(encoding="utf-8"))
        first, last = parse_d8(kept.pop("first_day")), parse_d8(kept.pop("last_day"))
        return Month(first_day=first, last_day=last, **kept), True
    yesterday = utc_now().date() - timedelta(days=1)
    month = Month(
        seed=yesterday.toordinal(),
        first_day=yesterday - timedelta(days=DAYS - 1),
        last_day=yesterday,
        claims_per_day=claims_per_day,
    )
    kept = {
        "seed": month.seed,
        "first_day": f"{month.first_day:%Y%m%d}",
        "last_day": f"{month.last_day:%Y%m%d}",
        "claims_per_day": claims_per_day,
    }
    write_private(record, json.dumps(kept))
    return month, False


def files_of_month(
    month: Month, partners: Partners
) -> tuple[list[SimulatedFile], list[Expectation]]:
    """Return the files in the order of their delivery, odd ones at the end.

    And how claims must end.
    """
    truth: list[Expectation] = []
    files = list(
        generate(
            partners=partners,
            seed=month.seed,
            first_day=month.first_day,
            last_day=month.last_day,
            claims_per_day=month.claims_per_day,
            on_expectation=truth.append,
        )
    )
    odd = malformed_files(partners, month.seed + 1, day=_workday_before(month.first_day))
    alone = (one for one in files if one.content.count(_REMITTANCE) == 1)
    unposted = [miscounted_remittance(one) for one in islice(alone, 1)]
    return [*files, *odd.values(), *unposted], truth


def _workday_before(day: date) -> date:
    day -= timedelta(days=1)
    while day.weekday() >= 5:  # noqa: PLR2004 - Saturday
        day -= timedelta(days=1)
    return day
