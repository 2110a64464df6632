"""The page of a ticket, its twin in JSON, and the addresses of its forms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.page.pages import plain
from claimtrail.web.core.errors import RequestError, forbidden
from claimtrail.web.core.forms import typed_in
from claimtrail.web.core.lists.downloads import JSON_TYPE
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import DataReply, PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import Page
from claimtrail.web.core.words import short
from claimtrail.web.tickets.actions.forms import ACTIONS, may_take, ticket_forms
from claimtrail.web.tickets.actions.use_cases import USE_CASES, refusal, status_of
from claimtrail.web.tickets.clock_svg import ClockDrawing, DrawnClock, draw_clock, stretches_of
from claimtrail.web.tickets.clock_words import hours_words, wall_time
from claimtrail.web.tickets.page.history import step_words
from claimtrail.web.tickets.page.whole import fields_shown, seen_by, ticket_page
from claimtrail.web.tickets.reading import OpenTicket, of_ticket, read_ticket
from claimtrail.web.tickets.subject import ticket_address

DONE = "done"
"""The field of the address after an action: the version of the ticket that it made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTicket:
    """A ticket's page as one person sees it."""

    seen: Mapping[str, Any]
    shown: ShownData


def _seen(found: OpenTicket) -> SeenTicket:
    seen = seen_by(ticket_page(found), found.groups)
    return SeenTicket(
        seen=seen,
        shown=ShownData(
            action=Action.TICKETS_LISTED, subjects=_subjects(found), fields=fields_shown(seen)
        ),
    )


def _subjects(found: OpenTicket) -> tuple[str, ...]:
    ticket = found.ticket
    return tuple(one for one in (ticket.ticket_id, ticket.claim_id) if one)


@of_ticket
def show_ticket(request: PageRequest) -> Reply:
    """Show a ticket: how it stands, its clocks, everything that happened, and what can be done."""
    return ticket_reply(read_ticket(request))


def ticket_reply(
    found: OpenTicket,
    *,
    typed: Mapping[str, str] | None = None,
    refused: Explanation | None = None,
) -> PageReply:
    """Return the page of a ticket.

    `typed` are the values of a form that was refused, and `refused` says why.
    """
    page, request = _seen(found), found.request
    return PageReply(
        template="ticket.html",
        title=f"Ticket {short(found.ticket.ticket_id)}",
        view={
            "ticket": page.seen,
            "address": ticket_address(found.ticket.ticket_id),
            "drawings": drawings_of(page.seen, found),
            "forms": ticket_forms(found),
            "typed": typed or {},
            "refused": refused,
            "done": said_before(found, request.query.first(DONE)),
            "may_read_claims": may_at_all(request.person, Operation.READ, Resource.CLAIM),
            "zones": {name: one.zone for name, one in clock_tables().calendars.items()},
            "wall_time": wall_time,
            "hours": hours_words,
        },
        shows=(page.shown,),
    )


def drawings_of(seen: Mapping[str, Any], found: OpenTicket) -> dict[str, ClockDrawing]:
    """Return the drawing of each clock that is seen: nothing else can stand in them."""
    hours, now = clock_tables().calendars, found.request.now
    return {
        one["clock_id"]: draw_clock(
            DrawnClock(
                name=one["clock_id"],
                title=f"{one['title']}: {one['words']}",
                hours=hours[one["calendar"]],
                began=one["started_at"],
                stretches=stretches_of(one["pieces"], hours),
                now=now,
                ended_at=one["ended_at"],
                due_at=one["due_at"],
                breached_at=one["breached_at"],
            )
        )
        for one in seen.get("clocks", ())
        if one["started_at"]
    }


def said_before(found: OpenTicket, version: str) -> str:
    """Return what the person just did, after the form led back here; empty for anything else."""
    ticket = found.ticket
    last = ticket.history[-1]
    is_own = version == str(ticket.version) and last.actor == found.actor
    return f"You {step_words(last)}." if is_own else ""


def ticket_document(request: PageRequest) -> DataReply:
    """Return the ticket as JSON, with what the page shows. Raises as `read_ticket`."""
    page = _seen(read_ticket(request))
    return DataReply(
        content_type=JSON_TYPE,
        body=json.dumps(plain(page.seen), ensure_ascii=False),
        shows=(page.shown,),
    )


@of_ticket
def show_ticket_twin(request: PageRequest) -> Reply:
    """Return the ticket as JSON."""
    return ticket_document(request)


@of_ticket
def back_to_ticket(request: PageRequest) -> Reply:
    """Lead to the ticket: the address of a form was opened, as by loading its answer again."""
    return RedirectReply(location=ticket_address(read_ticket(request).ticket.ticket_id))


def take(name: str) -> Page:
    """Return the page that takes one form of a ticket."""

    def page(request: PageRequest) -> Reply:
        found = admitted(request, name)
        try:
            ticket_id = act(found, name)
        except RequestError:
            raise
        except ClaimTrailError as error:
            fields = ACTIONS[name].fields(found)
            typed = {one.name: request.form.first(one.name) for one in fields}
            reply = ticket_reply(found, typed={"form": name, **typed}, refused=refusal(error))
            return replace(reply, status=status_of(error))
        return RedirectReply(location=_after(request, ticket_id))

    return of_ticket(page)


def admitted(request: PageRequest, name: str) -> OpenTicket:
    """Return the ticket of the address for an action on it. Raises as `read_ticket`; forbidden."""
    found, kind = read_ticket(request), ACTIONS[name]
    if not may_take(found, kind):
        raise forbidden(f"this action on tickets: {kind.title[:1].lower()}{kind.title[1:]}")
    return found


def act(found: OpenTicket, name: str) -> str:
    """Act in the person's name once that is recorded; return where to go on, as `Act` does.

    Raises ClaimTrailError for a form that cannot be taken.
    """
    request = found.request
    typed = typed_in(request.form, ACTIONS[name].fields(found))
    shown = ShownData(action=Action.TICKETS_CHANGED, subjects=_subjects(found), statement=name)
    record(request, (shown,))
    return USE_CASES[name](found, typed)


def _after(request: PageRequest, ticket_id: str) -> str:
    """Return the address of the ticket with the version that the action made; else the address."""
    if ticket_id.startswith("/"):
        return ticket_id
    ticket = request.stores.tickets.get(ticket_id)
    version = f"?{DONE}={ticket.version}" if ticket else ""
    return f"{ticket_address(ticket_id)}{version}"
