"""`claimtrail tickets merge`, `split`, `link` and `watch`."""

import re
from collections.abc import Sequence

from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.tickets.desk import recorded, relations
from claimtrail.cli.tickets.one_ticket import require_owner_form
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.relations import watched
from claimtrail.tickets.ticket_parts import LinkKind

_PLURAL = re.compile(r"^1 (\w+)s\b")


def merge(claim_access: ClaimAccess, *, ticket_id: str, into: str) -> None:
    """Merge a ticket into another one. Raises TicketRelationError where one has ended."""
    desk, actor = relations(claim_access), claim_access.stage.caller()
    output = recorded(claim_access, desk.find(ticket_id), desk.find(into))
    stays = desk.merge(ticket_id, into=into, at=utc_now(), actor=actor)
    output.data(stays.model_dump(mode="json"))
    about = _counted(stays.claim_count)
    output.say(f"{ticket_id} is merged into {into}, which is about {about}.")


def split(claim_access: ClaimAccess, *, ticket_id: str, claim_ids: Sequence[str]) -> None:
    """Split claims off a ticket. Raises TicketRelationError for claims that it does not have."""
    desk, actor = relations(claim_access), claim_access.stage.caller()
    output = recorded(claim_access, desk.find(ticket_id), claims=claim_ids)
    new = desk.split(ticket_id, claim_ids, at=utc_now(), actor=actor)
    output.data(new.model_dump(mode="json"))
    left = desk.find(ticket_id).claim_count
    output.say(
        f"{new.ticket_id} is new with {_counted(new.claim_count)} of {ticket_id}, "
        f"which keeps {left}."
    )


def link(claim_access: ClaimAccess, *, ticket_id: str, kind: str, other_id: str) -> None:
    """Link two tickets. Raises TicketRelationError for a link to itself."""
    desk, actor = relations(claim_access), claim_access.stage.caller()
    output = recorded(claim_access, desk.find(ticket_id), desk.find(other_id))
    linked = desk.link(ticket_id, LinkKind(kind), other_id, at=utc_now(), actor=actor)
    output.data(linked.model_dump(mode="json"))
    output.say(f"{ticket_id} is {kind} {other_id}.")


def watch(claim_access: ClaimAccess, *, ticket_id: str, who: str | None, stop: bool) -> None:
    """Add or remove a watcher. Raises NotFoundError for an unknown ticket."""
    desk, actor = relations(claim_access), claim_access.stage.caller()
    watcher = who or actor
    require_owner_form(watcher, where="--who")
    output = recorded(claim_access, desk.find(ticket_id))
    desk.tickets.change(
        ticket_id,
        lambda one: watched(one, by=watcher, at=utc_now(), actor=actor, is_watching=not stop),
    )
    output.data(desk.find(ticket_id).model_dump(mode="json"))
    output.say(f"{watcher} watches {ticket_id}{' no longer' if stop else ''}.")


def _counted(number: int) -> str:
    return _PLURAL.sub(r"1 \1", f"{number:,} claims")
