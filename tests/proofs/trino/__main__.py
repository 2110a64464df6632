"""`python -m tests.proofs.trino`: every view and saved query on Trino and on the local cloud."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.masking import MASKED
from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.views import MASKED_DERIVED, VIEWS
from infra.settings import REPOSITORY
from tests.harness.stage.cloud import RunningCloud
from tests.proofs.java import MissingToolError, find_java, find_maven
from tests.proofs.trino import stage
from tests.proofs.trino.compare import Compared, compare, compare_columns
from tests.proofs.trino.server import JAVA_AT_LEAST, Trino, running
from tests.proofs.trino.server import version as trino_version

_FOLDER = REPOSITORY / ".claimtrail" / "trino"
_PAGE = REPOSITORY / "docs" / "analysts.md"
_EXAMPLES = re.compile(r"```sql\n(.*?)```", re.DOTALL)


def say(line: str) -> None:
    """Write a line at once, for a log that somebody follows."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def statements() -> Iterator[tuple[str, str]]:
    """Return what is asked of the database: saved queries, examples of the page, every view."""
    yield from ((f"saved {query.name}", query.sql) for query in saved_queries())
    examples = _EXAMPLES.findall(_PAGE.read_text(encoding="utf-8"))
    yield from ((f"example {number}", sql) for number, sql in enumerate(examples, start=1))
    for name in VIEWS:
        yield f"view {name}", f"select * from {name} order by {_order(name)}"  # noqa: S608 - ours


def _order(name: str) -> str:
    """Return an order in which the rows of a view come alike."""
    if name in DATASETS:
        return ", ".join(DATASETS[name].key)
    return ", ".join(str(place) for place in range(1, len(VIEWS[name].columns) + 1))


def compared(trino: Trino, masked: Trino, cloud: RunningCloud) -> Iterator[Compared]:
    """Compare everything."""
    athena = stage.athena(cloud)
    for name, sql in statements():
        yield compare(name, sql, trino=trino, athena=athena)
    for view in VIEWS.values():
        columns = {column.name: column.type for column in view.columns}
        done = compare_columns(view.name, columns, trino)
        yield done._replace(name=f"columns {view.name}")
    masked_athena = stage.athena(cloud, stage.MASKED)
    for name in (*MASKED, *(view.name for view in MASKED_DERIVED)):
        places = ", ".join(str(place) for place in range(1, _width(name) + 1))
        sql = f"select * from {name} order by {places}"  # noqa: S608 - our names
        yield compare(f"masked {name}", sql, trino=masked, athena=masked_athena)
    for view in MASKED_DERIVED:
        columns = {column.name: column.type for column in view.columns}
        done = compare_columns(view.name, columns, masked)
        yield done._replace(name=f"masked columns {view.name}")


def _width(masked: str) -> int:
    views = {view.name: view for view in MASKED_DERIVED}
    return len(MASKED[masked].columns if masked in MASKED else views[masked].columns)


def main() -> int:
    """Print each outcome; give 1 if anything differs, 2 if Java or Maven is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="libraries, cloud and logs")
    folder = parser.parse_args().folder
    try:
        find_java(JAVA_AT_LEAST)
        find_maven()
    except MissingToolError as error:
        say(f"The proof on Athena's engine is left out: {error}.")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with (
        stage.on_cloud(folder) as cloud,
        running(stage.catalog_properties(cloud), schema=stage.DATABASE, folder=folder) as trino,
    ):
        outcomes = []
        for outcome in compared(trino, trino.of(stage.MASKED), cloud):
            say(f"{outcome.name}: {outcome.rows} rows, {'; '.join(outcome.differences) or 'alike'}")
            outcomes.append(outcome)
    different = [one for one in outcomes if one.differences]
    empty = [one.name for one in outcomes if not one.rows]
    say(f"Without rows: {', '.join(empty) or 'none'}")
    say(f"Trino {trino_version()}: {len(outcomes)} compared, {len(different)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
