"""The saved queries: Athena SQL that people ask for, each in a file under `queries/`.

A file begins with its front matter, `-- title: ...` and `-- description: ...`, one line each; a
third line, `-- words: column=list`, names the codes that are to have their words beside them
(`readable.py`, which also adds dollars). What it reads and gives is bounded: each dataset by its
days of writing, the answer by its rows. Both numbers stand in the SQL, so that they can be
changed wherever it is run. Queries that differ in a column or two share a text
(`query_families.py`).
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from claimtrail.analytics.query_families import members
from claimtrail.analytics.readable import readable

_FRONT_MATTER = ("title", "description")
_WORDS = "-- words: "
_DAYS = re.compile(r"(?<=date_add\('day', -)\d{1,6}(?=, current_date\))")
_ROWS = re.compile(r"(?<=^limit )\d{1,6}\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """One question with its answer in SQL, for the tables of `datasets.py`."""

    name: str
    title: str
    description: str
    sql: str

    @property
    def days(self) -> int | None:
        """Return from how many days of writing it reads; None if it reads the claims alone."""
        found = _DAYS.search(self.sql)
        return int(found[0]) if found else None

    @property
    def rows(self) -> int | None:
        """Return how many rows it gives at the most."""
        found = _ROWS.search(self.sql)
        return int(found[0]) if found else None

    def bounded(self, *, days: int | None = None, rows: int | None = None) -> str:
        """Return its SQL with other bounds, where some are given."""
        sql = _DAYS.sub(str(days), self.sql) if days else self.sql
        return _ROWS.sub(str(rows), sql) if rows else sql


@cache
def saved_queries() -> tuple[SavedQuery, ...]:
    """Return every saved query, in order of name."""
    folder = resources.files("claimtrail.analytics") / "queries"
    texts = {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }
    return tuple(read_query(*one) for one in sorted((*texts.items(), *members(folder))))


def read_query(name: str, text: str) -> SavedQuery:
    """Read one file. Raises ValueError when its front matter is not title, then description.

    Its SQL gets dollars beside cents, and words beside the codes that its front matter names.
    """
    lines = text.splitlines()
    fields = {}
    for field, line in zip(_FRONT_MATTER, lines, strict=False):
        label = f"-- {field}: "
        if not line.startswith(label):
            raise ValueError(f"query {name}: the line `{label}...` is missing")
        fields[field] = line.removeprefix(label).strip()
    if len(fields) != len(_FRONT_MATTER):
        raise ValueError(f"query {name}: the front matter is incomplete")
    rest = lines[len(_FRONT_MATTER) :]
    words = rest.pop(0) if rest and rest[0].startswith(_WORDS) else _WORDS
    listed = dict(one.split("=") for one in words.removeprefix(_WORDS).split())
    try:
        sql = readable("\n".join(rest).strip(), listed)
    except ValueError as error:
        raise ValueError(f"query {name}: {error}") from error
    return SavedQuery(name=name, sql=sql, **fields)
