"""Decisions of people about a claim's outcome: appeal, write off, close, reopen.

Each is appended to the claim as one more fact, numbered within the claim, and the stream has the
claim folded again. Of two people at once the second finds the number taken. A write-off above what
its person may decide alone is a request: it counts once another person approves it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import AppealFact, OutcomeAct, OutcomeDecided, WriteOffFact
from claimtrail.claims.fold.decisions.evidence_decisions import decision_event
from claimtrail.claims.fold.decisions.outcome_decisions import outcome_events, outcome_fact
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeDecision, OutcomeStatus
from claimtrail.claims.lifecycle.no_appeal import refusal_of
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.write_off_limits import (
    WriteOffLimits,
    highest_approval,
    is_same_person,
    limit_of,
)
from claimtrail.claims.lifecycle.write_off_reasons import WRITE_OFF_REASONS
from claimtrail.claims.projection import outcome_errors as refused
from claimtrail.claims.projection.outcome_case import OutcomeCase
from claimtrail.claims.store.ports import ClaimReader, EventLog
from claimtrail.kernel.errors import ConflictError

_WITHOUT_BALANCE = frozenset({State.VOIDED, State.PREDETERMINED})
"""States in which nobody owes the charge."""
_NEXT = timedelta(microseconds=1)


class OutcomeStore(ClaimReader, EventLog, Protocol):
    """Claims, and the log of decisions about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeReview:
    """Decides about one claim at a time, in the name of `by` (`user:<id>`).

    Deciding the same again in the same words adds nothing and returns the decision that stands; in
    other words it is a ConflictError, so that no words are dropped. Each method raises
    NotFoundError without such a claim, ClaimTrailError when the table has no such step,
    NotPermittedError when `by` may not, and ConflictError when somebody else was first.
    """

    store: OutcomeStore
    limits: WriteOffLimits
    by: str
    at: datetime
    code_version: str

    def appeal(self, claim_id: str, appeal: AppealFact, *, why: str) -> ClaimEvent:
        """Record an appeal that was sent; one after the payer's last day is recorded as well."""
        case = self._case(claim_id)
        for event in case.standing:
            known = outcome_fact(event).appeal
            if known and known.model_copy(update={"last_day": None}) == appeal:
                return event
        if appeal.sent_on > self.at.date():
            raise refused.invalid("the day is still to come", "Say the day on which it went out.")
        case.require_current()
        case.require_step(State.APPEALED)
        case.require_decision_by(appeal.sent_on, today=self.at.date())
        appeal = appeal.model_copy(update={"last_day": case.claim.appeal_until})
        return self._append(case, OutcomeAct.APPEAL, why=why, on=appeal.sent_on, appeal=appeal)

    def missing_level(self, event: ClaimEvent) -> int | None:
        """Return the level below an appeal's own, if no appeal at it is on file."""
        appeal = outcome_fact(event).appeal
        below = appeal.level - 1 if appeal else 0
        return below if below and not self._case(event.claim_id).has_appeal_at(below) else None

    def refusing_remark(self, event: ClaimEvent) -> str:
        """Return the remark code by which the payer takes no appeal of any line; else empty.

        Empty also for a decision that is no appeal.
        """
        if outcome_fact(event).appeal is None:
            return ""
        return refusal_of(self._case(event.claim_id).claim)

    def write_off(
        self,
        claim_id: str,
        *,
        amount_cents: int | None,
        reason: str,
        why: str,
        open_until: date | None = None,
    ) -> ClaimEvent:
        """Write off an amount of the balance; None is all of it.

        `open_until` is kept with it: a last day of the payer's that is still to come, of a
        write-off that says that it has passed.
        """
        if reason not in WRITE_OFF_REASONS:
            raise refused.invalid(
                f"no reason {reason!r}", f"The reasons are {', '.join(WRITE_OFF_REASONS)}."
            )
        case = self._case(claim_id)
        wanted = WriteOffFact(
            amount_cents=amount_cents or 0,
            is_whole=amount_cents is None,
            reason=reason,
            needs_approval=False,
        )
        same = [event for event in case.standing if self._is_same_write_off(event, wanted, why=why)]
        repeated = next((event for event in same if case.approval_of(event) is None), None)
        if repeated:
            return repeated
        if case.awaiting:
            raise refused.awaiting(case.awaiting)
        case.require_current()
        for event in case.counted:
            if event in same or _is_whole(event):
                raise refused.already_written_off(event, case.approval_of(event))
        case.require_step(State.WRITTEN_OFF)
        amount = self._amount(case.claim, amount_cents, reason)
        write_off = amount.model_copy(update={"open_until": open_until})
        return self._append(case, OutcomeAct.WRITE_OFF, why=why, write_off=write_off)

    def _is_same_write_off(self, event: ClaimEvent, wanted: WriteOffFact, *, why: str) -> bool:
        """Tell whether a write-off is the same again: by its person, reason and words.

        An amount may well be written off twice, so it is the same only on the same day.
        """
        known = outcome_fact(event).write_off
        if known is None or known.reason != wanted.reason:
            return False
        if not self._is_own_again(event, OutcomeAct.WRITE_OFF, why=why):
            return False
        if wanted.is_whole:
            return known.is_whole
        is_today = event.recorded_at.date() == self.at.date()
        return known.amount_cents == wanted.amount_cents and is_today

    def _amount(self, claim: Claim, amount_cents: int | None, reason: str) -> WriteOffFact:
        """Return what is written off. Raises when that is nothing, too much, or not permitted."""
        left = claim.balance_cents
        if left <= 0:
            raise refused.nothing_left(claim)
        amount = left if amount_cents is None else amount_cents
        if amount <= 0:
            raise refused.invalid("the amount is nothing", "Say dollars and cents, as 12.34.")
        if amount > left:
            raise refused.too_much(claim, amount)
        limit = limit_of(self.by, self.limits)
        in_all = amount + _written_off_alone(claim.outcome_decisions)
        needs_approval = in_all > limit.alone_cents
        most = highest_approval(self.limits)
        if needs_approval and amount > most:
            raise refused.limit_exceeded(claim, amount, role=limit.role, most=most)
        return WriteOffFact(
            amount_cents=amount,
            is_whole=amount == left,
            reason=reason,
            needs_approval=needs_approval,
        )

    def approve(self, claim_id: str, *, why: str) -> ClaimEvent:
        """Agree with a write-off that another person asked for.

        Not while an appeal that was recorded after the request awaits the payer's answer.
        """
        case = self._case(claim_id)
        asked = case.awaiting
        if asked is None:
            return self._again(case, OutcomeAct.APPROVE, why=why, what="approve")
        if is_same_person(asked.source.partner_id, self.by):
            raise refused.own_request(asked)
        case.require_current()
        case.require_step(State.WRITTEN_OFF)
        later = case.appeal_since(asked)
        if later:
            raise refused.appeal_since(asked, later)
        amount = _asked_for(asked, case.claim)
        limit = limit_of(self.by, self.limits)
        if amount > limit.approve_cents:
            most = limit.approve_cents
            raise refused.approval_exceeds(asked, amount, role=limit.role, most=most)
        return self._append(case, OutcomeAct.APPROVE, why=why, about=asked.event_id)

    def decline(self, claim_id: str, *, why: str) -> ClaimEvent:
        """Turn down a write-off that waits for a second person; the one who asked may, too."""
        case = self._case(claim_id)
        asked = case.awaiting
        if asked is None:
            return self._again(case, OutcomeAct.DECLINE, why=why, what="decline")
        return self._append(case, OutcomeAct.DECLINE, why=why, about=asked.event_id)

    def close(self, claim_id: str, *, why: str) -> ClaimEvent:
        """Close the claim: nothing more is expected of it."""
        case = self._case(claim_id)
        for event in case.standing:
            if self._is_own_again(event, OutcomeAct.CLOSE, why=why):
                return event
        if case.awaiting:
            raise refused.awaiting(case.awaiting)
        case.require_current()
        for event in case.counted:
            if outcome_fact(event).act is OutcomeAct.CLOSE:
                raise refused.already_closed(event)
        case.require_step(State.CLOSED)
        limit = limit_of(self.by, self.limits)
        owed = 0 if case.claim.state in _WITHOUT_BALANCE else case.claim.balance_cents
        if owed > limit.alone_cents:
            raise refused.close_exceeds(case.claim, role=limit.role, most=limit.alone_cents)
        return self._append(case, OutcomeAct.CLOSE, why=why)

    def reopen(self, claim_id: str, *, why: str) -> ClaimEvent:
        """Undo the last write-off or close that stands."""
        case = self._case(claim_id)
        last = case.log[-1] if case.log else None
        if last and self._is_own_again(last, OutcomeAct.REOPEN, why=why):
            return last
        case.require_current()
        given_up = [event for event in case.standing if case.may_undo(event)]
        if not given_up:
            raise refused.nothing_to("reopen", case.claim)
        return self._append(case, OutcomeAct.REOPEN, why=why, about=given_up[-1].event_id)

    def _again(self, case: OutcomeCase, act: OutcomeAct, *, why: str, what: str) -> ClaimEvent:
        """Return the last decision, if it is this one again. Raises NotFoundError if it is not."""
        last = case.log[-1] if case.log else None
        if last and self._is_own_again(last, act, why=why):
            return last
        raise refused.nothing_to(what, case.claim)

    def _is_own_again(self, last: ClaimEvent, act: OutcomeAct, *, why: str) -> bool:
        fact = outcome_fact(last)
        return (fact.act, fact.why, last.source.partner_id) == (act, why.strip(), self.by)

    def _case(self, claim_id: str) -> OutcomeCase:
        claim = self.store.find(claim_id)
        if claim is None:
            raise refused.claim_unknown(claim_id)
        return OutcomeCase(claim=claim, log=outcome_events(self.store.history_of(claim_id)))

    def _append(  # noqa: PLR0913 - the parts of a decision, by keyword
        self,
        case: OutcomeCase,
        act: OutcomeAct,
        *,
        why: str,
        on: date | None = None,
        about: str = "",
        appeal: AppealFact | None = None,
        write_off: WriteOffFact | None = None,
    ) -> ClaimEvent:
        if not why.strip():
            raise refused.invalid("it says no reason", "Say why, without patients' names.")
        fact = OutcomeDecided(
            number=case.number,
            act=act,
            why=why.strip(),
            appeal=appeal,
            write_off=write_off,
            about_event_id=about,
        )
        # Two people's clocks differ: a decision never comes before the one that it follows.
        at = max([self.at, *(event.recorded_at + _NEXT for event in case.log)])
        event = decision_event(
            fact,
            claim_id=case.claim.claim_id,
            payer_id=case.claim.payer_id,
            by=self.by,
            at=at,
            code_version=self.code_version,
            effective_on=case.effective_day(on or at.date()),
        )
        try:
            self.store.append_decision(event)
        except ConflictError:
            log = self._case(case.claim.claim_id).log
            won = next((one for one in log if one.event_id == event.event_id), None)
            if won is None or outcome_fact(won) != fact:
                raise
            return won
        return event


def _asked_for(asked: ClaimEvent, claim: Claim) -> int:
    """Return the amount that an approval is about, in cents: of a whole balance, what it is now.

    Raises ClaimTrailError when that much is not left any more.
    """
    write_off, left = outcome_fact(asked).write_off, claim.balance_cents
    if write_off is None or left <= 0:
        raise refused.nothing_left(claim)
    if write_off.is_whole:
        return max(write_off.amount_cents, left)
    if write_off.amount_cents > left:
        raise refused.too_much(claim, write_off.amount_cents)
    return write_off.amount_cents


def _is_whole(event: ClaimEvent) -> bool:
    """Tell whether a decision wrote off all of the balance."""
    write_off = outcome_fact(event).write_off
    return write_off is not None and write_off.is_whole


def _written_off_alone(decisions: Iterable[OutcomeDecision]) -> int:
    """Return what stands of a claim's write-offs without a second person, in cents."""
    return sum(
        one.write_off.amount_cents
        for one in decisions
        if one.write_off and not one.write_off.needs_approval and one.status is OutcomeStatus.STANDS
    )
