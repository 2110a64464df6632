"""`claimtrail terms`: payers' own words for a status, and what people say that each means."""

import shlex

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import deferral
from claimtrail.claims.lifecycle.category_words import usual_categories
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.status_terms import TermReview, TermStatus
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.projection.term_review import PayerTermReview, as_toml
from claimtrail.claims.views.disagreeing_words import DisagreeingWord, disagreeing_words
from claimtrail.cli.claims.stores import payers_wanted, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.command_texts import with_ids

_COMPARED = 100
"""Claims at most whose payer's own word is compared with a meaning."""


def review(claim_access: ClaimAccess, *, payer: str | None, with_decided: bool) -> None:
    """Show words that no profile knows."""
    store = store_of(claim_access.stage)
    found = [
        (review, store.claims_saying(review.term, payer_id=review.payer_id))
        for payer_id in payers_wanted(claim_access.stage, payer)
        for review in store.terms_of(payer_id)
        if with_decided or review.status is TermStatus.OPEN
    ]
    subjects = [claim_id for _, claims in found for claim_id in claims]
    show_reviews(claim_access.at(subjects, fields=TermReview.model_fields), found)


def show_reviews(output: Output, found: list[tuple[TermReview, list[str]]]) -> None:
    """A row for each word, with how many claims bear it and one for example."""
    output.data([review.model_dump(mode="json") | {"claims": claims} for review, claims in found])
    output.table(
        ("Payer", "Word", "Means", "Claims", "For example", "By", "Why"),
        [
            (
                review.payer_id,
                review.term,
                review.means or "?",
                len(claims),
                claims[0] if claims else None,
                review.decided_by,
                review.why,
            )
            for review, claims in found
        ],
        right=("Claims",),
        empty="No word waits for a meaning.",
    )
    waiting = [review for review, _ in found if review.status is TermStatus.OPEN]
    if waiting:
        output.say(_how_to_decide(waiting[0]))


def _how_to_decide(review: TermReview) -> str:
    """Return the command that says what a word means, with the usual categories."""
    command = with_ids(
        "`claimtrail terms decide TERM --payer PAYER --means CATEGORY --why TEXT`",
        TERM=shlex.quote(review.term),
        PAYER=review.payer_id,
    )
    return f"  Say what it means: {command}. Categories: {usual_categories()}"


def decide(claim_access: ClaimAccess, *, term: str, payer: str, means: str, why: str) -> None:
    """Record what a payer's word means, and show which claims bear it."""
    payers_wanted(claim_access.stage, payer)
    store = store_of(claim_access.stage)
    reviewed = payer_term_review_of(claim_access.stage).decide(
        term, payer_id=payer, means=means, by=claim_access.stage.caller(), at=utc_now(), why=why
    )
    claims = store.claims_saying(reviewed.term, payer_id=payer)
    output = claim_access.at(claims, fields=TermReview.model_fields)
    show_reviews(output, [(reviewed, claims)])
    bearing = filter(None, map(store.find, claims[:_COMPARED]))
    show_disagreement(output, list(disagreeing_words(bearing, means=means)), means=means)


def show_disagreement(output: Output, found: list[DisagreeingWord], *, means: str) -> None:
    """Warn of claims about which the payer itself decided otherwise; nothing where none is."""
    if not found:
        return
    one = found[0]
    codes = f" ({' '.join(one.codes)})" if one.codes else ""
    count = len(found)
    claims = f"{count:,} claim{'' if count == 1 else 's'} that bear{'s' if count == 1 else ''} it"
    output.note(
        f"Warning: the payer's own word disagrees with {means} on {claims}. Of {one.claim_id} it "
        f"said on {one.on}: {state_words(one.state)}{codes}. "
        f"`claimtrail claim {one.claim_id}` shows both."
    )


def payer_term_review_of(stage: Stage) -> PayerTermReview:
    """Return where the stage's words are decided."""
    return PayerTermReview(
        store=store_of(stage),
        publisher=publisher(stage.output(SharedOutput.EVENT_BUS)),
        again=deferral(stage.output(ClaimOutput.PROJECTION_QUEUE)),
    )


def export(claim_access: ClaimAccess, *, payer: str) -> None:
    """Show the words that were decided as TOML for the payer's profile."""
    payers_wanted(claim_access.stage, payer)
    decided = {
        review.term: review.means
        for review in store_of(claim_access.stage).terms_of(payer)
        if review.status is TermStatus.DECIDED
    }
    output = claim_access.at([], fields=("term", "means"))
    output.data(decided)
    output.say(as_toml(decided).rstrip())
