"""Every page of the routes, each with a role that may see it and something on it to see."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import SIGNED_OUT_PATH
from claimtrail.trail.access_log import Purpose
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web import sites
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

SITES: MappingProxyType[str, Callable[[], PageStores]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            sites.month,
            sites.desk,
            sites.with_vendor,
            sites.one_claim,
            sites.restricted,
            sites.under_review,
            sites.reviewed,
            sites.doubtful,
            sites.received,
            sites.evidence,
            sites.empty,
        )
    }
)
ACTIONS = (
    *("note", "record-status", "appeal", "write-off", "approve", "decline", "close", "reopen"),
)
"""Forms on a claim's page; their own addresses lead to it."""
TICKET_ACTIONS = (
    *("comment", "take", "start", "hold", "resume", "resolve", "reopen", "assign", "agree", "own"),
    *("categorize", "prioritize", "watch", "unwatch", "link", "merge", "split", "cancel"),
    *("attach", "hand-over", "take-back", "file-letter", "urgent"),
)
"""Forms on a ticket's page; their own addresses lead to it."""
_PAGE = f"/claims/{CLAIM_ID}"
Address = str | Callable[[WebClient], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person at an address."""

    name: str
    address: Address
    role: JobRole | None
    """None: nobody has signed in."""
    route: str = ""
    """The route that it is of; empty for a further state of a route, or for none."""
    site: str = "month"
    status: int = 200
    purpose: Purpose = Purpose.PAYMENT

    def address_for(self, person: WebClient) -> str:
        """Return where the person goes."""
        return self.address if isinstance(self.address, str) else self.address(person)


def _first(listing: str, field: str, person: WebClient) -> str:
    """Return a field of the first row of a list, as its twin has it."""
    rows = next(iter(person.get(listing).document().values()))
    return str(rows[0][field])


def _exception(person: WebClient) -> str:
    return "/".join(
        (
            "/exceptions",
            *(_first("/exceptions.json", one, person) for one in ("claim_id", "exception_id")),
        )
    )


def _one(path: str, field: str, person: WebClient) -> str:
    return f"{path}/{_first(f'{path}.json', field, person)}"


def _review(person: WebClient) -> str:
    return f"/attestations?review={_first('/access-reviews.json', 'review_id', person)}"


def _last_step(person: WebClient) -> str:
    return str(person.get(f"{_denied(person)}.json").document()["steps"][-1]["link"])


def _last_event(person: WebClient) -> str:
    step = person.get(f"{_denied(person)}.json").document()["steps"][-1]
    return f"{_denied(person)}/events/{step['event_id']}/segment"


def _day_of_trail(person: WebClient) -> str:
    return f"/trail/{_first('/trail.json?verified=part', 'day', person)}"


def _file(status: str, person: WebClient) -> str:
    return f"/files/{_first(f'/files.json?status={status}', 'file_id', person)}"


def _denied(person: WebClient) -> str:
    return f"/claims/{_first('/claims.json?state=DENIED', 'claim_id', person)}"


def _ticket(query: str, person: WebClient) -> str:
    """Return the first ticket of a view: a held one, a late one, one of two owners."""
    return f"/tickets/{_first(f'/tickets.json?{query}', 'ticket_id', person)}"


def _attached(name: str, person: WebClient) -> str:
    """Return an attachment of the ticket that a vendor has, by its name."""
    address = _ticket("status=ON_HOLD&area=denial_management", person)
    found = person.get(f"{address}.json").document()["attachments"]
    attachment_id = next(one["attachment_id"] for one in found if one["name"].startswith(name))
    return f"{address}/attachments/{attachment_id}"


def _asked(person: WebClient) -> str:
    """Return a ticket for which another category was chosen, whose values are asked for."""
    return f"{_ticket('status=ON_HOLD', person)}?to=patient_billing/dispute"


def _of(route: str, role: JobRole, address: Address = "", **more: str) -> Visit:
    return Visit(name=route, route=route, address=address or route, role=role, **more)  # type: ignore[arg-type]


VISITS: tuple[Visit, ...] = (
    Visit(name="sign-in", address="/sign-in", role=None, route="/sign-in"),
    Visit(name="signed-out", address=SIGNED_OUT_PATH, role=None, route=SIGNED_OUT_PATH),
    Visit(
        name="sign-in refused",
        address="/sign-in/callback?state=forged&code=none",
        role=None,
        route="/sign-in/callback",
        status=400,
    ),
    _of("/about", JobRole.ADMINISTRATOR),
    Visit(
        name="purpose",
        address="/purpose?next=%2Fwork",
        role=JobRole.BILLER,
        route="/purpose",
        purpose=Purpose.UNSTATED,
    ),
    _of("/work", JobRole.BILLER),
    _of("/tickets", JobRole.BILLER, site="desk"),
    _of("/tickets/board", JobRole.SUPPORT_1, site="desk"),
    _of("/tickets/new", JobRole.BILLER, site="desk"),
    Visit(
        name="new ticket of a category",
        address="/tickets/new?category=charge_capture/missing_charge",
        role=JobRole.BILLER,
        site="desk",
    ),
    _of("/tickets/<ticket_id>", JobRole.BILLER, partial(_ticket, "status=ON_HOLD"), site="desk"),
    Visit(
        name="ticket of two owners",
        address=partial(_ticket, "area=charge_capture"),
        role=JobRole.MANAGER,
        site="desk",
    ),
    Visit(name="ticket to recategorize", address=_asked, role=JobRole.BILLER, site="desk"),
    _of("/desk/taxonomy", JobRole.SUPPORT_2),
    _of("/desk/clocks", JobRole.SUPPORT_2),
    _of("/desk/calendars", JobRole.SUPPORT_2),
    _of("/desk/rules", JobRole.MANAGER, site="with_vendor"),
    _of("/desk/rules/moves", JobRole.MANAGER, site="with_vendor"),
    _of("/desk/vendors", JobRole.SUPPORT_2, site="with_vendor"),
    _of("/account/notices", JobRole.SUPPORT_1),
    Visit(
        name="ticket with vendor, letters and files",
        address=partial(_ticket, "status=ON_HOLD&area=denial_management"),
        role=JobRole.AUDITOR,
        site="with_vendor",
    ),
    _of(
        "/tickets/<ticket_id>/attachments/<attachment_id>",
        JobRole.BILLER,
        partial(_attached, "remittance"),
        site="with_vendor",
    ),
    *(
        Visit(
            name=f"attachment: {name}",
            address=partial(_attached, name),
            role=JobRole.SUPPORT_2,
            site="with_vendor",
        )
        for name in ("letter", "malware", "announced")
    ),
    _of("/search", JobRole.BILLER),
    _of("/views", JobRole.BILLER),
    _of("/claims", JobRole.BILLER),
    _of("/documents", JobRole.CLINICIAN),
    _of("/exceptions", JobRole.BILLER, site="reviewed"),
    _of("/exceptions/<claim_id>/<exception_id>", JobRole.BILLER, _exception, site="reviewed"),
    _of("/unmatched", JobRole.BILLER, site="doubtful"),
    _of(
        "/unmatched/<claim_id>",
        JobRole.BILLER,
        partial(_one, "/unmatched", "response"),
        site="doubtful",
    ),
    _of("/incidents", JobRole.OPERATOR),
    _of("/incidents/<incident_id>", JobRole.OPERATOR, partial(_one, "/incidents", "incident_id")),
    _of("/files", JobRole.SUPPORT_3),
    Visit(name="files", address="/files", role=JobRole.SUPPORT_3, site="received"),
    _of("/files/<file_id>", JobRole.SUPPORT_3, partial(_file, "INGESTED"), site="received"),
    Visit(
        name="held file",
        address=partial(_file, "REJECTED&status=PARTLY_REJECTED"),
        role=JobRole.SUPPORT_3,
        site="received",
    ),
    _of("/payments", JobRole.FINANCE),
    _of("/adjustments", JobRole.FINANCE),
    _of("/unapplied", JobRole.FINANCE, site="doubtful"),
    _of("/overview", JobRole.MANAGER),
    _of("/trail", JobRole.AUDITOR, site="evidence"),
    _of("/trail/<day>", JobRole.AUDITOR, _day_of_trail, site="evidence"),
    Visit(
        name="day without objects",
        address="/trail/2026-01-01",
        role=JobRole.OPERATOR,
        site="evidence",
    ),
    _of("/trail-entries", JobRole.AUDITOR, site="evidence"),
    _of("/access-log", JobRole.AUDITOR, site="evidence"),
    Visit(
        name="who looked",
        address=f"/access-log?claim={CLAIM_ID}",
        role=JobRole.MANAGER,
        site="evidence",
    ),
    _of("/disclosures", JobRole.AUDITOR, f"/disclosures?claim={CLAIM_ID}&all=yes", site="evidence"),
    _of("/exported", JobRole.AUDITOR, site="evidence"),
    _of("/holds", JobRole.AUDITOR, site="evidence"),
    _of("/holds/<subject_id>", JobRole.AUDITOR, f"/holds/{CLAIM_ID}", site="evidence"),
    _of("/retention", JobRole.AUDITOR),
    _of("/people", JobRole.AUDITOR, site="evidence"),
    _of("/claims/<claim_id>", JobRole.MANAGER, _denied, site="received"),
    Visit(name="claim with all", address=_PAGE, role=JobRole.BILLER, site="one_claim"),
    Visit(name="claim without money", address=_PAGE, role=JobRole.OPERATOR, site="one_claim"),
    _of("/claims/<claim_id>/steps/<number>/segment", JobRole.BILLER, _last_step, site="received"),
    _of(
        "/claims/<claim_id>/events/<event_id>/segment",
        JobRole.AUDITOR,
        _last_event,
        site="received",
    ),
    _of(
        "/claims/<claim_id>/break-glass",
        JobRole.BILLER,
        f"{_PAGE}/break-glass?next={_PAGE}",
        site="restricted",
    ),
    _of("/access-reviews", JobRole.ADMINISTRATOR, site="under_review"),
    _of("/attestations", JobRole.MANAGER, site="under_review"),
    Visit(name="one review", address=_review, role=JobRole.ADMINISTRATOR, site="under_review"),
    Visit(
        name="attested",
        address="/attestations?done=KEEP.1&left=ACCESS_NOT_ALLOWED.1",
        role=JobRole.MANAGER,
        site="under_review",
    ),
    _of("/openings", JobRole.MANAGER, site="under_review"),
    _of(
        "/openings/<break_id>",
        JobRole.MANAGER,
        partial(_one, "/openings", "opening"),
        site="under_review",
    ),
    _of("/accounts", JobRole.ADMINISTRATOR, site="under_review"),
    Visit(name="due reviews", address="/overview", role=JobRole.MANAGER, site="under_review"),
    Visit(name="work with denials", address="/work", role=JobRole.BILLER, site="received"),
    _of("/exports", JobRole.BILLER),
    _of("/exports/new", JobRole.BILLER, "/exports/new?list=claims&view=state%3DPAID"),
    Visit(name="no rows", address="/claims?state=VOIDED", role=JobRole.BILLER),
    *(
        Visit(name=f"{path} on the first day", address=path, role=role, site="empty")
        for path, role in (
            ("/work", JobRole.BILLER),
            ("/claims", JobRole.BILLER),
            ("/overview", JobRole.MANAGER),
            ("/files", JobRole.SUPPORT_3),
            ("/exports", JobRole.BILLER),
            ("/views", JobRole.BILLER),
        )
    ),
    Visit(name="no such page", address="/nowhere", role=JobRole.BILLER, status=404),
    Visit(name="bad value", address="/claims?state=LOST", role=JobRole.BILLER, status=400),
    Visit(name="not permitted", address="/payments", role=JobRole.CLINICIAN, status=403),
)
WITHOUT_A_PAGE = frozenset(
    {
        "/",
        "/sign-in/with/<provider>",
        "/exports/<export_id>/files/<number>",
        *(f"/claims/<claim_id>/{action}" for action in ACTIONS),
        *(f"/tickets/<ticket_id>/{action}" for action in TICKET_ACTIONS),
        "/tickets/<ticket_id>/attachments/<attachment_id>/file",
        *(f"/desk/rules/{action}" for action in ("test", "propose", "order")),
        *(f"/desk/rules/<version>/{action}" for action in ("approve", "apply")),
    }
)
"""Routes that lead elsewhere."""
