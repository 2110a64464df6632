"""The history of a claim's events: a step, a note, or to wait; nothing is left out."""

from collections import Counter
from collections.abc import Collection, Container
from dataclasses import dataclass, field, replace

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Held, LifecycleStep, Note
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.fold.review.hold_deadlines import Days, HoldReason, due_on
from claimtrail.claims.lifecycle.states import State


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
