"""Every dataset of the trail: tables, docs/analysts.md, compaction and validation come from here.

Each noun declares its own in its `rows`; a test walks the package and compares.
"""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.claims.rows import (
    claims,
    exceptions,
    payments,
    remittances,
    statuses,
    submitted_lines,
)
from claimtrail.intake import rows as intake
from claimtrail.trail.datasets import rows as trail
from claimtrail.trail.datasets.dataset import Dataset

DECLARED: tuple[Dataset, ...] = (
    trail.AUDIT,
    claims.CLAIM_EVENTS,
    claims.CLAIM_VERSIONS,
    submitted_lines.SUBMITTED_LINES,
    intake.FILES,
    intake.FINDINGS,
    intake.RELEASES,
    statuses.STATUSES,
    statuses.BATCH_STATUSES,
    remittances.REMITTANCES,
    remittances.REMITTANCE_LINES,
    remittances.ADJUSTMENTS,
    payments.PAYMENTS,
    payments.PROVIDER_ADJUSTMENTS,
    payments.BANK_ENTRIES,
    exceptions.EXCEPTIONS,
    trail.ACCESS_LOG,
)
"""In the order of docs/analysts.md."""

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {declared.name: declared for declared in DECLARED}
)
"""Every dataset by its name."""
