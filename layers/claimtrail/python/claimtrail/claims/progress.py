"""The claim while its events are read: what each one moves, notes or holds, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from claimtrail.claims.duplicates import differences
from claimtrail.claims.events import ClaimEvent, Remitted, Submitted
from claimtrail.claims.evidence import (
    DUPLICATE_SUBMISSION,
    INFORMATIONAL,
    STRANGE_LINE,
    UNKNOWN_CODE,
    Reading,
    read,
)
from claimtrail.claims.history import History
from claimtrail.claims.lifecycle import (
    ACKNOWLEDGMENT_STEPS,
    EDGES,
    TRANSITIONS,
    Transition,
    Verdict,
    is_behind,
    rule,
)
from claimtrail.claims.lines import strange_lines
from claimtrail.claims.model import Bookmark, Claim
from claimtrail.claims.ordering import order_of
from claimtrail.claims.remittances import (
    REVERSAL_STATUS,
    UNPOSTED_STATUSES,
    Ledger,
    Posting,
    remittance_key,
)
from claimtrail.claims.states import State
from claimtrail.claims.status_categories import Rank
from claimtrail.claims.submissions import ORIGINAL, REPLACEMENT, VOID, Submissions
from claimtrail.claims.terms import NO_TERMS, Terms
from claimtrail.claims.waiting import DEFAULT_DAYS, Days, HoldReason
from claimtrail.payers.profile import InferencePolicy

REISSUE = "18"
"""BHT02 of an 837: what was sent before is sent again."""
REPEATED = "repeated"
CONFIRMED = "confirmed"
WEAKER = "weaker"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerPolicy:
    """What the fold takes from a payer's profile."""

    inference: InferencePolicy
    adjudication_days: int | None
    """Calendar days from acceptance to a decision; None when no profile says."""
    name: str
    held_days: Days = field(default_factory=lambda: DEFAULT_DAYS)
    """Business days by reason, after which held evidence is an exception."""
    terms: Terms = field(default_factory=lambda: NO_TERMS)
    """The payer's own words, and the status category that each means."""
    registers: bool = False
    """Of a billing partner: its systems register encounters, and its claims must point at them."""


NOBODY: Mapping[str, str] = MappingProxyType({})


