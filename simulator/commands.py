"""`claimtrail synth`: write the files of a fictitious provider organization and its payers.

What writes them is imported when they are written: help and wrong usage should cost nothing.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from simulator.bad_days.variants import VARIANTS_IN_HUNDRED

_PERIOD_DAYS = 35
EXAMPLE = """\b
Example:
  $ claimtrail synth --out new --first-day 2026-10-01 --claims-per-day 4
  288 files, 249,098 bytes in new; deliveries.csv has their order."""


@click.command(epilog=EXAMPLE)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option(
    "--profiles",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("infra/stages/local/partners"),
    show_default=True,
    help="Folder of the partners' profiles.",
)
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--first-day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Default: 35 days ago.",
)
@click.option("--days", default=_PERIOD_DAYS, show_default=True)
@click.option("--claims-per-day", default=10, show_default=True)
@click.option(
    "--variants-in-hundred",
    type=click.IntRange(0, 100),
    default=VARIANTS_IN_HUNDRED,
    show_default=True,
    help="Payers' files of which a hundred have a rare variant; 100 brings every one of them.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON for machines.")
def synth(
    out: Path,
    profiles: Path,
    seed: int,
    first_day: datetime | None,
    days: int,
    claims_per_day: int,
    variants_in_hundred: int,
    as_json: bool,
) -> None:
    """Write a period's files to OUT/PARTNER/, and OUT/deliveries.csv with their order.

    Everything in them is fictitious by construction; the same options give the same bytes.
    """
    from rich.console import Console  # noqa: PLC0415 - as said above
    from rich.progress import Progress  # noqa: PLC0415

    from simulator.partners import SimulatorError  # noqa: PLC0415
    from simulator.writing import write_period  # noqa: PLC0415

    today = datetime.now(UTC).date()
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Writing files", total=days)
        try:
            written = write_period(
                out,
                profiles,
                seed=seed,
                first_day=first_day.date() if first_day else today - timedelta(days=days),
                days=days,
                claims_per_day=claims_per_day,
                variants_in_hundred=variants_in_hundred,
                on_day=lambda day: progress.update(task, completed=day),
            )
        except SimulatorError as error:
            raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps({**written._asdict(), "folder": str(out)}, indent=2))
    else:
        count = f"{written.files} files, {written.bytes:,} bytes"
        click.echo(f"{count} in {out}; deliveries.csv has their order.")
