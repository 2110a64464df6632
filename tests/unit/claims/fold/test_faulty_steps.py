"""The next step of a faulty record says what its acceptance will do."""

import pytest

from claimtrail.claims.fold.review.exceptions import open_exceptions
from tests.harness.claims.claim_events import about, accepted_claim, folded, remitted


@pytest.mark.capability("C3.6")
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("INTAKE_PAID_IN_FUTURE", "Accepting it lets it count"),
        ("X12_CLAIM_UNBALANCED", "Accepting it posts nothing either"),
    ],
)
def test_the_step_of_a_faulty_835_says_what_acceptance_does(fault: str, says: str) -> None:
    record = about(remitted(9, 80, "CO-45:20"), faults=(fault,))

    [found] = open_exceptions(folded([*accepted_claim(), record]))

    assert says in found.next_step
    assert ("unless you accept it" in found.next_step) == says.endswith("lets it count")
