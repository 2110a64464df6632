"""Renders docs/analysts.md's tables of columns and queries from the code.

`python -m tools.docs.analysts_page docs/analysts.md` renews the file; a test compares.
"""

import sys
from pathlib import Path

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.tables import View
from claimtrail.analytics.views import DERIVED, VIEWS
from claimtrail.trail.datasets.dataset import CHAIN_COLUMNS, Column, Dataset, Mask
from tools.docs.analysts_joins import JOINS
from tools.docs.analysts_values import VALUE_LISTS
from tools.docs.pages import renew_sections
from tools.docs.wrap import wrap


def render(text: str) -> str:
    """Return the page with the text between each pair of markers renewed.

    Raises ValueError when a marker is missing.
    """
    return renew_sections(
        text,
        {
            "datasets": _datasets(),
            "masks": _masks(),
            "saved queries": _queries(),
            "entities": _entities(),
            "values": _values(),
        },
    )


def _datasets() -> str:
    sections = [
        *("\n".join(_derived(view)) for view in DERIVED),
        *(_dataset(dataset) for dataset in DATASETS.values()),
    ]
    chain = ["### In every table", "", *_table(CHAIN_COLUMNS)]
    chain.append("| `dt` | string (partition) | The UTC day on which the row was written. |")
    return "\n".join([*sections, *chain])


def _dataset(dataset: Dataset) -> str:
    key = ", ".join(f"`{column}`" for column in dataset.key)
    head = [f"### `{dataset.name}`", "", wrap(dataset.description), f"One row per {key}.", ""]
    return "\n".join([*head, *_table(dataset.given), ""])


def _table(columns: tuple[Column, ...]) -> list[str]:
    rows = [f"| `{each.name}` | {each.type} | {each.description} |" for each in columns]
    return ["| Column | Type | What it holds |", "| --- | --- | --- |", *rows]


def _masks() -> str:
    masked = [
        column for dataset in DATASETS.values() if dataset.masked for column in dataset.columns
    ]
    names = {mask: dict.fromkeys(one.name for one in masked if one.mask is mask) for mask in Mask}
    rows = [
        f"| {mask.value} | {', '.join(f'`{name}`' for name in columns)} |"
        for mask, columns in names.items()
    ]
    return "\n".join(["| In masked tables | Columns |", "| --- | --- |", *rows])


def _derived(view: View) -> list[str]:
    return [f"### `{view.name}`", "", wrap(view.description), *_table(view.columns), ""]


def _entities() -> str:
    """Draw the joins; a table's box names the columns by which it is joined."""
    columns: dict[str, dict[str, None]] = {}
    lines = []
    for join in JOINS:
        columns.setdefault(join.left, {}).update(dict.fromkeys(join.left_columns))
        columns.setdefault(join.right, {}).update(dict.fromkeys(join.right_columns))
        on = ", ".join(
            left if left == right else f"{left} = {right}"
            for left, right in zip(join.left_columns, join.right_columns, strict=True)
        )
        lines.append(f'  {join.left} {join.rows} {join.right} : "{on}"')
    boxes = [
        line
        for table, names in columns.items()
        for line in (f"  {table} {{", *(f"    {_type(table, one)} {one}" for one in names), "  }")
    ]
    return "\n".join(["```mermaid", "erDiagram", *lines, *boxes, "```"])


def _type(table: str, column: str) -> str:
    return next(each.type for each in VIEWS[table].columns if each.name == column)


def _values() -> str:
    rows = [
        f"| `{each.table}` | `{each.column}` | "
        + (
            f"the codes of `code_texts` whose `list` is `{each.code_list.value}`"
            if each.code_list
            else ", ".join(f"`{value}`" for value in each.values)
        )
        + " |"
        for each in VALUE_LISTS
    ]
    return "\n".join(["| Table | Column | Values |", "| --- | --- | --- |", *rows])


def _queries() -> str:
    rows = [f"| `{each.name}` | {each.title}. {each.description} |" for each in saved_queries()]
    return "\n".join(["| Name | What it answers |", "| --- | --- |", *rows])


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(render(page.read_text(encoding="utf-8")), encoding="utf-8")
