"""Taking an action: the use case that the command calls, recorded before, refused in words.

A form that is sent twice does nothing twice: each use case finds its own fact again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from types import MappingProxyType
from typing import cast

from claimtrail import __version__
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import AppealFact, OutcomeDecided, SentBy
from claimtrail.claims.fold.decisions.recorded_statuses import SeenIn, reported
from claimtrail.claims.fold.ordering import known_events
from claimtrail.claims.notes import NOTE_PREFIX
from claimtrail.claims.projection.outcome_errors import NotPermittedError
from claimtrail.claims.projection.outcome_review import OutcomeReview
from claimtrail.claims.views.code_words import remark_words
from claimtrail.claims.views.last_days import open_until
from claimtrail.claims.views.people import decision_words
from claimtrail.escalations.guarded_words import guarded
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.actions.forms import NOTE, WHY
from claimtrail.web.claims.page.reading import OpenClaim
from claimtrail.web.core.forms import Typed
from claimtrail.web.core.words import day

DONE, UNTIL = "done", "until"
"""Fields of the address after a decision: its fact, and a last day that has not passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneMessage:
    """A decision that a person just made, and what to know about it."""

    words: str
    warnings: tuple[str, ...]
    is_taken_in: bool
    """False while the claim has not been folded with it."""


def review_of(found: OpenClaim) -> OutcomeReview:
    """Return what decides in the person's name."""
    request = found.request
    return OutcomeReview(
        store=request.stores.claims,
        limits=request.stores.write_off_limits,
        by=f"user:{request.person.id}",
        at=request.now,
        code_version=__version__,
    )


# `typed_in` has compared each choice with the form's, so that the casts below hold.


def _record_status(found: OpenClaim, typed: Typed) -> ClaimEvent:
    request = found.request
    event = reported(
        found.whole.claim,
        term=typed.text("term"),
        seen_in=cast("SeenIn", typed.text("seen_in")),
        words=guarded(typed.text("said"), found.claim_id, store=request.stores.claims),
        seen_on=typed.day("seen_on"),
        by=f"user:{request.person.id}",
        at=request.now,
        code_version=__version__,
    )
    request.stores.claims.append_events([event])
    return event


def _why(found: OpenClaim, typed: Typed) -> str:
    """Return a person's words without what names the claim's patient."""
    return guarded(typed.text(WHY), found.claim_id, store=found.request.stores.claims)


def _appeal(found: OpenClaim, typed: Typed) -> ClaimEvent:
    made = AppealFact(
        level=int(typed.text("level")),
        sent_on=typed.day("sent"),
        sent_by=cast("SentBy", typed.text("how")),
        payer_reference=typed.text("reference"),
    )
    return review_of(found).appeal(found.claim_id, made, why=_why(found, typed))


def _write_off(found: OpenClaim, typed: Typed) -> ClaimEvent:
    return review_of(found).write_off(
        found.claim_id,
        amount_cents=typed.cents("amount"),
        reason=typed.text("reason"),
        why=_why(found, typed),
    )


def _note(found: OpenClaim, typed: Typed) -> str:
    request = found.request
    note = request.stores.claim_notes.add(
        found.whole.claim,
        typed.text(NOTE),
        by=f"user:{request.person.id}",
        at=request.now,
    )
    return note.note_id


USE_CASES: Mapping[str, Callable[[OpenClaim, Typed], ClaimEvent | str]] = MappingProxyType(
    {
        NOTE: _note,
        "record-status": _record_status,
        "appeal": _appeal,
        "write-off": _write_off,
        "approve": lambda found, typed: review_of(found).approve(
            found.claim_id, why=_why(found, typed)
        ),
        "decline": lambda found, typed: review_of(found).decline(
            found.claim_id, why=_why(found, typed)
        ),
        "close": lambda found, typed: review_of(found).close(
            found.claim_id, why=_why(found, typed)
        ),
        "reopen": lambda found, typed: review_of(found).reopen(
            found.claim_id, why=_why(found, typed)
        ),
    }
)
"""By the name of the form: each returns its fact, or the id of what it kept."""

RECORDED: Mapping[str, Action] = MappingProxyType(
    {
        NOTE: Action.NOTED,
        "record-status": Action.STATUS_REPORTED,
        "appeal": Action.APPEALED,
        "write-off": Action.WRITTEN_OFF,
        "approve": Action.WRITTEN_OFF,
        "decline": Action.WRITTEN_OFF,
        "close": Action.CLOSED,
        "reopen": Action.REOPENED,
    }
)
"""As the access log has them: commands record the same."""


