"""Runs of tag rules over all tickets: what would change, and changing it, once."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.ratings import tagged
from claimtrail.tickets.sensitivity import sensitive_topic
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.tagging.rules import NO_LOGS, TagRules

LogNames = Mapping[str, AbstractSet[str]]
"""By claim, file or ticket: the names of log lines about it."""
_SUBJECTS = ("ticket_id", "claim_id", "file_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange:
    """Tags that one ticket gains and loses."""

    ticket_id: str
    gains: tuple[str, ...]
    loses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRun:
    """The result of a run."""

    looked_at: int
    changes: tuple[TagChange, ...]
    """Those of tickets of sensitive topics are counted apart, and not named."""
    sensitive: int = 0
    """Tickets of sensitive topics that changed."""
    left_out: int = 0
    """Tickets of sensitive topics that no rule looked at: a file of rules could ask for words."""

    @property
    def count(self) -> int:
        """Return how many tickets change."""
        return len(self.changes) + self.sensitive

    def counted(self) -> list[tuple[str, int, int]]:
        """Return how many tickets gain and lose each tag, by tag."""
        gains = Counter(name for one in self.changes for name in one.gains)
        loses = Counter(name for one in self.changes for name in one.loses)
        return [(name, gains[name], loses[name]) for name in sorted({*gains, *loses})]


def log_names(lines: Iterable[str]) -> dict[str, set[str]]:
    """Return the names of structured log lines by what they are about; other lines are left out.

    A line is JSON with its name in `event`, else in `message`, and the ids that it names.
    """
    found: dict[str, set[str]] = {}
    for line in lines:
        said = _object(line)
        name = said.get("event") or said.get("message")
        for field in _SUBJECTS:
            subject = said.get(field)
            if isinstance(name, str) and isinstance(subject, str):
                found.setdefault(subject, set()).add(name)
    return found


def preview(tickets: Iterable[Ticket], rules: TagRules, logs: LogNames) -> TagRun:
    """Return what the rules would change; nothing is written. Sensitive tickets are left out."""
    looked_at, left_out, changes = 0, 0, []
    for ticket in tickets:
        if sensitive_topic(ticket.category):
            left_out += 1
            continue
        looked_at += 1
        change = _change(ticket, rules, logs)
        if change:
            changes.append(change)
    return TagRun(looked_at=looked_at, changes=tuple(changes), left_out=left_out)


def apply(
    service: TicketService, rules: TagRules, logs: LogNames, *, at: datetime, actor: str
) -> TagRun:
    """Give every ticket the tags of the rules; return what changed. Again, it changes nothing.

    Each change is an entry of its ticket's history and an event. Raises ConflictError when other
    writers of a ticket keep winning: what was done stays.
    """
    looked_at, sensitive, changes = 0, 0, []
    for ticket in service.walk():
        looked_at += 1
        change = _change(ticket, rules, logs)
        if change is None:
            continue
        note = f"rules {rules.version}: {_words(change)}"
        service.change(
            ticket.ticket_id,
            lambda one, note=note: tagged(  # type: ignore[misc]
                one, rules.tags_of(one, _about(one, logs)), note=note, at=at, actor=actor
            ),
        )
        if sensitive_topic(ticket.category):
            sensitive += 1
        else:
            changes.append(change)
    return TagRun(looked_at=looked_at, changes=tuple(changes), sensitive=sensitive)


def _change(ticket: Ticket, rules: TagRules, logs: LogNames) -> TagChange | None:
    wanted = rules.tags_of(ticket, _about(ticket, logs))
    if wanted == ticket.tags:
        return None
    before, after = ({one.name for one in tags} for tags in (ticket.tags, wanted))
    return TagChange(
        ticket_id=ticket.ticket_id,
        gains=tuple(sorted(after - before)),
        loses=tuple(sorted(before - after)),
    )


def _about(ticket: Ticket, logs: LogNames) -> AbstractSet[str]:
    """Return the names of log lines about a ticket, its claim and its file."""
    if not logs:
        return NO_LOGS
    names = (logs.get(one, frozenset()) for one in _subjects(ticket))
    return frozenset().union(*names)


def _subjects(ticket: Ticket) -> Iterator[str]:
    yield from (ticket.ticket_id, ticket.claim_id, *ticket.claims.first)
    yield from (one.value for one in ticket.metadata)
    if ticket.cause:
        yield ticket.cause.file_id


def _words(change: TagChange) -> str:
    said = [f"+{name}" for name in change.gains] + [f"-{name}" for name in change.loses]
    return " ".join(said) or "the same tags by other rules"


def _object(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
