"""Declarations of `claimtrail hold` and `retention`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import CommandGroup, example, works_on_stage
from claimtrail.cli.core.options import WORDS
from claimtrail.cli.core.short_ids import ShortId
from claimtrail.kernel.ids import CLAIM_PREFIX, FILE_PREFIX, TICKET_PREFIX
from claimtrail.trail.access_log import Action, Purpose

_SUBJECT = click.argument(
    "subject",
    metavar="CLAIM|FILE_ID|TICKET",
    type=ShortId(CLAIM_PREFIX, FILE_PREFIX, TICKET_PREFIX),
)
_DOCKET = click.option(
    "--docket", type=WORDS, required=True, help="The matter's number, without names."
)


@example(
    "claimtrail hold list",
    """
Held        Docket   By         Why            Files  Phase
clm_viinx5  2026-17  user:dana  subpoena 2026      4  stands
""",
)
@click.group(cls=CommandGroup)
def hold() -> None:
    """Keep a claim, a file or a ticket until the last docket's hold is released."""


@example(
    'claimtrail hold set clm_viinx5 --docket 2026-17 --reason "subpoena 2026"',
    """
clm_viinx5e26jd56qkuqma4tmzx is held for 2026-17: 4 files kept until ...
""",
)
@hold.command("set")
@_SUBJECT
@_DOCKET
@click.option("--reason", type=WORDS, required=True, help="Why, without names.")
@shows_claim_data(Action.HOLD_SET, runs=".holds:set_hold", purpose=Purpose.LEGAL)
def set_(**_: object) -> None:
    """Keep what is there about SUBJECT for a docket; set it again when new files have come.

    Several dockets may hold the same claim: each is released by itself.
    """


@example(
    "claimtrail hold release clm_viinx5 --docket 2026-17 --reason settled",
    """
clm_viinx5e26jd56qkuqma4tmzx is released for 2026-17; ...
""",
)
@hold.command()
@_SUBJECT
@_DOCKET
@click.option("--reason", type=WORDS, required=True, help="Why it may go, without names.")
@shows_claim_data(Action.HOLD_RELEASED, runs=".holds:release", purpose=Purpose.LEGAL)
def release(**_: object) -> None:
    """Release SUBJECT for a docket; what another hold keeps stays."""


@example(
    "claimtrail hold refresh",
    """
Held        Docket   Files  Added
clm_viinx5  2026-17      5      1
""",
)
@hold.command()
@shows_claim_data(Action.HOLD_SET, runs=".holds:refresh", purpose=Purpose.LEGAL)
def refresh(**_: object) -> None:
    """Extend every active hold to the files that came since, and put each flag again."""


@example(
    "claimtrail hold list",
    """
Held        Docket   By         Why            Files  Phase
clm_viinx5  2026-17  user:dana  subpoena 2026      4  stands
""",
)
@hold.command("list")
@shows_claim_data(Action.HOLDS_LISTED, runs=".holds:list_holds", purpose=Purpose.LEGAL)
def list_(**_: object) -> None:
    """List what is held, for which docket, by whom, why and since when, and what is unfinished."""


@example(
    "claimtrail retention --days 60",
    """
On          Out of   Received    Files  Size     Held
2027-01-14  archive  2020-01-14     12  48.2 KB     1
""",
)
@click.command()
@click.option(
    "--days",
    type=click.IntRange(0, 36_500),
    default=30,
    show_default=True,
    help="How far to look ahead.",
)
@works_on_stage(".retention:show")
def retention(**_: object) -> None:
    """Show how long everything is kept, and which files will be removed in the days to come."""
