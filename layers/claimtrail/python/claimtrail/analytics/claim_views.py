"""Views over the claims' versions: where claims stand, which numbers they have, what counts.

| Name | What it is |
| --- | --- |
| `claims` | one row per claim, as its newest version tells it, without matched numbers |
| `claim_numbers` | one row per number under which facts came, with the claim for which they count |
| `counted_remittances` | one row per remittance that counts, with the claim for which it counts |
"""

from claimtrail.analytics.tables import PARTITION_COLUMN, View
from claimtrail.trail.datasets.dataset import PARTITION, Column, Dataset, Mask

_NOT_OF_A_CLAIM = (
    "state_before",
    "cause_event_ids",
    "matched_to",
    "chain_seq",
    "previous_sha256",
    "written_at",
)
"""Columns of a version that say nothing about where the claim stands."""


def claim_views(versions: Dataset) -> tuple[View, ...]:
    """Return the views over a table or view of claims' versions, masked or not."""
    claims = claims_view(versions)
    return claims, _claim_numbers(versions), _counted_remittances(claims)


def claims_view(versions: Dataset) -> View:
    """Return one row per claim, without the numbers whose facts count for another claim."""
    columns = tuple(
        column
        for column in (*versions.columns, PARTITION_COLUMN)
        if column.name not in _NOT_OF_A_CLAIM
    )
    names = ", ".join(column.name for column in columns)
    return View(
        name="claims",
        description="Where each claim stands now: one row per claim.",
        columns=columns,
        sql=f"select {names} from ({_newest(versions)}) as ranked "  # noqa: S608 - our names
        "where age = 1 and matched_to is null",
    )


def _claim_numbers(versions: Dataset) -> View:
    """Return one row per number, with the claim for which its facts count."""
    return View(
        name="claim_numbers",
        description="Each number under which facts came, and the claim for which they count.",
        columns=(
            Column("number_id", "string", "The claim_id of facts and money.", Mask.PSEUDONYM),
            Column("claim_id", "string", "The claim for which they count.", Mask.PSEUDONYM),
            Column("matched", "boolean", "Whether that is another one.", Mask.KEEP),
        ),
        sql="select claim_id as number_id, coalesce(matched_to, claim_id) as claim_id, "  # noqa: S608
        f"matched_to is not null as matched from ({_newest(versions)}) as ranked where age = 1",
    )


def _counted_remittances(claims: View) -> View:
    """Return one row per remittance whose payment is part of a claim's, hidden claims left out."""
    return View(
        name="counted_remittances",
        description="Remittances that count: those whose payments make a claim's paid_cents. "
        "Repeats, reversed payments and hidden claims are left out.",
        columns=(
            Column("remittance_id", "string", "Joins the tables of money.", Mask.PSEUDONYM),
            *(one for one in claims.columns if one.name in {"claim_id", "payer_id"}),
            Column("decides", "boolean", "Whether it answers the current submission.", Mask.KEEP),
        ),
        sql="select remittance_id, claim_id, payer_id, "  # noqa: S608 - our names
        "coalesce(strpos(deciding_remittances, remittance_id) > 0, false) as decides "
        f"from {claims.name} "
        "cross join unnest(split(counted_remittances, ' ')) as counted (remittance_id) "
        "where not hidden",
    )


def _newest(versions: Dataset) -> str:
    """Return every version with its age, 1 being the newest of its claim."""
    return (
        f"select {versions.name}.*, row_number() over "  # noqa: S608 - our names
        f"(partition by claim_id order by version desc, {PARTITION}) as age from {versions.name}"
    )
