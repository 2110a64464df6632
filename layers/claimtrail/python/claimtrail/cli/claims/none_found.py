"""The answer of a list without claims: none fits its filters, or none has come yet."""

from claimtrail.cli.claims.scan import parts_by_state, scan
from claimtrail.cli.claims.stores import payers_of, payers_wanted, store_of
from claimtrail.cli.core.stage import Stage

COUNTED = 1_000
"""Claims that are counted at the most, to say how many there are without filters."""


def none_found(stage: Stage, *, is_filtered: bool) -> str:
    """Return why a list is empty, with the number of claims that its filters leave out."""
    if not is_filtered:
        return _none_yet(stage)
    parts = parts_by_state(store_of(stage), payers=payers_wanted(stage, None), states=())
    read = scan(parts, most=COUNTED)
    count = sum(not one.is_hidden for one in read.claims)
    if not count:
        return _none_yet(stage)
    more = " or more" if read.unread else ""
    there_are = "there is" if count == 1 and not more else "there are"
    return (
        f"No claim fits these filters. Without them {there_are} {count:,}{more}: "
        "`claimtrail claims`."
    )


def _none_yet(stage: Stage) -> str:
    """Return how claims come to a stage that has none."""
    return f"No claims. `claimtrail drop FILE --payer {payers_of(stage)[0]}` brings some."