def last_day_to_come(found: OpenClaim, name: str, typed: Typed) -> date | None:
    """Return the payer's last day that is still to come, of a write-off that says it has passed."""
    if name not in {"write-off", "approve"}:
        return None
    claim = found.whole.claim
    deadlines = found.request.stores.deadlines(claim)
    return open_until(claim, typed.text("reason"), deadlines, today=found.request.today)


_NEXT_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "OUTCOME_NOT_POSSIBLE": "The page shows where the claim stands and what can be done there.",
        "BALANCE_NOTHING_LEFT": "Close the claim, or turn down the request that waits.",
        "BALANCE_EXCEEDED": "Write off the balance or less; leave the amount empty for all of it.",
        "OUTCOME_NOT_DECIDED": "Nobody decided anything that this would undo or answer.",
        "WRITE_OFF_AWAITS_APPROVAL": "Have it approved or turned down first.",
        "ALREADY_WRITTEN_OFF": "Reopen the claim to undo the write-off.",
        "ALREADY_CLOSED": "Reopen the claim to undo the close.",
        "APPEAL_BEFORE_DECISION": "Give the day on which the appeal went out.",
        "REPORT_BEFORE_SUBMISSION": "Give the day on which you saw it.",
        "APPEAL_STANDS": "Approve it once the payer has answered, or turn it down.",
        "CLAIM_NOT_CURRENT": "Send the form again in a few seconds.",
        "SELF_APPROVAL": "A colleague approves it; you may turn it down yourself.",
    }
)
"""By the code of a refusal, in place of a command that does it."""


def refusal(error: ClaimTrailError) -> Explanation:
    """Return a refusal in the words of pages."""
    said = error.explanation
    return Explanation(
        code=said.code,
        what=said.what,
        where=said.where,
        next_step=_NEXT_STEPS.get(said.code, said.next_step),
    )


def status_of(error: ClaimTrailError) -> HTTPStatus:
    """Return the status of the answer to a form that was refused."""
    if isinstance(error, NotPermittedError):
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.CONFLICT if isinstance(error, ConflictError) else HTTPStatus.BAD_REQUEST


def said_before(found: OpenClaim, event_id: str) -> DoneMessage | None:
    """Return what the person just decided, after the form led back here; None for anything else."""
    if event_id.startswith(NOTE_PREFIX):
        return _noted_before(found, event_id)
    event = found.whole.by_id.get(event_id)
    if event is None or event.source.partner_id != f"user:{found.request.person.id}":
        return None
    return DoneMessage(
        words=_words(found, event),
        warnings=tuple(_warnings(found, event)),
        is_taken_in=event_id in known_events(found.whole.claim),
    )


def _noted_before(found: OpenClaim, note_id: str) -> DoneMessage | None:
    own = f"user:{found.request.person.id}"
    is_own = any((one.note_id, one.by) == (note_id, own) for one in found.notes)
    return (
        DoneMessage(words="Your note is added.", warnings=(), is_taken_in=True) if is_own else None
    )


def _words(found: OpenClaim, event: ClaimEvent) -> str:
    fact = event.fact
    if isinstance(fact, TermReported):
        return f"Recorded: you saw the payer's status {fact.term!r}."
    if isinstance(fact, OutcomeDecided) and FieldGroup.MONEY in found.groups:
        return f"Decision {fact.number}: you {decision_words(fact)}."
    return "Recorded in your name."


def _warnings(found: OpenClaim, event: ClaimEvent) -> list[str]:
    fact = event.fact
    if not isinstance(fact, OutcomeDecided):
        return []
    said: list[str] = []
    if fact.appeal:
        review = review_of(found)
        if fact.appeal.is_late:
            said.append(f"The payer's last day for it was {day(fact.appeal.last_day)}.")
        if level := review.missing_level(event):
            said.append(f"No appeal at level {level} is on file.")
        if remark := review.refusing_remark(event):
            said.append(f"The payer said {remark}: {remark_words(remark)}.")
    if fact.write_off and fact.write_off.needs_approval:
        said.append("It counts once a second person approves it.")
    if until := _until(found.request.query.first(UNTIL)):
        said.append(f"The payer's last day is still to come: {day(until)}.")
    return said


def _until(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
