"""`claimtrail query`: Athena SQL over the audit trail, typed in or saved."""

import sys
from collections.abc import Sequence

import click

from claimtrail.analytics.query_access import digest_of, tables_asked
from claimtrail.analytics.saved import SavedQuery, saved_queries
from claimtrail.aws.core.athena import AthenaClient, QueryResult
from claimtrail.cli.access import ClaimAccess, shows_claim_data
from claimtrail.cli.output import Output, size
from claimtrail.cli.stage import Stage
from claimtrail.kernel import names
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.trail.access_log import Action


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(query)


@click.command()
@click.argument("sql", required=False)
@click.option("--saved", metavar="NAME", help="Run a saved query.")
@click.option("--list", "list_saved", is_flag=True, help="List the saved queries.")
@click.option("--allow-writes", is_flag=True, help="Run a statement that is not one SELECT, too.")
@shows_claim_data(Action.QUERIED)
def query(
    claim_access: ClaimAccess,
    sql: str | None,
    saved: str | None,
    list_saved: bool,
    allow_writes: bool,
) -> None:
    """Ask Athena: one SELECT in quotes, `-` for standard input, or --saved NAME."""
    if list_saved:
        show_saved(claim_access.aside)
        return
    if (sql is None) == (saved is None):
        raise click.UsageError(
            'Give either SQL ("select ...", or - for standard input) or --saved.'
        )
    text = named([saved])[0].sql if saved else sys.stdin.read() if sql == "-" else sql or ""
    if not allow_writes:
        # The parser takes a while to load, which other commands need not wait for.
        from claimtrail.cli.statements import require_select  # noqa: PLC0415

        require_select(text)
    # Before it runs: what Athena says of a query that fails may quote what it has read.
    output = claim_access.at(
        tables_asked(text), statement=f"saved:{saved}" if saved else digest_of(text)
    )
    show_result(output, athena_of(claim_access.stage).run(text))


def show_saved(output: Output) -> None:
    """List the saved queries."""
    queries = saved_queries()
    output.data([{"name": item.name, "title": item.title} for item in queries])
    output.table(("Name", "What it answers"), [(item.name, item.title) for item in queries])


def athena_of(stage: Stage) -> AthenaClient:
    """Return the stage's Athena, on its workgroup and database."""
    return AthenaClient(
        stage.client("athena"),
        workgroup=stage.output(names.Output.ATHENA_WORKGROUP),
        database=stage.output(names.Output.GLUE_DATABASE),
    )


def named(wanted: Sequence[str]) -> list[SavedQuery]:
    """The saved queries of these names. Raises NotFoundError for a name that there is not."""
    known = {item.name: item for item in saved_queries()}
    unknown = [name for name in wanted if name not in known]
    if not unknown:
        return [known[name] for name in wanted]
    raise NotFoundError(
        Explanation(
            code="QUERY_UNKNOWN",
            what=f"no saved query is called {unknown[0]!r}",
            where="--saved",
            next_step="`claimtrail query --list` names them all.",
        )
    )


def show_result(output: Output, result: QueryResult, *, limit: int | None = None) -> None:
    """Show Athena's answer, or its first rows."""
    output.data(
        {
            "columns": list(result.columns),
            "rows": [dict(zip(result.columns, row, strict=True)) for row in result.rows],
            "scanned_bytes": result.scanned_bytes,
            "milliseconds": result.milliseconds,
        }
    )
    numeric = [
        name
        for place, name in enumerate(result.columns)
        if any(isinstance(row[place], int | float) for row in result.rows)
    ]
    output.table(result.columns, result.rows[:limit], right=numeric, empty="No rows.")
    output.say(
        f"  [dim]{len(result.rows)} rows, {size(result.scanned_bytes)} scanned, "
        f"{result.milliseconds} ms[/]"
    )
