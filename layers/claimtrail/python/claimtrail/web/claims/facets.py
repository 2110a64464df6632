"""The facets of the list of claims."""

from claimtrail.access.fields import FieldGroup
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.state_words import STATE_WORDS, state_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.aging import (
    BANDS,
    BUCKET_WORDS,
    BUCKETS,
    IN_TIME,
    age_bucket,
    amount_band,
)
from claimtrail.claims.views.listed import ListedClaim
from claimtrail.web.core.lists.listing import Facet, WantedView

HIDDEN = "hidden"

FACETS: tuple[Facet[ListedClaim], ...] = (
    Facet(
        name="state",
        title="State",
        group=FieldGroup.STATUS,
        value=lambda row: row.claim.state.value,
        words=state_words,
        known=lambda _: [state.value for state in STATE_WORDS],
    ),
    Facet(
        name="payer",
        title="Payer",
        group=FieldGroup.STATUS,
        value=lambda row: row.claim.payer_id,
        known=lambda request: request.stores.payer_ids,
    ),
    Facet(
        name="age",
        title="Age since submission",
        group=FieldGroup.STATUS,
        value=lambda row: age_bucket(row.aging.since_submission),
        words=lambda value: BUCKET_WORDS.get(value, value),
        known=lambda _: BUCKETS,
    ),
    Facet(
        name="moved",
        title="Since it moved",
        group=FieldGroup.STATUS,
        value=lambda row: age_bucket(row.aging.since_movement),
        words=lambda value: BUCKET_WORDS.get(value, value),
        known=lambda _: BUCKETS,
    ),
    Facet(
        name="usual",
        title="Payer's usual time",
        group=FieldGroup.STATUS,
        value=lambda row: row.aging.usual_bucket,
        words=lambda value: value if value == IN_TIME else f"{value} days past",
        known=lambda _: (IN_TIME, *BUCKETS),
    ),
    Facet(
        name="denial",
        title="Denial category",
        group=FieldGroup.STATUS,
        value=lambda row: row.denial_category,
        known=lambda _: sorted(set(DENIAL_CATEGORIES.values())),
    ),
    Facet(
        name="facility",
        title="Facility (NPI)",
        group=FieldGroup.SERVICE,
        value=lambda row: row.claim.facility_npi,
    ),
    Facet(
        name="amount",
        title="Amount charged",
        group=FieldGroup.MONEY,
        value=lambda row: amount_band(row.claim.charge_cents),
        known=lambda _: BANDS,
    ),
    Facet(
        name=HIDDEN,
        title="Hidden claims",
        group=FieldGroup.STATUS,
        value=lambda row: HIDDEN if row.claim.is_hidden else "",
        words=lambda _: "voided, or replaced by another number",
        known=lambda _: (HIDDEN,),
    ),
)


def is_shown(row: ListedClaim, wanted: WantedView) -> bool:
    """Return whether a row is of the view: hidden claims are there when they are asked for."""
    if wanted.facets.get(HIDDEN):
        return row.claim.is_hidden
    is_asked_for = State.VOIDED.value in wanted.facets.get("state", ())
    return not row.claim.is_hidden or is_asked_for
