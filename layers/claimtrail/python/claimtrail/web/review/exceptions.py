"""The list of exceptions: what needs a person's review, both sides, and what to do."""

from dataclasses import dataclass

from claimtrail import __version__
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import HELD, ClaimException, open_exceptions
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.claims.projection.authority_review import AuthorityReview
from claimtrail.claims.views.code_words import words_of
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.escalations.guarded_words import guarded
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.listing import address_of
from claimtrail.web.core.errors import forbidden, missing, wrong_field
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.files.listing import file_address

MOST_READ = 500
"""Claims with exceptions of one payer that a view reads at most."""
DECISIONS = ("accept", "reject", "withdraw")
"""The decisions of a person about evidence that was held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedException:
    """One exception of one claim."""

    claim: Claim
    exception: ClaimException


def exception_target(claim: Claim) -> AccessTarget:
    """Return an exception as decisions go by it: it is of its claim's facility and payer."""
    return AccessTarget(
        resource=Resource.EXCEPTION, facility=claim.facility_npi, payer=claim.payer_id
    )


def read_exceptions(
    request: PageRequest, wanted: WantedView, groups_of: Admission[ListedException]
) -> Found[ListedException]:
    """Return a page of the open exceptions of all payers, or of those that are chosen."""
    rows: list[ListedException] = []
    cut: list[str] = []
    for payer_id in request.stores.payer_ids:
        claims = request.stores.claims.list_exceptions(payer_id=payer_id, limit=MOST_READ)
        rows += [
            ListedException(claim=claim, exception=one)
            for claim in claims
            for one in open_exceptions(claim)
        ]
        if len(claims) >= MOST_READ:
            cut.append(payer_id)
    named = ", ".join(cut)
    notes = (f"Only the oldest {MOST_READ} claims with exceptions were read of {named}.",)
    return ROWS.page(rows, wanted, groups_of, notes=notes if cut else ())


def received_words(exception: ClaimException) -> str:
    """Return the file's side in words."""
    said = states_in_words(exception.says)
    words = words_of(exception.codes)
    return f"{said}: {words}" if words else said


