"""Setting and releasing legal holds, by several people at once, and with crashes in between.

Setting: (1) store the hold as active, (2) per object: cover it, put S3's flag on it, then look
whether a run may be lifting the flag; (3) store that everything is kept. Releasing: (1) store the
hold as releasing, (2) per object: record the run as lifting, look whether another hold covers the
object, lift the flag if none does, look again and put it back if one came meanwhile, (3) uncover.

Hence, for a hold whose setting came to its end: whoever lifts a flag after the hold's own flag was
put had recorded that before, so that the setting saw it, or sees the hold's cover and lifts
nothing. A crash leaves the hold in SETTING or RELEASING, which `hold list` shows, and doing it
again completes it. A run that is recorded for longer than `LIFT_LIMIT` is dead: it looks at its own
age before it lifts.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from claimtrail.kernel.bus import BusEvent, DetailType, EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.ids import derived_id
from claimtrail.kernel.retry import LOST_WRITES
from claimtrail.trail.datasets.detail_types import HoldDetailType
from claimtrail.trail.holding.holds import (
    HeldObject,
    Hold,
    HoldPhase,
    HoldStore,
    Keeper,
    docket_of,
    hold_changed,
    hold_unfinished,
    hold_unsettled,
    unknown_hold,
)

LIFT_LIMIT = timedelta(minutes=15)
"""S3 refuses a request that was signed longer ago (RequestTimeTooSkewed)."""
_LIFT_OWN_LIMIT = timedelta(minutes=5)
"""After so long a run begins again rather than lift a flag."""


def _new_run() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHolds:
    """The use cases of a person who may hold and release."""

    store: HoldStore
    keeper: Keeper
    publisher: EventPublisher
    clock: Clock
    new_run: Callable[[], str] = field(default=_new_run)

    def set(
        self, subject_id: str, docket: str, *, objects: Iterable[HeldObject], by: str, reason: str
    ) -> Hold:
        """Hold a claim or a file for a docket; again on one that is held adds what is new.

        Raises ConflictError: HOLD_RELEASE_UNFINISHED, HOLD_UNSETTLED (the hold stands, and is to
        be set again), HOLD_CHANGED (it was released meanwhile).
        """
        docket = docket_of(docket)
        hold = self._begin(subject_id, docket, by=by, reason=reason)
        self._publish(hold, HoldDetailType.HOLD_SET, actor=by, reason=reason)
        self.keeper.suspend_expiry(subject_id)
        known = (*self.store.objects_of(hold), *objects)
        wanted = list(dict.fromkeys(known))
        # Every object is kept before an error says that one of them is not settled.
        settled = [self._keep(hold, held) for held in wanted]
        if not all(settled):
            raise hold_unsettled(hold)
        return self._stand(hold, len(wanted))

    def release(self, subject_id: str, docket: str, *, by: str, reason: str) -> Hold:
        """Release a docket's hold; what another hold covers stays. Again completes a release.

        Raises NotFoundError (HOLD_UNKNOWN), ConflictError (HOLD_CHANGED).
        """
        docket = docket_of(docket)
        known = self.store.find(subject_id, docket)
        if known is None:
            raise unknown_hold(subject_id, docket)
        if known.phase is HoldPhase.RELEASED:
            return known
        hold = known
        if known.active:
            hold = known.model_copy(
                update={
                    "version": known.version + 1,
                    "phase": HoldPhase.RELEASING,
                    "released_by": by,
                    "released_at": self.clock(),
                    "release_reason": reason,
                }
            )
            self.store.put(hold, previous=known)
        self._publish(
            hold, HoldDetailType.HOLD_RELEASED, actor=hold.released_by, reason=hold.release_reason
        )
        for held in list(self.store.objects_of(hold)):
            self._lift(held, except_for=hold)
            self.store.uncover(hold, held)
        self.keeper.resume_expiry(subject_id)
        return self._end(hold)

    def _begin(self, subject_id: str, docket: str, *, by: str, reason: str) -> Hold:
        """Store the hold as active. Raises ConflictError when others change it again and again."""
        for _ in range(LOST_WRITES):
            known = self.store.find(subject_id, docket)
            if known and known.phase is HoldPhase.RELEASING:
                raise hold_unfinished(known)
            if known and known.active:
                hold = known.model_copy(
                    update={"version": known.version + 1, "phase": HoldPhase.SETTING}
                )
            else:
                hold = Hold(
                    subject_id=subject_id,
                    docket=docket,
                    version=known.version + 1 if known else 1,
                    ordinal=known.ordinal + 1 if known else 1,
                    reason=reason,
                    set_by=by,
                    set_at=self.clock(),
                )
            try:
                self.store.put(hold, previous=known)
            except ConflictError:
                continue
            return hold
        raise hold_changed(subject_id)

    def _keep(self, hold: Hold, held: HeldObject) -> bool:
        """Cover an object and put its flag; False when the flag may just be lifted by another."""
        self.store.cover(hold, held)
        self.keeper.keep(held)
        covers = self.store.covers(held)
        if hold.cover_key not in covers.holds:
            # The hold was released between the two: the flag that was just put is nobody's.
            self._lift(held, except_for=hold)
            raise hold_changed(hold.subject_id)
        dead = {run for run, at in covers.lifts.items() if self.clock() - at > LIFT_LIMIT}
        for run in dead:
            self.store.end_lift(held, run)
        return not covers.lifts.keys() - dead

    def _lift(self, held: HeldObject, *, except_for: Hold) -> None:
        """Lift an object's flag unless a hold other than `except_for` covers it."""
        run = self.new_run()
        began = self.clock()
        self.store.begin_lift(held, run, at=began)
        if not self._others(held, except_for):
            if self.clock() - began > _LIFT_OWN_LIMIT:
                raise hold_changed(except_for.subject_id)
            self.keeper.free(held)
            if self._others(held, except_for):
                self.keeper.keep(held)
        self.store.end_lift(held, run)

    def _others(self, held: HeldObject, hold: Hold) -> frozenset[str]:
        return self.store.covers(held).holds - {hold.cover_key}

    def _stand(self, hold: Hold, count: int) -> Hold:
        """Store that everything is kept; whoever set the same hold meanwhile does that, too."""
        standing = hold.model_copy(
            update={
                "version": hold.version + 1,
                "phase": HoldPhase.STANDING,
                "object_count": count,
            }
        )
        try:
            self.store.put(standing, previous=hold)
        except ConflictError:
            now = self.store.find(hold.subject_id, hold.docket)
            if now is None or not now.active or now.ordinal != hold.ordinal:
                raise
            return now
        return standing

    def _end(self, hold: Hold) -> Hold:
        """Store that nothing is kept any more; whoever released it meanwhile did that, too."""
        done = hold.model_copy(update={"version": hold.version + 1, "phase": HoldPhase.RELEASED})
        try:
            self.store.put(done, previous=hold)
        except ConflictError:
            now = self.store.find(hold.subject_id, hold.docket)
            if now is None or (now.ordinal == hold.ordinal and now.is_open):
                raise
        return done

    def _publish(self, hold: Hold, detail_type: DetailType, *, actor: str, reason: str) -> None:
        """Publish who held or released what, for which docket and why; the trail records it.

        An interrupted release is published again under the same id.
        """
        once = "" if detail_type is HoldDetailType.HOLD_RELEASED else str(hold.version)
        self.publisher.publish(
            [
                BusEvent(
                    event_id=derived_id("evt_", hold.cover_key, detail_type.value, once),
                    detail_type=detail_type,
                    subject_id=hold.subject_id,
                    occurred_at=hold.released_at or self.clock(),
                    actor=actor,
                    correlation_id=derived_id("hold_", hold.cover_key),
                    detail={"docket": hold.docket, "reason": reason, "ordinal": hold.ordinal},
                )
            ]
        )
