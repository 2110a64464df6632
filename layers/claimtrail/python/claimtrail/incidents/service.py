"""Grouping: bus events and the depths of dead-letter queues become incidents, each failure once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from claimtrail.claims.patient_numbers import require_no_phi
from claimtrail.incidents import model
from claimtrail.incidents.causes import (
    ALARM,
    DEAD_LETTERS,
    Cause,
    Occurrence,
    healed_keys,
    occurrence_of,
)
from claimtrail.incidents.events import change_events, growth_event
from claimtrail.incidents.model import Incident, IncidentState
from claimtrail.incidents.ports import IncidentStore
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError
from claimtrail.kernel.retry import repeat_on_conflict

_LOST_WRITES = 10
"""Each lost attempt is another worker's success with the same incident."""
_UNPUBLISHED = timedelta(minutes=10)
"""For so long a schedule's runs tell of a change again; its own run may have ended too early."""
_SETTLED = timedelta(minutes=5)
_MOST_SWEPT = 500
"""Incidents of a state that one sweep looks at; a stage has fewer alarms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouper:
    """The use case behind the function and the command.

    A change of state is stored, then published. Work that is done again after a crash between
    the two finds nothing to change and publishes what the timeline has; consumers know the
    events' ids.
    """

    store: IncidentStore
    publisher: EventPublisher
    clock: Clock

    def take(self, event: BusEvent) -> str | None:
        """Count a failed update, or its healing; gives the incident's id, None for others.

        Telling an event again changes nothing. Raises ConflictError when others were faster too
        often.
        """
        healed = [self._heal(key, event) for key in healed_keys(event)]
        if healed:
            return next(filter(None, healed), None)
        occurrence = occurrence_of(event)
        if occurrence is None:
            return None
        repeat_on_conflict(lambda: self._count([occurrence]), most=_LOST_WRITES)
        return occurrence.cause.incident_id

    def take_together(self, events: Iterable[BusEvent]) -> Mapping[str, str]:
        """Count the failures of each cause in one write; gives incident ids by the events' ids.

        A flood of one cause is so a write for each batch. Leaves to `take` what is alone in its
        cause, what heals, and all of a cause of which one was counted before.
        """
        by_cause: dict[Cause, dict[str, Occurrence]] = {}
        for event in events:
            occurrence = None if healed_keys(event) else occurrence_of(event)
            if occurrence:
                by_cause.setdefault(occurrence.cause, {})[occurrence.key] = occurrence
        counted: dict[str, str] = {}
        for cause, found in by_cause.items():
            together = list(found.values())
            if len(together) > 1 and self._is_counted(together):
                counted |= {one.event.event_id: cause.incident_id for one in together}
        return counted

    def _is_counted(self, together: Sequence[Occurrence]) -> bool:
        """Count failures of one cause; False where others were faster too often."""
        try:
            return repeat_on_conflict(lambda: self._count(together), most=_LOST_WRITES)
        except ConflictError:
            return False

    def measure(self, depths: Mapping[str, int]) -> list[str]:
        """Compare dead-letter queues (messages by queue) with their incidents; the changed."""
        now = self.clock()
        changed = []
        for queue, depth in depths.items():
            cause = Cause(kind=DEAD_LETTERS, code=queue, party="")
            known = self.store.get(cause.incident_id)
            if known is None and not depth:
                continue
            before = known or _unsaved(model.opened(cause, at=now))
            after = model.measured(before, depth=depth, at=now)
            if after == before:
                self._publish(after, since=_recent(after, now))
            else:
                self.store.save(model.next_version(after))
                self._publish(after, since=len(known.timeline) if known else 0)
                changed.append(cause.incident_id)
        return changed

    def ring(self, alarm: str, *, is_ringing: bool, at: datetime) -> str:
        """Compare an alarm with its incident: it rings since an instant, or does so no more.

        Reported again or in another order, the latest instant decides. Raises ConflictError when
        others were faster too often.
        """
        cause = Cause(kind=ALARM, code=alarm, party="")

        def ring() -> str:
            known = self.store.get(cause.incident_id)
            before = known or _unsaved(model.opened(cause, at=at))
            after = model.alarmed(before, is_ringing=is_ringing, at=at)
            if known and after == known:
                self._publish(known)
                return known.incident_id
            self.store.save(model.next_version(after))
            self._publish(after, since=len(known.timeline) if known else 0)
            return cause.incident_id

        return repeat_on_conflict(ring, most=_LOST_WRITES)

    def sweep(self, ringing: Mapping[str, datetime]) -> list[str]:
        """Compare all alarms that ring, by the instant of each, with their incidents; the changed.

        Finds what no event reported: an alarm that rings, and one that does so no more.
        """
        now = self.clock()
        changed = [one for name, at in ringing.items() if (one := self._swept(name, at, now))]
        for state in (IncidentState.OPEN, IncidentState.ACKNOWLEDGED):
            for known in self.store.list_by_state(state, limit=_MOST_SWEPT):
                # What began a moment ago may be missing from the alarms that were read before.
                is_over = known.code not in ringing and known.last_at < now - _SETTLED
                if known.kind == ALARM and is_over:
                    changed.append(self.ring(known.code, is_ringing=False, at=now))
        return changed

    def _swept(self, alarm: str, at: datetime, now: datetime) -> str | None:
        """Count an alarm that rings; None for a known one, which is reported again for a while.

        A person may have resolved its incident: it stays so until the alarm rings again.
        """
        cause = Cause(kind=ALARM, code=alarm, party="")
        known = self.store.get(cause.incident_id)
        if known is None or at > known.last_at:
            return self.ring(alarm, is_ringing=True, at=at)
        self._publish(known, since=_recent(known, now))
        return None

    def acknowledge(self, incident_id: str, *, actor: str, note: str) -> Incident:
        """Somebody takes it on. Raises NotFoundError, NoteNamesPatientError."""
        require_no_phi(note)
        return self._change(
            incident_id,
            lambda known, now: model.acknowledged(known, actor=actor, note=note, at=now),
        )

    def resolve(self, incident_id: str, *, actor: str, note: str) -> Incident:
        """Somebody says that it is done. Raises NotFoundError, NoteNamesPatientError."""
        require_no_phi(note)
        return self._change(
            incident_id, lambda known, now: model.resolved(known, actor=actor, note=note, at=now)
        )

    def _count(self, together: Sequence[Occurrence]) -> bool:
        """Count failures of one cause in one write. Return False if one was counted before."""
        first, cause = together[0].event, together[0].cause
        known = self.store.get(cause.incident_id)
        after = known or _unsaved(model.opened(cause, at=first.occurred_at))
        further = []
        for number, occurrence in enumerate(together):
            before, after = after, model.grown(after, occurrence)
            if (known or number) and before.file_ids != after.file_ids:
                further.append(occurrence.event)
        is_new = self.store.save(model.next_version(after), added=[one.key for one in together])
        if not is_new and len(together) > 1:
            return False
        self._publish_saved(known, after, is_new=is_new)
        if known and not is_new and first.source_file_id in known.file_ids[1:]:
            further = [first]
        if further:
            self.publisher.publish([growth_event(after, event) for event in further])
        return is_new

    def _heal(self, key: str, event: BusEvent) -> str | None:
        incident_id = self.store.incident_of(key)
        if incident_id is None and not self.store.forestall(key):
            incident_id = self.store.incident_of(key)  # published between the two reads
        if incident_id is None:
            healed_in = self.store.healed_in(key)
            repeated = self.store.get(healed_in) if healed_in else None
            if repeated:
                self._publish(repeated)
            return None

        def heal() -> None:
            known = self.store.get(incident_id)
            if known is not None:
                healed = model.healed(known, at=event.occurred_at)
                is_new = self.store.save(model.next_version(healed), taken=key)
                self._publish_saved(known, healed, is_new=is_new)

        repeat_on_conflict(heal, most=_LOST_WRITES)
        return incident_id

    def _change(
        self, incident_id: str, change: Callable[[Incident, datetime], Incident]
    ) -> Incident:
        known = self.store.get(incident_id)
        if known is None:
            raise NotFoundError(
                Explanation(
                    code="INCIDENT_UNKNOWN",
                    what="there is no such incident",
                    where=f"incident {incident_id}",
                    next_step="`claimtrail incidents` lists them.",
                )
            )
        after = change(known, self.clock())
        if after == known:
            self._publish(known)
            return known
        after = model.next_version(after)
        self.store.save(after)
        self._publish(after, since=len(known.timeline))
        return after

    def _publish_saved(self, before: Incident | None, after: Incident, *, is_new: bool) -> None:
        """Publish what an occurrence changed; all that stands when it was counted before."""
        if is_new:
            self._publish(after, since=len(before.timeline) if before else 0)
        elif before:
            self._publish(before)

    def _publish(self, incident: Incident, *, since: int = 0) -> None:
        published = change_events(incident, since=since)
        if published:
            self.publisher.publish(published)


def _recent(incident: Incident, now: datetime) -> int:
    """Return the first entry of the timeline that a run which crashed may have left untold."""
    old = [entry.at < now - _UNPUBLISHED for entry in incident.timeline]
    return sum(old)


def _unsaved(incident: Incident) -> Incident:
    return incident.model_copy(update={"version": 0})
