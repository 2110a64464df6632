"""The published lifecycle is the one that decides."""

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES
from claimtrail.claims.lifecycle.transitions import EDGES
from tools.docs import lifecycle_page
from tools.docs.render import DOCS


@pytest.mark.capability("C1.8")
@pytest.mark.capability("C3.2")
def test_the_page_is_what_the_tables_say() -> None:
    page = (DOCS / "lifecycle.md").read_text(encoding="utf-8")

    assert page == lifecycle_page.render(), "run `make docs`"


def test_the_page_has_every_state_and_code() -> None:
    page = lifecycle_page.render()

    assert set(lifecycle_page.MEANINGS) == set(State) == set(EDGES)
    assert all(f"| {state.value} |" in page for state in State)
    assert all(f"| {code} |" in page for code in CATEGORIES)
