"""Lost writes and left-over parts are repeated, but not for ever."""

from collections.abc import Sequence

import pytest

from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.retry import (
    LOST_WRITES,
    Backoff,
    attempts,
    repeat_on_conflict,
    send_left_over,
)

LOST = ConflictError(Explanation(code="LOST", what="lost", where="here", next_step="Repeat."))


@pytest.mark.parametrize(("losses", "calls"), [(0, 1), (1, 2), (LOST_WRITES - 1, LOST_WRITES)])
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
    assert len(made) == LOST_WRITES


BACKOFF = Backoff(attempts=4, first_seconds=1, longest_seconds=3)


def test_pauses_grow_up_to_a_bound() -> None:
    pauses: list[float] = []

    assert list(attempts(BACKOFF, pause=pauses.append)) == [1, 2, 3, 4]

    assert list(BACKOFF.pauses()) == [1, 2, 3]
    assert all(pause <= most for pause, most in zip(pauses, BACKOFF.pauses(), strict=True))


@pytest.mark.parametrize(("taken", "left"), [(10, 0), (3, 0), (2, 2), (0, 10)])
def test_what_is_left_over_is_sent_again_within_the_bound(taken: int, left: int) -> None:
    sent: list[int] = []

    def send(parts: Sequence[int]) -> Sequence[int]:
        sent.extend(parts[:taken])
        return parts[taken:]

    rest = send_left_over(send, range(10), backoff=BACKOFF, pause=lambda _: None)

    assert [*sent, *rest] == list(range(10))
    assert len(rest) == left
