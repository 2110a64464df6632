"""The status categories (list 507) that a payer's word most often means, in words."""

from claimtrail.codes.tables import CodeList, code_table

USUAL = ("A1", "A2", "P1", "P2", "P3", "F1", "F2", "F4")
"""From received to finalized; docs/lifecycle.md has all."""


def usual_categories() -> str:
    """Return the usual categories with their words, and the page that has all."""
    known = code_table(CodeList.CLAIM_STATUS_CATEGORY)
    listed = "; ".join(f"{code} = {known[code].text}" for code in USUAL)
    return f"{listed}. docs/lifecycle.md lists all of them."
