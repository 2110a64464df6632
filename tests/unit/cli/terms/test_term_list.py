"""The list of payers' words says how to decide one, with the categories in words."""

import pytest
from rich.console import Console

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.status_terms import TermReview, TermStatus
from claimtrail.claims.views.disagreeing_words import disagreeing_words
from claimtrail.cli.core.output import Output
from claimtrail.cli.terms.review import show_disagreement, show_reviews
from tests.harness.claims.claim_events import accepted_claim, answer, folded, remitted

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


@pytest.mark.parametrize(
    ("claim", "means", "said"),
    [
        (folded([*accepted_claim(), answer(9, "F1")]), "F2", "Finalized, remit pending (F1:20)"),
        (folded([*accepted_claim(), remitted(9, 80, "CO-45:20")]), "F2", "Paid"),
        (folded([*accepted_claim(), remitted(9, 0, "CO-29:100")]), "F1", "Denied"),
        (folded([*accepted_claim(), answer(9, "F1")]), "F1", ""),
        (folded([*accepted_claim(), answer(9, "F1")]), "P1", ""),
        (folded(accepted_claim()), "F2", ""),
    ],
)
def test_a_meaning_that_the_payers_own_word_disagrees_with_comes_with_a_warning(
    claim: Claim, means: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    console = Console(width=400)

    with console.capture() as captured:
        found = list(disagreeing_words([claim], means=means))
        show_disagreement(Output(console=console), found, means=means)

    text = captured.get() + capsys.readouterr().err
    assert (f"the payer's own word disagrees with {means} on 1 claim" in text) is bool(said)
    assert said in text
