"""The addresses of one claim: its page, its twin, the bytes behind it, and its forms."""

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.claims.actions.forms import ACTIONS
from claimtrail.web.claims.actions.pages import back_to_claim, take
from claimtrail.web.claims.glass import ask_reason, break_glass
from claimtrail.web.claims.page.pages import show_claim, show_twin
from claimtrail.web.claims.segments.pages import show_fact, show_step
from claimtrail.web.core.routes import Method, PageRoute, ThingRoutes

_CLAIM = ThingRoutes(path="/claims/<claim_id>", resource=Resource.CLAIM)

ROUTES: tuple[PageRoute, ...] = (
    # The twin first: the variable part of the page's own address would take its ending as well.
    _CLAIM.route(".json", show_twin, Operation.READ, title="This claim"),
    _CLAIM.route("", show_claim, Operation.READ, title="This claim"),
    _CLAIM.route(
        "/steps/<number>/segment",
        show_step,
        Operation.READ_SEGMENT,
        title="The payer's segments",
    ),
    _CLAIM.route(
        "/events/<event_id>/segment",
        show_fact,
        Operation.READ_SEGMENT,
        title="The payer's segments",
    ),
    _CLAIM.route("/break-glass", ask_reason, Operation.BREAK_GLASS, title="Breaking the glass"),
    _CLAIM.route(
        "/break-glass",
        break_glass,
        Operation.BREAK_GLASS,
        title="Breaking the glass",
        method=Method.POST,
    ),
    *(_CLAIM.form(kind, take(kind.name)) for kind in ACTIONS.values()),
    *(
        _CLAIM.route(f"/{kind.name}", back_to_claim, kind.operation, title=kind.title)
        for kind in ACTIONS.values()
    ),
)
