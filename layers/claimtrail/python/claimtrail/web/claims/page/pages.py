"""The page of a claim and its twin in JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import Explanation
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.actions.forms import action_forms
from claimtrail.web.claims.actions.outcome import said_before
from claimtrail.web.claims.page.context import claim_address
from claimtrail.web.claims.page.reading import OpenClaim, of_claim, read_claim
from claimtrail.web.claims.page.timeline_svg import (
    TimelineDrawing,
    TimelineMark,
    TimelinePoint,
    draw_timeline,
)
from claimtrail.web.claims.page.tones import tone_of
from claimtrail.web.claims.page.whole import claim_page, fields_shown, seen_by
from claimtrail.web.core.lists.columns import dollars
from claimtrail.web.core.lists.downloads import JSON_TYPE
from claimtrail.web.core.replies import DataReply, PageReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import short
from claimtrail.web.desk.rights import OPEN_TICKETS
from claimtrail.web.tickets.subject import new_ticket_address

ACCESS_LOG = "/access-log"
_CENTS = "_cents"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClaim:
    """A claim's page as one person sees it."""

    seen: Mapping[str, Any]
    shown: ShownData


def _seen(found: OpenClaim) -> SeenClaim:
    seen = seen_by(claim_page(found.context()), found.groups)
    shown = ShownData(
        action=Action.CLAIM_READ, subjects=(found.claim_id,), fields=fields_shown(seen)
    )
    return SeenClaim(seen=seen, shown=shown)


@of_claim
def show_claim(request: PageRequest) -> Reply:
    """Show a claim: its head, its way, its money, and what can be done."""
    found = read_claim(request)
    return claim_reply(found)


def claim_reply(
    found: OpenClaim, *, typed: Mapping[str, str] | None = None, refused: Explanation | None = None
) -> PageReply:
    """Return the page of a claim.

    `typed` are the values of a form that was refused, and `refused` says why.
    """
    page = _seen(found)
    request = found.request
    return PageReply(
        template="claim.html",
        title=f"Claim {short(found.claim_id)}",
        view={
            "claim": page.seen,
            "address": claim_address(found.claim_id),
            "entries": timeline_entries(page.seen),
            "drawing": drawing_of(page.seen, today=request.today),
            "tone": tone_of(page.seen["head"].get("state", "")),
            "tone_of": tone_of,
            "forms": action_forms(found),
            "typed": typed or {},
            "refused": refused,
            "done": said_before(found, request.query.first("done")),
            "access_log": _access_log(request, found.claim_id),
            "new_ticket": _new_ticket(found),
        },
        shows=(page.shown,),
    )


def claim_document(request: PageRequest) -> DataReply:
    """Return the claim as JSON, with what the page shows. Raises as `read_claim`."""
    found = read_claim(request)
    page = _seen(found)
    return DataReply(
        content_type=JSON_TYPE,
        body=json.dumps(plain(page.seen), ensure_ascii=False),
        shows=(page.shown,),
    )


@of_claim
def show_twin(request: PageRequest) -> Reply:
    """Return the claim as JSON; a short id leads on to it."""
    return claim_document(request)


def plain(value: Any) -> Any:
    """Return what is shown for JSON: days and instants in ISO 8601, money as decimal dollars."""
    if isinstance(value, Mapping):
        return dict(_named(name, item) for name, item in value.items())
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return format_instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _named(name: str, value: Any) -> tuple[str, Any]:
    if name.endswith(_CENTS):
        return name.removesuffix(_CENTS), None if value is None else dollars(value)
    return name, plain(value)


def timeline_entries(seen: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the steps and people's notes of what is seen, in the order of their days."""
    steps = [(one["on"], "step", one) for one in seen.get("steps", ())]
    notes = [(one["at"].date(), "note", one) for one in seen.get("claim_notes", ())]
    ordered = sorted((*steps, *notes), key=lambda entry: entry[0])
    return [(kind, one) for _, kind, one in ordered]


def drawing_of(seen: Mapping[str, Any], *, today: date) -> TimelineDrawing | None:
    """Return the timeline of what is seen: nothing else can stand in it."""
    points = [
        TimelinePoint(
            on=step["on"],
            words=state_words(step["after"]),
            source=step["transaction"],
            tone=tone_of(step["after"]),
            is_inferred=step["inferred"],
            is_person=step["channel"] == "person",
        )
        for step in seen.get("steps", ())
    ]
    marks = [
        TimelineMark(on=one["on"], words=one["words"], is_late=one["days_left"] < 0)
        for one in seen.get("deadlines", ())
    ]
    return draw_timeline(points, marks, today=today, title="Timeline of the claim")


def _access_log(request: PageRequest, claim_id: str) -> str:
    """Return the address of who has looked at the claim, for those who may read it."""
    if not may_at_all(request.person, Operation.READ, Resource.ACCESS_LOG):
        return ""
    return f"{ACCESS_LOG}?claim={claim_id}"


def _new_ticket(found: OpenClaim) -> str:
    """Return the address at which a ticket about the claim is opened, for those who may."""
    claim = found.whole.claim
    target = AccessTarget(
        resource=OPEN_TICKETS.resource, facility=claim.facility_npi, payer=claim.payer_id
    )
    may_open = found.request.decide(OPEN_TICKETS.operation, target, subject=found.claim_id)
    return new_ticket_address(found.claim_id) if may_open.is_allowed else ""
