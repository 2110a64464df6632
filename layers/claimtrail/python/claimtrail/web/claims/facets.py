"""The facets of the list of claims."""

from claimtrail.access.fields import FieldGroup
from claimtrail.analytics.figures.counting import DECIDED, UNNAMED_CATEGORY, category_of_denial
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.expectation_rules import ExpectedWord
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
from claimtrail.escalations.reasons import late_words
from claimtrail.web.claims.flow import FLOW, flow_words, has_flowed
from claimtrail.web.core.lists.listing import Facet, WantedView

HIDDEN = "hidden"
UNDECIDED, DECISION_MADE = "undecided", "decided or closed"
"""As figures have it: claims that have an age, and the others."""

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
        value=lambda row: category_of_denial(row.claim.state, row.claim.denial_codes),
        known=lambda _: sorted({*DENIAL_CATEGORIES.values(), UNNAMED_CATEGORY}),
    ),
    Facet(
        name="progress",
        title="Decision",
        group=FieldGroup.STATUS,
        value=lambda row: DECISION_MADE if row.claim.state in DECIDED else UNDECIDED,
        known=lambda _: (UNDECIDED, DECISION_MADE),
    ),
    Facet(
        name="late",
        title="Word that is late",
        group=FieldGroup.STATUS,
        value=lambda row: row.late_word,
        words=late_words,
        known=lambda _: [one.value for one in ExpectedWord],
    ),
    Facet(
        name=FLOW,
        title="Moved",
        group=FieldGroup.STATUS,
        value=lambda _: "",
        words=flow_words,
        fits=lambda row, value: has_flowed(row.claim, value),
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
