"""Appending to a chain: one key where the next object can be, whoever writes it.

A writer (1) reserves in the head the day of the next object, which is never changed again, (2) puts
the object where none stands (S3 `If-None-Match: *`), (3) advances the head. So a crash between the
steps, or any number of writers at once, can neither fork the chain nor leave a gap. Who finds an
object there adopts it: checks its link, advances the head, goes on behind it. A batch that is
delivered again may repeat rows, which the dataset's key tells.

The head is a hint, the bucket is the truth: before a writer reserves, it lists what follows the
head. Where the operations table was restored to an earlier hour, or lost, something does, and
`adoption.py` brings the head up to the chain's end first.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.chaining.adoption import Budget, StatedBy, adopt_standing, bring_up
from claimtrail.trail.chaining.chain import NOTHING_BEFORE, ChainPosition, digest, encode
from claimtrail.trail.chaining.contents import stated_by_rows
from claimtrail.trail.datasets.dataset import Row
from claimtrail.trail.ports import ChainStore, Head, head_moved

_ATTEMPTS = 50
"""Each lost attempt is another writer's success, so many can be lost while all goes well."""


def append(
    store: ChainStore,
    dataset: str,
    rows: Sequence[Row],
    *,
    now: datetime,
    budget: Budget | None = None,
) -> ChainPosition:
    """Write the rows as the next object of the dataset's chain; says where.

    `budget` is shared by the chains that one invocation writes to. Raises ConflictError when other
    writers were faster too often, and what `adoption.bring_up` raises; nothing needs undoing.
    """

    def make(place: ChainPosition, previous_sha256: str) -> bytes:
        return encode(rows, place=place, previous_sha256=previous_sha256, written_at=now)

    return extend(store, dataset, make, now=now, stated_by=stated_by_rows, budget=budget)


def extend(  # noqa: PLR0913 - the writer's own, by keyword
    store: ChainStore,
    dataset: str,
    make: Callable[[ChainPosition, str], bytes],
    *,
    now: datetime,
    stated_by: StatedBy,
    budget: Budget | None = None,
) -> ChainPosition:
    """Write what `make` gives for a place and the digest before it; says where.

    `make` is asked again when another writer was faster. `stated_by` reads what an object says of
    its place. Raises ConflictError as `append` does.
    """
    budget = budget or Budget()
    for _ in range(_ATTEMPTS):
        head = _reserve(store, dataset, budget, now=now, stated_by=stated_by)
        if head is None:
            continue
        place = ChainPosition(dataset, head.day, head.seq + 1)
        data = make(place, head.sha256)
        # A put whose answer was lost is retried by the client and then finds its own object.
        if store.put_new(place.key, data):
            new = Head(seq=place.seq, sha256=digest(data), day=place.day, reserved=False)
        else:
            new = adopt_standing(store, dataset, head, place.key, stated_by=stated_by)
        # When this fails, another writer has adopted the object, which comes to the same.
        moved(store, dataset, head, new)
        if new.sha256 == digest(data):
            return place
    raise head_moved(dataset)


def _reserve(
    store: ChainStore, dataset: str, budget: Budget, *, now: datetime, stated_by: StatedBy
) -> Head | None:
    """Return the head with the day of the next object reserved; None to begin again."""
    head = store.head(dataset)
    if head is not None and head.reserved:
        return head
    if bring_up(store, dataset, head, budget, now=now, stated_by=stated_by):
        return None
    today = now.astimezone(UTC).date()
    reserved = Head(
        seq=head.seq if head else 0,
        sha256=head.sha256 if head else NOTHING_BEFORE,
        day=max(today, head.day) if head else today,  # clocks of writers may differ
        reserved=True,
    )
    return reserved if moved(store, dataset, head, reserved) else None


def moved(store: ChainStore, dataset: str, expected: Head | None, new: Head) -> bool:
    """Return whether the head could be moved; False when another writer moved it first."""
    try:
        store.advance(dataset, expected=expected, new=new)
    except ConflictError:
        return False
    return True
