"""Evidence weighed against where a claim stands: it moves the claim, is noted, or is held.

Within one submission evidence weighs by `Rank`. Where payers have several numbers for the claim,
evidence weighs within its own number, and the state that waits for us is shown.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import PayerNumber, numbered
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.history import History
from claimtrail.claims.fold.ledger.claim_ledger import Ledger
from claimtrail.claims.fold.payers.payer_statements import (
    PayerStatement,
    PayerStatements,
    says_duplicate,
)
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.lifecycle.evidence import EvidenceReading, read
from claimtrail.claims.lifecycle.reasons import DUPLICATE_SUBMISSION
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import Rank
from claimtrail.claims.lifecycle.transitions import (
    ACKNOWLEDGMENT_STEPS,
    GIVEN_UP,
    TRANSITIONS,
    Transition,
    TransitionKind,
    contradicts,
    is_behind,
    may_reopen,
)
from claimtrail.partners.profile import InferencePolicy

REPEATED = "repeated"
CONFIRMED = "confirmed"
WEAKER = "weaker"
DUPLICATE_DENIAL = "duplicate_denial"
"""The payer denied a second copy of what it decided otherwise: it denies nothing."""
OTHER_PAYER_CLAIM = "other_payer_claim"
"""A word about one of several payer claims, while another one of them waits for us."""


REJECTION_YIELDS_TO: Mapping[State, State] = MappingProxyType(
    {
        State.TRANSMISSION_REJECTED: State.SYNTAX_ACCEPTED,
        State.FRONT_END_REJECTED: State.RECEIVED,
    }
)
"""By rejected state: where a claim goes on from, of which the payer says that it has it."""


class Weighing:
    """The standing of a claim while its events are read."""

    def __init__(self, policy: Callable[[str], PayerPolicy]) -> None:
        """`policy`: the terms of a payer, by profile id."""
        self.policy = policy
        self.state = State.DRAFT
        self.since: date | None = None
        self.cycle = 0
        self.cycle_from = date.min
        self.rank = Rank.SUBMISSION
        self.rank_on = date.min
        self.accepted_on: date | None = None
        self.submission: tuple[ClaimEvent, Submitted] | None = None
        self.history = History()
        self._ledger: Ledger | None = None
        self._words: PayerStatements | None = None
        self._readings: dict[str, EvidenceReading] = {}

    @property
    def ledger(self) -> Ledger:
        """Return the claim's remittances; most events come to a claim that has none."""
        if self._ledger is None:
            self._ledger = Ledger()
        return self._ledger

    @property
    def has_remittances(self) -> bool:
        """Return whether a remittance was taken in, counted or not."""
        return self._ledger is not None and bool(self._ledger.keys)

    @property
    def words(self) -> PayerStatements:
        """Return the last word about each of the payer's numbers."""
        if self._words is None:
            self._words = PayerStatements()
        return self._words

    def _read(self, event: ClaimEvent) -> EvidenceReading:
        """Return what the event says, its payer's own words included."""
        known = self._readings.get(event.event_id)
        if known is None:
            known = read(event, self.policy(event.payer_id).terms)
            self._readings[event.event_id] = known
        return known

    def _move(self, event: ClaimEvent, reading: EvidenceReading, target: State) -> bool:
        """Take evidence in: it moves the claim, or confirms where it stands. False if it is not."""
        if self._is_early(event, reading, target):
            return False
        word = PayerStatement(event=event, reading=reading, state=target, cycle=self.cycle)
        number = numbered(event)
        if number is None:
            return self._weigh_word(word, None)
        if self._is_renumbered(word, number):
            self.words.hear_of_payer(number[0], word)
        objection = self._outdone(word, number)
        if objection:
            self.history.note(event, reading.codes, objection)
            return False
        is_given_up = self.state in GIVEN_UP
        beside = None if is_given_up else self.words.waiting_beside(number, self.cycle)
        if beside and word.urgency <= beside[1].urgency:
            self.words.hear(number, word)
            self.history.note(event, reading.codes, OTHER_PAYER_CLAIM)
            self._show(*beside)
            return True
        if self._reopens(word, number) or self._is_shown_of_copy(word, number):
            self.words.hear(number, word)
            self._show(number, word)
            return True
        return self._weigh_word(word, number)

    def _is_early(self, event: ClaimEvent, reading: EvidenceReading, target: State) -> bool:
        """Hold what comes before any submission, or answers an earlier one."""
        reason = self._objection_to_day(event)
        if reason:
            self._hold(event, reading.codes, wanted=target, reason=reason)
        return reason is not None

    def _objection_to_day(self, event: ClaimEvent) -> HoldReason | None:
        if self.state is State.DRAFT:
            return HoldReason.NO_SUBMISSION
        return HoldReason.BEFORE_RESUBMISSION if event.effective_on < self.cycle_from else None

    # Several numbers of payers

    def _outdone(self, word: PayerStatement, number: PayerNumber) -> str:
        """Return why a word moves nothing, whatever it says; empty when it may."""
        if self.words.outweighs(number, word):
            return WEAKER
        if says_duplicate(word.event) and self.words.decided_beside(number, self.cycle):
            self.words.hear(number, word)
            return DUPLICATE_DENIAL
        return ""

    def _is_renumbered(self, word: PayerStatement, number: PayerNumber) -> bool:
        """Tell whether the payer decided all of the charge under a number that is new.

        It gave the claim another number then: that is no second claim beside the first.
        """
        fact = word.event.fact
        if not isinstance(fact, Remitted) or self.submission is None:
            return False
        is_all = fact.charge_cents >= self.submission[1].total_charge_cents
        return is_all and not self.words.is_known(number, self.cycle)

    def _reopens(self, word: PayerStatement, number: PayerNumber) -> bool:
        """Tell whether a word waits for us, while another number's word moved the claim on."""
        if not word.urgency or self.words.shown in {None, number}:
            return False
        return word.rank < self.rank and may_reopen(self.state)

    def _is_shown_of_copy(self, word: PayerStatement, number: PayerNumber) -> bool:
        """Tell whether the claim stands where a copy's denial has it, and this word decides it."""
        shown = self.words.word_of(self.words.shown)
        is_decision = word.rank is Rank.FINAL and not says_duplicate(word.event)
        is_of_copy = shown is not None and shown.rank is Rank.FINAL and says_duplicate(shown.event)
        is_payers = self.words.shown is not None and self.words.shown[0] == number[0]
        return is_decision and is_of_copy and is_payers and self.words.shown != number

    def _show(self, number: PayerNumber, word: PayerStatement) -> None:
        """Let the claim stand where the word of one number has it."""
        self._go(word.event, word.reading, word.state, via=())
        self.words.shown = number

    def _hear_of_one(self, event: ClaimEvent, reading: EvidenceReading, state: State) -> None:
        """Remember a word about one number that says nothing of the claim."""
        word = PayerStatement(event=event, reading=reading, state=state, cycle=self.cycle)
        number = numbered(event)
        if number:
            self.words.hear(number, word)

    def _weigh_word(self, word: PayerStatement, number: PayerNumber | None) -> bool:
        """Weigh a word, and remember it unless it is held."""
        held = len(self.history.waiting)
        is_taken = self._weigh(word.event, word.reading, word.state)
        if is_taken or len(self.history.waiting) == held:
            if number:
                self.words.hear(number, word)
            elif is_taken:
                self.words.hear_of_cycle(self.cycle, word)
        if is_taken:
            self.words.shown = number
            self._go_on(number)
        return is_taken

    def _go_on(self, number: PayerNumber | None) -> None:
        """Let another number's heavier word hold again, once nothing waits for us."""
        heavier = self.words.heaviest_beside(number, self.cycle) if number else None
        if heavier is None or heavier[1].rank <= self.rank:
            return
        other, word = heavier
        is_posted = self.ledger.has_counting(self.cycle) and word.rank is Rank.REMITTANCE
        target = self.ledger.outcome(self.cycle) if is_posted else word.state
        if self._weigh(word.event, word.reading, target):
            self.words.shown = other

    # One word against where the claim stands

    def _weigh(self, event: ClaimEvent, reading: EvidenceReading, target: State) -> bool:
        """Move the claim, unless heavier evidence or the table of transitions objects."""
        if reading.rank <= Rank.IMPLEMENTATION_ACKNOWLEDGMENT and contradicts(target, self.state):
            reason = HoldReason.CONTRADICTION
            self._hold(event, reading.codes, wanted=target, reason=reason)
            return False
        if reading.rank < self.rank:
            self.history.note(event, reading.codes, WEAKER)
            return False
        if self._is_of_second_copy(event, target):
            self.history.note(event, reading.codes, DUPLICATE_DENIAL)
            return False
        transition = TRANSITIONS[self._standing_for(event, reading), target]
        if transition.verdict is TransitionKind.REFUSED and is_behind(target, self.state):
            self.history.note(event, reading.codes, WEAKER)
            return False
        objection = self._objection(event, transition)
        if objection:
            self._hold(event, reading.codes, wanted=target, reason=objection)
            return False
        if self.state is target:
            # A remittance that gets here was not known, so it counts even if the state stays.
            is_news = reading.rank > self.rank or reading.rank is Rank.REMITTANCE
            self.history.note(event, reading.codes, CONFIRMED if is_news else REPEATED)
        self._go(event, reading, target, via=transition.via)
        return True

    def _standing_for(self, event: ClaimEvent, reading: EvidenceReading) -> State:
        """Return the state that a word meets.

        A clearinghouse's rejection yields to the payer's word, and so does an acknowledgment's
        that another one contradicts. Any rejection yields to a person who asked the payer.
        """
        if isinstance(event.fact, TermReported) and self.state in REJECTION_YIELDS_TO:
            return REJECTION_YIELDS_TO[self.state]
        if self.state is State.TRANSMISSION_REJECTED and reading.rank > self.rank:
            waiting = (one.held.reason for one in self.history.waiting)
            return State.SYNTAX_ACCEPTED if HoldReason.CONTRADICTION in waiting else self.state
        is_overruled = self.rank is Rank.CLEARINGHOUSE and reading.rank > self.rank
        rejected = self.state is State.FRONT_END_REJECTED
        return State.RECEIVED if rejected and is_overruled else self.state

    def _is_of_second_copy(self, event: ClaimEvent, target: State) -> bool:
        """Tell a front end's rejection of a copy that was sent after the claim was accepted."""
        is_rejected = self.state is State.ACCEPTED and target is State.FRONT_END_REJECTED
        is_sent_twice = self.history.has_noted({DUPLICATE_SUBMISSION})
        return is_rejected and is_sent_twice and says_duplicate(event)

    def _go(
        self, event: ClaimEvent, reading: EvidenceReading, target: State, *, via: tuple[State, ...]
    ) -> None:
        for state in via:
            self._step(event, state, codes=reading.codes, row=reading.rule, inferred=True)
        if self.state is not target:
            self._step(event, target, codes=reading.codes, row=reading.rule)
        self.rank, self.rank_on = reading.rank, event.effective_on

    def _objection(self, event: ClaimEvent, transition: Transition) -> HoldReason | None:
        if transition.verdict is TransitionKind.REFUSED:
            return HoldReason.IMPOSSIBLE
        waits = self.policy(event.payer_id).inference is InferencePolicy.HOLD
        if waits and not ACKNOWLEDGMENT_STEPS.isdisjoint(transition.via):
            return HoldReason.MISSING_STEPS
        return None

    def _step(
        self,
        event: ClaimEvent,
        after: State,
        *,
        codes: tuple[str, ...],
        row: str,
        inferred: bool = False,
    ) -> None:
        self.history.step(
            event, before=self.state, after=after, codes=codes, row=row, inferred=inferred
        )
        is_taken_up = self.state in GIVEN_UP and after not in GIVEN_UP
        self.state, self.since = after, event.effective_on
        if is_taken_up:
            self._take_up()
        if after is State.ACCEPTED and self.accepted_on is None:
            self.accepted_on = event.effective_on

    def _take_up(self) -> None:
        """Let nothing count any more by which people gave the claim up: it moved on."""

    def _hold(
        self, event: ClaimEvent, codes: tuple[str, ...], *, wanted: State, reason: HoldReason
    ) -> None:
        days = self.policy(event.payer_id).held_days
        self.history.hold(event, codes, wanted=wanted, current=self.state, reason=reason, days=days)
