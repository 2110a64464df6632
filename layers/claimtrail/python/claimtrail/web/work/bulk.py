"""Actions on several tickets at once: each ticket is decided about, done or left out with a reason.

The result returns to the list in its address: an action, counts and ids of tickets, nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import Principal
from claimtrail.web.core.query import NO_QUERY, Query
from claimtrail.web.core.words import many

MOST_SELECTED = 500
MOST_NAMED = 3
"""Tickets that a result names for each reason; the others are counted."""
MOST_QUERY = 2_000
"""Letters of an address's query at most: the firewall in front takes 2,048."""
DONE, LEFT = "done", "left"
"""Names of the address that have a result."""
_TICKET_ID = re.compile(r"tkt_[a-z2-7]{26}")


class BulkAction(StrEnum):
    """An action, as the buttons of the form send it."""

    TAKE = "take"
    QUEUE = "queue"
    PERSON = "person"
    NOTE = "note"
    ASK = "ask"
    CLOSE = "close"


class BulkOutcome(StrEnum):
    """The outcome of an action on one ticket."""

    DONE = "done"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    NOT_PERMITTED = "not_permitted"
    UNKNOWN = "unknown"
    BUSY = "busy"
    FULL = "full"


OPERATIONS: Mapping[BulkAction, Operation] = MappingProxyType(
    {
        BulkAction.TAKE: Operation.CHANGE,
        BulkAction.QUEUE: Operation.ASSIGN,
        BulkAction.PERSON: Operation.ASSIGN,
        BulkAction.NOTE: Operation.NOTE,
        BulkAction.ASK: Operation.CHANGE,
        BulkAction.CLOSE: Operation.CHANGE,
    }
)
"""The operation on the ticket that each action needs; who has a ticket may give it back."""

ACTION_WORDS: Mapping[BulkAction, str] = MappingProxyType(
    {
        BulkAction.TAKE: "assigned to you",
        BulkAction.QUEUE: "given to the queue",
        BulkAction.PERSON: "assigned",
        BulkAction.NOTE: "noted",
        BulkAction.ASK: "passed to payer contacts; no inquiry was sent to the payer yet",
        BulkAction.CLOSE: "closed",
    }
)

OUTCOME_WORDS: Mapping[BulkOutcome, str] = MappingProxyType(
    {
        BulkOutcome.UNCHANGED: "nothing to change",
        BulkOutcome.CLOSED: "closed meanwhile",
        BulkOutcome.NOT_PERMITTED: "your roles do not include it",
        BulkOutcome.UNKNOWN: "there is none such, or none that you may see",
        BulkOutcome.BUSY: "somebody else was changing it: repeat",
        BulkOutcome.FULL: "it has as many notes as one may have",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Tickets that an action left out for one reason."""

    words: str
    count: int
    ticket_ids: tuple[str, ...]
    """The first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """The result of an action, as the list shows it."""

    words: str
    """`3 tickets assigned to you`."""
    is_whole: bool
    left: tuple[LeftOut, ...] = ()
    noun: str = "ticket"
    """The kind of thing that was acted on."""


def actions_of(person: Principal) -> frozenset[BulkAction]:
    """Return the actions that a person may do to some ticket: the buttons of the form."""
    allowed = {
        action
        for action, operation in OPERATIONS.items()
        if may_at_all(person, operation, Resource.TICKET)
    }
    if BulkAction.TAKE in allowed:
        allowed.add(BulkAction.QUEUE)  # A person's own ticket can be given back.
    return frozenset(allowed)


def done_to_each(
    ticket_ids: Iterable[str], act: Callable[[str], BulkOutcome]
) -> Mapping[BulkOutcome, Sequence[str]]:
    """Return the tickets by what became of them."""
    outcomes: dict[BulkOutcome, list[str]] = defaultdict(list)
    for ticket_id in ticket_ids:
        outcomes[act(ticket_id)].append(ticket_id)
    return outcomes


def with_result(
    query: Query, action: BulkAction, outcomes: Mapping[BulkOutcome, Sequence[str]]
) -> Query:
    """Return the query of the list with the result of an action."""
    done = len(outcomes.get(BulkOutcome.DONE, ()))
    left = [
        f"{outcome}.{len(ids)}.{'.'.join(ids[:MOST_NAMED])}"
        for outcome, ids in outcomes.items()
        if outcome is not BulkOutcome.DONE
    ]
    result = {DONE: (f"{action}.{done}",), LEFT: tuple(left)}
    found = query.replaced(**result)
    return found if len(found.text()) <= MOST_QUERY else NO_QUERY.replaced(**result)


def without_result(query: Query) -> Query:
    """Return the query of the list alone."""
    return query.replaced(**{DONE: None, LEFT: None})


def result_of(query: Query, *, noun: str = "ticket") -> BulkResult | None:
    """Return the result that an address has; None without one, or for one that nobody made."""
    name, _, count = query.first(DONE).partition(".")
    if name not in set(BulkAction) or not _is_count(count):
        return None
    left = tuple(one for one in map(_left, query.all(LEFT)) if one)
    return BulkResult(
        words=f"{many(int(count), noun)} {ACTION_WORDS[BulkAction(name)]}",
        is_whole=not left,
        left=left,
        noun=noun,
    )


def _left(text: str) -> LeftOut | None:
    name, count, *ids = text.split(".")[: MOST_NAMED + 2] if text.count(".") else ("", "")
    known = {one.value: words for one, words in OUTCOME_WORDS.items()}
    if name not in known or not _is_count(count):
        return None
    return LeftOut(
        words=known[name],
        count=int(count),
        ticket_ids=tuple(one for one in ids if _TICKET_ID.fullmatch(one)),
    )


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_SELECTED)) + 1
