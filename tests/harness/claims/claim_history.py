"""Every change that a claim store is given, in order: the table itself keeps the last one only."""

from typing import Any

from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.ports import ChangeWriter


def remember(store: ChangeWriter) -> list[Change]:
    """The changes that the store takes from now on; the list grows."""
    taken: list[Change] = []
    save = store.save

    def remembering(change: Change, **options: Any) -> None:
        save(change, **options)
        taken.append(change)

    store.save = remembering  # type: ignore[method-assign]
    return taken
