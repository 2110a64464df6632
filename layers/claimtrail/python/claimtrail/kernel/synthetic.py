"""The mark of what a stage makes to test itself: it stands in a partner's id, and nowhere else.

Each receipt, event, claim, payment, ticket and row names its partner or payer. What names one whose
id begins with `synthetic-` is synthetic. A writer can neither forget the mark nor lose it, and no
document has a second field that could differ. `partners.synthetic` has the profiles.
"""

SYNTHETIC_PREFIX = "synthetic-"
"""The beginning of every synthetic partner's id; no profile in a stage's folder may have it."""


def is_synthetic(partner_id: str | None) -> bool:
    """Return whether what names this partner or payer is synthetic."""
    return partner_id is not None and partner_id.startswith(SYNTHETIC_PREFIX)
