"""A claim before a person decides about its outcome: what stands, what waits, what is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import OutcomeAct
from claimtrail.claims.fold.decisions.outcome_decisions import outcome_fact
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeStatus
from claimtrail.claims.lifecycle.expectations import OUR_DECISION
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES, TRANSITIONS, TransitionKind
from claimtrail.claims.projection import outcome_errors as refused

_ACTS_THAT_UNDO = frozenset({OutcomeAct.REOPEN, OutcomeAct.DECLINE})
_SUBMISSIONS = frozenset({State.SUBMITTED, State.RESUBMITTED})
_GIVING_UP = frozenset({OutcomeAct.WRITE_OFF, OutcomeAct.CLOSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCase:
    """A claim as it is stored, and what people decided about its outcome until now."""

    claim: Claim
    log: Sequence[ClaimEvent]
    """By number: also what the stored claim has not taken in yet."""

    @property
    def number(self) -> int:
        """Return the number of the next decision."""
        return outcome_fact(self.log[-1]).number + 1 if self.log else 1

    @property
    def undone(self) -> set[str]:
        """Return the decisions that do not stand any more, by event."""
        facts = map(outcome_fact, self.log)
        by_people = {fact.about_event_id for fact in facts if fact.act in _ACTS_THAT_UNDO}
        statuses = {OutcomeStatus.UNDONE, OutcomeStatus.DECLINED, OutcomeStatus.NO_EFFECT}
        decisions = self.claim.outcome_decisions
        return by_people | {one.event_id for one in decisions if one.status in statuses}

    @property
    def standing(self) -> list[ClaimEvent]:
        """Return the decisions that nobody and nothing has undone."""
        undone = self.undone
        return [event for event in self.log if event.event_id not in undone]

    @property
    def awaiting(self) -> ClaimEvent | None:
        """Return the write-off that waits for a second person, if one does."""
        waiting = [event for event in self.standing if needs_approval(event)]
        return next((event for event in waiting if self.approval_of(event) is None), None)

    def approval_of(self, asked: ClaimEvent) -> ClaimEvent | None:
        """Return the decision by which a second person agreed with a write-off, if one did."""
        approvals = (one for one in self.log if outcome_fact(one).act is OutcomeAct.APPROVE)
        about = (one for one in approvals if outcome_fact(one).about_event_id == asked.event_id)
        return next(about, None)

    @property
    def counted(self) -> list[ClaimEvent]:
        """Return the decisions that have their effect on the claim as it is stored."""
        decisions = self.claim.outcome_decisions
        counted = {one.event_id for one in decisions if one.status is OutcomeStatus.STANDS}
        return [event for event in self.standing if event.event_id in counted]

    def may_undo(self, event: ClaimEvent) -> bool:
        """Tell whether reopening may undo a decision that stands.

        It may undo a write-off that counts, a close, and whatever is held.
        """
        held = {
            one.event_id
            for one in self.claim.outcome_decisions
            if one.status is OutcomeStatus.HELD and one.act is not OutcomeAct.APPROVE
        }
        is_counted = outcome_fact(event).act in _GIVING_UP and event is not self.awaiting
        return is_counted or event.event_id in held

    def require_current(self) -> None:
        """Raise ConflictError while the stored claim lacks a decision of the log."""
        known = {one.event_id for one in self.claim.outcome_decisions}
        if any(event.event_id not in known for event in self.log):
            raise refused.not_current(self.claim)

    def require_step(self, wanted: State) -> None:
        """Raise ClaimTrailError when the table has no step from where the claim stands."""
        successors = [one.claim_id for one in self.claim.superseded_by]
        elsewhere = self.claim.matched_to or next(iter(successors), "")
        if elsewhere:
            raise refused.lives_elsewhere(self.claim, elsewhere)
        verdict = TRANSITIONS[self.claim.state, wanted].verdict
        is_again = verdict is TransitionKind.SAME and wanted is State.APPEALED
        if verdict is not TransitionKind.EDGE and not is_again:
            raise refused.not_possible(self.claim, wanted)

    @property
    def decided_on(self) -> date | None:
        """Return the day of the payer's first decision on the current submission, if it made one.

        An appeal may be recorded late, after the payer's answer to it.
        """
        days: list[date] = []
        for step in self.claim.steps:
            if step.after in _SUBMISSIONS:
                days = []
            elif step.evidence is not OUR_DECISION and State.APPEALED in EDGES[step.after]:
                days.append(step.effective_on)
        return min(days, default=None)

    def require_decision_by(self, sent_on: date, *, today: date) -> None:
        """Raise ClaimTrailError for an appeal that was sent before the payer decided.

        An 835 that bears a day still to come is on file all the same.
        """
        if self.decided_on and sent_on < self.decided_on <= today:
            raise refused.appeal_before_decision(self.claim, sent_on, self.decided_on)

    def has_appeal_at(self, level: int) -> bool:
        """Tell whether an appeal at a level is on file and stands."""
        appeals = (outcome_fact(event).appeal for event in self.standing)
        return any(one.level == level for one in appeals if one)

    def appeal_since(self, asked: ClaimEvent) -> ClaimEvent | None:
        """Return an appeal recorded after a request, while the payer has not answered it."""
        if self.claim.state is not State.APPEALED:
            return None
        since = outcome_fact(asked).number
        appeals = (event for event in self.standing if outcome_fact(event).appeal)
        return next((event for event in appeals if outcome_fact(event).number > since), None)

    def effective_day(self, day: date) -> date:
        """Return the day from which a decision holds: not before what its person saw.

        An 835 may bear a payment date that is still to come; who decides knows it all the same.
        """
        seen = [step.effective_on for step in self.claim.steps]
        return max([day, *seen, *(event.effective_on for event in self.log)])


def needs_approval(event: ClaimEvent) -> bool:
    """Tell whether a decision is a write-off that counts only once a second person agrees."""
    write_off = outcome_fact(event).write_off
    return write_off is not None and write_off.needs_approval
