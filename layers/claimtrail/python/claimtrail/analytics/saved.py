"""The saved queries: Athena SQL that people ask for, each in a file under `queries/`.

A file begins with its front matter, `-- title: ...` and `-- description: ...`, one line each.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

_FRONT_MATTER = ("title", "description")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """One question with its answer in SQL, for the tables of `datasets.py`."""

    name: str
    title: str
    description: str
    sql: str


@cache
def saved_queries() -> tuple[SavedQuery, ...]:
    """Return every saved query, in order of name."""
    folder = resources.files("claimtrail.analytics") / "queries"
    return tuple(
        read_query(entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".sql")
    )


def read_query(name: str, text: str) -> SavedQuery:
    """Read one file. Raises ValueError when its front matter is not title, then description."""
    lines = text.splitlines()
    fields = {}
    for field, line in zip(_FRONT_MATTER, lines, strict=False):
        label = f"-- {field}: "
        if not line.startswith(label):
            raise ValueError(f"query {name}: the line `{label}...` is missing")
        fields[field] = line.removeprefix(label).strip()
    if len(fields) != len(_FRONT_MATTER):
        raise ValueError(f"query {name}: the front matter is incomplete")
    return SavedQuery(name=name, sql="\n".join(lines[len(_FRONT_MATTER) :]).strip(), **fields)
