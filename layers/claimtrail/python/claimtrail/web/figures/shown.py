"""The record of figures in the access log: counts and dollars, of no claim."""

from claimtrail.access.fields import FieldGroup
from claimtrail.trail.access_log import Action
from claimtrail.web.core.replies import ShownData

SUBJECT = "figures"


def figures_shown(groups: frozenset[FieldGroup]) -> ShownData:
    """Return the figures that a person or a program is about to see, by their groups of fields."""
    fields = sorted(group.value for group in groups)
    return ShownData(action=Action.FIGURES_READ, subjects=(SUBJECT,), fields=tuple(fields))
