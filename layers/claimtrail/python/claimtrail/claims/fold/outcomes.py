"""People's decisions about the outcome while a claim's events are read: taken, held or undone.

A write-off or close that counts stays on a stack with where the claim stood before. A reopening
takes it off, and the claim stands there again: what came meanwhile is then read once more. A
payer's word that moves the claim on undoes them all. An appeal begins a new round: what the payer
said before weighs no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import OutcomeAct, OutcomeDecided, WriteOffFact
from claimtrail.claims.facts.payer_numbers import PayerNumber
from claimtrail.claims.fold.ledger.contractual import contractual_cents
from claimtrail.claims.fold.outcome_model import OutcomeStatus
from claimtrail.claims.fold.payers.payer_statements import PayerStatement
from claimtrail.claims.fold.remitting import Remitting
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.fold.weighing import CONFIRMED, REPEATED, WEAKER
from claimtrail.claims.lifecycle.evidence import EvidenceReading
from claimtrail.claims.lifecycle.reasons import (
    AWAITING_APPROVAL,
    DECIDED,
    NOTHING_LEFT,
    NOTHING_TO_UNDO,
)
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import Rank
from claimtrail.claims.lifecycle.transitions import TRANSITIONS, TransitionKind
from claimtrail.claims.lifecycle.write_off_limits import is_same_person


@dataclass(frozen=True, slots=True, kw_only=True)
class _Position:
    """The claim's position before a write-off or close, to which a reopening leads back."""

    state: State
    rank: Rank
    rank_on: date
    shown: PayerNumber | None
    notes: int
    """The number of notes by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _GivenUp:
    """A write-off or close that counts."""

    event: ClaimEvent
    before: _Position | None
    """None: it is of a part of the balance, and moved nothing."""


@dataclass(slots=True)
class OutcomeMemory:
    """All that is remembered of people's decisions about the outcome."""

    statuses: dict[str, OutcomeStatus] = field(default_factory=dict)
    """By event, of every decision that was read."""
    given_up: list[_GivenUp] = field(default_factory=list)
    """The write-offs and closes that count, the last one made last."""
    awaiting: dict[str, ClaimEvent] = field(default_factory=dict)
    """Write-offs that wait for a second person, by event."""
    approved: dict[str, ClaimEvent] = field(default_factory=dict)
    """Write-offs by the event that approved them."""


