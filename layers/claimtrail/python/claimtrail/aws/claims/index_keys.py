"""Keys of the claim table's indexes, sharded where one partition would take too much."""

import zlib
from collections.abc import Collection
from datetime import date

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.listing_order import listing_order, place_within
from claimtrail.kernel.ids import CLAIM_PREFIX

STATE_SHARDS = 4
"""Partitions of `by_state` per payer."""
DUE_SHARDS = 4
"""Partitions of `by_due` per day."""
SUBMITTED_SHARDS = 8
"""Partitions of `by_submitted` per payer and day: one file may submit all of a day's claims."""


def unmatched_partition(payer_id: str) -> str:
    """Partition of `by_state`: a payer's doubtful matches."""
    return f"unmatched#{payer_id}"


def _shard(claim_id: str, shards: int) -> int:
    return zlib.crc32(claim_id.encode()) % shards


def state_partition(payer_id: str, shard: int) -> str:
    """Partition of `by_state`: a payer's claims, spread over STATE_SHARDS."""
    return f"{payer_id}#{shard}"


def state_partition_of(claim: Claim) -> str:
    """Partition of `by_state` in which a claim stands."""
    return state_partition(claim.payer_id, _shard(claim.claim_id, STATE_SHARDS))


def state_order_of(claim: Claim) -> str:
    """Sort key of `by_state`: by state, longest in it first. Also the token of a page."""
    return listing_order(claim)


def state_bounds(state: State | None, *, after: str | None) -> tuple[str, str]:
    """Between which sort keys of `by_state` the claims of a state (None: of all) stand.

    `!` and `~` sort before and after everything that a key holds.
    """
    prefix = f"{state.value}#" if state else ""
    return (f"{after}!" if after else prefix or "!"), f"{prefix}~"


def bounds_after(states: Collection[State], after: str) -> list[tuple[str, str]]:
    """Return the bounds of states (none: of all) after a place, in the order of their claims."""
    return [
        state_bounds(state, after=place)
        for state in sorted(states, key=lambda one: one.value) or (None,)
        for comes, place in (place_within(state, after),)
        if comes
    ]


def submitted_partition(payer_id: str, day: date, shard: int) -> str:
    """Partition of `by_submitted`; its sort key is the claim's id."""
    return f"{payer_id}#{day.isoformat()}#{shard}"


def submitted_partition_of(claim: Claim, day: date) -> str:
    """Partition of `by_submitted` in which a claim that was submitted that day stands."""
    return submitted_partition(claim.payer_id, day, _shard(claim.claim_id, SUBMITTED_SHARDS))


def due_partition(day: date, shard: int) -> str:
    """Partition of `by_due`."""
    return f"escalate#{day.isoformat()}#{shard}"


def due_partition_of(day: date, claim_id: str) -> str:
    """Partition of `by_due` in which a claim stands."""
    return due_partition(day, _shard(claim_id, DUE_SHARDS))


def due_order(payer_id: str, claim_id: str) -> str:
    """Sort key of `by_due`: a payer's claims stand together, so that the others are a step away."""
    return f"{payer_id}#{claim_id}"


def payer_of_due(order: str) -> str:
    """Return the payer of such a sort key; empty for a key of a release that had the claim's id."""
    return order.rpartition("#")[0]


def past_payer(order: str) -> str:
    """Return what sorts behind all claims of the payer of such a sort key."""
    payer_id = payer_of_due(order)
    return due_order(payer_id, "~") if payer_id else f"{CLAIM_PREFIX}~"


def waiting_partition(day: date, shard: int) -> str:
    """Partition of `by_due`: claims with held evidence that becomes an exception that day."""
    return f"held#{day.isoformat()}#{shard}"


def waiting_partition_of(day: date, claim_id: str) -> str:
    """Partition of `by_due` in which a claim with held evidence stands."""
    return waiting_partition(day, _shard(claim_id, DUE_SHARDS))


def exceptions_partition(payer_id: str) -> str:
    """Partition of `by_state`: a payer's claims with something that needs review."""
    return f"exceptions#{payer_id}"


def exception_order_of(claim: Claim) -> str:
    """Sort key of `by_state` in there: the oldest exception first."""
    return f"{claim.exception_since}#{claim.claim_id}"