class Progress:
    """The claim while its events are read."""

    def __init__(
        self, policy: Callable[[str], PayerPolicy], *, successors: Mapping[str, str] = NOBODY
    ) -> None:
        """`successors`: by event, the other claim whose submission it is and supersedes this."""
        self.policy = policy
        self.successors = successors
        self.submissions = Submissions()
        self.state = State.DRAFT
        self.since: date | None = None
        self.cycle = 0
        self.cycle_from = date.min
        self.rank = Rank.SUBMISSION
        self.rank_on = date.min
        self.accepted_on: date | None = None
        self.submission: tuple[ClaimEvent, Submitted] | None = None
        self.ledger = Ledger()
        self.history = History()

    @classmethod
    def resumed(
        cls, claim: Claim, bookmark: Bookmark, policy: Callable[[str], PayerPolicy]
    ) -> "Progress":
        """As it stood when the bookmark was made of it; notes are those that come from now on."""
        progress = cls(policy)
        progress.state, progress.since = claim.state, claim.state_since
        progress.cycle, progress.cycle_from = bookmark.cycle, bookmark.cycle_from
        progress.rank, progress.rank_on = Rank(bookmark.rank), bookmark.rank_on
        progress.accepted_on = claim.accepted_on
        progress.history.steps = list(claim.steps)
        return progress

    def take(self, event: ClaimEvent) -> None:
        """Take in the next event, then whatever waited for it."""
        before = self._taken
        self._consider(event)
        while self.history.waiting and self._taken > before:
            before = self._taken
            for waiting in self.history.release():
                self._consider(waiting.event)

    @property
    def _taken(self) -> int:
        """Grows whenever something was taken in that others may have waited for."""
        return len(self.history.steps) + len(self.ledger.keys)

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
        elif isinstance(event.fact, Remitted):
            self._remit(event, event.fact, reading)
        elif reading.target is not None:
            self._move(event, reading, reading.target)

    def _read(self, event: ClaimEvent) -> Reading:
        """What the event says, its payer's own words included."""
        return read(event, self.policy(event.payer_id).terms)

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
            case Verdict.EDGE:
                self._begin(event, fact)
                self._step(event, target, codes=codes, row=row)
            case Verdict.SAME:
                self.history.note(event, codes, REPEATED)
            case _:
                self._hold(event, codes, wanted=target, reason=HoldReason.IMPOSSIBLE)

    def _is_reissue(self, fact: Submitted) -> bool:
        """Whether it repeats what is known: BHT02 18, and no replacement that we never saw."""
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

    # Remittances

    def _remit(self, event: ClaimEvent, fact: Remitted, reading: Reading) -> None:
        posting = Posting(
            key=remittance_key(event, fact),
            payer_claim_control_number=fact.payer_claim_control_number,
            cycle=self.cycle,
            order=order_of(event),
            fact=fact,
        )
        if posting.key in self.ledger.keys:
            self.history.note(event, reading.codes, REPEATED)
        elif fact.status_code in UNPOSTED_STATUSES:
            self._remember(event, reading, posting)
        elif fact.status_code == REVERSAL_STATUS:
            self._reverse(event, reading, posting)
        else:
            ledger = self.ledger.post(posting)
            if self._move(event, reading, ledger.outcome(self.cycle)):
                self.ledger = ledger
                self._check_lines(event, fact)

    def _check_lines(self, event: ClaimEvent, fact: Remitted) -> None:
        """Flag a remittance with lines that we never sent; the money is posted all the same."""
        strange = strange_lines(fact, self.submission[1]) if self.submission else ()
        if strange:
            self.history.note(event, strange, STRANGE_LINE)

    def _remember(self, event: ClaimEvent, reading: Reading, posting: Posting) -> None:
        if self._move(event, reading, UNPOSTED_STATUSES[posting.fact.status_code]):
            self.ledger = self.ledger.remember(posting)

    def _reverse(self, event: ClaimEvent, reading: Reading, reversal: Posting) -> None:
        pair = self.ledger.pair_of(reversal)
        if pair is None:
            is_unknown = self.state is State.DRAFT
            reason = HoldReason.NO_SUBMISSION if is_unknown else HoldReason.NOTHING_TO_REVERSE
            self._hold(event, reading.codes, wanted=State.REVERSED, reason=reason)
            return
        ledger = self.ledger.reverse(pair, reversal)
        if pair.cycle != self.cycle and self.state is not State.VOIDED:
            # The payer takes back what it paid on the submission that a replacement superseded.
            self.ledger = ledger
            self.history.note(event, reading.codes, INFORMATIONAL)
        elif self._move(event, reading, ledger.outcome(self.cycle)):
            self.ledger = ledger

    # Moves

    def _move(self, event: ClaimEvent, reading: Reading, target: State) -> bool:
        """Whether the evidence was taken in: it moved the claim, or confirmed where it stands."""
        if self.state is State.DRAFT:
            self._hold(event, reading.codes, wanted=target, reason=HoldReason.NO_SUBMISSION)
            return False
        if event.effective_on < self.cycle_from:
            reason = HoldReason.BEFORE_RESUBMISSION
            self._hold(event, reading.codes, wanted=target, reason=reason)
            return False
        if reading.rank < self.rank:
            self.history.note(event, reading.codes, WEAKER)
            return False
        transition = TRANSITIONS[self.state, target]
        if transition.verdict is Verdict.REFUSED and is_behind(target, self.state):
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
        for state in transition.via:
            self._step(event, state, codes=reading.codes, row=reading.rule, inferred=True)
        if self.state is not target:
            self._step(event, target, codes=reading.codes, row=reading.rule)
        self.rank, self.rank_on = reading.rank, event.effective_on
        return True

    def _objection(self, event: ClaimEvent, transition: Transition) -> HoldReason | None:
        if transition.verdict is Verdict.REFUSED:
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
        self.state, self.since = after, event.effective_on
        if after is State.ACCEPTED and self.accepted_on is None:
            self.accepted_on = event.effective_on

    def _hold(
        self, event: ClaimEvent, codes: tuple[str, ...], *, wanted: State, reason: HoldReason
    ) -> None:
        days = self.policy(event.payer_id).held_days
        self.history.hold(event, codes, wanted=wanted, current=self.state, reason=reason, days=days)

    def give_away(self) -> None:
        """Note what waits as matched: it is evidence of another claim."""
        for waiting in self.history.release():
            self.history.note(waiting.event, waiting.held.codes, MATCHED)

    def settle(self) -> None:
        """Turn what waits in vain into notes: the claim moved on, on weightier evidence."""
        latest = (self.rank, self.rank_on)
        for waiting in self.history.release():
            event = waiting.event
            is_evidence = not isinstance(event.fact, Submitted)
            if is_evidence and (self._read(event).rank, event.effective_on) < latest:
                self.history.note(event, waiting.held.codes, WEAKER)
            else:
                self.history.wait_on(waiting, current=self.state)
