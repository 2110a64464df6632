"""Who loses a write reads again and repeats, but not for ever."""

import pytest

from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.retry import ATTEMPTS, repeat_on_conflict

LOST = ConflictError(Explanation(code="LOST", what="lost", where="here", next_step="Repeat."))


@pytest.mark.parametrize(("losses", "calls"), [(0, 1), (1, 2), (ATTEMPTS - 1, ATTEMPTS)])
def test_given_lost_writes_when_one_holds_then_its_result_is_returned(
    losses: int, calls: int
) -> None:
    made = []

    def write() -> str:
        made.append(1)
        if len(made) <= losses:
            raise LOST
        return "held"

    assert repeat_on_conflict(write) == "held"
    assert len(made) == calls


def test_given_every_write_is_lost_then_the_caller_is_reported() -> None:
    made = []

    def write() -> None:
        made.append(1)
        raise LOST

    with pytest.raises(ConflictError):
        repeat_on_conflict(write)
    assert len(made) == ATTEMPTS
