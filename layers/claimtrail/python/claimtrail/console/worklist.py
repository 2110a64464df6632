"""`claimtrail worklist`: payers' records that may mean several claims, for people to decide."""

import click

from claimtrail.claims.matching import Match
from claimtrail.console.claims import payers_of, store_of
from claimtrail.console.options import json_option, stage_option
from claimtrail.console.output import Output
from claimtrail.console.stage import open_stage


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(worklist)


@click.command()
@click.option("--payer", metavar="ID", help="Only this payer's records.")
@click.option("--limit", default=50, show_default=True, help="Records to list for each payer.")
@stage_option
@json_option
def worklist(payer: str | None, limit: int, stage: str, as_json: bool) -> None:
    """Records that may mean several claims: the candidates, how likely, and what agrees."""
    opened = open_stage(stage)
    store = store_of(opened)
    found = [
        match
        for payer_id in ([payer] if payer else payers_of(opened))
        for match in store.list_worklist(payer_id=payer_id, limit=limit)
    ]
    show_worklist(Output(as_json), found)


def show_worklist(output: Output, found: list[Match]) -> None:
    """A row for each candidate of each record."""
    output.data([match.model_dump(mode="json") for match in found])
    output.table(
        ("Waiting", "Payer", "May mean", "Score", "Agrees"),
        [
            (
                match.claim_id,
                match.payer_id,
                candidate.claim_id,
                candidate.confidence,
                " ".join(candidate.features),
            )
            for match in found
            for candidate in match.candidates
        ],
        right=("Score",),
        empty="Nothing is in doubt.",
    )