class OutcomeProgress(Remitting):
    """The outcome of a claim by people's decisions, while its events are read."""

    outcomes: OutcomeMemory | None = None
    """None while no decision was read: most claims have none."""

    @property
    def outcome_statuses(self) -> Mapping[str, OutcomeStatus]:
        """Return the effect of each decision that was read, by event."""
        return self._decided.statuses

    @property
    def _decided(self) -> OutcomeMemory:
        if self.outcomes is None:
            self.outcomes = OutcomeMemory()
        return self.outcomes

    def written_off_cents(self, left: int) -> int:
        """Return what is written off of what is left of the charge, in cents."""
        standing = [_write_off(one.event) for one in self._decided.given_up]
        if any(one.is_whole for one in standing if one):
            return max(left, 0)
        return min(sum(one.amount_cents for one in standing if one), max(left, 0))

    @property
    def _left_cents(self) -> int:
        """Return the balance as far as the events were read, in cents."""
        charge = self.submission[1].total_charge_cents if self.submission else 0
        standing = self.ledger.standing()
        left = charge - standing.paid_cents
        deciding = standing.deciding(self.ledger.deciding_cycle(self.cycle))
        left -= contractual_cents(deciding, left=left)
        return left - self.written_off_cents(left)

    def _consider(self, event: ClaimEvent) -> None:
        """Take one event in, whatever its kind."""
        raise NotImplementedError

    def _decide_outcome(
        self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading
    ) -> None:
        """Take a person's decision in, or hold it."""
        self._decided.statuses[event.event_id] = OutcomeStatus.STANDS
        early = self._objection_to_day(event)
        if early:
            self._hold_decision(event, reading, reason=early)
        else:
            _TAKE[fact.act](self, event, fact, reading)

    def _appeal(self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading) -> None:
        del fact
        verdict = TRANSITIONS[self.state, State.APPEALED].verdict
        if verdict is TransitionKind.SAME:
            self.history.note(event, reading.codes, CONFIRMED)
        elif verdict is TransitionKind.EDGE:
            self._go(event, reading, State.APPEALED, via=())
            word = PayerStatement(
                event=event, reading=reading, state=State.APPEALED, cycle=self.cycle
            )
            self.words.hear_of_cycle(self.cycle, word)
            self.words.shown = None
        else:
            self._hold_decision(event, reading)

    def _write_off(self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading) -> None:
        del reading
        if fact.write_off and fact.write_off.needs_approval:
            self._decided.awaiting[event.event_id] = event
            self._decided.statuses[event.event_id] = OutcomeStatus.AWAITING_APPROVAL
        else:
            self._give_up(event, by=event)

    def _close(self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading) -> None:
        del fact, reading
        self._give_up(event, by=event)

    def _approve(self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading) -> None:
        asked = self._decided.approved.get(event.event_id) or self._decided.awaiting.get(
            fact.about_event_id
        )
        if asked is None or is_same_person(asked.source.partner_id, event.source.partner_id):
            self._undo_nothing(event, reading)
            return
        if self._decided.awaiting.pop(asked.event_id, None):
            self.history.note(asked, self._read(asked).codes, DECIDED)
        self._decided.approved[event.event_id] = asked
        self._give_up(asked, by=event)

    def _decline(self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading) -> None:
        asked = self._decided.awaiting.pop(fact.about_event_id, None)
        if asked is None:
            self._undo_nothing(event, reading)
            return
        self.history.note(asked, self._read(asked).codes, DECIDED)
        self.history.note(event, reading.codes, DECIDED)
        self._decided.statuses[asked.event_id] = OutcomeStatus.DECLINED

    def _give_up(self, decision: ClaimEvent, *, by: ClaimEvent) -> None:
        """Let a write-off or close count from the event `by` on: its own, or its approval."""
        reading = self._read(decision)
        verdict = TRANSITIONS[self.state, reading.target or State.WRITTEN_OFF].verdict
        status = OutcomeStatus.STANDS
        if verdict is TransitionKind.EDGE and _write_off(decision) and self._left_cents <= 0:
            self.history.note(by, reading.codes, NOTHING_LEFT)
            status = OutcomeStatus.NO_EFFECT
        elif verdict is TransitionKind.EDGE:
            self._stack(decision, reading, by=by)
        elif verdict is TransitionKind.SAME and by is decision:
            self.history.note(by, reading.codes, REPEATED)
        else:
            self._hold_decision(by, reading)
            status = OutcomeStatus.HELD
        self._decided.statuses[decision.event_id] = status

    def _stack(self, decision: ClaimEvent, reading: EvidenceReading, *, by: ClaimEvent) -> None:
        if reading.target is None:
            self._decided.given_up.append(_GivenUp(event=decision, before=None))
            self.history.note(by, reading.codes, DECIDED)
            return
        before = _Position(
            state=self.state,
            rank=self.rank,
            rank_on=self.rank_on,
            shown=self.words.shown,
            notes=len(self.history.notes),
        )
        self._decided.given_up.append(_GivenUp(event=decision, before=before))
        self._step(by, reading.target, codes=reading.codes, row=reading.rule)
        self.words.shown = None

    def _reopen(self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading) -> None:
        places = [number for number, one in enumerate(self._decided.given_up) if _is(one, fact)]
        if not places:
            self._undo_held(event, fact, reading)
            return
        undone = self._decided.given_up.pop(places[0])
        self._decided.statuses[undone.event.event_id] = OutcomeStatus.UNDONE
        above = [n for n, one in enumerate(self._decided.given_up) if n >= places[0] and one.before]
        if undone.before is None or above:
            if above and undone.before:
                later = self._decided.given_up[above[0]]
                self._decided.given_up[above[0]] = replace(later, before=undone.before)
            self.history.note(event, reading.codes, DECIDED)
            return
        self._step(event, undone.before.state, codes=reading.codes, row=reading.rule)
        self._go_back(undone.before)

    def _go_back(self, before: _Position) -> None:
        """Let evidence weigh as it did then, and read again what weighed too little meanwhile."""
        self.rank, self.rank_on, self.words.shown = before.rank, before.rank_on, before.shown
        for event in self.history.recall(before.notes, WEAKER):
            self._consider(event)

    def _undo_held(self, event: ClaimEvent, fact: OutcomeDecided, reading: EvidenceReading) -> None:
        """Undo a decision that is held, if it is what the reopening is about."""
        held = [
            one.event
            for one in self.history.waiting
            if one.event.event_id == fact.about_event_id or _approves(one.event, fact)
        ]
        if not held:
            self._undo_nothing(event, reading)
            return
        self.history.take_up(held, DECIDED)
        self.history.note(event, reading.codes, DECIDED)
        self._decided.statuses[fact.about_event_id] = OutcomeStatus.UNDONE

    def _undo_nothing(self, event: ClaimEvent, reading: EvidenceReading) -> None:
        self.history.note(event, reading.codes, NOTHING_TO_UNDO)
        self._decided.statuses[event.event_id] = OutcomeStatus.NO_EFFECT

    def _hold_decision(
        self,
        event: ClaimEvent,
        reading: EvidenceReading,
        *,
        reason: HoldReason = HoldReason.IMPOSSIBLE,
    ) -> None:
        self._hold(event, reading.codes, wanted=reading.target or self.state, reason=reason)
        self._decided.statuses[event.event_id] = OutcomeStatus.HELD

    def _take_up(self) -> None:
        """Let nothing count any more by which people gave the claim up: it moved on."""
        given_up = self._decided.given_up
        for one in [one for one in given_up if one.before]:
            given_up.remove(one)
            self._decided.statuses[one.event.event_id] = OutcomeStatus.UNDONE

    def _note_awaiting(self) -> None:
        """Flag each write-off that still waits for a second person."""
        for event in self._decided.awaiting.values():
            self.history.note(event, self._read(event).codes, AWAITING_APPROVAL)


