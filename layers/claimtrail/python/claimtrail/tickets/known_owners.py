"""The queues that a stage knows, and the refusal of one that nobody takes tickets from."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.ownership.rules import ownership_tables
from claimtrail.tickets.routing.rules import RoutingRules, queues_of
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import UNALLOCATED

QUEUE, USER = "queue:", "user:"
_ALIKE = 0.6
_SHOWN = 3


class QueueUnknownError(ClaimTrailError):
    """A queue that no rule, category or group of people names."""


def known_queues(sets: Iterable[RoutingRules], of_people: Iterable[str] = ()) -> frozenset[str]:
    """Return every queue of the rules, the categories, the owners of a side, and the people."""
    by_rules = (queue for rules in sets for queue in queues_of(rules))
    by_category = (one.queue for one in taxonomies().latest.categories)
    by_side = (
        queue for one in ownership_tables().values() for queue in (one.clinical, one.financial)
    )
    return frozenset({UNALLOCATED, *by_rules, *by_category, *by_side, *of_people})


def require_known_queue(owner: str, known: Collection[str]) -> None:
    """Raise QueueUnknownError for a queue that is not among those known; a person passes."""
    if not owner.startswith(QUEUE) or owner in known:
        return
    near = get_close_matches(owner, sorted(known), n=_SHOWN, cutoff=_ALIKE)
    named = f"Near it: {', '.join(near)}" if near else f"The queues: {', '.join(sorted(known))}"
    raise QueueUnknownError(
        Explanation(
            code="QUEUE_UNKNOWN",
            what=f"nobody takes tickets from {owner}",
            where="--to",
            next_step=f"{named}.",
        )
    )


def unknown_person_words(owner: str, people: Collection[str]) -> str:
    """Return a warning about a person who is not of the desk; empty where none is due."""
    if not people or not owner.startswith(USER) or owner in people:
        return ""
    near = get_close_matches(owner, sorted(people), n=_SHOWN, cutoff=_ALIKE)
    named = f" Near it: {', '.join(near)}." if near else ""
    return f"Warning: {owner} is nobody of the desk.{named}"
