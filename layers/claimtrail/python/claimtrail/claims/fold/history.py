"""The history of a claim's events: a version, a step, a note, or to wait; nothing is left out."""

from collections import Counter
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, field, replace

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import SUPERSEDING, Submitted
from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note, Submission
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.fold.review.hold_deadlines import Days, HoldReason, due_on
from claimtrail.claims.lifecycle.states import State


def names_predecessor(own: Sequence[ClaimEvent]) -> bool:
    """Return whether the first of a partition's own submissions names a claim that it supersedes.

    `own` are those with authority.
    """
    first = min(own, key=order_of, default=None)
    if first is None or not isinstance(first.fact, Submitted):
        return False
    fact = first.fact
    return fact.frequency_code in SUPERSEDING and bool(fact.payer_claim_control_number)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that is held, and how that is reported."""

    event: ClaimEvent
    held: Held


@dataclass(slots=True)
class History:
    """The outcomes of the events that were read so far."""

    steps: list[LifecycleStep] = field(default_factory=list)
    notes: list[tuple[ClaimEvent, Note]] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    _noted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Notes by event and reason."""
    _reasons: Counter[str] = field(default_factory=Counter)
    """Notes by reason."""

    def step(  # noqa: PLR0913 - the parts of a step, by keyword
        self,
        event: ClaimEvent,
        *,
        before: State,
        after: State,
        codes: tuple[str, ...],
        row: str,
        inferred: bool,
    ) -> None:
        """The event moved the claim, by this row of the tables."""
        self.steps.append(
            LifecycleStep(
                before=before,
                after=after,
                event_id=event.event_id,
                evidence=event.kind,
                codes=codes,
                rule=row,
                inferred=inferred,
                effective_on=event.effective_on,
                source=event.source,
            )
        )

    def note(self, event: ClaimEvent, codes: tuple[str, ...], reason: str) -> None:
        """The event is recorded without moving the claim."""
        note = Note(
            event_id=event.event_id,
            evidence=event.kind,
            codes=codes,
            reason=reason,
            effective_on=event.effective_on,
            source=event.source,
        )
        self.notes.append((event, note))
        self._noted[event.event_id, reason] += 1
        self._reasons[reason] += 1

    def hold(  # noqa: PLR0913 - both sides and the patience, by keyword
        self,
        event: ClaimEvent,
        codes: tuple[str, ...],
        *,
        wanted: State,
        current: State,
        reason: HoldReason,
        days: Days,
    ) -> None:
        """The event waits; `days` is how long each reason may last."""
        recorded_on = event.recorded_at.date()
        held = Held(
            event_id=event.event_id,
            evidence=event.kind,
            codes=codes,
            wanted=wanted,
            current=current,
            reason=reason.value,
            effective_on=event.effective_on,
            source=event.source,
            payer_id=event.payer_id,
            recorded_on=recorded_on,
            due_on=due_on(recorded_on=recorded_on, reason=reason.value, days=days),
        )
        self.waiting.append(Waiting(event, held))

    def wait_on(self, waiting: Waiting, *, current: State) -> None:
        """Keep waiting what waited, now against this state."""
        held = waiting.held.model_copy(update={"current": current})
        self.waiting.append(replace(waiting, held=held))

    def release(self) -> list[Waiting]:
        """Return everything that waits, which then waits no more."""
        released, self.waiting = self.waiting, []
        return released

    def is_noted(self, event: ClaimEvent, reason: str) -> bool:
        """Return whether the event was noted for this reason."""
        return self._noted[event.event_id, reason] > 0

    def has_noted(self, reasons: Container[str]) -> bool:
        """Return whether any event was noted for one of these reasons."""
        return any(count and reason in reasons for reason, count in self._reasons.items())

    def is_waiting(self, event: ClaimEvent) -> bool:
        """Return whether the event is the last one that was held."""
        return bool(self.waiting) and self.waiting[-1].event is event

    def take_up(self, events: Collection[ClaimEvent], reason: str) -> None:
        """Note what waited for this reason: it waits no more."""
        if not events:
            return
        taken = {event.event_id for event in events}
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            if each.event.event_id in taken:
                self.note(each.event, each.held.codes, reason)
            else:
                self.waiting.append(each)

    def recall(self, since: int, reason: str) -> list[ClaimEvent]:
        """Take back the notes for one reason that were made after so many; return their events."""
        recalled = [(event, note) for event, note in self.notes[since:] if note.reason == reason]
        for entry in recalled:
            self.notes.remove(entry)
            self._noted[entry[0].event_id, reason] -= 1
            self._reasons[reason] -= 1
        return [event for event, _ in recalled]

    def renote(self, reasons: Container[str], reason: str) -> None:
        """Give the notes with any of these reasons another one."""
        noted, self.notes = self.notes, []
        self._noted.clear()
        self._reasons.clear()
        for event, note in noted:
            self.note(event, note.codes, reason if note.reason in reasons else note.reason)

    def ordered_notes(self) -> tuple[Note, ...]:
        """Return the notes in the order of their events."""
        return tuple(note for _, note in sorted(self.notes, key=lambda item: order_of(item[0])))

    def ordered_held(self) -> tuple[Held, ...]:
        """Return what is held in the order of its events."""
        ordered = sorted(self.waiting, key=lambda item: order_of(item.event))
        return tuple(waiting.held for waiting in ordered)


@dataclass(slots=True)
class Submissions:
    """The versions while the claim's events are read."""

    versions: list[Submission] = field(default_factory=list)

    def begin(self, event: ClaimEvent, fact: Submitted, *, ended_in: State) -> None:
        """A new version; the one before it ended in that state."""
        self.end(event, ended_in)
        version = Submission(
            number=len(self.versions) + 1,
            frequency_code=fact.frequency_code,
            event_id=event.event_id,
            submitted_on=fact.submitted_on or event.effective_on,
            charge_cents=fact.total_charge_cents,
            payer_claim_control_number=fact.payer_claim_control_number,
            source=event.source,
        )
        self.versions.append(version)

    def end(self, event: ClaimEvent, ended_in: State, *, by_claim: str = "") -> None:
        """The current version is superseded by what the event submits; once is enough."""
        if not self.versions or self.versions[-1].superseded_by:
            return
        self.versions[-1] = self.versions[-1].model_copy(
            update={
                "ended_in": ended_in,
                "superseded_on": event.effective_on,
                "superseded_by": event.event_id,
                "superseded_by_claim": by_claim,
            }
        )
