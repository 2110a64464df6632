"""The claim while its events are read: what each one moves, notes or holds, and why."""

from collections.abc import Callable, Container, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.outcomes import OutcomeDecided
from claimtrail.claims.facts.payer_numbers import numbered
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import ORIGINAL, REPLACEMENT, VOID, Submitted
from claimtrail.claims.fold.claim_parts import LifecycleStep, Note
from claimtrail.claims.fold.history import Submissions, Waiting
from claimtrail.claims.fold.ledger.held_reversals import WaitingReversals
from claimtrail.claims.fold.model import Claim, FoldCheckpoint
from claimtrail.claims.fold.ordering import order_of, order_of_entry
from claimtrail.claims.fold.outcomes import OutcomeProgress
from claimtrail.claims.fold.payers.payer_statements import says_duplicate
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.remitting import Likeness
from claimtrail.claims.fold.review.duplicates import differences
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.fold.weighing import CONFIRMED, REPEATED, WEAKER
from claimtrail.claims.lifecycle.expectations import last_said
from claimtrail.claims.lifecycle.reasons import (
    BEFORE_SUBMISSION,
    DUPLICATE_SUBMISSION,
    FLAGGED,
    UNKNOWN_CODE,
)
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import Rank
from claimtrail.claims.lifecycle.transitions import EDGES, TRANSITIONS, TransitionKind, rule

REISSUE = "18"
"""BHT02 of an 837: what was sent before is sent again."""
MATCHED = "matched"
SUPERSEDED = "superseded"

SENT_AGAIN_FROM = frozenset(
    {
        State.TRANSMISSION_REJECTED,
        State.FRONT_END_REJECTED,
        State.DENIED,
        State.FINAL_NO_PAYMENT,
        State.REVERSED,
        State.PREDETERMINED,
        State.VOIDED,
    }
)
"""States in which an original claim (frequency 1) with the same number is a new attempt.

In any other state it is a duplicate of the first, whatever file it came in, and refused: noted and
flagged, and neither its lines nor its charge count.
"""


_LOOKED_BACK_AT = frozenset({UNKNOWN_CODE, DUPLICATE_SUBMISSION})
"""Notes that decide how the fold goes on: a word that somebody may explain, a second copy."""
_HEARD = frozenset({WEAKER, REPEATED, CONFIRMED})
"""Reasons of notes of a word that was understood and moved nothing."""
_ABOUT_CLAIM = frozenset(
    {
        EventKind.FRONT_END_STATUS,
        EventKind.BATCH_STATUS,
        EventKind.STATUS_REPORTED,
        EventKind.REMITTED,
    }
)
"""Words about a claim, not about the file that it came in."""
NOBODY: Mapping[str, str] = MappingProxyType({})


