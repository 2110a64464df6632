"""`claimtrail appeal`, `write-off`, `close`, `reopen`: people's decisions about the outcome."""

from collections.abc import Callable
from datetime import date, datetime

from claimtrail import __version__
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import AppealFact, SentBy
from claimtrail.claims.fold.decisions.outcome_decisions import outcome_fact
from claimtrail.claims.fold.outcome_model import OutcomeDecision
from claimtrail.claims.lifecycle.write_off_limits import load_limits
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.projection.outcome_errors import NotPermittedError
from claimtrail.claims.projection.outcome_review import OutcomeReview
from claimtrail.claims.views.code_words import remark_words
from claimtrail.claims.views.last_days import open_until
from claimtrail.claims.views.people import decision_words
from claimtrail.cli.claims.known_claims import read_known
from claimtrail.cli.claims.profiles import deadlines_of
from claimtrail.cli.claims.stores import identify, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.escalations.guarded_words import guarded
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.access_log import Action

Decide = Callable[[OutcomeReview, str, date | None], ClaimEvent]
LastDay = Callable[[str], date | None]


def _decide(
    claim_access: ClaimAccess,
    decide: Decide,
    *,
    identifier: str,
    number: bool,
    last_day: LastDay = lambda _: None,
) -> None:
    """Record the access, let a person decide, and show the decision.

    A decision that the person may not make goes into the trail as a refusal. `last_day` gives the
    payer's last day, if a decision says too early that it has passed.
    """
    stage = claim_access.stage
    claim_id = identify(stage, identifier, number=number)
    read_known(claim_access, claim_id, typed=identifier)
    review = OutcomeReview(
        store=store_of(stage),
        limits=load_limits(stage.output(ClaimOutput.WRITE_OFF_LIMITS)),
        by=stage.caller(),
        at=utc_now(),
        code_version=__version__,
    )
    output = claim_access.at([claim_id], fields=OutcomeDecision.model_fields)
    try:
        open_until = last_day(claim_id)
        event = decide(review, claim_id, open_until)
    except NotPermittedError as error:
        code = error.explanation.code
        claim_access.at([claim_id], action=Action.DECISION_REFUSED, statement=code)
        raise
    show_decision(
        output,
        event,
        missing_level=review.missing_level(event),
        refusing_remark=review.refusing_remark(event),
        last_day=open_until,
    )


def show_decision(
    output: Output,
    event: ClaimEvent,
    *,
    missing_level: int | None,
    refusing_remark: str = "",
    last_day: date | None = None,
) -> None:
    """Show the decision that stands, on whose word, and what comes next.

    `missing_level` is the level that an appeal skipped, `refusing_remark` the payer's remark code
    that says that it takes none, `last_day` a last day that has not passed, whatever was said: a
    write-off has its own, as it was known when it was first recorded.
    """
    fact = outcome_fact(event)
    write_off = fact.write_off
    if write_off:
        last_day = write_off.open_until
    awaits_approval = write_off is not None and write_off.needs_approval
    is_late = fact.appeal is not None and fact.appeal.is_late
    output.data(
        {
            "claim_id": event.claim_id,
            "event_id": event.event_id,
            "by": event.source.partner_id,
            "at": event.recorded_at,
            "effective_on": event.effective_on,
            "awaits_approval": awaits_approval,
            "is_late": is_late,
            "missing_level": missing_level,
            "refusing_remark": refusing_remark,
            "open_until": last_day,
            **fact.model_dump(mode="json", exclude={"kind"}),
        }
    )
    output.say(f"Decision {fact.number} by {event.source.partner_id}: {decision_words(fact)}.")
    if is_late and fact.appeal:
        output.say(f"Warning: the payer's last day for it was {fact.appeal.last_day}.")
    if missing_level:
        output.say(f"Warning: recorded, but no appeal at level {missing_level} is on file.")
    if refusing_remark:
        meaning = remark_words(refusing_remark)
        output.say(f"Warning: recorded, but the payer said {refusing_remark} ({meaning}).")
    if last_day:
        output.say(f"Warning: recorded, but the payer's last day is still to come: {last_day}.")
    if awaits_approval:
        output.say(
            "It awaits a second person: "
            f"`claimtrail write-off {event.claim_id} --approve --why TEXT` or "
            f"`claimtrail write-off {event.claim_id} --decline --why TEXT`."
        )
    else:
        output.say(f"`claimtrail claim {event.claim_id}` shows what follows.")


def _guarded(claim_access: ClaimAccess, claim_id: str, why: str) -> str:
    """Return a person's words without what names the claim's patient."""
    return guarded(why, claim_id, store=store_of(claim_access.stage))


def appeal(
    claim_access: ClaimAccess,
    *,
    identifier: str,
    number: bool,
    level: int,
    sent: datetime,
    how: SentBy,
    reference: str,
    why: str,
) -> None:
    """Record an appeal that was sent."""
    sent_on, payer_reference = sent.date(), " ".join(reference.split())
    made = AppealFact(level=level, sent_on=sent_on, sent_by=how, payer_reference=payer_reference)
    _decide(
        claim_access,
        lambda review, claim_id, _: review.appeal(
            claim_id, made, why=_guarded(claim_access, claim_id, why)
        ),
        identifier=identifier,
        number=number,
    )


def write_off(
    claim_access: ClaimAccess,
    *,
    identifier: str,
    number: bool,
    amount: int | None,
    balance: bool,
    reason: str | None,
    approve: bool,
    decline: bool,
    why: str,
) -> None:
    """Write off an amount, or decide about what a colleague asked for."""
    del balance

    stage = claim_access.stage

    def decide(review: OutcomeReview, claim_id: str, last: date | None) -> ClaimEvent:
        said = _guarded(claim_access, claim_id, why)
        if approve or decline:
            act = review.approve if approve else review.decline
            return act(claim_id, why=said)
        return review.write_off(
            claim_id, amount_cents=amount, reason=reason or "", why=said, open_until=last
        )

    def last_day(claim_id: str) -> date | None:
        one = None if decline else store_of(stage).find(claim_id)
        if one is None:
            return None
        deadlines = deadlines_of(stage)(one)
        return open_until(one, reason or "", deadlines, today=utc_now().date())

    _decide(claim_access, decide, identifier=identifier, number=number, last_day=last_day)


def close(claim_access: ClaimAccess, *, identifier: str, number: bool, why: str) -> None:
    """Close a claim."""
    _decide(
        claim_access,
        lambda review, claim_id, _: review.close(
            claim_id, why=_guarded(claim_access, claim_id, why)
        ),
        identifier=identifier,
        number=number,
    )


def reopen(claim_access: ClaimAccess, *, identifier: str, number: bool, why: str) -> None:
    """Undo the last write-off or close."""
    _decide(
        claim_access,
        lambda review, claim_id, _: review.reopen(
            claim_id, why=_guarded(claim_access, claim_id, why)
        ),
        identifier=identifier,
        number=number,
    )
