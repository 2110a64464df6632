"""The addresses of actions: a form is taken, decided, and answered by the claim's page."""

from dataclasses import replace
from urllib.parse import urlencode

from claimtrail.access.resources import Operation
from claimtrail.claims.projection.outcome_errors import NotPermittedError
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.actions.forms import ACTIONS, may_act
from claimtrail.web.claims.actions.outcome import (
    DONE,
    RECORDED,
    UNTIL,
    USE_CASES,
    last_day_to_come,
    refusal,
    status_of,
)
from claimtrail.web.claims.page.context import claim_address
from claimtrail.web.claims.page.pages import claim_reply
from claimtrail.web.claims.page.reading import OpenClaim, of_claim, read_claim
from claimtrail.web.core.errors import forbidden
from claimtrail.web.core.forms import Typed, typed_in
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import Page


def take(name: str) -> Page:
    """Return the page that takes one form of a claim."""
    kind = ACTIONS[name]

    def page(request: PageRequest) -> Reply:
        found = admitted(request, name)
        fields = kind.fields(found)
        try:
            return _decided(found, name)
        except ClaimTrailError as error:
            typed = {one.name: request.form.first(one.name) for one in fields}
            reply = claim_reply(found, typed={"form": name, **typed}, refused=refusal(error))
            return replace(reply, status=status_of(error))

    return of_claim(page)


def _decided(found: OpenClaim, name: str) -> Reply:
    """Return the way back to the claim, once the decision stands. Raises ClaimTrailError."""
    typed = typed_in(found.request.form, ACTIONS[name].fields(found))
    done = decide(found, name, typed)
    until = last_day_to_come(found, name, typed)
    query = {DONE: done} | ({UNTIL: until.isoformat()} if until else {})
    return RedirectReply(location=f"{claim_address(found.claim_id)}?{urlencode(query)}")


def decide(found: OpenClaim, name: str, typed: Typed) -> str:
    """Decide in the person's name once it is recorded; return the id of its fact or note.

    Raises ClaimTrailError.
    """
    request = found.request
    record(request, (_shown(found, RECORDED[name]),))
    try:
        done = USE_CASES[name](found, typed)
    except NotPermittedError as error:
        code = error.explanation.code
        record(request, (replace(_shown(found, Action.DECISION_REFUSED), statement=code),))
        raise
    return done if isinstance(done, str) else done.event_id


def admitted(request: PageRequest, name: str) -> OpenClaim:
    """Return the claim of the address for an action on it. Raises as `read_claim`; forbidden."""
    found, kind = read_claim(request, Operation.READ), ACTIONS[name]
    if not may_act(found, kind):
        raise forbidden(kind.title[:1].lower() + kind.title[1:])
    return found


def _shown(found: OpenClaim, action: Action) -> ShownData:
    return ShownData(action=action, subjects=(found.claim_id,))


@of_claim
def back_to_claim(request: PageRequest) -> Reply:
    """Lead to the claim: the address of a form was opened, as by loading its answer again."""
    return RedirectReply(location=claim_address(read_claim(request).claim_id))
