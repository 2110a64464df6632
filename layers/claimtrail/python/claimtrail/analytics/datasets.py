"""The datasets of the trail: tables, docs/analysts.md, compaction and validation come from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.analytics import (
    columns,
    exception_columns,
    payment_columns,
    remittance_columns,
    status_columns,
)
from claimtrail.analytics.columns import CHAIN_COLUMNS, PARTITION, PYTHON_TYPES, Column

__all__ = ["CHAIN_COLUMNS", "DATASETS", "PARTITION", "Column", "Dataset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One table over `s3://<audit bucket>/<name>/dt=YYYY-MM-DD/*.ndjson.gz`."""

    name: str
    description: str
    key: tuple[str, ...]
    """Rows with the same key are repeats of one another (delivery is at least once)."""
    columns: tuple[Column, ...]
    """The senders' columns, then CHAIN_COLUMNS; the partition is not among them."""

    @property
    def row_types(self) -> Mapping[str, type]:
        """Return the Python type of each column that a sender gives; every one may be None."""
        return {
            column.name: PYTHON_TYPES[column.type]
            for column in self.columns
            if column not in CHAIN_COLUMNS
        }


_ALL = (
    Dataset(
        name="audit",
        description="Everything that ClaimTrail did or decided: who, what, when, by which rule, "
        "on which bytes of which file.",
        key=("audit_id",),
        columns=(*columns.AUDIT, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="claim_events",
        description="What files say about claims, one row per fact, with the bytes that say it.",
        key=("event_id", "claim_id"),
        columns=(*columns.CLAIM_EVENTS, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="claim_versions",
        description="Each claim after each change; the highest version is where it stands.",
        key=("claim_id", "version"),
        columns=(*columns.CLAIM_VERSIONS, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="files",
        description="Each file at each of its statuses; the newest recorded_at is current.",
        key=("file_id", "partner_id", "status", "recorded_at"),
        columns=(*columns.FILES, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="findings",
        description="What is wrong with files, by segment, element and byte offset.",
        key=("finding_id",),
        columns=(*columns.FINDINGS, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="releases",
        description="What people released of files that were held, why, and what came of it.",
        key=("release_id",),
        columns=(*columns.RELEASES, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="statuses",
        description="Each status (STC) that a 277CA or 277 gives to a claim or to one of its "
        "lines, with the payer's own words, which may name a patient.",
        key=("status_id", "claim_id"),
        columns=(*status_columns.STATUSES, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="batch_statuses",
        description="What a 277CA or 277 says of a whole batch or of one provider's claims in it, "
        "and what was sent so; the highest version is current.",
        key=("status_id", "version"),
        columns=(*status_columns.BATCH_STATUSES, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="remittances",
        description="What 835s say was paid, one row per claim payment (CLP), repeats included "
        "as often as files state them.",
        key=("remittance_id", "claim_id"),
        columns=(*remittance_columns.REMITTANCES, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="remittance_lines",
        description="The service lines (SVC) of each remittance.",
        key=("remittance_id", "claim_id", "line_number"),
        columns=(*remittance_columns.REMITTANCE_LINES, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="adjustments",
        description="Each reason (CAS) of each remittance, at claim level or on a line.",
        key=("adjustment_id",),
        columns=(*remittance_columns.ADJUSTMENTS, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="payments",
        description="What each 835 says was paid in one check or transfer, and whether its claims "
        "add up to it; the same payment in two files is two rows with one payment_id.",
        key=("payment_id", "file_id", "source_start"),
        columns=(*payment_columns.PAYMENTS, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="provider_adjustments",
        description="Money beside the claims (PLB): recoveries, interest, balances forward.",
        key=("provider_adjustment_id",),
        columns=(*payment_columns.PROVIDER_ADJUSTMENTS, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="exceptions",
        description="What needs review: held and unmatched evidence, amounts that do not balance, "
        "codes that nobody knows; the row with the highest version is current.",
        key=("exception_id", "version"),
        columns=(*exception_columns.EXCEPTIONS, *CHAIN_COLUMNS),
    ),
    Dataset(
        name="access_log",
        description="Who looked at what, when, from where, for what purpose.",
        key=("access_id",),
        columns=(*exception_columns.ACCESS_LOG, *CHAIN_COLUMNS),
    ),
)

DATASETS: Mapping[str, Dataset] = MappingProxyType({dataset.name: dataset for dataset in _ALL})
"""Every dataset by its name, which is also its Glue table and its prefix in the audit bucket."""
