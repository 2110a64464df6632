"""`claimtrail unmatched` and `match`: payer responses without a claim, and what people say."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.match_decisions import match_decisions_of
from claimtrail.claims.matching.model import Match, Relation
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.stores import identify, payers_wanted, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.output import Output
from claimtrail.kernel.clock import utc_now

UNMATCHED = "Unmatched payer responses: 277 or ERA records that could belong to more than one claim"
_KINDS: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.EVIDENCE: "response",
        Relation.LINEAGE: "replacement or void",
    }
)


def list_unmatched(claim_access: ClaimAccess, *, payer: str | None, limit: int | None) -> None:
    """Show payer responses that could belong to more than one claim, and what agrees."""
    store = store_of(claim_access.stage)
    lists = [
        store.list_unmatched(payer_id=payer_id, limit=EVERYTHING)
        for payer_id in payers_wanted(claim_access.stage, payer)
    ]
    listed = cut(
        [match for one in lists for match in one],
        noun="unmatched responses",
        limit=limit,
        as_json=claim_access.as_json,
        bounded=any(len(one) >= EVERYTHING for one in lists),
    )
    found = listed.rows
    subjects = [
        claim_id
        for match in found
        for claim_id in (match.claim_id, *(each.claim_id for each in match.candidates))
    ]
    output = claim_access.at(subjects, fields=Match.model_fields)
    show_unmatched(output, found)
    listed.say(output)


def show_unmatched(output: Output, found: Sequence[Match]) -> None:
    """A row for each candidate of each response."""
    output.data([match.model_dump(mode="json") for match in found])
    if found:
        output.heading(UNMATCHED)
    output.table(
        ("Response", "Payer", "Kind", "Could be", "Score", "Fields that agree"),
        [
            (
                match.claim_id,
                match.payer_id,
                _KINDS[match.relation],
                candidate.claim_id,
                candidate.confidence,
                " ".join(candidate.features),
            )
            for match in found
            for candidate in match.candidates
        ],
        right=("Score",),
        empty="No unmatched payer responses.",
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
    read_known(claim_access, wanted, typed=identifier)
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
    """Show the decision that stands now, and who made it."""
    [decision] = match_decisions_of([event])
    output.data({"claim_id": event.claim_id} | decision.model_dump(mode="json", exclude={"source"}))
    output.say(
        f"Decision {decision.number} by {decision.by}: "
        f"{decision.decision.lower()} {decision.accepted}\n"
        f"`claimtrail claim {event.claim_id}` shows what follows."
    )
