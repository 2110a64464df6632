"""docs/architecture.md and the code agree."""

from dataclasses import replace
from pathlib import Path

import pytest

from tools.docs import architecture_page
from tools.docs.architecture_page import direct_imports, imports_of_rooms, layers_of_rooms
from tools.docs.file_steps import STEPS

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "architecture.md"
README = ROOT / "README.md"


def test_the_page_is_what_the_code_renders() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert text == architecture_page.render(text), "run `make docs`"


def test_the_readme_draws_the_way_of_a_file_as_the_code_has_it() -> None:
    text = README.read_text(encoding="utf-8")

    assert text == architecture_page.render_readme(text), "run `make docs`"


def test_every_room_stands_in_a_row_and_imports_rows_below_it_only() -> None:
    rows = {room: number for number, row in enumerate(layers_of_rooms()) for room in row}
    imports = imports_of_rooms()

    assert rows.keys() >= {room for room, others in imports.items() if others}
    assert [
        (room, other)
        for room, others in imports.items()
        for other in others
        if rows[other] <= rows[room]
    ] == []


def test_an_import_that_another_way_implies_is_not_drawn() -> None:
    imports = {"cli": frozenset({"aws", "kernel"}), "aws": frozenset({"kernel"})}

    drawn = direct_imports({**imports, "kernel": frozenset()})

    assert drawn == {"cli": {"aws"}, "aws": {"kernel"}, "kernel": frozenset()}


def test_the_way_of_a_file_enters_every_step_and_names_functions_that_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached = {after for step in STEPS for after, _ in step.then}
    assert reached == {step.name for step in STEPS} - {"drop"}

    monkeypatch.setattr(
        architecture_page, "STEPS", (replace(STEPS[1], work=("functions/__init__.py:nobody",)),)
    )
    with pytest.raises(LookupError, match="nobody"):
        architecture_page.render(PAGE.read_text(encoding="utf-8"))
