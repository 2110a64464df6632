"""Remittances while a claim's events are read: posted, taken back, remembered or repeated."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.fold.history import Waiting
from claimtrail.claims.fold.ledger.held_reversals import HeldReversals, WaitingReversals
from claimtrail.claims.fold.ledger.lines import SentLines, unmatched_remittance_lines
from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.fold.weighing import CONFIRMED, DUPLICATE_DENIAL, REPEATED, Weighing
from claimtrail.claims.lifecycle.evidence import EvidenceReading
from claimtrail.claims.lifecycle.reasons import (
    INFORMATIONAL,
    SECOND_PAYMENT,
    UNMATCHED_REMITTANCE_LINE,
)
from claimtrail.claims.lifecycle.remittances import (
    REVERSAL_STATUS,
    UNPOSTED_STATUSES,
    is_posted,
    remittance_key,
)
from claimtrail.claims.lifecycle.states import State

Likeness = tuple[object, ...]
"""All that decides whether an event that waits is held again."""
_FOUND_NOTHING = frozenset({HoldReason.NO_SUBMISSION.value, HoldReason.NOTHING_TO_REVERSE.value})
"""Reasons for which a reversal waits that found nothing to take back."""
_EARLY = frozenset({HoldReason.NO_SUBMISSION.value, HoldReason.BEFORE_RESUBMISSION.value})


@dataclass(slots=True)
class RemittanceMemory:
    """All that is remembered of a claim's remittances beside the ledger."""

    equal: dict[tuple[str, int, str], int] = field(default_factory=dict)
    """The number of equal remittances, by payment."""
    keys: dict[str, str] = field(default_factory=dict)
    """By event."""
    reversals: dict[str, Posting] = field(default_factory=dict)
    """By event."""
    held_reversals: HeldReversals = field(default_factory=HeldReversals)
    sent_lines: dict[int, SentLines] = field(default_factory=dict)
    """Lines that were sent, by the submission's number."""


