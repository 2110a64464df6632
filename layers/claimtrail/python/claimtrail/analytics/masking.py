"""The masking of each column for analysts without rights to single claims: one table, by name.

The datasets hold a limited data set (45 CFR 164.514(e)): exact days, and ids by which a claim could
be followed to its file. One column, the payer's own words in `statuses`, may name a patient. The
masked tables leave these out: ids become pseudonyms under a secret key, days become years (45 CFR
164.514(b)(2)(i)(C)), places in files and words are not there. A column that stands in no row here
stops the build.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from claimtrail.analytics.datasets import DATASETS, Dataset

MASKED_DATASETS = (
    "claim_events",
    "claim_versions",
    "remittances",
    "remittance_lines",
    "adjustments",
    "statuses",
)
"""The datasets that have a masked table; the others are about files, people and the trail."""


PSEUDONYM_PREFIX = "psn_"
_PSEUDONYM_LETTERS = 24
"""Hexadecimal: 96 bits, so that no two of a billion ids meet."""


class Mask(StrEnum):
    """The treatment of a column."""

    KEEP = "as it is"
    PSEUDONYM = "pseudonym"
    YEAR = "year only"
    LEAVE_OUT = "not there"


_NAMES: Mapping[Mask, str] = {
    Mask.KEEP: """
        payer_id partner_id channel kind transaction_type code category_code status_code entity_code
        codes adjustment_codes remark_codes charge_cents paid_cents patient_responsibility_cents
        balanced frequency_code line_count error_count code_version version state_before state
        claim_filing_indicator denial_codes step_count note_count held_count event_count
        last_evidence last_codes last_rule last_inferred adjusted_cents contractual_cents
        denied_cents line_number procedure_code modifiers revenue_code allowed_cents patient_cents
        submission_count hidden place group_code carc amount_cents quantity role category
        denial_category code_list action_code
    """,
    Mask.PSEUDONYM: """
        claim_id event_id last_event_id remittance_id adjustment_id status_id supersedes
        superseded_by
    """,
    Mask.YEAR: """
        effective_on recorded_at submitted_on paid_on received_at prepared_at state_since
        accepted_on escalate_on updated_at service_on written_at
    """,
    Mask.LEAVE_OUT: """
        file_id source_sha256 source_start source_end interchange_control_number
        group_control_number set_control_number payment_trace_number cause_event_ids chain_seq
        previous_sha256 text
    """,
}

MASKS: Mapping[str, Mask] = MappingProxyType(
    {name: mask for mask, names in _NAMES.items() for name in names.split()}
)
"""Every column of the masked datasets."""


def masked_dataset(dataset: Dataset) -> Dataset:
    """Return the dataset as its masked table shows it.

    Raises KeyError for a column without a mask.
    """
    return Dataset(
        name=dataset.name,
        description=dataset.description,
        key=dataset.key,
        columns=tuple(each for each in dataset.columns if MASKS[each.name] is not Mask.LEAVE_OUT),
    )


MASKED: Mapping[str, Dataset] = MappingProxyType(
    {name: masked_dataset(DATASETS[name]) for name in MASKED_DATASETS}
)
"""The masked tables by name."""


def pseudonym_sql(column: str, *, key: bytes) -> str:
    """DuckDB's expression for the pseudonym of an id: the same for the same id, no way back.

    Hashed twice with the key in front (as HMAC does, which DuckDB has not), so that a digest
    cannot be extended to another one.
    """
    secret = hashlib.sha256(key).hexdigest()
    inner = f"sha256('{secret}' || {column})"
    return f"'{PSEUDONYM_PREFIX}' || left(sha256('{secret}' || {inner}), {_PSEUDONYM_LETTERS})"
