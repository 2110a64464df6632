"""Legal holds on claims and files: what is held stays, whatever the table of retention says.

A hold on a file keeps its archived or quarantined object; a hold on a claim keeps the objects of
all files that state anything about it, and what its escalations left behind. An object under
several holds is free when the last one is released.
"""

from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation, NotFoundError


class HeldObject(BaseModel):
    """An object of a bucket with Object Lock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bucket: str
    key: str


class Hold(BaseModel):
    """One hold, from its setting to its release and after."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    version: int = 1
    subject_id: str
    """The claim or the file."""
    reason: str
    """The matter, without PHI: a docket, a request's number."""
    set_by: str
    set_at: datetime
    objects: tuple[HeldObject, ...]
    released_by: str = ""
    released_at: datetime | None = None
    release_reason: str = ""

    @property
    def active(self) -> bool:
        """Whether it still holds."""
        return self.released_at is None


class HoldStore(Protocol):
    """Where holds are kept; every read by subject or object is strongly consistent."""

    def find(self, subject_id: str) -> Hold | None:
        """The newest hold on a subject, active or released."""
        ...

    def put(self, hold: Hold) -> None:
        """Store a version. Raises ConflictError when it does not follow the stored one."""
        ...

    def list_active(self) -> list[Hold]:
        """The holds that hold, oldest first; the list follows after a moment."""
        ...

    def cover(self, held: HeldObject, subject_id: str) -> None:
        """Note that the subject's hold keeps the object."""
        ...

    def uncover(self, held: HeldObject, subject_id: str) -> None:
        """Note that it does not any more."""
        ...

    def covered(self, held: HeldObject) -> bool:
        """Whether any hold keeps the object."""
        ...


class Keeper(Protocol):
    """What makes a hold work on the things themselves; doing it twice does no harm."""

    def keep(self, held: HeldObject) -> None:
        """Put the object, in all its versions, under legal hold."""
        ...

    def free(self, held: HeldObject) -> None:
        """Lift the legal hold."""
        ...

    def suspend_expiry(self, subject_id: str) -> None:
        """Take the expiry off the subject's items in the tables."""
        ...

    def resume_expiry(self, subject_id: str) -> None:
        """Give them the expiry that they would have."""
        ...


def set_hold(wanted: Hold, *, holds: HoldStore, keeper: Keeper) -> Hold:
    """Hold a claim or a file; again on one that is held adds objects that are new.

    A crash in between is completed by doing it again: the hold is stored before anything is kept.
    """
    known = holds.find(wanted.subject_id)
    before = known.objects if known and known.active else ()
    objects = tuple(dict.fromkeys((*before, *wanted.objects)))
    hold = wanted.model_copy(update={"objects": objects})
    if known:
        kept = {} if not known.active else known.model_dump(include={"set_by", "set_at", "reason"})
        hold = hold.model_copy(update={"version": known.version + 1, **kept})
    holds.put(hold)
    for held in objects:
        holds.cover(held, hold.subject_id)
        keeper.keep(held)
    keeper.suspend_expiry(hold.subject_id)
    return hold


def release_hold(  # noqa: PLR0913 - who, when and why, all by keyword
    subject_id: str,
    *,
    released_by: str,
    released_at: datetime,
    reason: str,
    holds: HoldStore,
    keeper: Keeper,
) -> Hold:
    """Release a hold; objects that another hold keeps stay under legal hold.

    Raises NotFoundError (HOLD_UNKNOWN) when the subject is not held. Releasing again completes
    what a crash left undone.
    """
    known = holds.find(subject_id)
    if known is None:
        raise NotFoundError(
            Explanation(
                code="HOLD_UNKNOWN",
                what="nothing of that id was ever held",
                where=subject_id,
                next_step="`claimtrail hold list` names what is held.",
            )
        )
    hold = known
    if known.active:
        hold = known.model_copy(
            update={
                "version": known.version + 1,
                "released_by": released_by,
                "released_at": released_at,
                "release_reason": reason,
            }
        )
        holds.put(hold)
    for held in hold.objects:
        holds.uncover(held, subject_id)
        if not holds.covered(held):
            keeper.free(held)
            if holds.covered(held):  # another hold came between the two
                keeper.keep(held)
    keeper.resume_expiry(subject_id)
    return hold


def is_held(subject_id: str, holds: HoldStore) -> bool:
    """Whether a claim or file is under hold, for whoever is about to set an expiry."""
    hold = holds.find(subject_id)
    return hold is not None and hold.active


def held_elsewhere(subject_id: str) -> ConflictError:
    """The refusal that every HoldStore gives to a version that does not follow."""
    return ConflictError(
        Explanation(
            code="HOLD_CHANGED",
            what="somebody else changed the hold",
            where=subject_id,
            next_step="Look at `claimtrail hold list`, then do it again.",
        )
    )


def nothing_to_hold(subject_id: str) -> ClaimTrailError:
    """The refusal of a hold that would keep nothing."""
    return NotFoundError(
        Explanation(
            code="NOTHING_TO_HOLD",
            what="no file of it is in the archive or in quarantine",
            where=subject_id,
            next_step="Wait until its file has been received, then set the hold again.",
        )
    )
