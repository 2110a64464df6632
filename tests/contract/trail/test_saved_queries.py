"""Every example of the docs is answered by an empty lake; saved queries are, in test_pyathena."""

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.cloud


def test_every_example_answers_an_empty_lake(lake: Any) -> None:
    page = Path(__file__).parents[3] / "docs" / "analysts.md"
    examples = re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)

    answers = [lake.ask(sql) for sql in examples]

    assert len(examples) >= 5
    assert answers == [[]] * len(examples)
