"""`claimtrail query`: Athena SQL over the audit trail, typed in or saved."""

from collections.abc import Callable, Sequence
from typing import Protocol

from rich.text import Text

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.analytics.query_access import digest_of, tables_asked
from claimtrail.analytics.readable import DOLLARS
from claimtrail.analytics.results import (
    QueryPages,
    QueryProgress,
    QueryResult,
    Value,
    pages_of,
)
from claimtrail.analytics.saved import SavedQuery, saved_queries
from claimtrail.bootstrap.queries import athena
from claimtrail.cli.analytics.accounts import with_accounts
from claimtrail.cli.analytics.columns import for_people, told_apart
from claimtrail.cli.analytics.ends import rows_text
from claimtrail.cli.analytics.near_names import with_near_names
from claimtrail.cli.analytics.row_streams import write_csv, write_json
from claimtrail.cli.analytics.statements import require_select
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, size
from claimtrail.cli.core.printable import printable
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.core.waiting import waiting_for
from claimtrail.kernel.counting import counted
from claimtrail.kernel.errors import ClaimTrailError, Explanation, NotFoundError


def run(
    claim_access: ClaimAccess,
    *,
    sql: str | None,
    saved: str | None,
    days: int | None,
    rows: int | None,
    timeout: int,
    allow_writes: bool,
    accounts: bool,
    as_csv: bool,
    **_checked: object,
) -> None:
    """Ask Athena what was typed in, or a saved query."""
    query = named([saved])[0] if saved else None
    text = query.bounded(days=days, rows=rows) if query else sql or ""
    if not allow_writes:
        require_select(text)
    # Before it runs: what Athena says of a query that fails may quote what it has read.
    output = claim_access.at(
        tables_asked(text), statement=f"saved:{saved}" if saved else digest_of(text)
    )
    answer = _answer(claim_access.stage, output, text, timeout)
    if accounts:
        result, output = with_accounts(claim_access, answer.whole())
        answer = pages_of(result)
    answer, notes = told_apart(answer)
    limit = (rows or query.rows) if query else None
    (write_csv if as_csv else show_pages)(output, answer, limit=limit)
    for note in notes:
        _say_apart(output, note, as_csv=as_csv)


def _say_apart(output: Output, note: str, *, as_csv: bool) -> None:
    """Say a note beneath a table, or on standard error where standard output is a document."""
    if as_csv:
        output.errors.print(Text(printable(note)))
    else:
        output.note(note)


def _answer(stage: Stage, output: Output, text: str, seconds: int) -> QueryPages:
    """Wait for Athena with its progress on standard error; who interrupts it cancels the query."""
    with waiting_for(output, "Athena's answer") as status:
        try:
            return athena_of(stage).ask(
                text, seconds=seconds, on_progress=lambda one: status.update(_progress(one))
            )
        except KeyboardInterrupt:
            output.errors.print("The query was canceled on Athena, too.")
            raise
        except ClaimTrailError as error:
            raise with_near_names(error, text) from error


def _progress(progress: QueryProgress) -> Text:
    return Text(
        f"Athena: {progress.state.lower()}, {progress.seconds:.0f} s, "
        f"{size(progress.scanned_bytes)} scanned (Ctrl-C cancels it)"
    )


def show_saved(output: Output) -> None:
    """List the saved queries."""
    queries = saved_queries()
    output.data(
        [
            {"name": item.name, "title": item.title, "days": item.days, "rows": item.rows}
            for item in queries
        ]
    )
    output.table(
        ("Name", "What it answers", "Days", "Rows"),
        [(item.name, item.title, item.days or "all", item.rows) for item in queries],
        right=("Days", "Rows"),
    )
    output.note("Days of writing that it reads (--days), rows that it gives at the most (--rows).")


class Athena(Protocol):
    """A stage's Athena."""

    def run(self, sql: str) -> QueryResult:
        """Run a statement and wait for all its rows. Raises ClaimTrailError."""
        ...

    def ask(
        self,
        sql: str,
        *,
        seconds: float | None = None,
        on_progress: Callable[[QueryProgress], None] = ...,
    ) -> QueryPages:
        """Run a statement and give its rows page by page. Raises ClaimTrailError."""
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
    """Show the first rows of an answer to people, all without a limit."""
    _show_rows(output, for_people(result), limit=limit)
    _say_cost(output, counted(len(result.rows), "row"), result)


def _show_rows(output: Output, shown: QueryResult, *, limit: int | None = None) -> None:
    output.table(shown.columns, shown.rows[:limit], right=_numeric(shown), empty="No rows.")


def _numeric(result: QueryResult) -> list[str]:
    return [
        name
        for place, name in enumerate(result.columns)
        if name.endswith(DOLLARS) or any(isinstance(row[place], int | float) for row in result.rows)
    ]


def show_pages(output: Output, answer: QueryPages, *, limit: int | None = None) -> None:
    """Show an answer page by page: tables for people, or one JSON document.

    `limit` is the number of rows that the query gives at the most, where it is known.
    """
    if output.as_json:
        write_json(output, answer, limit=limit)
        return
    count = 0
    for page in answer.pages:
        if page or not count:
            _show_rows(output, for_people(_result(answer, page)))
        count += len(page)
    _say_cost(output, rows_text(count, limit), answer)


def _say_cost(output: Output, rows: str, answer: QueryPages | QueryResult) -> None:
    output.say(f"  [dim]{rows}, {size(answer.scanned_bytes)} scanned, {answer.milliseconds} ms[/]")


def _result(answer: QueryPages, page: list[tuple[Value, ...]]) -> QueryResult:
    return QueryResult(
        columns=answer.columns,
        rows=tuple(page),
        scanned_bytes=answer.scanned_bytes,
        milliseconds=answer.milliseconds,
    )
