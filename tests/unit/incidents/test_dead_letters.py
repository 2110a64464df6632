"""Dead letters: what they are about, and laying one down, into the trail before it is deleted."""

from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest

from claimtrail.incidents.dead_letters import DeadLetter, DeadLetterReview
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.errors import ConflictError, NotFoundError
from tests.twins.dead_letters import MemoryDeadLetterQueue
from tests.twins.kernel import MemoryPublisher

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHY = "the payer sent the file again"


def letter(message_id: str, *, hours: int = 1, **ids: str) -> DeadLetter:
    return DeadLetter(
        message_id=message_id,
        queue="Ingest",
        sent_at=NOW - timedelta(hours=hours),
        attempts=3,
        ids=ids,
        partner_id="larkspur",
    )


def review(
    *letters: DeadLetter, publisher: MemoryPublisher | None = None
) -> tuple[DeadLetterReview, MemoryDeadLetterQueue]:
    queue = MemoryDeadLetterQueue(*letters, errors={one.message_id: "KeyError" for one in letters})
    made = DeadLetterReview(
        queues={"Ingest": queue, "Empty": MemoryDeadLetterQueue()},
        publisher=publisher or MemoryPublisher(),
        clock=lambda: NOW,
    )
    return made, queue


@pytest.mark.parametrize(
    ("ids", "about", "file_id"),
    [
        ({"file_id": "fil_1", "delivery_id": "dlv_1"}, "fil_1", "fil_1"),
        ({"source_file_id": "fil_2", "id": "x"}, "fil_2", "fil_2"),
        ({"delivery_id": "dlv_1"}, "dlv_1", None),
        ({"claim_id": "clm_1", "pk": "claim#clm_1"}, "clm_1", None),
        ({}, "", None),
    ],
)
def test_a_letter_is_about_the_file_delivery_or_claim_that_it_names(
    ids: dict[str, str], about: str, file_id: str | None
) -> None:
    one = letter("m", **ids)

    assert (one.about, one.file_id) == (about, file_id)


def test_listed_letters_stay_and_come_oldest_first_with_their_errors() -> None:
    made, queue = review(letter("a", hours=1), letter("b", hours=5))

    listed = made.listed("Ingest", most=10)

    assert [(one.message_id, one.error) for one in listed] == [("b", "KeyError"), ("a", "KeyError")]
    assert (queue.count(), queue.hidden) == (2, [])


@pytest.mark.capability("C1.2")
def test_a_letter_is_laid_down_with_who_and_why_in_the_trail() -> None:
    publisher = MemoryPublisher()
    made, queue = review(letter("4f1c09aa-1", file_id="fil_1"), letter("77"), publisher=publisher)

    done = made.discard("4f1c", why=f" {WHY} ", by="user:dana")

    assert (done.message_id, done.error) == ("4f1c09aa-1", "KeyError")
    assert ([one.message_id for one in queue.waiting], queue.hidden) == (["77"], [])
    [event] = publisher.events.values()
    assert (event.detail_type, event.subject_id, event.actor, event.source_file_id) == (
        "dead_letter.discarded",
        "fil_1",
        "user:dana",
        "fil_1",
    )
    said = {"why": WHY, "error": "KeyError", "queue": "Ingest", "attempts": 3}
    assert said.items() <= event.detail.items()


@pytest.mark.parametrize("why", ["", "  \n"])
def test_without_a_reason_nothing_is_laid_down(why: str) -> None:
    made, queue = review(letter("4f1c09aa"))

    with pytest.raises(ValueError, match="reason"):
        made.discard("4f1c09aa", why=why, by="user:dana")

    assert queue.count() == 1


def test_an_id_that_means_none_or_several_is_refused_and_every_letter_stays() -> None:
    made, queue = review(letter("4f1c09aa"), letter("4f1c77bb"))

    with pytest.raises(NotFoundError, match=r"DEAD_LETTER_UNKNOWN.*dlq list"):
        made.discard("ffff", why=WHY, by="user:dana")
    with pytest.raises(ConflictError, match="DEAD_LETTER_AMBIGUOUS"):
        made.discard("4f1c", why=WHY, by="user:dana")

    assert (queue.count(), queue.hidden) == (2, [])


class Away(MemoryPublisher):
    def publish(self, events: list[BusEvent]) -> NoReturn:  # noqa: ARG002 - the port's
        raise ConnectionError


def test_a_letter_that_the_trail_does_not_have_is_not_deleted() -> None:
    made, queue = review(letter("4f1c09aa"), publisher=Away())

    with pytest.raises(ConnectionError):
        made.discard("4f1c09aa", why=WHY, by="user:dana")

    assert len(queue.hidden) == 1, "it is seen again once its minute is over"
