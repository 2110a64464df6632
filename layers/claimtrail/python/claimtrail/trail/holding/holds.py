"""Legal holds on claims and files: what is held stays, whatever the table of retention says.

A hold belongs to one docket. A claim or a file may be under several, and stays until the last one
is released. A hold on a file keeps its archived or quarantined object; a hold on a claim keeps the
objects of all files that state anything about it, and what its escalations left behind.

S3 knows one flag for an object, and no reason. So each hold covers each of its objects, and the
flag is lifted by who releases the last hold that covers it. `hold_service.py` has the steps.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation, NotFoundError
from claimtrail.kernel.frozen_model import FrozenModel

_DOCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/:-]{0,63}", re.ASCII)


class HeldObject(FrozenModel):
    """An object of a bucket with Object Lock."""

    bucket: str
    key: str


class HoldPhase(StrEnum):
    """The reach of a hold that is set or released."""

    SETTING = "SETTING"
    """It stands, and not all of its objects are known to be kept: set it again."""
    STANDING = "STANDING"
    """It stands, and everything under it is kept."""
    RELEASING = "RELEASING"
    """It is released, and not all of its objects are let go: release it again."""
    RELEASED = "RELEASED"
    """Nothing is kept for it any more."""


HOLD_PHASE_WORDS: Mapping[HoldPhase, str] = MappingProxyType(
    {
        HoldPhase.SETTING: "being set: set it again",
        HoldPhase.STANDING: "stands",
        HoldPhase.RELEASING: "being released: release it again",
        HoldPhase.RELEASED: "released",
    }
)
"""By phase: the words that commands show."""


class Hold(FrozenModel):
    """One hold, from its setting to its release and after."""

    schema_version: Literal[2] = 2
    version: int = 1
    subject_id: str
    """The claim or the file."""
    docket: str
    """The matter, without PHI: a docket, a request's number."""
    ordinal: int = 1
    """The number of times that this docket held this subject, this time included."""
    phase: HoldPhase = HoldPhase.SETTING
    reason: str
    """Why, without PHI."""
    set_by: str
    set_at: datetime
    object_count: int = 0
    released_by: str = ""
    released_at: datetime | None = None
    release_reason: str = ""

    @property
    def active(self) -> bool:
        """Return whether it still holds."""
        return self.phase in (HoldPhase.SETTING, HoldPhase.STANDING)

    @property
    def is_open(self) -> bool:
        """Return whether it holds, or is not let go of altogether."""
        return self.phase is not HoldPhase.RELEASED

    @property
    def cover_key(self) -> str:
        """Return the name of this hold, this time, among those that cover an object."""
        return f"{self.subject_id}#{self.ordinal:06d}#{self.docket}"


class Covers(BaseModel):
    """The known facts of one object, read at one instant."""

    model_config = ConfigDict(frozen=True)

    holds: frozenset[str] = frozenset()
    """`Hold.cover_key` of each hold that covers it."""
    lifts: dict[str, datetime] = {}
    """Runs that may be lifting the flag, by id, and since when."""


class HoldStore(Protocol):
    """The store of holds; every read but `list_open` is strongly consistent."""

    def find(self, subject_id: str, docket: str) -> Hold | None:
        """Return the newest hold of a docket on a subject."""
        ...

    def holds_on(self, subject_id: str) -> list[Hold]:
        """Return the newest hold of each docket on a subject, by docket."""
        ...

    def put(self, hold: Hold, *, previous: Hold | None) -> None:
        """Store the next version, and how many holds are active on the subject, together.

        Raises ConflictError (HOLD_CHANGED) when `previous` is not the stored version.
        """
        ...

    def list_open(self) -> list[Hold]:
        """Return the holds that are not released altogether, oldest first, after a moment."""
        ...

    def cover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold keeps the object.

        Raises ConflictError (HOLD_CHANGED) when the hold is not active any more.
        """
        ...

    def uncover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold does not keep the object any more."""
        ...

    def objects_of(self, hold: Hold) -> Iterator[HeldObject]:
        """Yield the objects that the hold covers."""
        ...

    def covers(self, held: HeldObject) -> Covers:
        """Return what covers the object and who may be lifting its flag."""
        ...

    def begin_lift(self, held: HeldObject, run: str, *, at: datetime) -> None:
        """Record that a run may lift the object's flag."""
        ...

    def end_lift(self, held: HeldObject, run: str) -> None:
        """Record that it does not."""
        ...


class Keeper(Protocol):
    """The enforcement of a hold on the things themselves; doing it twice does no harm."""

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
        """Give them the expiry that they would have, unless a hold on the subject is active."""
        ...


def docket_of(text: str) -> str:
    """Return a docket's name with single blanks. Raises ClaimTrailError (DOCKET_INVALID)."""
    docket = " ".join(text.split())
    if _DOCKET.fullmatch(docket):
        return docket
    raise ClaimTrailError(
        Explanation(
            code="DOCKET_INVALID",
            what="a docket has 1 to 64 letters, digits, blanks and . _ / : -",
            where="--docket",
            next_step="Give the matter's number, without names.",
        )
    )


def is_held(subject_id: str, holds: HoldStore) -> bool:
    """Return whether a claim or file is under any hold."""
    return any(hold.active for hold in holds.holds_on(subject_id))


def hold_changed(subject_id: str) -> ConflictError:
    """Return the refusal that every HoldStore gives to a version that does not follow."""
    return ConflictError(
        Explanation(
            code="HOLD_CHANGED",
            what="somebody else changed the hold",
            where=subject_id,
            next_step="Look at `claimtrail hold list`, then do it again.",
        )
    )


def hold_unfinished(hold: Hold) -> ConflictError:
    """Return the refusal to set a hold whose release was interrupted."""
    return ConflictError(
        Explanation(
            code="HOLD_RELEASE_UNFINISHED",
            what="the release of this very hold is under way or was interrupted",
            where=f"{hold.subject_id}, docket {hold.docket}",
            next_step=f"Complete it with `claimtrail hold release {hold.subject_id} --docket "
            f"{hold.docket} --reason TEXT`, then set the hold again.",
        )
    )


def hold_unsettled(hold: Hold) -> ConflictError:
    """Return the report that a flag may just be lifted by the release of another hold."""
    return ConflictError(
        Explanation(
            code="HOLD_UNSETTLED",
            what="another hold on the same files is just being released",
            where=f"{hold.subject_id}, docket {hold.docket}",
            next_step="The hold stands. Set it again, at the latest after 15 minutes, until this "
            "message is gone: then every file is known to be kept.",
        )
    )


def unknown_hold(subject_id: str, docket: str) -> NotFoundError:
    """Return the refusal to release what was never held."""
    return NotFoundError(
        Explanation(
            code="HOLD_UNKNOWN",
            what="no hold of this docket was ever set on it",
            where=f"{subject_id}, docket {docket}",
            next_step="`claimtrail hold list` names what is held.",
        )
    )


def nothing_to_hold(subject_id: str) -> NotFoundError:
    """Return the refusal of a hold that would keep nothing."""
    return NotFoundError(
        Explanation(
            code="NOTHING_TO_HOLD",
            what="no file of it is in the archive or in quarantine",
            where=subject_id,
            next_step="Wait until its file has been received, then set the hold again.",
        )
    )
