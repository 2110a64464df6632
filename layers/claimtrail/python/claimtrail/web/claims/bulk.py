"""One note on several claims at once: each is decided about, noted or left out with a reason."""

from collections.abc import Mapping
from typing import Any

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.notes import MOST_LETTERS, NoteRefusedError, checked_note
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.subject import target_of
from claimtrail.web.core.errors import BadRequestError
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.query import Query
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions
from claimtrail.web.work.bulk import (
    MOST_SELECTED,
    BulkAction,
    BulkOutcome,
    done_to_each,
    with_result,
)

PATH = "/claims/notes"


def claims_frame(request: PageRequest, view: ListView) -> Mapping[str, Any]:
    """Return what the template of the list of claims needs beside the list."""
    return {
        "may_note": may_at_all(request.person, Operation.NOTE, Resource.CLAIM),
        "back": view.query.text(),
        "most_letters": MOST_LETTERS,
        "result": None,
    }


def note_selected(request: PageRequest) -> Reply:
    """Note the same on the selected claims, and lead back to the list with the result.

    Raises BadRequestError for a note that cannot be.
    """
    try:
        words = checked_note(request.form.first("note"))
    except NoteRefusedError as error:
        raise BadRequestError(error.explanation) from None
    selected = tuple(dict.fromkeys(request.form.all("selected")))[:MOST_SELECTED]
    changes = request.stores.claims.recent_changes(selected)
    claims = {claim_id: change.claim for claim_id, change in changes.items()}
    learn_restrictions(request, claims.values())
    permitted = [one for one in claims.values() if _may(request, one, Operation.NOTE)]
    shown = ShownData(action=Action.NOTED, subjects=tuple(one.claim_id for one in permitted))
    record(request, (shown,) if permitted else ())
    outcomes = done_to_each(selected, lambda one: _noted(request, claims.get(one), words))
    back = Query.parse(request.form.first("back"))
    return RedirectReply(location=with_result(back, BulkAction.NOTE, outcomes).on("/claims"))


def _noted(request: PageRequest, claim: Claim | None, words: str) -> BulkOutcome:
    """Note it on one claim, if the person may."""
    if claim is None or not _may(request, claim, Operation.LIST):
        return BulkOutcome.UNKNOWN
    if not _may(request, claim, Operation.NOTE):
        return BulkOutcome.NOT_PERMITTED
    actor = f"user:{request.person.id}"
    try:
        note = request.stores.claim_notes.add(claim, words, by=actor, at=request.now)
    except NoteRefusedError:
        return BulkOutcome.FULL
    return BulkOutcome.DONE if note.at == request.now else BulkOutcome.UNCHANGED


def _may(request: PageRequest, claim: Claim, operation: Operation) -> bool:
    return request.decide(operation, target_of(claim), subject=claim.claim_id).is_allowed
