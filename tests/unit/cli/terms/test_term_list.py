"""The list of payers' words says how to decide one, with the categories in words."""

import pytest
from rich.console import Console

from claimtrail.claims.lifecycle.status_terms import TermReview, TermStatus
from claimtrail.cli.core.output import Output
from claimtrail.cli.terms.review import show_reviews

OPEN = TermReview(payer_id="larkspur-commercial", term="SENT ON")
DECIDED = OPEN.model_copy(update={"status": TermStatus.DECIDED, "means": "P1"})


@pytest.mark.parametrize(("review", "is_open"), [(OPEN, True), (DECIDED, False)])
def test_an_open_word_comes_with_its_command_and_the_categories(
    review: TermReview, *, is_open: bool
) -> None:
    console = Console(width=100)
    with console.capture() as captured:
        show_reviews(Output(console=console), [(review, ["clm_one"])])
    said = " ".join(captured.get().split())

    for hint in (
        "`claimtrail terms decide 'SENT ON' --payer larkspur-commercial --means CATEGORY",
        "P1 = Pending: in process; ",
        "F1 = Finalized: paid; ",
    ):
        assert (hint in said) is is_open
