"""The demo's lake: the month's days as Parquet, and answers to what managers ask."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from claimtrail.analytics.results import QueryResult
from claimtrail.analytics.saved import SavedQuery, saved_queries
from claimtrail.claims.fold.model import Claim
from claimtrail.cli.analytics import query as query_view
from claimtrail.cli.analytics.compact import show_compaction
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now
from infra.local.demo.agreement import COMPARED, disagreements

ASKED = (
    "claims_by_status_and_payer",
    "aging",
    "days_to_adjudication",
    "denial_rate_by_payer",
    "denials_by_reason",
    "denied_dollars_by_category",
    "underpayments",
)
"""The saved queries whose answers the demo shows: where the claims stand, how old, how fast, what
is denied and why, and what is paid too low. Of the others it tells what came of them."""
ROWS = 12
"""Of each answer."""
_AT_ONCE = 3

Answers = dict[SavedQuery, QueryResult]


def show_lake(
    output: Output, stage: Stage, compacted: dict[str, Any], found: list[Claim]
) -> Answers:
    """Return what was compacted, and Athena's answers; gives those to ASKED.

    Says whether the answers agree with the claims that were found in the claim table.
    """
    today = utc_now().date()
    output.heading(
        f"The trail's days as Parquet, for analysts  (`claimtrail compact --through {today}`)"
    )
    show_compaction(output, compacted)
    shown, answers = query_view.named(ASKED), ask(stage)
    for saved in shown:
        output.heading(f"Athena: {saved.title}  (`claimtrail query --saved {saved.name}`)")
        query_view.show_result(output, answers[saved], limit=ROWS)
    _show_agreement(output, found, answers)
    others = [saved for saved in answers if saved not in shown]
    asking = f"  (`claimtrail query --saved {others[0].name}`)" if others else ""
    output.heading(f"Athena: the other saved queries{asking}")
    output.table(
        ("Name", "What it asks", "Rows", "Milliseconds"),
        [
            (saved.name, saved.title, len(answer.rows), answer.milliseconds)
            for saved, answer in answers.items()
            if saved in others
        ],
        right=("Rows", "Milliseconds"),
    )
    return {saved: answers[saved] for saved in shown}


def _show_agreement(output: Output, found: list[Claim], answers: Answers) -> None:
    [compared] = query_view.named([COMPARED])
    different = disagreements(found, answers[compared])
    counted = sum(not claim.is_hidden for claim in found)
    output.say(
        f"  {len(different)} figures of the claim table and Athena differ."
        if different
        else f"  The claim table and Athena agree on {counted} claims, to the cent."
    )
    for line in different:
        output.say(f"    {line}")


def ask(stage: Stage) -> Answers:
    """Athena's answers to all saved queries, in their order."""
    queries = saved_queries()
    athena = query_view.athena_of(stage)
    with ThreadPoolExecutor(_AT_ONCE) as side_by_side:
        answers = side_by_side.map(lambda saved: athena.run(saved.sql), queries)
        return dict(zip(queries, answers, strict=True))
