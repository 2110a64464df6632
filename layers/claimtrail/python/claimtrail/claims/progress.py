"""The claim while its events are read: what each one moves, notes or holds, and why."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from claimtrail.claims.duplicates import differences
from claimtrail.claims.events import ClaimEvent, Remitted, Submitted
from claimtrail.claims.evidence import (
    DUPLICATE_SUBMISSION,
    FLAGGED,
    INFORMATIONAL,
    SECOND_PAYMENT,
    STRANGE_LINE,
    UNKNOWN_CODE,
    Reading,
    read,
)
from claimtrail.claims.ledger import Posting
from claimtrail.claims.lifecycle import (
    EDGES,
    TRANSITIONS,
    Verdict,
    rule,
)
from claimtrail.claims.lines import strange_lines
from claimtrail.claims.model import Bookmark, Claim
from claimtrail.claims.ordering import order_of
from claimtrail.claims.policy import PayerPolicy
from claimtrail.claims.remittances import REVERSAL_STATUS, UNPOSTED_STATUSES, remittance_key
from claimtrail.claims.states import State
from claimtrail.claims.status_categories import Rank
from claimtrail.claims.submissions import ORIGINAL, REPLACEMENT, VOID, Submissions
from claimtrail.claims.waiting import HoldReason
from claimtrail.claims.weighing import (
    CONFIRMED,
    DUPLICATE_DENIAL,
    REPEATED,
    WEAKER,
    Weighing,
)

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


NOBODY: Mapping[str, str] = MappingProxyType({})


class Progress(Weighing):
    """The claim while its events are read."""

    def __init__(
        self, policy: Callable[[str], PayerPolicy], *, successors: Mapping[str, str] = NOBODY
    ) -> None:
        """`successors`: by event, the other claim whose submission it is and supersedes this."""
        super().__init__(policy)
        self.successors = successors
        self.submissions = Submissions()
        self._equal: dict[tuple[str, int, str], list[str]] = {}

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
        """Return a remittance as the ledger takes it, of the current submission."""
        return Posting(
            key=self._key_of(event, fact),
            cycle=self.cycle,
            order=order_of(event),
            event=event,
            fact=fact,
            sent=self.submission[1] if self.submission else None,
        )

    def _key_of(self, event: ClaimEvent, fact: Remitted) -> str:
        """The key of a remittance; of equal ones within one payment each has its own."""
        key = remittance_key(event, fact)
        equal = self._equal.setdefault((event.source.sha256, fact.payment_start, key), [])
        if event.event_id not in equal:
            equal.append(event.event_id)
        number = equal.index(event.event_id)
        return f"{key}/{number}" if number else key

    def _post(self, event: ClaimEvent, reading: Reading, posting: Posting) -> None:
        ledger = self.ledger.post(posting)
        is_early = self._is_early(event, reading, ledger.outcome(self.cycle))
        is_own = ledger.deciding_cycle(self.cycle) == self.cycle
        if not is_early and is_own and posting in ledger.standing().duplicate_denials:
            self.ledger = ledger
            self.history.note(event, reading.codes, DUPLICATE_DENIAL)
            self._hear_of_one(event, reading, State.DENIED)
        elif not is_early and self._move(event, reading, ledger.outcome(self.cycle)):
            self.ledger = ledger
            self._check_lines(event, posting.fact)

    def _check_lines(self, event: ClaimEvent, fact: Remitted) -> None:
        """Flag a remittance with lines that we never sent; the money is posted all the same."""
        strange = strange_lines(fact, self.submission[1]) if self.submission else ()
        if strange:
            self.history.note(event, strange, STRANGE_LINE)

    def _remember(self, event: ClaimEvent, reading: Reading, posting: Posting) -> None:
        if self._move(event, reading, UNPOSTED_STATUSES[posting.fact.status_code]):
            self.ledger = self.ledger.remember(posting)

    def _reverse(self, event: ClaimEvent, reading: Reading, reversal: Posting) -> None:
        reversals: tuple[Posting, ...] = (reversal,)
        taken_back = self.ledger.taken_back_by(reversals)
        if not taken_back:
            reversals = (*self._held_beside(reversal), reversal)
            taken_back = self.ledger.taken_back_by(reversals)
        if not taken_back:
            is_unknown = self.state is State.DRAFT
            reason = HoldReason.NO_SUBMISSION if is_unknown else HoldReason.NOTHING_TO_REVERSE
            self._hold(event, reading.codes, wanted=State.REVERSED, reason=reason)
            return
        ledger = self.ledger.reverse(taken_back, reversals)
        deciding = self.ledger.deciding_cycle(self.cycle)
        if taken_back[0].cycle != deciding and self.state is not State.VOIDED:
            # The payer takes back what it paid on the submission that a replacement superseded.
            self.ledger = ledger
            self.history.note(event, reading.codes, INFORMATIONAL)
        elif self._move(event, reading, ledger.outcome(self.cycle)):
            self.ledger = ledger
        else:
            return
        for part in reversals[:-1]:
            self.history.take_up(part.event, CONFIRMED)

    def _held_beside(self, reversal: Posting) -> Iterator[Posting]:
        """The reversals of the same payment and number that are held: its other parts."""
        for waiting in self.history.waiting:
            fact = waiting.event.fact
            if not isinstance(fact, Remitted) or fact.status_code != REVERSAL_STATUS:
                continue
            part = self.posting_of(waiting.event, fact)
            if (part.payer, part.payment, part.number) == (
                reversal.payer,
                reversal.payment,
                reversal.number,
            ):
                yield part

    def give(self, event: ClaimEvent) -> None:
        """Note an event as matched: it answers a submission that superseded this one."""
        self.history.note(event, self._read(event).codes, MATCHED)

    def give_away(self) -> None:
        """Note what waits, or needs a look, as matched: it is evidence of another claim."""
        self.history.renote(FLAGGED, MATCHED)
        for waiting in self.history.release():
            self.history.note(waiting.event, waiting.held.codes, MATCHED)

    def settle(self) -> None:
        """Note what is odd about the money, and what waits in vain on weightier evidence."""
        self._note_odd_payments()
        latest = (self.rank, self.rank_on)
        for waiting in self.history.release():
            event = waiting.event
            # Money that a payer took back stays an exception, whatever it paid since.
            is_evidence = not isinstance(event.fact, Submitted) and (
                waiting.held.reason != HoldReason.NOTHING_TO_REVERSE
            )
            if is_evidence and (self._read(event).rank, event.effective_on) < latest:
                self.history.note(event, waiting.held.codes, WEAKER)
            else:
                self.history.wait_on(waiting, current=self.state)

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
