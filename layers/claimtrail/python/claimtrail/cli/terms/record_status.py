"""`claimtrail record-status`: what somebody saw of a claim at the payer's, as evidence."""

import shlex
from datetime import datetime

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.recorded_statuses import SeenIn, reported
from claimtrail.claims.lifecycle.category_words import usual_categories
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.status_categories import Category
from claimtrail.claims.lifecycle.status_terms import Terms, reported_meaning
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.report_effects import ReportEffect, effect_of_report
from claimtrail.claims.projection.term_review import known_terms
from claimtrail.claims.views.code_words import status_words
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.profiles import partners_of
from claimtrail.cli.claims.stores import identify, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.escalations.guarded_words import guarded
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners


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
    known, is_certain = _known(stage, claim.payer_id)
    meaning = reported_meaning(term, known)
    output = claim_access.at([wanted], fields=("event_id", "means", "state"))
    effect = _effect(stage, event, known) if meaning and meaning.state else None
    output.data(
        {
            "claim_id": wanted,
            "event_id": event.event_id,
            "means": meaning.code if meaning else None,
            "state": (effect.state if effect else claim.state).value,
        }
    )
    output.say(f"Recorded as {event.event_id}; `claimtrail claim {wanted}` shows what follows.")
    output.say(_what_it_does(meaning, effect, term, claim.payer_id, is_certain=is_certain))


def _known(stage: Stage, payer_id: str) -> tuple[Terms, bool]:
    """Return the payer's words that have a meaning, and whether its profile was read."""
    partners = partners_of(stage.name)
    profile = partners.get(payer_id) if partners else None
    own = profile.status_terms if profile else {}
    return known_terms(own, payer_id, store=store_of(stage)), profile is not None


def _effect(stage: Stage, event: ClaimEvent, known: Terms) -> ReportEffect:
    """Return what becomes of the claim, by the profiles that are at hand."""
    policy = policies(partners_of(stage.name) or Partners([]))
    return effect_of_report(
        event, store=store_of(stage), policy=policy, terms=known, at=event.recorded_at
    )


def _what_became(effect: ReportEffect) -> str:
    """Return where the claim stands by a word that means a state."""
    now = state_words(effect.state)
    if effect.led_to is effect.state:
        return f", which leads to: {now}."
    if effect.led_to:
        return (
            f", which is in the history as: {state_words(effect.led_to)}. "
            f"Later evidence counts: the claim is at {now}."
        )
    why = f": {reason_words(effect.reason)}" if effect.reason else ""
    if effect.wanted:
        return f". It is held{why}. The claim stays at {now}."
    return f". It moves nothing{why}. The claim stays at {now}."


def _what_it_does(
    meaning: Category | None,
    effect: ReportEffect | None,
    term: str,
    payer_id: str,
    *,
    is_certain: bool,
) -> str:
    """Return what becomes of the claim by the word, and what to do where nothing does."""
    if meaning and effect:
        words = status_words(meaning.code, "")
        return f"It means {meaning.code} ({words}){_what_became(effect)}"
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
