"""`claimtrail dlq`: what could not be processed, handing it back, and laying it down."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.incidents import LetterSource, dead_letter_review
from claimtrail.bootstrap.operations import dead_letters, run_again
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.incidents.dead_letters import DeadLetter, DeadLetterReview
from claimtrail.kernel.clock import format_instant, utc_now
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError
from claimtrail.kernel.outputs import (
    DEAD_LETTER_OUTPUT_SUFFIX,
    QUEUE_OUTPUT_SUFFIX,
    SCHEDULED_OUTPUT_SUFFIX,
)

_SHOWN_OF_ID = 8
"""Letters of a message's id: as many as tell messages apart, and as have to be typed."""
_NO_ERROR = "none logged"
"""The function ended in the middle, as at its time-out, or its log is gone or closed to us."""


def list_letters(stage: Stage, output: Output, *, limit: int) -> None:
    """Show every dead-letter queue with its messages: what each is about, and why it failed."""
    review, now = _review(stage), utc_now()
    counts = {name: queue.count() for name, queue in sorted(review.queues.items())}
    listed = {name: list[DeadLetter]() for name in counts} | review.listed_each(
        {name: min(limit, count) for name, count in counts.items() if count}
    )
    letters = [letter for found in listed.values() for letter in found]
    urls = {name: source.letters_url for name, source in letter_sources(stage).items()}
    output.data(
        [
            {
                "queue": name,
                "messages": counts[name],
                "url": urls[name],
                "letters": [_letter_json(one, now) for one in found],
            }
            for name, found in listed.items()
        ]
    )
    output.table(
        ("Message", "Queue", "About", "Partner", "Error", "Attempts", "Age"),
        [
            (
                one.message_id[:_SHOWN_OF_ID],
                one.queue,
                one.about or "no id in it",
                one.partner_id,
                one.error or _NO_ERROR,
                one.attempts or None,
                age(now - one.sent_at),
            )
            for one in letters
        ],
        right=("Attempts", "Age"),
        empty="No dead letters.",
    )
    for name, found in listed.items():
        if len(found) < counts[name]:
            output.note(
                f"{len(found)} of {counts[name]} messages of {name} are listed; "
                f"`--limit {counts[name]}` asks for all."
            )
    if letters:
        output.say(
            "  When the cause is fixed: "
            f"`claimtrail dlq redrive {letters[0].queue}`\n"
            "  When nothing is to be done: "
            f"`claimtrail dlq discard {letters[0].message_id[:_SHOWN_OF_ID]} --why TEXT`"
        )


def discard(stage: Stage, output: Output, *, message: str, why: str) -> None:
    """Lay a dead letter down in the name of who types: into the trail first, then deleted."""
    letter = _review(stage).discard(message, why=why, by=stage.caller())
    output.data(_letter_json(letter, utc_now()) | {"discarded": True, "why": why})
    about = f", about {letter.about}" if letter.about else ""
    output.say(
        f"Discarded {letter.message_id} of {letter.queue}{about}.\n"
        "The trail has it with your name and reason; it is not tried again."
    )


def age(passed: timedelta) -> str:
    """Return a time as a person reads it: `40 s`, `12 min`, `5 h`, `3 d`."""
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if passed.total_seconds() >= seconds:
            return f"{passed.total_seconds() // seconds:.0f} {unit}"
    return f"{max(0, passed.total_seconds()):.0f} s"


def _review(stage: Stage) -> DeadLetterReview:
    return dead_letter_review(
        letter_sources(stage),
        claim_table=stage.output(ClaimOutput.CLAIM_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
    )


def _letter_json(letter: DeadLetter, now: datetime) -> dict[str, Any]:
    return {
        "message_id": letter.message_id,
        "queue": letter.queue,
        "about": letter.about,
        "file_id": letter.file_id,
        "partner_id": letter.partner_id,
        "error": letter.error,
        "raised_at": letter.raised_at,
        "attempts": letter.attempts,
        "sent_at": format_instant(letter.sent_at),
        "age_seconds": round((now - letter.sent_at).total_seconds()),
        "ids": dict(letter.ids),
    }


def redrive(stage: Stage, output: Output, *, queue: str | None, every: bool) -> None:
    """Hand dead letters back to their consumers: one queue's, or `every` one's."""
    sources = letter_sources(stage)
    handed_back = {name for name, one in sources.items() if one.queue_url or one.function}
    chosen = sorted(handed_back) if every or queue is None else [_known(queue, sources)]
    if not handed_back.issuperset(chosen):
        raise _read_and_discarded(*chosen)
    moved = {name: _redrive(sources[name]) for name in chosen}
    output.data([{"queue": name, "moved": count} for name, count in moved.items()])
    output.table(("Queue", "Handed back"), list(moved.items()))


def _redrive(source: LetterSource) -> int:
    """Hand a queue's letters back to it; for those of a schedule, have its function run."""
    if source.function:
        return run_again(source.letters_url, function=source.function)
    return dead_letters().move(source=source.letters_url, target=source.queue_url)


def _read_and_discarded(name: str) -> ConflictError:
    return ConflictError(
        Explanation(
            code="LETTERS_ARE_NOTICES",
            what=f"nobody takes {name} but people: what AWS could not tell them",
            where=f"dead letters of {name}",
            next_step="Read them with `claimtrail dlq list`, then `claimtrail dlq discard MESSAGE "
            "--why TEXT`.",
        )
    )


def queue_pairs(stage: Stage) -> dict[str, tuple[str, str]]:
    """Queue name to the URLs of the queue and of its dead-letter queue."""
    return {
        name: (source.queue_url, source.letters_url)
        for name, source in letter_sources(stage).items()
        if source.queue_url
    }


def letter_sources(stage: Stage) -> dict[str, LetterSource]:
    """Name of a queue or schedule to its dead-letter queue, and the consumer of its letters."""
    names = {
        key.removesuffix(DEAD_LETTER_OUTPUT_SUFFIX): url
        for key, url in stage.outputs.items()
        if key.endswith(DEAD_LETTER_OUTPUT_SUFFIX)
    }
    return {
        name: LetterSource(
            letters_url=url,
            queue_url=stage.outputs.get(name + QUEUE_OUTPUT_SUFFIX, ""),
            function=stage.outputs.get(name + SCHEDULED_OUTPUT_SUFFIX, ""),
        )
        for name, url in names.items()
    }


def _known(name: str, pairs: Mapping[str, object]) -> str:
    by_lower = {known.lower(): known for known in pairs}
    found = by_lower.get(name.lower())
    if found:
        return found
    raise NotFoundError(
        Explanation(
            code="QUEUE_UNKNOWN",
            what=f"no queue is called {name!r}",
            where="the stage's outputs",
            next_step=f"The queues are: {', '.join(sorted(pairs))}.",
        )
    )
