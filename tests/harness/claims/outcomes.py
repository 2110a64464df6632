"""People's decisions about outcomes as facts, short to write: an act, a day of October, cents."""

from datetime import UTC, date, datetime
from typing import Any

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import AppealFact, OutcomeAct, OutcomeDecided, WriteOffFact
from claimtrail.claims.fold.decisions.evidence_decisions import decision_event
from claimtrail.claims.lifecycle.write_off_limits import WriteOffLimit
from claimtrail.claims.projection.outcome_review import OutcomeReview
from tests.harness.claims.claim_events import CLAIM_ID, PAYER, day
from tests.twins.claims import MemoryClaimStore

ANNA, BERT, CARA = "user:anna", "user:bert", "user:cara"
LIMITS = (
    WriteOffLimit(role="supervisor", people=(CARA,), alone_cents=500_000, approve_cents=1_000_000),
    WriteOffLimit(role="biller", people=("user:*",), alone_cents=5_000, approve_cents=20_000),
)


def decided(
    act: OutcomeAct, on: int, number: int, *, by: str = ANNA, about: str = "", **more: Any
) -> ClaimEvent:
    """A decision at noon of a day."""
    fact = OutcomeDecided(number=number, act=act, why="so", about_event_id=about, **more)
    at = datetime.combine(day(on), datetime.min.time(), UTC).replace(hour=12, minute=number)
    return decision_event(
        fact, claim_id=CLAIM_ID, payer_id=PAYER, by=by, at=at, code_version="test"
    )


def appealed(on: int, number: int = 1, *, level: int = 1) -> ClaimEvent:
    """An appeal by the portal."""
    made = AppealFact(level=level, sent_on=day(on), sent_by="portal")
    return decided(OutcomeAct.APPEAL, on, number, appeal=made)


def written_off(
    on: int,
    number: int = 1,
    *,
    cents: int = 10_000,
    whole: bool = True,
    asks: bool = False,
    by: str = ANNA,
    open_until: date | None = None,
) -> ClaimEvent:
    """A write-off; `asks` for a second person's word."""
    made = WriteOffFact(
        amount_cents=cents,
        is_whole=whole,
        reason="timely_filing",
        needs_approval=asks,
        open_until=open_until,
    )
    return decided(OutcomeAct.WRITE_OFF, on, number, by=by, write_off=made)


def closed(on: int, number: int = 1) -> ClaimEvent:
    """A close."""
    return decided(OutcomeAct.CLOSE, on, number)


def reopened(about: ClaimEvent, on: int, number: int = 2) -> ClaimEvent:
    """A reopening."""
    return decided(OutcomeAct.REOPEN, on, number, about=about.event_id)


def review(store: MemoryClaimStore, by: str = ANNA, on: int = 20) -> OutcomeReview:
    """Return what a person decides with, on a day."""
    at = datetime.combine(day(on), datetime.min.time(), UTC).replace(hour=12)
    return OutcomeReview(store=store, limits=LIMITS, by=by, at=at, code_version="test")
