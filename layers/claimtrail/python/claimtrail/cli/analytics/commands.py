"""Declarations of `claimtrail query` and `compact`."""

import sys

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example, output_for, works_on_stage
from claimtrail.cli.core.options import DAY
from claimtrail.trail.access_log import Action


class Sql(click.ParamType[str]):
    """SQL that is typed in; `-` stands for what is on standard input."""

    name = "sql"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the SQL."""
        del param, ctx
        return sys.stdin.read() if value == "-" else value


@example(
    'claimtrail query "select state, count(*) claims from claims group by state"',
    """
state   claims
DENIED       7
PAID        61
  2 rows, 12.4 KB scanned, 812 ms
""",
)
@click.command()
@click.argument("sql", required=False, type=Sql())
@click.option("--saved", metavar="NAME", help="Run a saved query.")
@click.option("--list", "list_saved", is_flag=True, help="List the saved queries.")
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
    """Ask Athena: one SELECT in quotes, `-` for standard input, or --saved NAME."""
    if list_saved:
        from claimtrail.cli.analytics.query import show_saved  # noqa: PLC0415 - no declaration

        show_saved(output_for(as_json=as_json))
        click.get_current_context().exit()
    if (sql is None) == (saved is None):
        raise click.UsageError(
            'Give either SQL ("select ...", or - for standard input) or --saved.'
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
@click.option("--since", type=DAY, help="The first day; default: those that may still change.")
@click.option("--through", type=DAY, help="The last day, at most today; default: yesterday.")
@works_on_stage(".compact:compact")
def compact(**_: object) -> None:
    """Make Parquet of the trail's days for analysts: the stage's own compaction, now.

    A made day stays as it is until its rows change; running it again is harmless.
    """