FACETS: tuple[Facet[ListedException], ...] = (
    Facet(
        name="reason",
        title="Reason",
        group=FieldGroup.STATUS,
        value=lambda row: row.exception.reason,
        words=reason_words,
    ),
    Facet(
        name="payer",
        title="Payer",
        group=FieldGroup.STATUS,
        value=lambda row: row.claim.payer_id,
    ),
    Facet(
        name="source",
        title="Source",
        group=FieldGroup.STATUS,
        value=lambda row: TRANSACTIONS[EventKind(row.exception.evidence)],
    ),
)
ORDERS: tuple[RowOrder[ListedException], ...] = (
    RowOrder(
        name="oldest",
        words="oldest first",
        key=lambda row: (row.exception.since, row.exception.exception_id),
    ),
    RowOrder(
        name="amount",
        words="largest charge first",
        key=lambda row: (-row.claim.charge_cents, row.exception.exception_id),
        group=FieldGroup.MONEY,
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)

EXCEPTIONS: Listing[ListedException] = Listing(
    name="exceptions",
    title="Exceptions",
    resource=Resource.EXCEPTION,
    action=Action.EXCEPTIONS_LISTED,
    columns=(
        ListColumn(
            name="exception_id",
            title="Exception",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.exception.exception_id,
            kind=CellKind.ID,
            link=lambda row: f"/exceptions/{row.claim.claim_id}/{row.exception.exception_id}",
        ),
        ListColumn(
            name="claim_id",
            title="Claim",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.claim.claim_id,
            kind=CellKind.ID,
            link=lambda row: address_of(row.claim.claim_id),
        ),
        ListColumn(
            name="number",
            title="Number",
            group=FieldGroup.ACCOUNT,
            value=lambda row: row.claim.patient_control_number,
        ),
        ListColumn(
            name="payer",
            title="Payer",
            group=FieldGroup.STATUS,
            value=lambda row: row.claim.payer_id,
        ),
        ListColumn(
            name="reason",
            title="Reason",
            group=FieldGroup.STATUS,
            value=lambda row: reason_words(row.exception.reason),
        ),
        ListColumn(
            name="source",
            title="Source",
            group=FieldGroup.STATUS,
            value=lambda row: TRANSACTIONS[EventKind(row.exception.evidence)],
        ),
        ListColumn(
            name="received",
            title="Received",
            group=FieldGroup.CLINICAL,
            value=lambda row: received_words(row.exception),
        ),
        ListColumn(
            name="on_file",
            title="On file",
            group=FieldGroup.CLINICAL,
            value=lambda row: states_in_words(row.exception.against),
        ),
        ListColumn(
            name="charged",
            title="Charged",
            group=FieldGroup.MONEY,
            value=lambda row: row.claim.charge_cents,
            kind=CellKind.MONEY,
        ),
        ListColumn(
            name="since",
            title="Since",
            group=FieldGroup.STATUS,
            value=lambda row: row.exception.since,
            kind=CellKind.DATE,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_exceptions,
    target=lambda row: exception_target(row.claim),
    subject=lambda row: row.claim.claim_id,
    claim=lambda row: row.claim,
    intro="What payers sent that does not fit what is on file. Nothing of it counts until a person "
    "or a later file settles it, unless its reason says so.",
    empty="Nothing needs review.",
)


def show_exception(request: PageRequest) -> Reply:
    """Show both sides of one exception, what to do, and the decision that may be made."""
    claim, one = _found(request, Operation.LIST)
    decision = request.decide(Operation.LIST, exception_target(claim), subject=claim.claim_id)
    may_decide = request.decide(
        Operation.DECIDE, exception_target(claim), subject=claim.claim_id
    ).is_allowed
    columns = tuple(column for column in EXCEPTIONS.columns if column.group in decision.groups)
    row = ListedException(claim=claim, exception=one)
    return PageReply(
        template="exception.html",
        title="Exception",
        view={
            "fields": [(column, column.value(row)) for column in columns],
            "claim_address": address_of(claim.claim_id),
            "file_address": file_address(one.file_id)
            if FieldGroup.SOURCE in decision.groups
            else "",
            "next_step": one.next_step if may_decide else "",
            "decisions": DECISIONS if may_decide and one.kind == HELD else (),
            "subject": one.exception_id,
        },
        shows=(
            ShownData(
                action=Action.EXCEPTIONS_LISTED,
                subjects=(claim.claim_id,),
                fields=tuple(column.name for column in columns),
            ),
        ),
    )


def decide_exception(request: PageRequest) -> Reply:
    """Take a person's decision about evidence that was held back.

    Raises BadRequestError for a field that is wrong, and what AuthorityReview raises.
    """
    claim, one = _found(request, Operation.DECIDE)
    said, why = request.form.first("decision"), request.form.first("why").strip()
    if said not in DECISIONS:
        raise wrong_field("decision", wanted=f"one of {', '.join(DECISIONS)}")
    if not why:
        raise wrong_field("why", wanted="a reason, without the patient's name")
    decided = ShownData(
        action=Action.EVIDENCE_DECIDED, subjects=(claim.claim_id,), fields=("decision",)
    )
    record(request, (decided,))
    review = AuthorityReview(
        store=request.stores.claims,
        by=f"user:{request.person.id}",
        at=request.now,
        code_version=__version__,
    )
    decide = {"accept": review.accept, "reject": review.reject, "withdraw": review.withdraw}[said]
    decide(
        claim.claim_id,
        one.exception_id,
        why=guarded(why, claim.claim_id, store=request.stores.claims),
        whole_source=request.form.first("whole_source") == "yes",
    )
    return RedirectReply(location=address_of(claim.claim_id))


def _found(request: PageRequest, operation: Operation) -> tuple[Claim, ClaimException]:
    """Return the exception of the address. Raises MissingError and ForbiddenError."""
    claim_id, exception_id = request.arguments
    claim = request.stores.claims.find(claim_id)
    if claim is None:
        raise missing("exception")
    learn_restrictions(request, [claim])
    target = exception_target(claim)
    if not request.decide(Operation.LIST, target, subject=claim_id).is_allowed:
        raise missing("exception")
    if not request.decide(operation, target, subject=claim_id).is_allowed:
        raise forbidden("decisions about exceptions")
    found = next((one for one in open_exceptions(claim) if one.exception_id == exception_id), None)
    if found is None:
        raise missing("exception that is still open")
    return claim, found


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(EXCEPTIONS, menu=MenuPlace.WORK, key="e"),
    PageRoute(
        path="/exceptions/<claim_id>/<exception_id>",
        page=show_exception,
        resource=Resource.EXCEPTION,
    ),
    PageRoute(
        path="/exceptions/<claim_id>/<exception_id>",
        page=decide_exception,
        resource=Resource.EXCEPTION,
        operation=Operation.DECIDE,
        method=Method.POST,
        title="decisions about exceptions",
    ),
)
