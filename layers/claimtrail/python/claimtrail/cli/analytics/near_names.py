"""Names of tables and columns that are near to one that Athena does not know."""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from claimtrail.analytics.query_access import tables_asked
from claimtrail.analytics.tables import LAKE_SUFFIX, TRAIL_SUFFIX
from claimtrail.analytics.views import VIEWS
from claimtrail.kernel.errors import ClaimTrailError

_TABLE = re.compile(r"Table '([^']{1,200})'")
_COLUMN = re.compile(r"Column '([^']{1,200})'")


def with_near_names(error: ClaimTrailError, sql: str) -> ClaimTrailError:
    """Return Athena's refusal with the names that may have been meant, where some are near."""
    explanation = error.explanation
    near = _near(explanation.what, sql)
    if not near:
        return error
    next_step = f"Did you mean {', '.join(near)}? {explanation.next_step}"
    return type(error)(replace(explanation, next_step=next_step))


def _near(reason: str, sql: str) -> list[str]:
    if "TABLE_NOT_FOUND" in reason and (found := _TABLE.search(reason)):
        return _closest(_last(found[1]), _tables())
    if "COLUMN_NOT_FOUND" in reason and (found := _COLUMN.search(reason)):
        return _closest(_last(found[1]), _columns(sql))
    return []


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _closest(name: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(name.lower(), sorted(set(known)), n=3, cutoff=0.6)


def _tables() -> list[str]:
    return [name + suffix for name in VIEWS for suffix in ("", LAKE_SUFFIX, TRAIL_SUFFIX)]


def _columns(sql: str) -> list[str]:
    """Return the columns of the tables that the SQL names, of all when it names none."""
    asked = [name.removeprefix("table:") for name in tables_asked(sql)]
    views = [VIEWS[name] for name in asked if name in VIEWS] or list(VIEWS.values())
    return [column.name for view in views for column in view.columns]
