"""`claimtrail restore`: a restored table copied back into the stage's own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.recovery import copy_back, item_count
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.recovery.recording import record_recovery
from claimtrail.cli.recovery.sources import refuse_foreign, refuse_own
from claimtrail.kernel.outputs import StackOutput
from claimtrail.kernel.retention import Store
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.trail.datasets.detail_types import RecoveryDetailType

TABLES: Mapping[str, tuple[Store, StackOutput]] = MappingProxyType(
    {
        "claims": (Store.CLAIM_TABLE, ClaimOutput.CLAIM_TABLE),
        "operations": (Store.OPERATIONS_TABLE, SharedOutput.OPERATIONS_TABLE),
        "tickets": (Store.TICKET_TABLE, TicketOutput.TICKET_TABLE),
    }
)
"""The stage's tables by the words of the command."""


def restore(
    stage: Stage, output: Output, *, table: str, source: str, dry_run: bool, yes: bool
) -> None:
    """Copy a restored table back, where no item stands; show what became of each.

    Raises ConflictError when it is none that was restored from the stage's own, and NotFoundError
    (RESTORED_TABLE_UNKNOWN) when there is no table of that name.
    """
    store = TABLES[table][0]
    names = {word: stage.output(named_by) for word, (_, named_by) in TABLES.items()}
    target = names[table]
    refuse_own(source, target=target, tables=names)
    expected = item_count(source)
    refuse_foreign(store, source, target=target)
    if not dry_run:
        question = f"Copy what is absent of about {expected:,} items of {source} into {target}?"
        if not yes:
            click.confirm(question, abort=True, err=True)
        record_recovery(stage, RecoveryDetailType.TABLE_RESTORED, target, source=source)
    with _progress(output, expected) as on_progress:
        counts = copy_back(
            store, source=source, target=target, is_dry=dry_run, on_progress=on_progress
        )
    output.data(counts | {"dry_run": dry_run})
    _show(output, counts, table, is_dry=dry_run)


@contextmanager
def _progress(output: Output, total: int) -> Iterator[Callable[[int], None]]:
    with Progress(
        TextColumn("Items"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=output.errors,
    ) as progress:
        task = progress.add_task("items", total=total or None)
        yield lambda done: progress.update(task, completed=done)


def _show(output: Output, counts: Mapping[str, int], table: str, *, is_dry: bool) -> None:
    output.table(
        ("Items", "Copied", "Same", "Kept", "Skipped"),
        [tuple(counts[name] for name in ("total", "copied", "same", "kept", "skipped"))],
        right=("Items", "Copied", "Same", "Kept", "Skipped"),
    )
    if is_dry:
        output.say("Nothing was written.")
        return
    if counts["kept"]:
        output.say("  Kept: another item stands under the key, and is newer.")
    if table == "claims":
        output.say("  `claimtrail reproject --all` folds every claim again from all its events.")
    if table == "operations":
        output.say("  `claimtrail audit heads --rebuild` writes the trail's heads.")
