"""Declarations of `claimtrail query`, `compact` and `figures`."""

import sys
from datetime import datetime
from difflib import get_close_matches

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import ListsByDefault, example, output_for, works_on_stage
from claimtrail.cli.core.options import PAST_DAY, payer_option
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
@click.option(
    "--days",
    type=click.IntRange(min=1),
    help="With --saved: read what was written in so many days, instead of what --list says.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    help="With --saved: give so many rows at the most, instead of what --list says.",
)
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=1800,
    show_default="1800, Athena's own",
    metavar="SECONDS",
    help="Wait so long, then cancel the query. Ctrl-C cancels it, too.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV on standard output.")
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
    days: int | None,
    rows: int | None,
    *,
    list_saved: bool,
    as_json: bool,
    as_csv: bool,
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
    if as_csv and as_json:
        raise click.UsageError("Give either --csv or --json.")
    if saved:
        _require_saved(saved)
        _require_bounds(saved, days=days)
    elif days or rows:
        raise click.UsageError("--days and --rows change the bounds of a --saved query.")


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


def _require_bounds(name: str, *, days: int | None) -> None:
    """Raise click's usage error for --days of a query that reads no days."""
    from claimtrail.analytics.saved import saved_queries  # noqa: PLC0415 - it reads their files

    [query] = [each for each in saved_queries() if each.name == name]
    if days and query.days is None:
        raise click.UsageError(
            f"--saved {name} takes no --days: it reads all claims as they stand now, whenever they "
            "were written. `claimtrail query --list` shows the days that each query reads."
        )


@example(
    "claimtrail compact --since 2026-11-01 --through 2026-11-30",
    """
Table         Day         Rows
claim_events  2026-11-10    84
  1 made, 29 unchanged
  Athena reads Parquet through 2026-11-30, then the trail.
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


@example(
    "claimtrail figures --payer larkspur-commercial",
    """
58 claims, charged $21,904.10, paid $9,310.55, balance $8,122.00
Payer                 0-30  31-60  61-90  91-120  121+  Balance
larkspur-commercial     12      7      2       0     0  $6,204.50
""",
)
@click.group(cls=ListsByDefault)
def figures() -> None:
    """Show counts and dollars of all claims: by payer, age, state, denial and owner.

    The figures are kept with every change, and read as fast for a million claims as for ten.
    """


@example(
    "claimtrail figures list --facility 1234567893",
    """
58 claims, charged $21,904.10, paid $9,310.55, balance $8,122.00
Denied for         Claims   Charged    Denied
medical necessity       4  $1,620.00  $940.00
""",
)
@figures.command("list")
@payer_option("Only this payer's claims.")
@click.option("--facility", metavar="NPI", help="Only this facility's claims, and those of none.")
@click.option("--by-facility", is_flag=True, help="Show each facility, too.")
@works_on_stage(".figures:list_figures")
def list_figures(**_: object) -> None:
    """Show counts and dollars by payer and age, state, category of denial, and owner.

    Ages are those of claims that are neither decided nor closed, in days since their submission
    and since their last change of state. Claims that lists leave out are left out here, too.
    """


@example(
    "claimtrail figures rebuild",
    """
48,112 claims and 310 tickets are counted again.
""",
)
@figures.command()
@works_on_stage(".figures:rebuild")
def rebuild(**_: object) -> None:
    """Have all claims and open tickets counted again, while changes go on.

    After an upgrade from a version without figures, after a table was restored, and when the
    nightly comparison lists counters that are off. Figures stand still until all is counted; a
    run that ends early is repeated.
    """
