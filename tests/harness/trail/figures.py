"""The figures that the claim store and `claims_by_status_and_payer` both have, to compare them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from claimtrail.analytics.datasets import DATASETS
from claimtrail.claims.fold.model import Claim
from tests.harness.pipelines.pipeline import Pipeline
from tests.harness.trail.local_lake import LocalLake

CENTS = ("charge_cents", "paid_cents", "patient_responsibility_cents", "balance_cents")
Figures = dict[tuple[str, str], tuple[int, ...]]
"""By payer and state: claims, then the sums of CENTS."""


def lake_of(pipeline: Pipeline) -> LocalLake:
    """The analysts' tables over the trail of a pipeline."""
    return LocalLake({dataset: pipeline.recorded(dataset) for dataset in DATASETS})


def stored_figures(claims: Iterable[Claim]) -> Figures:
    """The figures of claims, without hidden ones."""
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(CENTS) + 1))
    for claim in claims:
        if not claim.is_hidden:
            own = (1, *(getattr(claim, name) for name in CENTS))
            at = (claim.payer_id, claim.state.value)
            sums[at] = [total + each for total, each in zip(sums[at], own, strict=True)]
    return {at: tuple(totals) for at, totals in sums.items()}


def asked_figures(rows: Iterable[dict[str, Any]]) -> Figures:
    """The figures of the saved query's answer."""
    return {
        (row["payer_id"], row["state"]): (row["claims"], *(row[name] for name in CENTS))
        for row in rows
    }
