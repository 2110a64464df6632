"""The joins between the analysts' tables, for the entity diagram of docs/analysts.md."""

from dataclasses import dataclass
from enum import StrEnum


class Cardinality(StrEnum):
    """Rows on both sides of a join, in mermaid's notation."""

    ONE_TO_MANY = "||--o{"
    ONE_TO_ONE = "||--||"
    ONE_TO_MAYBE_ONE = "||--o|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two tables and the columns by which their rows belong together, in the same order."""

    left: str
    right: str
    rows: Cardinality
    left_columns: tuple[str, ...]
    right_columns: tuple[str, ...]


def _join(left: str, right: str, on: str, rows: Cardinality = Cardinality.ONE_TO_MANY) -> Join:
    """Return a join; `on` names columns of both sides, `left=right` where they differ."""
    pairs = [pair.partition("=") for pair in on.split()]
    return Join(
        left=left,
        right=right,
        rows=rows,
        left_columns=tuple(name for name, _, _ in pairs),
        right_columns=tuple(other or name for name, _, other in pairs),
    )


_ENVELOPE = "file_id interchange_control_number group_control_number set_control_number"
JOINS: tuple[Join, ...] = (
    _join("claims", "claim_versions", "claim_id"),
    _join("claims", "claim_numbers", "claim_id"),
    _join("claims", "counted_remittances", "claim_id"),
    _join("claims", "submitted_lines", "submission_id=event_id"),
    _join("claim_numbers", "claim_events", "number_id=claim_id"),
    _join("claim_numbers", "exceptions", "number_id=claim_id"),
    _join("counted_remittances", "remittances", "remittance_id", Cardinality.ONE_TO_ONE),
    _join("claim_events", "remittances", "event_id=remittance_id", Cardinality.ONE_TO_MAYBE_ONE),
    _join("claim_events", "statuses", "event_id claim_id"),
    _join("remittances", "remittance_lines", "remittance_id"),
    _join("remittances", "adjustments", "remittance_id"),
    _join("payments", "remittances", _ENVELOPE),
    _join("payments", "provider_adjustments", "payment_id file_id source_start"),
    _join("payments", "bank_entries", "payment_trace_number"),
    _join("files", "claim_events", "file_id"),
    _join("files", "findings", "file_id partner_id"),
    _join("claims", "audit", "claim_id"),
    _join("claims", "access_log", "claim_id"),
    _join("code_texts", "adjustments", "code=carc"),
)
"""Joins that reports need; docs/analysts.md draws them."""
