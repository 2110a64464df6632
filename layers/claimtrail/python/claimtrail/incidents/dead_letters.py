"""Dead letters: messages that failed every attempt, what they are about, and laying them down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from claimtrail.incidents.detail_types import IncidentDetailType
from claimtrail.kernel.at_once import read_each
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.clock import Clock, format_instant
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

RULE = "dead_letters@1/discarded"
SEARCHED = 1_000
"""Messages of one queue that are searched for a message."""
_ABOUT = ("file_id", "source_file_id", "delivery_id", "claim_id", "pk", "shardId", "id")
"""The ids that name what a message is about, the best one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that failed every attempt. Holds ids and codes only."""

    message_id: str
    queue: str
    sent_at: datetime
    attempts: int
    """The number of its tries; 0 where the queue does not say."""
    ids: Mapping[str, str | int] = field(default_factory=dict)
    partner_id: str = ""
    """The partner whose file or claim it is about; empty where that is not known."""
    error: str = ""
    """The code of the last failure; empty where the function's log has none."""
    raised_at: str = ""
    """The module and line of that failure."""

    @property
    def about(self) -> str:
        """Return the id of the file, delivery or claim that it is about; empty for none."""
        return next((str(self.ids[name]) for name in _ABOUT if name in self.ids), "")

    @property
    def file_id(self) -> str | None:
        """Return the file that it is about, if it is about one."""
        found = self.ids.get("file_id") or self.ids.get("source_file_id")
        return str(found) if found else None


class DeadLetterQueue(Protocol):
    """One queue of dead letters."""

    def count(self) -> int:
        """Return how many wait, about."""
        ...

    def take(self, *, most: int) -> list[DeadLetter]:
        """Return up to `most` letters, hidden from others for a minute, without their errors."""
        ...

    def give_back(self, letters: list[DeadLetter]) -> None:
        """Let others see letters that were taken."""
        ...

    def delete(self, letter: DeadLetter) -> None:
        """Delete a letter that was taken."""
        ...

    def with_error(self, letter: DeadLetter) -> DeadLetter:
        """Return the letter with its last failure, as the function's log has it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterReview:
    """The use case behind the command: looking at dead letters, and laying one down."""

    queues: Mapping[str, DeadLetterQueue]
    publisher: EventPublisher
    clock: Clock
    on_discard: Callable[[DeadLetter], object] = lambda _: None
    """Lets others know that nothing is to be done about a letter any more."""

    def listed(self, queue: str, *, most: int) -> list[DeadLetter]:
        """Return up to `most` letters of a queue, the oldest first; they stay where they are."""
        waiting = self.queues[queue]
        taken = waiting.take(most=most)
        waiting.give_back(taken)
        return [waiting.with_error(one) for one in sorted(taken, key=lambda one: one.sent_at)]

    def listed_each(self, most: Mapping[str, int]) -> dict[str, list[DeadLetter]]:
        """Return the letters of several queues; `most` has how many by queue.

        They are asked at once: each until it has no more, which takes a second.
        """
        found = read_each(list(most.items()), lambda one: self.listed(one[0], most=one[1]))
        return dict(zip(most, found, strict=True))

    def discard(self, message_id: str, *, why: str, by: str) -> DeadLetter:
        """Delete the letter whose id begins so, once the trail's event of it is published.

        A crash between the two leaves the letter, and a repetition publishes the same event.

        Raises:
            NotFoundError: DEAD_LETTER_UNKNOWN, when no queue has it.
            ConflictError: DEAD_LETTER_AMBIGUOUS, when several ids begin so.
            ValueError: there is no reason.
        """
        if not why.strip():
            raise ValueError("a reason is needed")
        queues = list(self.queues.values())
        taken_of = read_each(queues, lambda one: _taken(one, message_id))
        matching = [
            (queue, letter)
            for queue, letters in zip(queues, taken_of, strict=True)
            for letter in letters
        ]
        if len(matching) != 1:
            for queue, letter in matching:
                queue.give_back([letter])
            raise _not_one(message_id, [letter for _, letter in matching])
        [(queue, taken)] = matching
        letter = queue.with_error(taken)
        self.publisher.publish([discarded(letter, why=why.strip(), by=by, at=self.clock())])
        self.on_discard(letter)
        queue.delete(letter)
        return letter


def _taken(queue: DeadLetterQueue, message_id: str) -> list[DeadLetter]:
    """Take the letters of a queue whose ids begin so; the others are given back."""
    taken = queue.take(most=SEARCHED)
    found = [one for one in taken if one.message_id.startswith(message_id)]
    queue.give_back([one for one in taken if one not in found])
    return found


def discarded(letter: DeadLetter, *, why: str, by: str, at: datetime) -> BusEvent:
    """Return the event about a letter that somebody lays down."""
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, letter.queue, letter.message_id, "discarded"),
        detail_type=IncidentDetailType.DEAD_LETTER_DISCARDED,
        subject_id=letter.about or letter.message_id,
        occurred_at=at,
        actor=by,
        correlation_id=letter.message_id,
        rule=RULE,
        source_file_id=letter.file_id,
        detail={
            "queue": letter.queue,
            "message_id": letter.message_id,
            "sent_at": format_instant(letter.sent_at),
            "attempts": letter.attempts,
            "error": letter.error,
            "partner_id": letter.partner_id,
            "why": why,
            "ids": dict(letter.ids),
        },
    )


def _not_one(message_id: str, found: list[DeadLetter]) -> NotFoundError | ConflictError:
    if not found:
        return NotFoundError(
            Explanation(
                code="DEAD_LETTER_UNKNOWN",
                what=f"no dead letter's id begins with {message_id!r}",
                where="the dead-letter queues of the stage",
                next_step="`claimtrail dlq list` shows their ids.",
            )
        )
    return ConflictError(
        Explanation(
            code="DEAD_LETTER_AMBIGUOUS",
            what=f"the ids of {len(found)} dead letters begin with {message_id!r}",
            where=", ".join(sorted({one.queue for one in found})),
            next_step="Give more of the id.",
        )
    )
