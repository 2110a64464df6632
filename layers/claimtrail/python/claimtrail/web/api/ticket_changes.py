"""Changes of tickets by the API: a new one, words about it, and the steps of its status."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from claimtrail.access.resources import Operation, Resource
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.tickets.model import HoldParty
from claimtrail.tickets.opening import MOST_DESCRIPTION, MOST_TITLE, TicketRequest
from claimtrail.tickets.status_changes import StatusChange
from claimtrail.tickets.taxonomy.metadata import MOST_TEXT
from claimtrail.tickets.ticket_parts import CommentVisibility
from claimtrail.web.api.bodies import BodyField, BodyForm
from claimtrail.web.api.outcomes import change_route, result
from claimtrail.web.api.reads import json_reply
from claimtrail.web.api.routes import ApiPage, ApiRoute
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.forms import MOST_LETTERS
from claimtrail.web.core.replies import DataReply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.tickets.actions.forms import COMMENT, NOTE, PARTY, SINCE
from claimtrail.web.tickets.actions.kinds import WHY
from claimtrail.web.tickets.opening import open_ticket
from claimtrail.web.tickets.pages import act, admitted

_TICKET = "/tickets/<ticket_id>"
_CATEGORY = re.compile(r"[a-z0-9_]{1,60}/[a-z0-9_]{1,60}", re.ASCII)
_CLAIM = re.compile(rf"{CLAIM_PREFIX}[a-z0-9_]{{1,60}}", re.ASCII)
_PAYER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_VISIBILITY = "visibility"


def _taking(form: str, **otherwise: str) -> ApiPage:
    """Return the change that a form of a ticket's page makes. It raises as the page does.

    `otherwise` are values of fields that the body may leave out.
    """

    def change(request: PageRequest) -> DataReply:
        left_out = {name: one for name, one in otherwise.items() if not request.form.first(name)}
        found = admitted(replace(request, form=request.form.replaced(**left_out)), form)
        ticket_id = act(found, form)
        after = request.stores.tickets.get(ticket_id)
        is_done = after is not None and after.version != found.ticket.version
        return json_reply(result(ticket_id, is_done=is_done))

    return change


def new_ticket(request: PageRequest) -> DataReply:
    """Open a ticket. Raises BadRequestError for an unknown payer, else as `open_ticket`."""
    form = request.form
    payer = form.first("payer")
    if payer and payer not in request.stores.payer_ids:
        raise bad_value("payer", known="the payers of the stage, as the list of claims has them")
    opened = open_ticket(
        request,
        TicketRequest(
            category=form.first("category"),
            title=form.first("title"),
            description=form.first("description"),
            claim_ids=form.all("claims"),
            payer_id=payer,
            metadata=dict(_pair(one) for one in form.all("metadata")),
        ),
    )
    return json_reply(result(opened.ticket.ticket_id, is_done=opened.is_new))


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


_WHY = BodyField(
    name=WHY,
    description="The reason; no patients' names and no account numbers.",
    example="The payer said so by phone.",
    most=MOST_LETTERS,
)
_SINCE = BodyField(
    name=SINCE,
    description="The instant from which it holds, where that is reported late.",
    form=BodyForm.INSTANT,
    example="2026-10-05T09:30:00Z",
    is_required=False,
)
_PARTY = BodyField(
    name=PARTY,
    description="The party that the ticket waits for.",
    form=BodyForm.CHOICE,
    example=HoldParty.PAYER.value,
    choices=tuple(one.value for one in HoldParty),
)
_FIELDS: Mapping[StatusChange, tuple[str, tuple[BodyField, ...]]] = MappingProxyType(
    {
        StatusChange.START: ("Start the work on a ticket", (_WHY,)),
        StatusChange.HOLD: ("Put a ticket on hold", (_PARTY, _WHY, _SINCE)),
        StatusChange.RESUME: ("Resume the work on a ticket", (_WHY, _SINCE)),
        StatusChange.RESOLVE: ("Resolve a ticket", (_WHY,)),
        StatusChange.REOPEN: ("Reopen a ticket", (_WHY,)),
        StatusChange.CANCEL: ("Cancel a ticket about which there is nothing to do", (_WHY,)),
    }
)
_NEW_FIELDS = (
    BodyField(
        name="category",
        description="The path of a category in the taxonomy that is in force.",
        example="patient_billing/dispute",
        pattern=_CATEGORY,
        most=121,
    ),
    BodyField(
        name="title",
        description="A few words, without patients; they are masked before they are stored.",
        example="Balance is disputed",
        most=MOST_TITLE,
    ),
    BodyField(
        name="description",
        description="The rest; it is masked before it is stored.",
        example="The caller asks for an itemized bill.",
        most=MOST_DESCRIPTION,
        is_required=False,
    ),
    BodyField(
        name="claims",
        description="Ids of the claims that it is about.",
        form=BodyForm.TEXTS,
        example=[],
        pattern=_CLAIM,
        most=64,
        is_required=False,
    ),
    BodyField(
        name="payer",
        description="The payer's id, where no claim says it.",
        example="acme-health",
        pattern=_PAYER,
        most=64,
        is_required=False,
    ),
    BodyField(
        name="metadata",
        description="Values that the category asks for, by name.",
        form=BodyForm.VALUES,
        example={"amount": "137.25"},
        most=MOST_TEXT,
        is_required=False,
    ),
)

TICKET_CHANGES: tuple[ApiRoute, ...] = (
    change_route(
        name="open_ticket",
        path="/tickets",
        page=new_ticket,
        resource=Resource.TICKET,
        operation=Operation.CHANGE,
        summary="Open a ticket",
        description="About claims, or about none, of payers and facilities whose tickets the "
        "caller may change. Rules route it. The same request within a minute opens no second one.",
        fields=_NEW_FIELDS,
    ),
    change_route(
        name="comment_ticket",
        path=f"{_TICKET}/{COMMENT}",
        page=_taking(COMMENT, **{_VISIBILITY: CommentVisibility.INTERNAL.value}),
        resource=Resource.TICKET,
        operation=Operation.NOTE,
        summary="Comment on a ticket",
        description="For us alone (`internal`), or for those outside, too (`external`).",
        fields=(
            BodyField(
                name=NOTE,
                description="The words; no patients' names and no account numbers.",
                example="We sent the chart by portal.",
                most=MOST_LETTERS,
            ),
            BodyField(
                name=_VISIBILITY,
                description="The readers; without it, `internal`.",
                form=BodyForm.CHOICE,
                example=CommentVisibility.EXTERNAL.value,
                choices=tuple(one.value for one in CommentVisibility),
                is_required=False,
            ),
        ),
    ),
    *(
        change_route(
            name=f"{change.value}_ticket",
            path=f"{_TICKET}/{change.value}",
            page=_taking(change.value),
            resource=Resource.TICKET,
            operation=Operation.CHANGE,
            summary=summary,
            fields=fields,
        )
        for change, (summary, fields) in _FIELDS.items()
    ),
)
