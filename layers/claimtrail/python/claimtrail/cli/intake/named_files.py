"""Files by the names and paths under which they came lately."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import click

from claimtrail.cli.core.cuts import EVERYTHING
from claimtrail.intake.model.receipt import Delivery, FileReceipt
from claimtrail.intake.ports import FileStore
from claimtrail.kernel.clock import utc_now

_LATELY = 31
"""Days of arrival in which a name is looked for."""
_AT_ONCE = 10
"""Files whose deliveries are read at once: boto3 keeps as many connections."""
_SFTP_FOLDER = "inbox"
"""The folder into which a partner puts files by SFTP."""


def ids_named(name: str, files: FileStore) -> list[str]:
    """Return the files that came lately, once or again, under a name, or a path of the inbox.

    Raises click's usage error for none.
    """
    days = (utc_now().date() - timedelta(days=back) for back in range(_LATELY))
    receipts = [one for day in days for one in files.list_by_day(day=day, limit=EVERYTHING)]
    found = dict.fromkeys(one.file_id for one in receipts if _is_named(one, name))
    found = found or _ids_delivered_as(name, receipts, files)
    if not found:
        raise click.UsageError(
            f"{name!r} is no file here, no file id (fil_...), no SHA-256, and no name of a file "
            f"that came in the last {_LATELY} days."
        )
    return list(found)


def _ids_delivered_as(
    name: str, receipts: Iterable[FileReceipt], files: FileStore
) -> dict[str, None]:
    """Return the files that were dropped again under another name than their first."""
    ids = list(dict.fromkeys(one.file_id for one in receipts))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        deliveries = [one for each in pool.map(files.deliveries_of, ids) for one in each]
    return dict.fromkeys(one.file_id for one in deliveries if _is_named(one, name))


def _is_named(one: FileReceipt | Delivery, text: str) -> bool:
    """Return whether a text is a file's name, its path by SFTP, or its key in the inbox."""
    names = (one.name, f"{_SFTP_FOLDER}/{one.name}", f"{one.partner_id}/{one.name}")
    return text in names or text.lstrip("/") in names
