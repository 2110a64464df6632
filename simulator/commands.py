"""`claimtrail synth`: write the files of a fictitious provider organization and its payers."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from rich.progress import Progress

from claimtrail.cli.options import json_option
from claimtrail.cli.output import Output
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.private_files import open_private, private_folder, write_private
from claimtrail.partners.profile import read_profiles
from simulator.generator import VARIANTS_IN_HUNDRED, generate

_PERIOD_DAYS = 35


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(synth)


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option(
    "--profiles",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("infra/stages/local/partners"),
    show_default=True,
    help="Folder of the partners' profiles.",
)
@click.option("--seed", default=1, show_default=True)
@click.option("--first-day", type=click.DateTime(["%Y-%m-%d"]), help="Default: 35 days ago.")
@click.option("--days", default=_PERIOD_DAYS, show_default=True)
@click.option("--claims-per-day", default=10, show_default=True)
@click.option(
    "--variants-in-hundred",
    type=click.IntRange(0, 100),
    default=VARIANTS_IN_HUNDRED,
    show_default=True,
    help="Payers' files of which a hundred have a rare variant; 100 brings every one of them.",
)
@json_option
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
    output = Output(as_json)
    begin: date = first_day.date() if first_day else utc_now().date() - timedelta(days=days)
    private_folder(out)
    count = written = 0
    with (
        open_private(out / "deliveries.csv") as listing,
        Progress(console=output.errors, transient=True) as progress,
    ):
        task = progress.add_task("Writing files", total=days)
        rows = csv.writer(listing)
        rows.writerow(("day", "partner_id", "name", "transaction", "bytes", "purpose"))
        for file in generate(
            partners=read_profiles(profiles),
            seed=seed,
            first_day=begin,
            last_day=begin + timedelta(days=days - 1),
            claims_per_day=claims_per_day,
            variants_in_hundred=variants_in_hundred,
        ):
            folder = private_folder(out / file.partner_id)
            write_private(folder / file.name, file.content)
            rows.writerow(
                (
                    file.day,
                    file.partner_id,
                    file.name,
                    file.transaction,
                    len(file.content),
                    file.purpose,
                )
            )
            count += 1
            written += len(file.content)
            progress.update(task, completed=(file.day - begin).days)
    output.data({"files": count, "bytes": written, "folder": out})
    output.say(f"{count} files, {written:,} bytes in {out}; deliveries.csv has their order.")
