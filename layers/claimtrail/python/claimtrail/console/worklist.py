"""`claimtrail worklist`: payers' records that may mean several claims, for people to decide."""

import click

from claimtrail.audit.access import Action
from claimtrail.claims.matching import Match
from claimtrail.console.access import Look, shows_claim_data
from claimtrail.console.claims import payers_of, store_of
from claimtrail.console.output import Output


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(worklist)


@click.command()
@click.option("--payer", metavar="ID", help="Only this payer's records.")
@click.option("--limit", default=50, show_default=True, help="Records to list for each payer.")
@shows_claim_data(Action.WORKLIST_READ)
def worklist(look: Look, payer: str | None, limit: int) -> None:
    """Records that may mean several claims: the candidates, how likely, and what agrees."""
    store = store_of(look.stage)
    found = [
        match
        for payer_id in ([payer] if payer else payers_of(look.stage))
        for match in store.list_worklist(payer_id=payer_id, limit=limit)
    ]
    subjects = [
        claim_id
        for match in found
        for claim_id in (match.claim_id, *(each.claim_id for each in match.candidates))
    ]
    show_worklist(look.at(subjects, fields=Match.model_fields), found)


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
