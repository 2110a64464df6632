"""`claimtrail query`: Athena SQL over the audit trail, typed in or saved."""

from collections.abc import Sequence
from typing import Protocol

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.analytics.query_access import digest_of, tables_asked
from claimtrail.analytics.results import QueryResult
from claimtrail.analytics.saved import SavedQuery, saved_queries
from claimtrail.bootstrap.queries import athena
from claimtrail.cli.analytics.accounts import with_accounts
from claimtrail.cli.analytics.statements import require_select
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, size
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.core.waiting import waiting_for
from claimtrail.kernel.errors import Explanation, NotFoundError


def run(
    claim_access: ClaimAccess,
    *,
    sql: str | None,
    saved: str | None,
    allow_writes: bool,
    accounts: bool,
    **_checked: object,
) -> None:
    """Ask Athena what was typed in, or a saved query."""
    text = named([saved])[0].sql if saved else sql or ""
    if not allow_writes:
        require_select(text)
    # Before it runs: what Athena says of a query that fails may quote what it has read.
    output = claim_access.at(
        tables_asked(text), statement=f"saved:{saved}" if saved else digest_of(text)
    )
    with waiting_for(output, "Athena's answer"):
        result = athena_of(claim_access.stage).run(text)
    if accounts:
        result, output = with_accounts(claim_access, result)
    show_result(output, result)


def show_saved(output: Output) -> None:
    """List the saved queries."""
    queries = saved_queries()
    output.data([{"name": item.name, "title": item.title} for item in queries])
    output.table(("Name", "What it answers"), [(item.name, item.title) for item in queries])


class Athena(Protocol):
    """A stage's Athena."""

    def run(self, sql: str) -> QueryResult:
        """Run a statement and wait for all its rows. Raises ClaimTrailError."""
        ...


def athena_of(stage: Stage) -> Athena:
    """Return the stage's Athena, on its workgroup and database."""
    return athena(
        workgroup=stage.output(AnalyticsOutput.ATHENA_WORKGROUP),
        database=stage.output(AnalyticsOutput.GLUE_DATABASE),
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
