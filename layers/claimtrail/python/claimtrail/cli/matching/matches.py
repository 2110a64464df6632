"""`claimtrail unmatched` and `match`: payer responses without a claim, and what people say."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.match_decisions import match_decisions_of
from claimtrail.claims.matching.model import Match, Relation
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.claims.views.held_money import HeldMoney
from claimtrail.claims.views.unmatched import unmatched_responses
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.stores import identify, payers_wanted, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.cuts import EVERYTHING, cut
from claimtrail.cli.core.output import Output, dollars
from claimtrail.escalations.guarded_words import guarded
from claimtrail.kernel.clock import utc_now

UNMATCHED = (
    "Unmatched payer responses: 277 or ERA records that could belong to more than one claim, "
    "and money without a claim"
)
_COLUMNS = (
    *("Response", "Payer", "Kind", "Payments", "Paid"),
    *("Could be", "Score", "Fields that agree"),
)
NO_CANDIDATE = "no candidate"
_NAMED = 3
"""Numbers that a note names."""
_KINDS: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.EVIDENCE: "response",
        Relation.LINEAGE: "replacement or void",
    }
)


def list_unmatched(claim_access: ClaimAccess, *, payer: str | None, limit: int | None) -> None:
    """Show payer responses that could belong to more than one claim, and money without a claim."""
    store = store_of(claim_access.stage)
    payers = payers_wanted(claim_access.stage, payer)
    responses = unmatched_responses(payers, store=store, limit=EVERYTHING)
    listed = cut(
        responses.matches,
        noun="unmatched responses",
        limit=limit,
        as_json=claim_access.as_json,
        bounded=responses.is_cut,
    )
    found = listed.rows
    subjects = [
        claim_id
        for match in found
        for claim_id in (match.claim_id, *(each.claim_id for each in match.candidates))
    ]
    output = claim_access.at(subjects, fields=(*Match.model_fields, "paid_cents", "payments"))
    show_unmatched(output, found, responses.paid_cents, responses.payments)
    listed.say(output)
    _say_decided(output, responses.rejected)


def _say_decided(output: Output, decided: Sequence[HeldMoney]) -> None:
    if decided:
        sum_words = dollars(sum(one.paid_cents for one in decided))
        which = ", ".join(one.claim.claim_id for one in decided[:_NAMED])
        output.note(
            f"Left out: {sum_words} of {len(decided):,} number{'' if len(decided) == 1 else 's'} "
            "that a person rejected "
            f"({which}{', ...' if len(decided) > _NAMED else ''}). "
            f"`claimtrail match {decided[0].claim.claim_id} --withdraw --why TEXT` lists one "
            "again."
        )


def show_unmatched(
    output: Output,
    found: Sequence[Match],
    paid: Mapping[str, int] = MappingProxyType({}),
    payments: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """A row for each candidate of each response.

    `paid` has the held cents by response, `payments` the number of payments that they are of.
    """
    output.data(
        [
            match.model_dump(mode="json")
            | {
                "paid_cents": paid.get(match.claim_id, 0),
                "payments": payments.get(match.claim_id, 0),
            }
            for match in found
        ]
    )
    if found:
        output.heading(UNMATCHED)
    output.table(
        _COLUMNS,
        [
            (
                match.claim_id,
                match.payer_id,
                _KINDS[match.relation],
                payments.get(match.claim_id) or None,
                dollars(paid[match.claim_id]) if paid.get(match.claim_id) else None,
                candidate.claim_id if candidate else NO_CANDIDATE,
                candidate.confidence if candidate else None,
                " ".join(candidate.features) if candidate else "",
            )
            for match in found
            for candidate in match.candidates or (None,)
        ],
        right=("Payments", "Paid", "Score"),
        empty="No unmatched payer responses.",
    )
    total = sum(paid.get(match.claim_id, 0) for match in found)
    if total:
        count = sum(payments.get(match.claim_id, 0) for match in found)
        output.say(f"  Money without a claim: {dollars(total)}")
        output.say(
            "  A row is one number. `claimtrail query --saved unmatched_money` has a row for each "
            f"payment: {count} in all."
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
    store = store_of(claim_access.stage)
    why = guarded(why, wanted, other, store=store)
    review = MatchReview(
        store=store,
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
