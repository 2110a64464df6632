"""The end of an answer: how many rows it has, and that a saved query's limit may have cut it."""

from claimtrail.kernel.counting import counted


def is_cut(count: int, limit: int | None) -> bool:
    """Return whether rows may be missing: the answer has as many as its query gives at the most."""
    return limit is not None and count >= limit


def rows_text(count: int, limit: int | None) -> str:
    """Return `3 rows`, or that they are the limit."""
    more = ", the limit: there may be more (`--rows N`)" if is_cut(count, limit) else ""
    return f"{counted(count, 'row')}{more}"