class Remitting(Weighing):
    """The money of a claim while its events are read; without any, nothing of it is made."""

    @cached_property
    def _memory(self) -> RemittanceMemory:
        return RemittanceMemory()

    @property
    def _sent_lines(self) -> SentLines | None:
        """Return the lines of the current submission, indexed once."""
        if self.submission is None:
            return None
        known = self._memory.sent_lines
        if self.cycle not in known:
            known[self.cycle] = SentLines(self.submission[1].lines)
        return known[self.cycle]

    @property
    def _reason_of_reversal(self) -> HoldReason:
        is_unknown = self.state is State.DRAFT
        return HoldReason.NO_SUBMISSION if is_unknown else HoldReason.NOTHING_TO_REVERSE

    def _remit(self, event: ClaimEvent, fact: Remitted, reading: EvidenceReading) -> None:
        posting = self.posting_of(event, fact)
        if posting.key in self.ledger.keys:
            self.history.note(event, reading.codes, REPEATED)
        elif fact.status_code in UNPOSTED_STATUSES:
            self._remember(event, reading, posting)
        elif fact.status_code == REVERSAL_STATUS:
            self._reverse(event, reading, posting)
        else:
            self._post(event, reading, posting)

    def posting_of(self, event: ClaimEvent, fact: Remitted) -> Posting:
        """Return a remittance as it would be posted now."""
        known = self._memory.reversals.get(event.event_id)
        if known is not None:
            return known
        posting = Posting(
            key=self._key_of(event, fact),
            cycle=self.cycle,
            order=order_of(event),
            event=event,
            fact=fact,
            sent=self.submission[1] if self.submission else None,
            sent_lines=self._sent_lines,
        )
        if fact.status_code == REVERSAL_STATUS:
            # Whichever submission it comes after, it takes back the same.
            self._memory.reversals[event.event_id] = posting
        return posting

    def _key_of(self, event: ClaimEvent, fact: Remitted) -> str:
        """Return the key of a remittance; of equal ones within one payment each has its own."""
        known = self._memory.keys.get(event.event_id)
        if known is None:
            key = remittance_key(event, fact)
            place = (event.source.sha256, fact.payment_start, key)
            number = self._memory.equal.get(place, 0)
            self._memory.equal[place] = number + 1
            known = self._memory.keys[event.event_id] = f"{key}/{number}" if number else key
        return known

    def _post(self, event: ClaimEvent, reading: EvidenceReading, posting: Posting) -> None:
        self.ledger.post(posting)
        outcome = self.ledger.outcome(self.cycle)
        is_own = self.ledger.deciding_cycle(self.cycle) == self.cycle
        if self._is_early(event, reading, outcome):
            self.ledger.withdraw(posting)
        elif is_own and self.ledger.is_copy(posting):
            self.history.note(event, reading.codes, DUPLICATE_DENIAL)
            self._hear_of_one(event, reading, State.DENIED)
        elif self._move(event, reading, outcome):
            self._check_lines(event, posting.fact)
        else:
            self.ledger.withdraw(posting)

    def _check_lines(self, event: ClaimEvent, fact: Remitted) -> None:
        """Flag a remittance with lines that we never sent; the money is posted all the same."""
        sent = self.submission[1] if self.submission else None
        strange = unmatched_remittance_lines(fact, sent, self._sent_lines) if sent else ()
        if strange:
            self.history.note(event, strange, UNMATCHED_REMITTANCE_LINE)

    def _remember(self, event: ClaimEvent, reading: EvidenceReading, posting: Posting) -> None:
        if self._move(event, reading, UNPOSTED_STATUSES[posting.fact.status_code]):
            self.ledger.remember(posting)

    def _reverse(self, event: ClaimEvent, reading: EvidenceReading, reversal: Posting) -> None:
        reversals: tuple[Posting, ...] = (reversal,)
        taken_back = self.ledger.taken_back_by(reversals)
        if not taken_back and self._may_take_back_in_parts(reversal):
            reversals = (*self._memory.held_reversals.beside(reversal), reversal)
            taken_back = self.ledger.taken_back_by(reversals)
        if not taken_back:
            reason = self._reason_of_reversal
            self._hold(event, reading.codes, wanted=State.REVERSED, reason=reason)
            self._memory.held_reversals.add(reversal)
            return
        deciding = self.ledger.deciding_cycle(self.cycle)
        self.ledger.reverse(taken_back, reversals)
        if taken_back[0].cycle != deciding and self.state is not State.VOIDED:
            # The payer takes back what it paid on the submission that a replacement superseded.
            self.history.note(event, reading.codes, INFORMATIONAL)
        elif not self._move(event, reading, self.ledger.outcome(self.cycle)):
            self.ledger.restore(taken_back, reversals)
            if self.history.is_waiting(event):
                self._memory.held_reversals.add(reversal, found_nothing=False)
            return
        self._memory.held_reversals.remove(reversals[:-1])
        self.history.take_up([part.event for part in reversals[:-1]], CONFIRMED)

    def _may_take_back_in_parts(self, reversal: Posting) -> bool:
        together = self._memory.held_reversals.amounts_with(reversal)
        return together is not None and self.ledger.has_negated(reversal.payer, together)

    def _renew_wanted(self) -> None:
        """Say of each early remittance that waits what it asks for beside those taken in since."""
        for waiting in self.history.release():
            fact, held = waiting.event.fact, waiting.held
            if held.reason in _EARLY and isinstance(fact, Remitted) and is_posted(fact):
                posting = self.posting_of(waiting.event, fact)
                self.ledger.post(posting)
                wanted = self.ledger.outcome(self.cycle)
                self.ledger.withdraw(posting)
                held = held.model_copy(update={"wanted": wanted})
            self.history.waiting.append(replace(waiting, held=held))

    def _note_odd_payments(self) -> None:
        """Note each payment beside one that was not taken back, and denied second copies."""
        standing = self.ledger.standing()
        for posting, before in standing.second:
            codes = (f"CLP02={posting.fact.status_code}", f"paid={posting.fact.paid_cents}")
            self.history.note(posting.event, (*codes, f"paid_before={before}"), SECOND_PAYMENT)
        for posting in standing.duplicate_denials:
            if not self.history.is_noted(posting.event, DUPLICATE_DENIAL):
                said = self._read(posting.event).codes
                self.history.note(posting.event, said, DUPLICATE_DENIAL)

    # Remittances that wait

    def _may_all_stay(self) -> bool:
        """Tell whether all that waits are reversals, and nothing came that one may take back."""
        held, fresh = self._memory.held_reversals, self.ledger.fresh
        if len(self.history.waiting) != held.count or held.may_go(fresh):
            return False
        fresh.clear()
        return self.history.waiting[0].held.reason == self._reason_of_reversal

    def _is_left_alone(self, waiting: Waiting, reversals: WaitingReversals) -> bool:
        """Tell whether a reversal that found nothing finds nothing now, without looking."""
        fact = waiting.event.fact
        if not isinstance(fact, Remitted) or fact.status_code != REVERSAL_STATUS:
            return False
        posting = self.posting_of(waiting.event, fact)
        return reversals.leaves(posting, found_nothing=waiting.held.reason in _FOUND_NOTHING)

    def _likeness_of_remittance(self, event: ClaimEvent, fact: Remitted) -> Likeness | None:
        if fact.status_code == REVERSAL_STATUS or self._key_of(event, fact) in self.ledger.keys:
            return None
        early = self._objection_to_day(event)
        return (early,) if early else None
