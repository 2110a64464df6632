"""`claimtrail unmatched` and `claimtrail match`.

What may mean several claims, and what people say.
"""

import click

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.match_decisions import match_decisions_of
from claimtrail.claims.matching.rules import Match
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.cli.access import ClaimAccess, actor_of, shows_claim_data
from claimtrail.cli.claims import identify, payers_of, store_of
from claimtrail.cli.output import Output
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.access_log import Action


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(unmatched_list)
    group.add_command(match_claim)


@click.command("unmatched")
@click.option("--payer", metavar="ID", help="Only this payer's records.")
@click.option("--limit", default=50, show_default=True, help="Records to list for each payer.")
@shows_claim_data(Action.UNMATCHED_READ)
def unmatched_list(claim_access: ClaimAccess, payer: str | None, limit: int) -> None:
    """List what may mean several claims: payers' records, replacements and voids; what agrees.

    `claimtrail match_claim` says which claim is meant.
    """
    store = store_of(claim_access.stage)
    found = [
        match
        for payer_id in ([payer] if payer else payers_of(claim_access.stage))
        for match in store.list_unmatched(payer_id=payer_id, limit=limit)
    ]
    subjects = [
        claim_id
        for match in found
        for claim_id in (match.claim_id, *(each.claim_id for each in match.candidates))
    ]
    show_unmatched(claim_access.at(subjects, fields=Match.model_fields), found)


def show_unmatched(output: Output, found: list[Match]) -> None:
    """A row for each candidate of each record."""
    output.data([match.model_dump(mode="json") for match in found])
    output.table(
        ("Waiting", "Payer", "Is", "May mean", "Score", "Agrees"),
        [
            (
                match.claim_id,
                match.payer_id,
                match.relation.value,
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


@click.command("match")
@click.argument("identifier", metavar="CLAIM")
@click.option("--number", is_flag=True, help="CLAIM and OTHER are patient control numbers (CLM01).")
@click.option("--means", metavar="OTHER", help="It means this claim, one of its candidates.")
@click.option("--none", "none_of_them", is_flag=True, help="It means none of its candidates.")
@click.option("--take-back", is_flag=True, help="Undo what was decided about it.")
@click.option("--why", required=True, help="On whose word you say so, without patients' names.")
@shows_claim_data(Action.MATCH_DECIDED)
def match_claim(
    claim_access: ClaimAccess,
    identifier: str,
    number: bool,
    means: str | None,
    none_of_them: bool,
    take_back: bool,
    why: str,
) -> None:
    """Say whom CLAIM means, which `claimtrail unmatched` lists.

    The claims follow at once.

    CLAIM holds payers' records under an unknown number, or a replacement or void (CLM05-3 7, 8) of
    a claim under another number. What you say is evidence in your name, in the history of both.
    """
    if sum(map(bool, (means, none_of_them, take_back))) != 1:
        raise click.UsageError("Say one of --means OTHER, --none and --take-back.")
    wanted = identify(claim_access.stage, identifier, number=number)
    other = identify(claim_access.stage, means, number=number) if means else ""
    review = MatchReview(
        store=store_of(claim_access.stage),
        by=actor_of(claim_access.stage),
        at=utc_now(),
        code_version=__version__,
    )
    output = claim_access.at(
        [each for each in (wanted, other) if each], fields=("decision", "means")
    )
    if other:
        show_decision(output, review.accept(wanted, means=other, why=why))
    elif none_of_them:
        show_decision(output, review.refuse(wanted, why=why))
    else:
        show_decision(output, review.take_back(wanted, why=why))


def show_decision(output: Output, event: ClaimEvent) -> None:
    """Show what stands now, and on whose word."""
    [decision] = match_decisions_of([event])
    output.data({"claim_id": event.claim_id} | decision.model_dump(mode="json", exclude={"source"}))
    output.say(
        f"Decision {decision.number}, of {decision.by}: {decision.decision} {decision.means}\n"
        f"`claimtrail claim {event.claim_id}` shows what follows."
    )
