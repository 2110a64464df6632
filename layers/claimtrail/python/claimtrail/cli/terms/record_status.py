"""`claimtrail record-status`: what somebody saw of a claim at the payer's, as evidence."""

import shlex
from datetime import datetime

from claimtrail import __version__
from claimtrail.claims.fold.decisions.recorded_statuses import SeenIn, reported
from claimtrail.claims.lifecycle.category_words import usual_categories
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.status_categories import Category
from claimtrail.claims.lifecycle.status_terms import reported_meaning
from claimtrail.claims.projection.term_review import known_terms
from claimtrail.claims.views.code_words import status_words
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.profiles import partners_of
from claimtrail.cli.claims.stores import identify, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.escalations.guarded_words import guarded
from claimtrail.kernel.clock import utc_now


def record(
    claim_access: ClaimAccess,
    *,
    identifier: str,
    number: bool,
    term: str,
    seen_on: datetime,
    seen_in: SeenIn,
    said: str,
) -> None:
    """Record a status that was seen, in the name of who types."""
    stage = claim_access.stage
    wanted = identify(stage, identifier, number=number)
    claim = read_known(claim_access, wanted, typed=identifier)
    event = reported(
        claim,
        term=term,
        seen_in=seen_in,
        words=guarded(said, wanted, store=store_of(stage)),
        seen_on=seen_on.date(),
        by=stage.caller(),
        at=utc_now(),
        code_version=__version__,
    )
    store_of(stage).append_events([event])
    meaning, is_certain = _meaning(stage, term, claim.payer_id)
    output = claim_access.at([wanted], fields=("event_id", "means"))
    output.data(
        {"claim_id": wanted, "event_id": event.event_id, "means": meaning.code if meaning else None}
    )
    output.say(f"Recorded as {event.event_id}; `claimtrail claim {wanted}` shows what follows.")
    output.say(_what_it_does(meaning, term, claim.payer_id, is_certain=is_certain))


def _meaning(stage: Stage, term: str, payer_id: str) -> tuple[Category | None, bool]:
    """Return what the payer's word means, if that is known; and whether its profile was read."""
    partners = partners_of(stage.name)
    profile = partners.get(payer_id) if partners else None
    own = profile.status_terms if profile else {}
    known = known_terms(own, payer_id, store=store_of(stage))
    return reported_meaning(term, known), profile is not None


def _what_it_does(meaning: Category | None, term: str, payer_id: str, *, is_certain: bool) -> str:
    """Return what becomes of the claim by the word, and what to do where nothing does."""
    if meaning and meaning.state:
        words = status_words(meaning.code, "")
        return f"It means {meaning.code} ({words}), which leads to: {state_words(meaning.state)}."
    if meaning:
        return f"It means {meaning.code} ({status_words(meaning.code, '')}), which moves nothing."
    doubt = "" if is_certain else ", unless the profile that is deployed does"
    return (
        f"Nobody has said what {payer_id} means by it{doubt}: it moves nothing, and an exception "
        "opens. Say which status category it means: "
        f"`claimtrail terms decide {shlex.quote(term)} --payer {payer_id} --means CATEGORY "
        f"--why TEXT`. `claimtrail terms review --payer {payer_id}` lists such words.\n"
        f"Categories: {usual_categories()}"
    )
