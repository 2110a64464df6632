"""Changes by the API: the use cases of the pages' forms, with bodies in JSON."""

import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import get_args

from claimtrail.access.resources import Operation, Resource
from claimtrail.claims.fold.decisions.recorded_statuses import SeenIn
from claimtrail.claims.notes import MOST_LETTERS as MOST_LETTERS_ON_CLAIM
from claimtrail.kernel.errors import Explanation
from claimtrail.tickets.owners import OWNER_PATTERN
from claimtrail.web.api.bodies import BodyField, BodyForm
from claimtrail.web.api.outcomes import change_route, result
from claimtrail.web.api.problems import ApiError
from claimtrail.web.api.reads import json_reply
from claimtrail.web.api.routes import ApiPage, ApiRoute
from claimtrail.web.api.ticket_changes import TICKET_CHANGES
from claimtrail.web.claims.actions.forms import ACTIONS, NOTE
from claimtrail.web.claims.actions.pages import admitted, decide
from claimtrail.web.core.errors import forbidden, missing
from claimtrail.web.core.forms import typed_in
from claimtrail.web.core.replies import DataReply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import Page
from claimtrail.web.files.page import release_file
from claimtrail.web.incidents.pages import change_incident
from claimtrail.web.review.exceptions import DECISIONS, decide_exception
from claimtrail.web.review.unmatched import NONE_OF_THEM, decide_unmatched
from claimtrail.web.work.actions import MOST_LETTERS, act
from claimtrail.web.work.bulk import BulkAction, BulkOutcome

_OWNER = re.compile(rf"me|{OWNER_PATTERN}")


def _changed_by(page: Page, **form: str) -> ApiPage:
    """Return the change that a page's form makes; `form` has fields that the address implies."""

    def change(request: PageRequest) -> DataReply:
        implied = request.form.replaced(**form) if form else request.form
        reply = page(replace(request, form=implied))
        return json_reply(result(request.arguments[-1]), shows=reply.shows)

    return change


# Tickets

_REFUSALS: Mapping[BulkOutcome, ApiError] = MappingProxyType(
    {
        BulkOutcome.UNKNOWN: ApiError(missing("ticket").explanation, HTTPStatus.NOT_FOUND),
        BulkOutcome.NOT_PERMITTED: ApiError(
            forbidden("this action on tickets").explanation, HTTPStatus.FORBIDDEN
        ),
        BulkOutcome.CLOSED: ApiError(
            Explanation(
                code="TICKET_CLOSED",
                what="the ticket is closed",
                where="the ticket",
                next_step="Read the list of work again.",
            ),
            HTTPStatus.CONFLICT,
        ),
        BulkOutcome.BUSY: ApiError(
            Explanation(
                code="TICKET_BUSY",
                what="somebody else was changing the ticket",
                where="the ticket",
                next_step="Send the request again.",
            ),
            HTTPStatus.CONFLICT,
        ),
    }
)


def _act_on(request: PageRequest, action: BulkAction, **form: str) -> DataReply:
    """Do an action to the ticket of the address. Raises ApiError, and as `act` does."""
    [ticket_id] = request.arguments
    implied = request.form.replaced(action=action.value, selected=ticket_id, **form)
    acted = act(replace(request, form=implied))
    # A file's tickets stand in one row and are changed together: any refusal is reported.
    for refused, error in _REFUSALS.items():
        if acted.outcomes.get(refused):
            raise ApiError(error.explanation, error.status)
    is_done = bool(acted.outcomes.get(BulkOutcome.DONE))
    return json_reply(result(ticket_id, is_done=is_done), shows=acted.shows)


def note_ticket(request: PageRequest) -> DataReply:
    """Note something on a ticket."""
    return _act_on(request, BulkAction.NOTE)


def assign_ticket(request: PageRequest) -> DataReply:
    """Give a ticket to the caller, a queue or a person."""
    owner = request.form.first("owner")
    kind, _, name = owner.partition(":")
    if kind == "queue":
        return _act_on(request, BulkAction.QUEUE, queue=owner)
    if kind == "user":
        return _act_on(request, BulkAction.PERSON, person=name)
    return _act_on(request, BulkAction.TAKE)


# Claims

_STATUS = "record-status"


def _taking(form: str) -> ApiPage:
    """Return the change that a form of a claim's page makes. It raises as the page does."""

    def change(request: PageRequest) -> DataReply:
        found = admitted(request, form)
        decide(found, form, typed_in(request.form, ACTIONS[form].fields(found)))
        return json_reply(result(found.claim_id))

    return change


