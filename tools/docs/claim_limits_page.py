"""docs/projection-limits.md: how much one claim, key and lineage may take, from the table."""

from claimtrail.claims.facts.limits import LIMITS

_HEAD = """\
# Limits of projection

Rendered by `make docs` from
[claims/facts/limits.py](../layers/claimtrail/python/claimtrail/claims/facts/limits.py). A claim
that takes more is preserved: it keeps its last projected state and is an exception.

    $ claimtrail exceptions
    too_many_events  IN_PROCESS found=2001 limit=2000
    Find out with the partner why its files repeat the claim; then bring it up to date:
    `claimtrail reproject CLAIM --whole`.

| Limit | At most | Of | Why | Beyond it |
| --- | --- | --- | --- | --- |
"""

_TAIL = """
## Whose events count

The limit of events counts each partner's files by themselves. Nobody knows who has authority over
a claim before the claim is folded, and whoever has none must not bring it to its limit. So of each
partner as many events are read as one claim may take. If all of a partner's are then held because
it has no authority, the claim goes on without the rest of them. If they have authority, the claim
is preserved.

## Further events of a claim that is preserved

They are stored. Projection reads the claim's item, finds it preserved, and reads no event. The
claim is projected again when a person asks: `claimtrail reproject CLAIM` where it ran out of time,
with `--whole` where it is too large for a worker.
"""


def render() -> str:
    """Return the page."""
    rows = [
        f"| `{limit.value}` | {bound.most:,} | {bound.of} | {bound.why} | {bound.beyond} |\n"
        for limit, bound in LIMITS.items()
    ]
    return _HEAD + "".join(rows) + _TAIL
