"""Page of the retention table, docs/retention.md."""

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.retention import TTL_ATTRIBUTE, DataClass

_HEAD = """# Retention

How long each class of data is kept. Rendered from
the nouns' `retention.py`, as the deployed lifecycle rules, TTLs, log and queue retention and
Object Lock are: change it there, then run `make docs`. Days count from the writing.

| Data | Where | At hand | Then in | Removed after | Legal hold | Object Lock | Why |
| --- | --- | --- | --- | --- | --- | --- | --- |"""

_FOOT = f"""**Legal hold** overrides the expiry: `claimtrail hold set CLAIM --docket D`, or a
file's id, keeps the archived and quarantined files of a claim, or a file, until the last docket's
hold on it is released, whatever the rules say, and what a claim's escalations left in the
operations table as well. Only the hold role may put S3's flag; nobody may delete a version or
shorten a lock.
Tables expire items by their `{TTL_ATTRIBUTE}`; an item without it stays. `claimtrail retention`
says what goes when."""


def render() -> str:
    """Return the table as docs/retention.md."""
    lines = [_HEAD, *(_row(item) for item in RETENTION), "", _FOOT]
    return "\n".join(lines) + "\n"


def _row(item: DataClass) -> str:
    locks = "; ".join(
        f"{stage}: {lock.mode.lower()}, {lock.days} day{'s' if lock.days > 1 else ''}"
        for stage, lock in item.lock.items()
    )
    cells = (
        f"**{item.name}**: {item.what}",
        str(item.store),
        f"{item.hot_days} days",
        item.tier or "",
        "never" if item.expiry_days is None else f"{item.expiry_days} days",
        "yes" if item.legal_hold else "no",
        locks or "none",
        item.why,
    )
    return f"| {' | '.join(cells)} |"
