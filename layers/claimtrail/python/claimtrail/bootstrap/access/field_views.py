"""The tables of fields of every noun, for pages, the JSON API and exports alike."""

from typing import Any

from claimtrail.access.field_views.claim_views import (
    CLAIM_VIEW_TABLES,
    PAYMENT_TABLES,
    REVIEW_TABLES,
)
from claimtrail.access.field_views.claims import CLAIM_TABLES, FACT_TABLES
from claimtrail.access.field_views.tables import by_view, restricted
from claimtrail.access.field_views.tables import visible_fields as visible_fields_of
from claimtrail.access.field_views.work import WORK_TABLES
from claimtrail.access.fields import FieldGroup
from claimtrail.intake.field_views import FILE_TABLES

FIELD_TABLES = by_view(
    CLAIM_TABLES,
    FACT_TABLES,
    CLAIM_VIEW_TABLES,
    REVIEW_TABLES,
    PAYMENT_TABLES,
    WORK_TABLES,
    FILE_TABLES,
)
"""By the class whose fields they name."""


def restrict(view: object, groups: frozenset[FieldGroup]) -> dict[str, Any]:
    """Return the fields of a view that the groups of a decision let a person see, by name."""
    return restricted(view, groups, FIELD_TABLES)


def visible_fields(view: type, groups: frozenset[FieldGroup]) -> tuple[str, ...]:
    """Return the names of the fields that `restrict` shows of a view of this class."""
    return visible_fields_of(view, groups, FIELD_TABLES)
