"""The redaction of a package: one table per part, by recipient.

A column that no row names is shown to nobody, so that what is new in a claim stays inside until
somebody decides about it (minimum necessary, 45 CFR 164.502(b)).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Recipient(StrEnum):
    """The recipient of a package."""

    PAYER = "payer"
    """The payer of the claims: what it said and was reported, and nothing of our own house."""
    REGULATOR = "regulator"
    """Whoever may see all of it, by law or by contract."""


_BOTH = frozenset(Recipient)
_REGULATOR = frozenset({Recipient.REGULATOR})

CLAIMS: Mapping[str, frozenset[Recipient]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "claim_id",
                "payer_id",
                "payer_name",
                "patient_control_number",
                "payer_claim_control_number",
                "transaction_type",
                "claim_filing_indicator",
                "state",
                "state_since",
                "charge_cents",
                "paid_cents",
                "patient_responsibility_cents",
                "denial_codes",
                "submitted_on",
                "accepted_on",
                "service_from",
                "service_to",
            ),
            _BOTH,
        ),
        **dict.fromkeys(("version", "event_count", "updated_at", "escalate_on"), _REGULATOR),
    }
)

HISTORY: Mapping[str, frozenset[Recipient]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "claim_id",
                "step",
                "standing",
                "before",
                "after",
                "effective_on",
                "evidence",
                "codes",
                "inferred",
                "event_id",
                "reason",
            ),
            _BOTH,
        ),
        "rule": _REGULATOR,
    }
)
"""`standing`: `step`, `note` or `held`."""

PROVENANCE: Mapping[str, frozenset[Recipient]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "claim_id",
                "step",
                "event_id",
                "file_id",
                "source_sha256",
                "source_start",
                "source_end",
                "range_sha256",
                "source_path",
                "partner_id",
                "channel",
                "received_at",
                "interchange_control_number",
                "group_control_number",
                "set_control_number",
                "verdict",
                "proven",
                "intact",
                "faults",
            ),
            _BOTH,
        ),
        **dict.fromkeys(("recorded_at", "code_version", "rule"), _REGULATOR),
    }
)

ACCESSES: Mapping[str, frozenset[Recipient]] = MappingProxyType(
    {
        **dict.fromkeys(("claim_id", "accessed_at", "purpose", "action"), _BOTH),
        **dict.fromkeys(
            ("access_id", "actor", "role", "fields", "origin", "correlation_id"), _REGULATOR
        ),
    }
)

PARTS: Mapping[str, Mapping[str, frozenset[Recipient]]] = MappingProxyType(
    {"claims": CLAIMS, "history": HISTORY, "provenance": PROVENANCE, "access_log": ACCESSES}
)
"""Every part of a package by its file's name."""


def columns_for(part: str, recipient: Recipient) -> tuple[str, ...]:
    """Return the columns of a part that the recipient is shown, in order."""
    return tuple(name for name, shown in PARTS[part].items() if recipient in shown)


def redact(
    part: str, rows: Iterable[Mapping[str, Any]], recipient: Recipient
) -> list[dict[str, Any]]:
    """Return the rows with what the recipient is shown; the rest is absent, not blanked."""
    columns = columns_for(part, recipient)
    return [{name: row.get(name) for name in columns} for row in rows]
