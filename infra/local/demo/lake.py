"""What analysts get: the month's days as Parquet, and the answers to the saved queries."""

from claimtrail.analytics.saved import saved_queries
from claimtrail.console import query as query_view
from claimtrail.console.compact import run_compaction, show_compaction
from claimtrail.console.output import Output, size
from claimtrail.console.stage import Stage
from claimtrail.kernel.time import utc_now

SHOWN = (
    "claims_by_status_and_payer",
    "rejections_and_why",
    "denials_by_reason",
    "days_to_adjudication",
)
"""The saved queries whose answers are shown in full."""
_ROWS = 12


def show_lake(output: Output, stage: Stage) -> None:
    """Compact everything up to now, then ask every saved query."""
    output.heading(
        "The trail's days as Parquet, for analysts  (claimtrail compact --through TODAY)"
    )
    show_compaction(output, run_compaction(stage, through=utc_now()))
    athena = query_view.athena_of(stage)
    answers = {saved: athena.run(saved.sql) for saved in saved_queries()}
    for saved, answer in answers.items():
        if saved.name in SHOWN:
            output.heading(f"Athena: {saved.title}  (claimtrail query --saved {saved.name})")
            query_view.show_result(output, answer, limit=_ROWS)
    output.heading(f"All {len(answers)} saved queries")
    output.table(
        ("Name", "What it answers", "Rows", "Scanned", "ms"),
        [
            (
                saved.name,
                saved.title,
                len(answer.rows),
                size(answer.scanned_bytes),
                answer.milliseconds,
            )
            for saved, answer in answers.items()
        ],
        right=("Rows", "Scanned", "ms"),
    )
