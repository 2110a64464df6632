"""The list of unmatched responses: payers' records of several claims, and money without a claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from claimtrail import __version__
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.matching.model import Candidate, Match, MatchVerdict, Relation
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.claims.views.held_money import HeldMoney
from claimtrail.claims.views.unmatched import unmatched_responses
from claimtrail.escalations.guarded_words import guarded
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.listing import address_of
from claimtrail.web.core.errors import missing, wrong_field
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.lists.restricted_rows import closed_among, left_out_words
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.core.words import many

MOST_READ = 500
"""Doubtful responses of one payer that a view reads at most."""
NONE_OF_THEM = "none"
_KINDS = {Relation.EVIDENCE: "response", Relation.LINEAGE: "replacement or void"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedRow:
    """A response with the claim that it could likeliest mean."""

    match: Match
    paid_cents: int
    payments: int
    """The payments that this money is of: the page of unapplied payments has a row for each."""

    @property
    def address(self) -> str:
        """Return the page where a person decides; of money without a claim, what it says."""
        claim_id = self.match.claim_id
        return f"/unmatched/{claim_id}" if self.match.candidates else address_of(claim_id)

    @property
    def likeliest(self) -> Candidate | None:
        """Return the first candidate."""
        return next(iter(self.match.candidates), None)


def match_target(match: Match) -> AccessTarget:
    """Return a response as decisions go by it."""
    return AccessTarget(resource=Resource.MATCH, payer=match.payer_id)


def read_unmatched(
    request: PageRequest, wanted: WantedView, groups_of: Admission[UnmatchedRow]
) -> Found[UnmatchedRow]:
    """Return a page of the responses that somebody has to decide about."""
    found = unmatched_responses(
        request.stores.payer_ids, store=request.stores.claims, limit=MOST_READ
    )
    notes = [f"Of some payers, only {MOST_READ} responses were read."] if found.is_cut else []
    if found.rejected:
        notes.append(rejected_words(found.rejected))
    rows = (
        UnmatchedRow(
            match=one,
            paid_cents=found.paid_cents.get(one.claim_id, 0),
            payments=found.payments.get(one.claim_id, 0),
        )
        for one in found.matches
    )
    return ROWS.page(rows, wanted, groups_of, notes=tuple(notes))


def rejected_words(rejected: Sequence[HeldMoney]) -> str:
    """Return what a list leaves out: numbers whose money a person gave to no claim."""
    return f"Left out: {many(len(rejected), 'number')} of which a person said that no claim fits."


def _confidence(row: UnmatchedRow) -> int:
    return row.likeliest.confidence if row.likeliest else 0


FACETS: tuple[Facet[UnmatchedRow], ...] = (
    Facet(
        name="payer", title="Payer", group=FieldGroup.STATUS, value=lambda row: row.match.payer_id
    ),
    Facet(
        name="kind",
        title="Kind",
        group=FieldGroup.STATUS,
        value=lambda row: _KINDS[row.match.relation],
    ),
)
ORDERS: tuple[RowOrder[UnmatchedRow], ...] = (
    RowOrder(
        name="likeliest",
        words="likeliest first",
        key=lambda row: (-_confidence(row), row.match.claim_id),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)

UNMATCHED: Listing[UnmatchedRow] = Listing(
    name="unmatched",
    title="Unmatched payer responses",
    resource=Resource.MATCH,
    action=Action.UNMATCHED_READ,
    columns=(
        ListColumn(
            name="response",
            title="Response",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.match.claim_id,
            kind=CellKind.ID,
            link=lambda row: row.address,
        ),
        ListColumn(
            name="payer",
            title="Payer",
            group=FieldGroup.STATUS,
            value=lambda row: row.match.payer_id,
        ),
        ListColumn(
            name="kind",
            title="Kind",
            group=FieldGroup.STATUS,
            value=lambda row: _KINDS[row.match.relation],
        ),
        ListColumn(
            name="payments",
            title="Payments",
            group=FieldGroup.MONEY,
            value=lambda row: row.payments or None,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="paid",
            title="Paid",
            group=FieldGroup.MONEY,
            value=lambda row: row.paid_cents or None,
            kind=CellKind.MONEY,
        ),
        ListColumn(
            name="could_be",
            title="Likeliest claim",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.likeliest.claim_id if row.likeliest else None,
            kind=CellKind.ID,
            link=lambda row: address_of(row.likeliest.claim_id) if row.likeliest else "",
        ),
        ListColumn(
            name="score",
            title="Score of 100",
            group=FieldGroup.STATUS,
            value=_confidence,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="agrees",
            title="Fields that agree",
            group=FieldGroup.STATUS,
            value=lambda row: ", ".join(row.likeliest.features) if row.likeliest else "",
        ),
        ListColumn(
            name="candidates",
            title="Candidates",
            group=FieldGroup.STATUS,
            value=lambda row: len(row.match.candidates),
            kind=CellKind.NUMBER,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_unmatched,
    target=lambda row: match_target(row.match),
    subject=lambda row: row.match.claim_id,
    intro="277 or ERA records that could belong to more than one claim, and money without a claim. "
    "They count for none until a person says which, or the claim's 837 comes.",
    empty="No unmatched payer responses.",
)


def show_unmatched(request: PageRequest) -> Reply:
    """Show a response with every claim that it could mean."""
    match, left_out = _found(request)
    may_decide = request.decide(Operation.DECIDE, match_target(match)).is_allowed
    subjects = (match.claim_id, *(one.claim_id for one in match.candidates))
    return PageReply(
        template="unmatched.html",
        title="Unmatched payer response",
        view={
            "match": match,
            "kind": _KINDS[match.relation],
            "candidates": [(one, address_of(one.claim_id)) for one in match.candidates],
            "response_address": address_of(match.claim_id),
            "left_out": left_out,
            "may_decide": may_decide,
            "none_of_them": NONE_OF_THEM,
        },
        shows=(ShownData(action=Action.UNMATCHED_READ, subjects=subjects, fields=("candidates",)),),
    )


def decide_unmatched(request: PageRequest) -> Reply:
    """Take a person's word for which claim a response means.

    Raises BadRequestError for a field that is wrong, and what MatchReview raises.
    """
    match, _ = _found(request)
    claim_id, why = request.form.first("claim"), request.form.first("why").strip()
    candidates = {one.claim_id for one in match.candidates}
    if claim_id not in candidates | {NONE_OF_THEM}:
        raise wrong_field("claim", wanted="one of the candidates, or none of them")
    if not why:
        raise wrong_field("why", wanted="a reason, without the patient's name")
    named = "" if claim_id == NONE_OF_THEM else claim_id
    why = guarded(why, match.claim_id, named, store=request.stores.claims)
    review = MatchReview(
        store=request.stores.claims,
        by=f"user:{request.person.id}",
        at=request.now,
        code_version=__version__,
    )
    is_none = claim_id == NONE_OF_THEM
    subjects = (match.claim_id,) if is_none else (match.claim_id, claim_id)
    record(
        request, (ShownData(action=Action.MATCH_DECIDED, subjects=subjects, fields=("decision",)),)
    )
    if is_none:
        review.reject(match.claim_id, why=why)
    else:
        review.accept(match.claim_id, other=claim_id, why=why)
    return RedirectReply(location=UNMATCHED.path)


def _found(request: PageRequest) -> tuple[Match, tuple[str, ...]]:
    """Return the response of the address with what the person may know that it could mean.

    And a sentence where a restricted claim is left out. Raises MissingError for a response that is
    not in doubt, or closed to the person.
    """
    [claim_id] = request.arguments
    match = request.stores.claims.find_match(claim_id)
    if match is None or match.verdict is not MatchVerdict.DOUBTFUL:
        raise missing("unmatched response")
    is_listed = match.payer_id in request.stores.payer_ids
    if not is_listed or not request.decide(Operation.LIST, match_target(match)).is_allowed:
        raise missing("unmatched response")
    ids = (claim_id, *(one.claim_id for one in match.candidates))
    closed = closed_among(request, ids, subject=str, claim=None)
    if claim_id in closed:
        raise missing("unmatched response")
    open_to = tuple(one for one in match.candidates if one.claim_id not in closed)
    return match.model_copy(update={"candidates": open_to}), left_out_words(request)


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(UNMATCHED, menu=MenuPlace.WORK, key="u"),
    PageRoute(path="/unmatched/<claim_id>", page=show_unmatched, resource=Resource.MATCH),
    PageRoute(
        path="/unmatched/<claim_id>",
        page=decide_unmatched,
        resource=Resource.MATCH,
        operation=Operation.DECIDE,
        method=Method.POST,
        title="decisions about matches",
    ),
)
