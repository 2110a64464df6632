"""`claimtrail exceptions accept`, `reject`, `withdraw`: decisions about held-back evidence."""

from collections.abc import Callable
from functools import partial

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.claim_parts import DecisionOnEvidence
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.projection.authority_review import AuthorityReview
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.stores import identify, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.short_ids import is_short, resolve
from claimtrail.cli.exceptions.decisions import show_decision
from claimtrail.escalations.guarded_words import guarded
from claimtrail.kernel.clock import utc_now


def _decide(
    decide: Callable[..., ClaimEvent],
    claim_access: ClaimAccess,
    *,
    identifier: str,
    exception: str,
    why: str,
    number: bool,
    whole_source: bool,
) -> None:
    """Show the decision that a method of AuthorityReview makes; the access is recorded first."""
    stage = claim_access.stage
    claim_id = identify(stage, identifier, number=number)
    claim = read_known(claim_access, claim_id, typed=identifier)
    output = claim_access.at([claim_id], fields=DecisionOnEvidence.model_fields)
    store = store_of(stage)
    if is_short(exception):
        exception = resolve(exception, [each.exception_id for each in open_exceptions(claim)])
    why = guarded(why, claim_id, store=store)
    review = AuthorityReview(store=store, by=stage.caller(), at=utc_now(), code_version=__version__)
    show_decision(output, decide(review, claim_id, exception, why=why, whole_source=whole_source))


accept = partial(_decide, AuthorityReview.accept)
reject = partial(_decide, AuthorityReview.reject)
withdraw = partial(_decide, AuthorityReview.withdraw)
