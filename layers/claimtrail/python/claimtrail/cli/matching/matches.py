"""`claimtrail unmatched` and `match`: what may mean several claims, and what people say."""

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.match_decisions import match_decisions_of
from claimtrail.claims.matching.model import Match
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.cli.claims.stores import identify, payers_of, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.kernel.clock import utc_now


def list_unmatched(claim_access: ClaimAccess, *, payer: str | None, limit: int) -> None:
    """Show what may mean several claims: payers' records, replacements and voids; what agrees."""
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


def decide(
    claim_access: ClaimAccess,
    *,
    identifier: str,
    number: bool,
    accept: str | None,
    reject: bool,
    withdraw: bool,
    why: str,
) -> None:
    """Record which claim is meant: `accept`, none of the candidates, or nothing said any more."""
    wanted = identify(claim_access.stage, identifier, number=number)
    other = identify(claim_access.stage, accept, number=number) if accept else ""
    review = MatchReview(
        store=store_of(claim_access.stage),
        by=claim_access.stage.caller(),
        at=utc_now(),
        code_version=__version__,
    )
    output = claim_access.at(
        [each for each in (wanted, other) if each], fields=("decision", "accepted")
    )
    if other:
        show_decision(output, review.accept(wanted, other=other, why=why))
    elif reject:
        show_decision(output, review.reject(wanted, why=why))
    elif withdraw:
        show_decision(output, review.withdraw(wanted, why=why))


def show_decision(output: Output, event: ClaimEvent) -> None:
    """Show what stands now, and on whose word."""
    [decision] = match_decisions_of([event])
    output.data({"claim_id": event.claim_id} | decision.model_dump(mode="json", exclude={"source"}))
    output.say(
        f"Decision {decision.number}, of {decision.by}: {decision.decision} {decision.accepted}\n"
        f"`claimtrail claim {event.claim_id}` shows what follows."
    )
