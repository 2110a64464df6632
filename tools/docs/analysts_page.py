"""Renders docs/analysts.md's tables of columns and queries from the code.

`python -m tools.docs.analysts_page docs/analysts.md` renews the file; a test compares.
"""

import sys
from pathlib import Path

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.saved import saved_queries
from claimtrail.analytics.tables import VIEWS
from claimtrail.trail.datasets import CHAIN_COLUMNS, Column, Dataset, Mask
from tools.docs.pages import renew_sections
from tools.docs.wrap import wrap


def render(text: str) -> str:
    """Return the page with the text between each pair of markers renewed.

    Raises ValueError when a marker is missing.
    """
    return renew_sections(
        text, {"datasets": _datasets(), "masks": _masks(), "saved queries": _queries()}
    )


def _datasets() -> str:
    sections = ["\n".join(_claims()), *(_dataset(dataset) for dataset in DATASETS.values())]
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


def _claims() -> list[str]:
    view = VIEWS["claims"]
    return [f"### `{view.name}`", "", wrap(view.description), *_table(view.columns), ""]


def _queries() -> str:
    rows = [f"| `{each.name}` | {each.title}. {each.description} |" for each in saved_queries()]
    return "\n".join(["| Name | What it answers |", "| --- | --- |", *rows])


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(render(page.read_text(encoding="utf-8")), encoding="utf-8")
