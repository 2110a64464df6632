"""Reconciliation of figures with the lake, by Athena."""

from collections.abc import Iterator, Sequence
from typing import Any

from claimtrail.analytics.figures.lake import LakeClaims
from claimtrail.analytics.figures.reconciliation import FigureReconciliation
from claimtrail.bootstrap.analytics.figures import figure_keeper
from claimtrail.bootstrap.queries import athena
from claimtrail.kernel.clock import utc_now


def figure_reconciliation(
    *, claim_table: str, ticket_table: str, operations_table: str, claim_queries: str
) -> FigureReconciliation:
    """Return what compares the figures of a stage with its lake.

    `claim_queries` is a workgroup and a database with a slash between them.
    """
    workgroup, _, database = claim_queries.partition("/")
    queries = athena(workgroup=workgroup, database=database)

    def ask(sql: str) -> Iterator[Sequence[Any]]:
        return (row for page in queries.ask(sql).pages for row in page)

    return FigureReconciliation(
        keeper=figure_keeper(
            claim_table=claim_table, ticket_table=ticket_table, operations_table=operations_table
        ),
        lake=LakeClaims(ask=ask),
        clock=utc_now,
    )