def _write_off(event: ClaimEvent) -> WriteOffFact | None:
    return event.fact.write_off if isinstance(event.fact, OutcomeDecided) else None


def _is(one: _GivenUp, fact: OutcomeDecided) -> bool:
    return one.event.event_id == fact.about_event_id


def _approves(event: ClaimEvent, fact: OutcomeDecided) -> bool:
    """Tell whether an event approves the decision that a fact is about."""
    other = event.fact
    is_approval = isinstance(other, OutcomeDecided) and other.act is OutcomeAct.APPROVE
    return is_approval and getattr(other, "about_event_id", "") == fact.about_event_id


_Take = Callable[[OutcomeProgress, ClaimEvent, OutcomeDecided, EvidenceReading], None]
_TAKE: dict[OutcomeAct, _Take] = {
    OutcomeAct.APPEAL: OutcomeProgress._appeal,  # noqa: SLF001 - the class's own table
    OutcomeAct.WRITE_OFF: OutcomeProgress._write_off,  # noqa: SLF001
    OutcomeAct.APPROVE: OutcomeProgress._approve,  # noqa: SLF001
    OutcomeAct.DECLINE: OutcomeProgress._decline,  # noqa: SLF001
    OutcomeAct.CLOSE: OutcomeProgress._close,  # noqa: SLF001
    OutcomeAct.REOPEN: OutcomeProgress._reopen,  # noqa: SLF001
}
