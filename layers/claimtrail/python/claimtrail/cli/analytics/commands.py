"""Declarations of `claimtrail query` and `compact`."""

import sys
from datetime import datetime
from difflib import get_close_matches

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example, output_for, works_on_stage
from claimtrail.cli.core.options import PAST_DAY
from claimtrail.trail.access_log import Action


class Sql(click.ParamType[str]):
    """SQL that is typed in; `-` stands for what is on standard input."""

    name = "sql"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the SQL."""
        del param, ctx
        return sys.stdin.read() if value == "-" else value


@example(
    'claimtrail query "select state, count(*) n from claims group by state"',
    """
state    n
DENIED   7
PAID    61
  2 rows, 12.4 KB scanned, 812 ms
""",
)
@click.command()
@click.argument("sql", required=False, type=Sql())
@click.option("--saved", metavar="NAME", help="Run a saved query.")
@click.option("--list", "list_saved", is_flag=True, help="List the saved queries.")
@click.option(
    "--accounts",
    is_flag=True,
    help="Add the account number (CLM01) to each row with a claim_id; the trail records each.",
)
@click.option("--allow-writes", is_flag=True, help="Run a statement that is not one SELECT, too.")
@shows_claim_data(Action.QUERIED, runs=".query:run")
def query(
    sql: str | None,
    saved: str | None,
    *,
    list_saved: bool,
    as_json: bool,
    **_: object,
) -> None:
    """Ask Athena: one SELECT, SHOW or DESCRIBE in quotes, `-` for standard input, or --saved."""
    if list_saved:
        from claimtrail.cli.analytics.query import show_saved  # noqa: PLC0415 - no declaration

        show_saved(output_for(as_json=as_json))
        click.get_current_context().exit()
    if (sql is None) == (saved is None):
        raise click.UsageError(
            'Give either SQL ("select ...", or - for standard input) or --saved.'
        )
    if saved:
        _require_saved(saved)


def _require_saved(name: str) -> None:
    """Raise click's usage error for a query that is not saved, before any stage is asked."""
    from claimtrail.analytics.saved import saved_queries  # noqa: PLC0415 - it reads their files

    known = [query.name for query in saved_queries()]
    if name in known:
        return
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    meant = f" Did you mean {', '.join(near)}?" if near else ""
    raise click.UsageError(
        f"No saved query is called {name!r}.{meant} `claimtrail query --list` names them all."
    )


@example(
    "claimtrail compact --since 2026-11-01 --through 2026-11-30",
    """
Table         Day         Rows
claim_events  2026-11-10    84
  1 made, 29 unchanged
""",
)
@click.command()
@click.option("--since", type=PAST_DAY, help="The first day; default: those that may still change.")
@click.option("--through", type=PAST_DAY, help="The last day, at most today; default: yesterday.")
@works_on_stage(".compact:compact")
def compact(since: datetime | None, through: datetime | None, **_: object) -> None:
    """Make Parquet of the trail's days for analysts: the stage's own compaction, now.

    A made day stays as it is until its rows change; running it again is harmless.
    """
    if since and through and since > through:
        raise click.UsageError("--since is later than --through.")
