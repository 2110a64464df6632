"""The page of billers' work stays in step with the tables of next actions."""

from tools.docs import work_page
from tools.docs.render import DOCS


def test_the_page_of_work_is_rendered_from_the_tables() -> None:
    text = (DOCS / "work.md").read_text(encoding="utf-8")

    assert work_page.render(text) == text, "run: make docs"
