"""Adopting what stands in the bucket behind a head: the end of a chain that the head does not know.

The next object of another writer stands there for a moment, and all that was written since, where
the operations table went back to an earlier hour or was lost. Each object is checked before the
head counts it: it is the next number, of no earlier day, names the digest of the one before, and
says so itself. Anything else is refused, and nothing is written: a gap or a forgery stays the end
of the chain until a person has looked at it.

A day that was reserved before the table went back is known to its writer alone, who lives a minute
at most. In the first minutes of a day such a writer could still put the next object under the day
before; so nothing far behind is adopted then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation
from claimtrail.trail.chaining.chain import NOTHING_BEFORE, ChainPosition, digest, read_key
from claimtrail.trail.chaining.contents import ContentError, StatedPlace
from claimtrail.trail.ports import ChainStore, Head, head_moved

StatedBy = Callable[[bytes], StatedPlace]
"""Reads what the bytes of an object say of their place. Raises ContentError."""

ADOPTED_AT_ONCE = 1_000
"""Objects that one writer adopts before it gives the rest to the next: half a minute of reading."""
SAVED_EVERY = 100
"""Objects after which the head is moved, so that an end in the middle loses no more."""
SETTLED = timedelta(minutes=5)
"""Longer than any writer lives (a function's time-out is 60 s), and clocks differ."""


class ChainRefusedError(ClaimTrailError):
    """An object behind a head is not the next of its chain; a person has to look at it."""


@dataclass(slots=True)
class Budget:
    """Objects that one writer may still adopt."""

    left: int = ADOPTED_AT_ONCE


def bring_up(  # noqa: PLR0913 - the writer's own arguments
    store: ChainStore,
    dataset: str,
    head: Head | None,
    budget: Budget,
    *,
    now: datetime,
    stated_by: StatedBy,
) -> bool:
    """Move a head behind what the bucket holds. Return False when nothing follows the head.

    True when the head was moved, or was another by now: read it again.

    Raises:
        ChainRefusedError: what follows is not the next object of the chain.
        ConflictError: there is more than the budget allows, or the day is too young.
    """
    following = store.keys_after(dataset, _key_of(dataset, head), most=SAVED_EVERY)
    if not following or store.head(dataset) != head:
        return bool(following)
    if budget.left <= 0:
        raise _behind(dataset, f"a writer adopts {ADOPTED_AT_ONCE:,} objects at most at a time")
    _refuse_young_day(dataset, head, following[0], now)
    new = head
    for key in following:
        new = _adopted(store, dataset, new, key, stated_by)
    budget.left -= len(following)
    if new is not None:
        _advance(store, dataset, head, new)
    return True


def adopt_standing(
    store: ChainStore, dataset: str, head: Head, key: str, *, stated_by: StatedBy
) -> Head:
    """Return the head behind the object that stands where the next one was to be put.

    Raises ChainRefusedError when it is not the next object, ConflictError when the head is another
    by now.
    """
    try:
        return _adopted(store, dataset, head, key, stated_by)
    except ChainRefusedError:
        if store.head(dataset) != head:
            raise head_moved(dataset) from None
        raise


def _adopted(
    store: ChainStore, dataset: str, head: Head | None, key: str, stated_by: StatedBy
) -> Head:
    """Return the head behind the object under a key, once its link is checked."""
    seq, previous = (head.seq, head.sha256) if head else (0, NOTHING_BEFORE)
    try:
        place = read_key(key)
    except ValueError as error:
        raise refused(key, str(error)) from None
    if (place.dataset, place.seq) != (dataset, seq + 1):
        raise refused(key, f"number {seq + 1} follows the head, and is not there")
    data = store.read(key)
    if data is None:
        raise refused(key, "no version of it can be read")
    try:
        stated = stated_by(data)
    except ContentError as error:
        raise refused(key, f"it cannot be read: {error}") from None
    _refuse_other_place(stated, place, key)
    if stated.previous_sha256 != previous:
        raise refused(key, "it names another object than the head as the one before")
    return Head(seq=place.seq, sha256=digest(data), day=place.day, reserved=False)


def _refuse_other_place(stated: StatedPlace, place: ChainPosition, key: str) -> None:
    said = (stated.dataset, stated.day, stated.seq)
    if said != (place.dataset, place.day.isoformat(), place.seq):
        raise refused(key, "its content says that it belongs elsewhere")


def _refuse_young_day(dataset: str, head: Head | None, key: str, now: datetime) -> None:
    """Leave a head that is behind alone while a writer of the day before may still be at work."""
    at = now.astimezone(UTC)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    is_next = head is not None and head.reserved and _key_of(dataset, head, ahead=1) == key
    if at - midnight < SETTLED and not is_next:
        minutes = SETTLED.seconds // 60
        raise _behind(dataset, f"in the first {minutes} minutes of a day no writer adopts it")


def _advance(store: ChainStore, dataset: str, head: Head | None, new: Head) -> None:
    """Move the head; when another writer moved it first, what that one found stands."""
    try:
        store.advance(dataset, expected=head, new=new)
    except ConflictError:
        return


def _key_of(dataset: str, head: Head | None, *, ahead: int = 0) -> str:
    """Return a key behind which the next object stands, or its own with `ahead`."""
    if head is None:
        return ""
    return ChainPosition(dataset, head.day, head.seq + ahead).key


def refused(key: str, why: str) -> ChainRefusedError:
    """Return the refusal to go on behind an object."""
    return ChainRefusedError(
        Explanation(
            code="AUDIT_CHAIN_REFUSED",
            what=f"the audit bucket holds an object behind the chain's head that is not its next: "
            f"{why}",
            where=key,
            next_step="Nothing was written behind it; rows wait in the Audit queue, then in its "
            "dead-letter queue. `claimtrail audit verify s3://BUCKET --public-key FILE` says what "
            "is wrong with the trail, CloudTrail who put the object.",
        )
    )


def _behind(dataset: str, why: str) -> ConflictError:
    return ConflictError(
        Explanation(
            code="AUDIT_HEAD_BEHIND",
            what=f"the chain's head is behind what the audit bucket holds, and {why}",
            where=f"dataset {dataset}",
            next_step="Nothing is lost: the batch is redelivered and goes on from where this one "
            "came to. `claimtrail audit heads --rebuild` brings all heads up at once.",
        )
    )
