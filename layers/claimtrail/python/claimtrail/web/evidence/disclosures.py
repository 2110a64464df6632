"""The accounting of disclosures that a patient may ask for (45 CFR 164.528), as a list.

It begins with one claim. Where the provider registers its patients, the other claims of the same
patient are in it, too; no page asks for a patient's number.
"""

from collections.abc import Mapping
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.disclosures.accounting import (
    YEARS,
    Disclosure,
    DisclosureAccounting,
    six_years_before,
)
from claimtrail.disclosures.indexed_history import IndexedHistory
from claimtrail.kernel.ids import claim_of_encounter, encounter_id
from claimtrail.trail.access_index.model import NOT_ACCOUNTED
from claimtrail.trail.access_log import Action, Purpose
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import PageRoute
from claimtrail.web.core.words import many, person
from claimtrail.web.evidence.access_log import CLAIM, claim_in

ALL = "all"
"""In the address: with the purposes that need no accounting."""
MOST_CLAIMS = 200
"""Claims of one patient that are read at most."""
ACCOUNTED, EXEMPT = "accounted", "exempt"
RULE_WORDS = {
    ACCOUNTED: "to be accounted",
    EXEMPT: "needs no accounting (164.528(a)(1))",
}
_TARGET = AccessTarget(resource=Resource.ACCESS_LOG)


def rule_of(row: Disclosure) -> str:
    """Return whether the rule asks for a disclosure, as far as its purpose says."""
    return ACCOUNTED if row.handed_out_by or row.purpose not in NOT_ACCOUNTED else EXEMPT


def _recipient_note(row: Disclosure) -> str:
    """Return the role; of an export, the person who made it, too."""
    return f"{row.role}, by {person(row.handed_out_by)}" if row.handed_out_by else row.role


def claims_of_patient(request: PageRequest, claim_id: str) -> list[str]:
    """Return the claims of the patient of a claim: that claim alone where none is registered."""
    encounter = request.stores.claims.find_encounter(encounter_id(claim_id))
    if encounter is None:
        return [claim_id]
    found = map(claim_of_encounter, request.stores.claims.encounters_of(encounter.patient_id))
    return list(dict.fromkeys((claim_id, *found)))


def read_disclosures(
    request: PageRequest, wanted: WantedView, groups_of: Admission[Disclosure]
) -> Found[Disclosure]:
    """Return a page of the disclosures of six years."""
    claim_id = claim_in(request)
    if not claim_id:
        return ROWS.page((), wanted, groups_of, notes=("Open it from a claim's access log.",))
    claims = claims_of_patient(request, claim_id)
    stores = request.stores
    accounting = DisclosureAccounting(
        history=IndexedHistory(index=stores.accesses, clock=lambda: request.now),
        clock=lambda: request.now,
    )
    rows = accounting.of_claims(claims[:MOST_CLAIMS], with_routine=bool(request.query.first(ALL)))
    return ROWS.page(rows, wanted, groups_of, notes=tuple(_notes(request, claims)))


def _notes(request: PageRequest, claims: list[str]) -> list[str]:
    since = six_years_before(request.today)
    notes = [
        (
            f"{YEARS} years, from {since} on, of {many(len(claims), 'claim')} of the patient. Each "
            "access for a purpose that counts is a row: strike out what stayed in the organization."
        ),
        (
            "The pages know what was recorded since they keep an index. An auditor's command asks "
            "the trail itself, also by a medical record number."
        ),
    ]
    if len(claims) > MOST_CLAIMS:
        notes.append(f"Only {MOST_CLAIMS} claims were read; use the command.")
    return notes


FACETS: tuple[Facet[Disclosure], ...] = (
    Facet(
        name="rule",
        title="45 CFR 164.528",
        group=FieldGroup.REFERENCE,
        value=rule_of,
        words=RULE_WORDS.__getitem__,
        known=lambda _: RULE_WORDS,
    ),
    Facet(
        name="purpose",
        title="Purpose",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.purpose,
        known=lambda _: [one.value for one in Purpose],
    ),
    Facet(
        name="recipient",
        title="To whom",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.recipient,
        words=person,
    ),
)
ORDERS: tuple[RowOrder[Disclosure], ...] = (
    RowOrder(
        name="earliest",
        words="earliest first",
        key=lambda row: (row.disclosed_at, row.claim_id, row.action),
    ),
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (-row.disclosed_at.timestamp(), row.claim_id, row.action),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)


def _frame(request: PageRequest, _view: ListView) -> Mapping[str, Any]:
    query = request.query.replaced(after=None)
    is_all = bool(query.first(ALL))
    return {
        "claim_id": claim_in(request),
        "is_all": is_all,
        "other": query.replaced(**{ALL: None if is_all else "yes", "rule": None}).on(
            DISCLOSURES.path
        ),
        "log": f"/access-log?{CLAIM}={claim_in(request)}",
    }


DISCLOSURES: Listing[Disclosure] = Listing(
    name="disclosures",
    title="Accounting of disclosures",
    resource=Resource.ACCESS_LOG,
    action=Action.DISCLOSURES_REPORTED,
    columns=(
        ListColumn(
            name="at",
            title="When",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.disclosed_at,
            kind=CellKind.INSTANT,
        ),
        ListColumn(
            name="claim",
            title="Claim",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.claim_id,
            kind=CellKind.ID,
            link=lambda row: address_of(row.claim_id),
            opens=Resource.CLAIM,
        ),
        ListColumn(
            name="recipient",
            title="To whom",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.recipient,
            kind=CellKind.ACTOR,
            note=_recipient_note,
        ),
        ListColumn(
            name="action",
            title="What was done",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.action,
        ),
        ListColumn(
            name="fields",
            title="What was shown",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.fields,
        ),
        ListColumn(
            name="purpose",
            title="Purpose",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.purpose,
        ),
        ListColumn(
            name="rule",
            title="Rule",
            group=FieldGroup.REFERENCE,
            value=lambda row: RULE_WORDS[rule_of(row)],
            is_main=False,
        ),
        ListColumn(
            name="origin",
            title="From",
            group=FieldGroup.TECHNICAL,
            value=lambda row: row.origin,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_disclosures,
    target=lambda _: _TARGET,
    subject=lambda row: f"disclosures:{row.claim_id}",
    intro="To whom a patient's claims were disclosed, and why (45 CFR 164.528).",
    empty="Nothing was disclosed that this accounting counts.",
    template="disclosures.html",
    frame=_frame,
)

ROUTES: tuple[PageRoute, ...] = list_routes(DISCLOSURES)
