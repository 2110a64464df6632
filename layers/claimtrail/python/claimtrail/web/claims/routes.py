"""The addresses of one claim: its page, its twin, the bytes behind it, and its forms."""

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.claims.actions.forms import ACTIONS
from claimtrail.web.claims.actions.pages import back_to_claim, take
from claimtrail.web.claims.glass import ask_reason, break_glass
from claimtrail.web.claims.page.pages import show_claim, show_twin
from claimtrail.web.claims.segments.pages import show_fact, show_step
from claimtrail.web.core.routes import Method, Page, PageRoute

_CLAIM = "/claims/<claim_id>"


def _route(
    path: str, page: Page, operation: Operation, *, title: str = "", method: Method = Method.GET
) -> PageRoute:
    return PageRoute(
        path=path,
        page=page,
        resource=Resource.CLAIM,
        operation=operation,
        method=method,
        title=title,
    )


ROUTES: tuple[PageRoute, ...] = (
    # The twin first: the variable part of the page's own address would take its ending as well.
    _route(f"{_CLAIM}.json", show_twin, Operation.READ, title="This claim"),
    _route(_CLAIM, show_claim, Operation.READ, title="This claim"),
    _route(
        f"{_CLAIM}/steps/<number>/segment",
        show_step,
        Operation.READ_SEGMENT,
        title="The payer's segments",
    ),
    _route(
        f"{_CLAIM}/events/<event_id>/segment",
        show_fact,
        Operation.READ_SEGMENT,
        title="The payer's segments",
    ),
    _route(f"{_CLAIM}/break-glass", ask_reason, Operation.BREAK_GLASS, title="Breaking the glass"),
    _route(
        f"{_CLAIM}/break-glass",
        break_glass,
        Operation.BREAK_GLASS,
        title="Breaking the glass",
        method=Method.POST,
    ),
    *(
        _route(
            f"{_CLAIM}/{kind.name}",
            take(kind.name),
            kind.operation,
            title=kind.title,
            method=Method.POST,
        )
        for kind in ACTIONS.values()
    ),
    *(
        _route(f"{_CLAIM}/{kind.name}", back_to_claim, kind.operation, title=kind.title)
        for kind in ACTIONS.values()
    ),
)
