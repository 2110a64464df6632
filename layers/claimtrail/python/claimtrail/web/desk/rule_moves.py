"""The page that has the rules in force decide about all open tickets again, and shows it first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import islice

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation
from claimtrail.tickets.routing.diffs import TicketMove
from claimtrail.tickets.routing.moves import OpenTicketMoves
from claimtrail.trail.access_log import Action
from claimtrail.web.core.forms import FormField, typed_in
from claimtrail.web.core.query import is_number
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.desk.rule_views import tickets_seen

PATH = "/desk/rules/moves"
WHY, DONE = "why", "done"
STATEMENT = "rules move"
MOST_OPEN = 2_000
"""Open tickets that a page routes while somebody waits; more are moved by command."""
_MOST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOfTickets:
    """Tickets that go from one queue to another by one rule."""

    queue: str
    new_queue: str
    new_tier: int
    rule: str
    count: int
    amount_cents: int
    example: str
    """One of them that the person may see; empty: none."""


def show_moves(request: PageRequest) -> Reply:
    """Show which open tickets would move; nothing is written."""
    return _page(request)


def move_tickets(request: PageRequest) -> Reply:
    """Move them in the person's name, once that is recorded."""
    why = FormField(name=WHY, label="Why", kind="words", most_letters=_MOST_WORDS)
    try:
        typed = typed_in(request.form, (why,))
        if _is_too_much(request):
            return RedirectReply(location=PATH)
        planned = request.stores.desk.open_routing.plan()
        record(request, (_shown(request, planned, Action.TICKETS_CHANGED),))
        moved = request.stores.desk.open_routing.move(
            by=f"user:{request.person.id}", why=typed.text(WHY)
        )
    except ConflictError:
        raise
    except ClaimTrailError as error:
        reply = _page(request, refused=error.explanation)
        return replace(reply, status=HTTPStatus.BAD_REQUEST)
    return RedirectReply(location=f"{PATH}?{DONE}={moved.count}")


def _page(request: PageRequest, *, refused: Explanation | None = None) -> PageReply:
    done = request.query.first(DONE)
    is_too_much = _is_too_much(request)
    planned = None if is_too_much else request.stores.desk.open_routing.plan()
    return PageReply(
        template="rule_moves.html",
        title="Move open tickets",
        view={
            "planned": planned,
            "ways": _ways(planned.moves, _seen(request)) if planned else (),
            "most": MOST_OPEN,
            "refused": refused,
            "why": request.form.first(WHY),
            "most_words": _MOST_WORDS,
            "done": int(done) if is_number(done) else None,
        },
        shows=(_shown(request, planned, Action.TICKETS_LISTED),) if planned else (),
    )


def _is_too_much(request: PageRequest) -> bool:
    found = islice(request.stores.tickets.walk_open(), MOST_OPEN + 1)
    return sum(1 for _ in found) > MOST_OPEN


def _seen(request: PageRequest) -> frozenset[str]:
    if PATH not in request.memo:
        request.memo[PATH] = frozenset(one.ticket_id for one in tickets_seen(request))
    known: frozenset[str] = request.memo[PATH]
    return known


def _shown(request: PageRequest, planned: OpenTicketMoves, action: Action) -> ShownData:
    seen = _seen(request)
    return ShownData(
        action=action,
        subjects=tuple(one.ticket_id for one in planned.moves if one.ticket_id in seen),
        statement=STATEMENT,
    )


def _ways(moves: Iterable[TicketMove], seen: frozenset[str]) -> tuple[WayOfTickets, ...]:
    by_way: dict[tuple[str, str, int, str], list[TicketMove]] = defaultdict(list)
    for one in moves:
        by_way[one.queue, one.new_queue, one.new_tier, one.new_rule].append(one)
    return tuple(
        WayOfTickets(
            queue=queue,
            new_queue=new_queue,
            new_tier=tier,
            rule=rule,
            count=len(found),
            amount_cents=sum(one.amount_cents for one in found),
            example=next((one.ticket_id for one in found if one.ticket_id in seen), ""),
        )
        for (queue, new_queue, tier, rule), found in by_way.items()
    )
