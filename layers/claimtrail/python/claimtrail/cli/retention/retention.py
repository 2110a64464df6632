"""`claimtrail retention`: how long everything is kept, and which files go in the days to come."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.cli.core.output import Output, size
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.file_trail import files_of
from claimtrail.cli.retention.holds import holds_of
from claimtrail.cli.retention.stored_files import object_of, store_of
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.kernel.synthetic import is_synthetic

_FILES_PER_DAY = 100_000
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Leaving:
    """The files of one day that one bucket will remove together."""

    removed_on: date
    store: str
    received_on: date
    files: int
    bytes: int
    held: int
    """Of these files, those that a legal hold keeps."""


def show(stage: Stage, output: Output, *, days: int) -> None:
    """Show the table of retention, and the files that will be removed in the days to come."""
    today = utc_now().date()
    leaving = list(leaving_files(stage, today=today, days=days))
    rules = [
        {
            "data": item.name,
            "where": item.store.value,
            "at_hand_days": item.hot_days,
            "then": item.tier,
            "removed_after_days": item.expiry_days,
            "written_today_goes_on": today + timedelta(days=item.expiry_days)
            if item.expiry_days
            else None,
            "legal_hold": item.legal_hold,
        }
        for item in RETENTION
    ]
    output.data({"rules": rules, "leaving": [asdict(one) for one in leaving]})
    columns = ("Data", "Where", "At hand", "Then", "Removed after", "Written today", "Hold")
    output.table(
        columns,
        [tuple(_shown(name, value) for name, value in rule.items()) for rule in rules],
    )
    output.heading(f"Files that go within {days} days")
    output.table(
        ("On", "Out of", "Received", "Files", "Size", "Held"),
        [
            (one.removed_on, one.store, one.received_on, one.files, size(one.bytes), one.held)
            for one in leaving
        ],
        right=("Files", "Size", "Held"),
        empty="None.",
    )


def leaving_files(stage: Stage, *, today: date, days: int) -> Iterator[Leaving]:
    """Per day and bucket, the files whose time is over within so many days."""
    files = files_of(stage)
    holds = holds_of(stage)
    held = {one for hold in holds.list_open() for one in holds.objects_of(hold)}
    for store in (Store.ARCHIVE, Store.QUARANTINE):
        kept_days = RETENTION.rule_of(store).expiry_days or 0
        for ahead in range(days + 1):
            received_on = today + timedelta(days=ahead - kept_days)
            receipts = [
                receipt
                for receipt in files.list_by_day(day=received_on, limit=_FILES_PER_DAY)
                if receipt.stored_key
                and store_of(receipt) is store
                and not is_synthetic(receipt.partner_id)
            ]
            gone = RETENTION.removed_on(store, received_on)
            if receipts and gone:
                yield Leaving(
                    removed_on=gone,
                    store=store.value,
                    received_on=received_on,
                    files=len(receipts),
                    bytes=sum(receipt.size for receipt in receipts),
                    held=sum(object_of(stage, receipt) in held for receipt in receipts),
                )


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return days_words(value) if value and name.endswith("_days") else value


def days_words(days: int) -> str:
    """Return a span with its unit, whole years as such: `31 days`, `7 years (2,557 days)`."""
    years, rest = divmod(days, _YEAR)
    if years < 1 or rest > years // 4 + 1:
        return f"{days:,} day{'' if days == 1 else 's'}"
    return f"{years} year{'' if years == 1 else 's'} ({days:,} days)"