def _why(description: str = "On whose word, or for what reason; no patients' names.") -> BodyField:
    return BodyField(name="why", description=description, example="The payer said so by phone.")


_NOTE = BodyField(
    name="note",
    description="What happened; no patients' names and no account numbers.",
    example="The payer asked for the operative report.",
    most=MOST_LETTERS,
)


CHANGES: tuple[ApiRoute, ...] = (
    change_route(
        name="note_ticket",
        path="/work/<ticket_id>/note",
        page=note_ticket,
        resource=Resource.TICKET,
        operation=Operation.NOTE,
        summary="Note something on a ticket",
        fields=(_NOTE,),
    ),
    change_route(
        name="assign_ticket",
        path="/work/<ticket_id>/assign",
        page=assign_ticket,
        resource=Resource.TICKET,
        operation=Operation.CHANGE,  # Another's ticket asks for ASSIGN, too: `act` decides.
        summary="Give a ticket to somebody",
        fields=(
            BodyField(
                name="owner",
                description="`me`, a queue as `queue:denials`, or a person as `user:dana`.",
                example="user:dana",
                pattern=_OWNER,
                most=100,
            ),
        ),
    ),
    change_route(
        name="note_claim",
        path=f"/claims/<claim_id>/{NOTE}",
        page=_taking(NOTE),
        resource=Resource.CLAIM,
        operation=Operation.NOTE,
        summary="Note something on a claim",
        fields=(replace(_NOTE, most=MOST_LETTERS_ON_CLAIM),),
    ),
    change_route(
        name="record_status",
        path=f"/claims/<claim_id>/{_STATUS}",
        page=_taking(_STATUS),
        resource=Resource.CLAIM,
        operation=Operation.RECORD_STATUS,
        summary="Record a status that a payer gave",
        fields=(
            BodyField(
                name="term",
                description="The payer's own word for the status.",
                example="Pended",
                pattern=re.compile(r"[A-Za-z][A-Za-z0-9 ]{0,39}"),
                most=40,
            ),
            BodyField(
                name="seen_in",
                description="The source of it.",
                form=BodyForm.CHOICE,
                example="portal",
                choices=get_args(SeenIn),
            ),
            BodyField(
                name="seen_on",
                description="The day; none that is still to come.",
                form=BodyForm.DAY,
                example="2026-10-05",
            ),
            BodyField(
                name="said",
                description="What else was said.",
                example="Reference of the call: 4711",
                is_required=False,
            ),
        ),
    ),
    change_route(
        name="decide_exception",
        path="/exceptions/<claim_id>/<exception_id>/decision",
        page=_changed_by(decide_exception),
        resource=Resource.EXCEPTION,
        operation=Operation.DECIDE,
        summary="Decide about evidence that was held back",
        fields=(
            BodyField(
                name="decision",
                description="What becomes of the evidence.",
                form=BodyForm.CHOICE,
                example="accept",
                choices=DECISIONS,
            ),
            _why(),
            BodyField(
                name="whole_source",
                description="True: about everything of the same source.",
                form=BodyForm.FLAG,
                example=False,
                is_required=False,
            ),
        ),
    ),
    change_route(
        name="decide_match",
        path="/unmatched/<claim_id>/decision",
        page=_changed_by(decide_unmatched),
        resource=Resource.MATCH,
        operation=Operation.DECIDE,
        summary="Say which claim a payer's response is about",
        fields=(
            BodyField(
                name="claim",
                description=f"A candidate's id, or `{NONE_OF_THEM}` for none of them.",
                example="clm_aaaaaaaaaaaaaaaaaaaaaaaa",
                most=100,
            ),
            _why(),
        ),
    ),
    change_route(
        name="release_file",
        path="/files/<file_id>/release",
        page=_changed_by(release_file),
        resource=Resource.FILE,
        operation=Operation.RELEASE,
        summary="Apply what is held of a file",
        fields=(
            _why(),
            BodyField(
                name="set",
                description="Numbers of held sets; without them, all that are held.",
                form=BodyForm.NUMBERS,
                example=[1, 2],
                is_required=False,
            ),
        ),
    ),
    *(
        change_route(
            name=f"{word}_incident",
            path=f"/incidents/<incident_id>/{word}",
            page=_changed_by(change_incident, change=word),
            resource=Resource.INCIDENT,
            operation=Operation.DECIDE,
            summary=summary,
            fields=(_NOTE,),
        )
        for word, summary in (
            ("acknowledge", "Take an incident on"),
            ("resolve", "Call an incident done"),
        )
    ),
    *TICKET_CHANGES,
)
