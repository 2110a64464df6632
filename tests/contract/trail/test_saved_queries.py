"""Every saved query and every example of the docs is answered by an empty lake."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.harness.trail.saved_rows import SQL

pytestmark = pytest.mark.cloud


def test_every_saved_query_and_every_example_answers_an_empty_lake(lake: Any) -> None:
    page = Path(__file__).parents[3] / "docs" / "analysts.md"
    examples = re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)

    answers = [lake.ask(sql) for sql in [*SQL.values(), *examples]]

    assert len(examples) >= 5
    assert answers == [[]] * (len(SQL) + len(examples))