class Progress(OutcomeProgress):
    """The claim while its events are read."""

    def __init__(
        self,
        policy: Callable[[str], PayerPolicy],
        *,
        successors: Mapping[str, str] = NOBODY,
        outdated: Container[str] = (),
    ) -> None:
        """`successors`: by event, the other claim whose submission it is and supersedes this.

        `outdated` are the reports of people that the payer's money had overtaken by then.
        """
        super().__init__(policy)
        self.successors = successors
        self.outdated = outdated
        self.submissions = Submissions()

    @classmethod
    def resumed(
        cls, claim: Claim, checkpoint: FoldCheckpoint, policy: Callable[[str], PayerPolicy]
    ) -> "Progress":
        """As it stood when the checkpoint was made of it; notes are those that come from now on."""
        progress = cls(policy)
        progress.state, progress.since = claim.state, claim.state_since
        progress.cycle, progress.cycle_from = checkpoint.cycle, checkpoint.cycle_from
        progress.rank, progress.rank_on = Rank(checkpoint.rank), checkpoint.rank_on
        progress.accepted_on = claim.accepted_on
        progress.history.steps = list(claim.steps)
        return progress

    @property
    def checkpoint(self) -> FoldCheckpoint | None:
        """Return where the fold stands; None when more than that and the claim decides its course.

        Asked before what waits is settled: one more event might still release it.
        """
        if self.state is State.DRAFT or self.history.waiting or self.has_remittances:
            return None
        if self.outcomes or self.history.has_noted(_LOOKED_BACK_AT):
            return None
        return FoldCheckpoint(
            cycle=self.cycle, cycle_from=self.cycle_from, rank=self.rank, rank_on=self.rank_on
        )

    def appeal_deadline(
        self, policy: PayerPolicy, *, decided_on: date | None = None
    ) -> date | None:
        """Return the payer's last day for an appeal, counted from the payer's last word.

        `decided_on` is the day of its decision, where it is not the word of the last step.

        None where nothing can be appealed, or the payer's profile names no days.
        """
        days = policy.clocks.deadlines.appeal_days
        if days is None or State.APPEALED not in EDGES[self.state]:
            return None
        said = last_said(self.history.steps)
        begun = decided_on or (said.effective_on if said else None)
        return begun + timedelta(days=days) if begun else None

    @property
    def concerns_money(self) -> bool:
        """Return whether a remittance was taken in, or a payer forwarded the claim."""
        return self.has_remittances or any(
            step.after is State.FORWARDED for step in self.history.steps
        )

    def take(self, event: ClaimEvent) -> None:
        """Take in the next event, then whatever waited for it."""
        if self._ledger is not None and not self.history.waiting:
            self.ledger.fresh.clear()
        before = self._taken
        self._consider(event)
        while self.history.waiting and self._taken > before and not self._may_all_stay():
            before = self._taken
            self._try_again()

    @property
    def _taken(self) -> int:
        """Grows whenever something was taken in that others may have waited for."""
        return len(self.history.steps) + (len(self.ledger.keys) if self.has_remittances else 0)

    def _try_again(self) -> None:
        """Try all that waits, in its order.

        Of events that are held for the same cause the first is weighed and the others follow it.
        """
        again: dict[Likeness, HoldReason] = {}
        reversals = WaitingReversals(self._memory.held_reversals, self.ledger)
        for waiting in self.history.release():
            if self._is_left_alone(waiting, reversals):
                self._hold_again(waiting, self._reason_of_reversal)
                continue
            likeness = self._likeness(waiting.event)
            reason = again.get(likeness) if likeness else None
            if reason is not None:
                self._hold_again(waiting, reason)
                continue
            before = self._changes
            self._consider(waiting.event)
            if self._changes != before:
                again.clear()
            elif likeness:
                again[likeness] = HoldReason(self.history.waiting[-1].held.reason)

    @property
    def _changes(self) -> tuple[int, ...]:
        """Differs whenever an event was not merely held."""
        history = self.history
        return len(history.steps), len(history.notes), len(self.ledger.keys), self.words.version

    def _likeness(self, event: ClaimEvent) -> Likeness | None:
        """Return all that decides whether a waiting event is held again.

        None when only trying tells.
        """
        fact = event.fact
        if isinstance(fact, Submitted):
            return (
                fact.kind,
                event.event_id in self.successors,
                fact.frequency_code,
                (fact.purpose_code),
            )
        if isinstance(fact, OutcomeDecided):
            return None
        if isinstance(fact, Remitted):
            return self._likeness_of_remittance(event, fact)
        if self._objection_to_day(event):
            return (self._objection_to_day(event),)
        reading = self._read(event)
        own = (event.payer_id, numbered(event), says_duplicate(event))
        return (fact.kind, reading.rank, reading.target, *own)

    def _hold_again(self, waiting: Waiting, reason: HoldReason) -> None:
        """Hold what waited, as an event like it was held."""
        if waiting.held.reason == reason:
            self.history.waiting.append(waiting)
        else:
            held = waiting.held
            self._hold(waiting.event, held.codes, wanted=held.wanted, reason=reason)

    def _consider(self, event: ClaimEvent) -> None:
        if isinstance(event.fact, Submitted):
            successor = self.successors.get(event.event_id)
            if successor:
                self._supersede(event, event.fact, by=successor)
            else:
                self._submit(event, event.fact)
            return
        reading = self._read(event)
        if reading.unknown and not self.history.is_noted(event, UNKNOWN_CODE):
            self.history.note(event, reading.unknown, UNKNOWN_CODE)
        if reading.reason:
            self.history.note(event, reading.codes, reading.reason)
        elif self._precedes_submission(event):
            self.history.note(event, reading.codes, BEFORE_SUBMISSION)
        elif event.event_id in self.outdated:
            self.history.note(event, reading.codes, WEAKER)
        elif isinstance(event.fact, Remitted):
            self._remit(event, event.fact, reading)
        elif isinstance(event.fact, OutcomeDecided):
            self._decide_outcome(event, event.fact, reading)
        elif reading.target is not None:
            self._move(event, reading, reading.target)

    def _precedes_submission(self, event: ClaimEvent) -> bool:
        """Tell a person's report of a day before the claim was sent: such a day is a mistake."""
        if not isinstance(event.fact, TermReported) or self.submission is None or self.cycle > 1:
            return False
        sent, fact = self.submission
        return event.effective_on < (fact.submitted_on or sent.effective_on)

    # Submissions

    def _submit(self, event: ClaimEvent, fact: Submitted) -> None:
        codes = (f"CLM05-3={fact.frequency_code}",)
        row = rule(f"837-{fact.frequency_code}")
        if self.state is State.DRAFT:
            self._begin(event, fact)
            self._step(event, State.SUBMITTED, codes=codes, row=row)
            if fact.frequency_code == VOID:
                self._step(event, State.VOIDED, codes=codes, row=row)
            return
        if self._is_reissue(fact):
            self.history.note(event, codes, REPEATED)
            return
        if fact.frequency_code == VOID:
            target = State.VOIDED
        elif fact.frequency_code == REPLACEMENT or self.state in SENT_AGAIN_FROM:
            target = State.RESUBMITTED
        elif self.submission and fact.frequency_code == ORIGINAL:
            differing = differences(fact, self.submission[1])
            self.history.note(event, (*codes, *differing), DUPLICATE_SUBMISSION)
            return
        else:
            self.history.note(event, codes, REPEATED)
            return
        match TRANSITIONS[self.state, target].verdict:
            case TransitionKind.EDGE:
                self._begin(event, fact)
                self._step(event, target, codes=codes, row=row)
            case TransitionKind.SAME:
                self.history.note(event, codes, REPEATED)
            case _:
                self._hold(event, codes, wanted=target, reason=HoldReason.IMPOSSIBLE)

    def _is_reissue(self, fact: Submitted) -> bool:
        """Return whether it repeats what is known.

        BHT02 18, and no replacement that we never saw.
        """
        current = self.submission[1].frequency_code if self.submission else ""
        is_known = fact.frequency_code in {current, ORIGINAL}
        return fact.purpose_code == REISSUE and is_known

    def _supersede(self, event: ClaimEvent, fact: Submitted, *, by: str) -> None:
        """A claim under another number takes this one's place: it stays, and is hidden."""
        codes = (f"CLM05-3={fact.frequency_code}",)
        if self.state is State.DRAFT:
            wanted = State.VOIDED if fact.frequency_code == VOID else State.RESUBMITTED
            self._hold(event, codes, wanted=wanted, reason=HoldReason.NO_SUBMISSION)
            return
        self.submissions.end(event, self.state, by_claim=by)
        if fact.frequency_code == VOID and State.VOIDED in EDGES[self.state]:
            self._step(event, State.VOIDED, codes=codes, row=rule("837-8"))
        else:
            self.history.note(event, codes, SUPERSEDED)

    def _begin(self, event: ClaimEvent, fact: Submitted) -> None:
        self.submissions.begin(event, fact, ended_in=self.state)
        self.cycle += 1
        # Files about a first submission may bear an earlier day than the copy that we get of it.
        self.cycle_from = event.effective_on if self.cycle > 1 else date.min
        self.rank, self.rank_on = Rank.SUBMISSION, event.effective_on
        self.accepted_on = None
        self.submission = (event, fact)

    def give(self, event: ClaimEvent) -> None:
        """Note an event as matched: it answers a submission that superseded this one."""
        self.history.note(event, self._read(event).codes, MATCHED)

    def give_away(self) -> None:
        """Note what waits, or needs review, as matched: it is evidence of another claim."""
        self.history.renote(FLAGGED, MATCHED)
        for waiting in self.history.release():
            self.history.note(waiting.event, waiting.held.codes, MATCHED)

    def settle(self) -> None:
        """Note what is odd about the money, and what waits in vain on weightier evidence."""
        if self.has_remittances:
            self._note_odd_payments()
        if self.outcomes:
            self._note_awaiting()
        if self.history.waiting:
            self._renew_wanted()
        latest = (self.rank, self.rank_on)
        for waiting in self.history.release():
            event = waiting.event
            if waiting.held.reason == HoldReason.CONTRADICTION:
                self._settle_contradiction(waiting)
                continue
            # Money that a payer took back stays an exception, whatever it paid since; so does what
            # a person decided.
            is_evidence = not isinstance(event.fact, Submitted | OutcomeDecided) and (
                waiting.held.reason != HoldReason.NOTHING_TO_REVERSE
            )
            if is_evidence and (self._read(event).rank, event.effective_on) < latest:
                self.history.note(event, waiting.held.codes, WEAKER)
            else:
                self.history.wait_on(waiting, current=self.state)

    def _settle_contradiction(self, waiting: Waiting) -> None:
        """Let an acknowledgment that contradicts another wait until the payer says more."""
        said: list[LifecycleStep | Note] = [*self.history.steps]
        said += (note for _, note in self.history.notes if note.reason in _HEARD)
        if any(_answers(one, waiting.event) for one in said):
            self.history.note(waiting.event, waiting.held.codes, WEAKER)
        else:
            self.history.wait_on(waiting, current=self.state)


def _answers(entry: LifecycleStep | Note, asked: ClaimEvent) -> bool:
    """Tell whether a payer's word about the claim itself came after an acknowledgment of its file.

    A person's report of one has a day and no time: one of the same day counts.
    """
    if entry.evidence is EventKind.TERM_REPORTED:
        return entry.effective_on >= asked.effective_on
    return entry.evidence in _ABOUT_CLAIM and order_of_entry(entry) > order_of(asked)
