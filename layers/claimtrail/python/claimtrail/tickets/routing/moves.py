"""The use case of rules that were applied: open tickets go where the rules in force send them.

Rules decide about a ticket when it opens and when one of its facts changes. So a set that was
applied leaves tickets that are open where they are, until somebody has all of them routed again.
"""

from dataclasses import dataclass
from itertools import count

from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.decisions import RoutingTrigger
from claimtrail.tickets.routing.detail_types import RuleDetailType
from claimtrail.tickets.routing.diffs import TicketMove, move_of
from claimtrail.tickets.routing.rule_changes import require_words
from claimtrail.tickets.routing.service import RoutingService
from claimtrail.tickets.sensitivity import sensitive_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicketMoves:
    """The result of routing open tickets again, or the plan of it."""

    version: int
    """Of the rules in force."""
    looked_at: int
    moves: tuple[TicketMove, ...]
    """Those of sensitive topics are counted apart, and not named."""
    sensitive: int
    held_by_people: int
    """Tickets that stay where people assigned them."""
    busy: int = 0
    """Tickets that others changed all the while: type the command again."""

    @property
    def count(self) -> int:
        """Return how many tickets moved."""
        return len(self.moves) + self.sensitive


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicketRouting:
    """Routes every open ticket again by the rules in force."""

    routing: RoutingService

    def plan(self) -> OpenTicketMoves:
        """Return where open tickets would go; nothing is written."""
        tickets = list(self.routing.tickets.walk_open())
        trigger = RoutingTrigger.RULES_APPLIED
        pairs = [(one, self.routing.planned(one, trigger=trigger)) for one in tickets]
        return self._moves(pairs)

    def move(self, *, by: str, why: str) -> OpenTicketMoves:
        """Route them, and publish `ticket.routed` for each that moved, then one event of all.

        Repeated, it moves what is left. Raises RuleChangeError for words that cannot be kept.
        """
        require_words(why, self._version())
        pairs, busy = list[tuple[Ticket, Ticket]](), count()
        for one in list(self.routing.tickets.walk_open()):
            try:
                after = self.routing.route(
                    one.ticket_id, trigger=RoutingTrigger.RULES_APPLIED, actor=by
                )
            except ConflictError:
                next(busy)
                continue
            pairs.append((one, after or one))
        moved = self._moves(pairs, busy=next(busy))
        self.routing.publisher.publish([self._event(moved, by=by, why=why)])
        return moved

    def _moves(self, pairs: list[tuple[Ticket, Ticket]], *, busy: int = 0) -> OpenTicketMoves:
        found = [(before, move_of(before, after)) for before, after in pairs]
        moved = [(before, one) for before, one in found if one]
        named = tuple(one for before, one in moved if not sensitive_topic(before.category))
        return OpenTicketMoves(
            version=self._version(),
            looked_at=len(pairs) + busy,
            moves=named,
            sensitive=len(moved) - len(named),
            held_by_people=sum(before.is_assigned_by_person for before, _ in pairs),
            busy=busy,
        )

    def _version(self) -> int:
        return self.routing.rules_at(self.routing.clock()).version

    def _event(self, moved: OpenTicketMoves, *, by: str, why: str) -> BusEvent:
        subject, at = f"routing@{moved.version}", self.routing.clock()
        detail_type = RuleDetailType.RULES_TICKETS_MOVED
        return BusEvent(
            event_id=derived_id(EVENT_PREFIX, subject, detail_type.value, by, at.isoformat()),
            detail_type=detail_type,
            subject_id=subject,
            occurred_at=at,
            actor=by,
            correlation_id=subject,
            rule=subject,
            after=detail_type.value.partition(".")[2],
            detail={
                "version": moved.version,
                "looked_at": moved.looked_at,
                "moved": moved.count,
                "held_by_people": moved.held_by_people,
                "busy": moved.busy,
                "why": why,
            },
        )
