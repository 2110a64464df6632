"""One statement asked of both engines, and what differs in their answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from claimtrail.analytics.results import QueryResult
from claimtrail.aws.core.athena import AthenaClient
from claimtrail.kernel.errors import ClaimTrailError
from tests.proofs.trino.server import Answer, Trino, TrinoError

TYPES: Mapping[str, str] = {"string": "varchar", "bigint": "bigint", "boolean": "boolean"}
"""Glue's types in the engine's words."""


class Compared(NamedTuple):
    """The outcome for one statement."""

    name: str
    rows: int
    differences: tuple[str, ...]


def compare(name: str, sql: str, *, trino: Trino, athena: AthenaClient) -> Compared:
    """Ask both; say in which way their answers differ."""
    try:
        engine = trino.ask(sql)
    except TrinoError as error:
        return Compared(name, 0, (f"Trino refuses it: {error}",))
    try:
        local = athena.run(sql)
    except ClaimTrailError as error:
        return Compared(name, len(engine.rows), (f"the local cloud refuses it: {error}",))
    return Compared(name, len(engine.rows), tuple(_differences(engine, local)))


def compare_columns(view: str, declared: Mapping[str, str], trino: Trino) -> Compared:
    """Compare a view's declared columns with what the engine says of the view and its SELECT."""
    want = [(name, TYPES[kind]) for name, kind in declared.items()]
    try:
        listed = trino.ask(f"describe {view}").rows
        selected = trino.ask(f"select * from {view} where false").columns  # noqa: S608 - ours
    except TrinoError as error:
        return Compared(view, 0, (f"Trino refuses it: {error}",))
    shown = [(row[0], row[1]) for row in listed]
    wrong = [
        f"{what} {found}, and the catalog declares {one}"
        for what, all_found in (("DESCRIBE says", shown), ("SELECT gives", list(selected)))
        for found, one in zip(all_found, want, strict=True)
        if found != one
    ]
    return Compared(view, len(want), tuple(wrong))


def _differences(engine: Answer, local: QueryResult) -> list[str]:
    names = tuple(name for name, _ in engine.columns)
    if names != local.columns:
        return [f"columns {names} and {local.columns}"]
    ours, theirs = _plain(local.rows), _plain(engine.rows)
    if ours == theirs:
        return []
    if Counter(ours) == Counter(theirs):
        return ["the same rows in another order"]
    more, fewer = Counter(theirs) - Counter(ours), Counter(ours) - Counter(theirs)
    return [
        f"{len(theirs)} rows and {len(ours)}",
        *(f"only Trino: {row}" for row in list(more)[:3]),
        *(f"only the local cloud: {row}" for row in list(fewer)[:3]),
    ]


def _plain(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return the values so that numbers compare by their amount."""
    return [tuple(map(_value, row)) for row in rows]


def _value(value: Any) -> Any:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value)).normalize()
    return value
