"""Tables of the records that a transaction set holds, a kind each, for people."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from rich.text import Text

from claimtrail.cli.core.output import Output, dollars
from claimtrail.kernel.money import to_cents
from claimtrail.x12.model import (
    Adjustment,
    BatchStatus,
    ClaimStatus,
    InterchangeAcknowledgment,
    Payment,
    Record,
    RemittanceClaim,
    SetAcknowledgment,
    StatusComposite,
    StatusInformation,
    StatusInquiry,
    SubmittedClaim,
)


def show_records(output: Output, records: Sequence[Record]) -> None:
    """The records of one set, a table for each kind."""
    kinds: dict[type, list[Record]] = {}
    for record in records:
        kinds.setdefault(type(record), []).append(record)
    for kind, items in kinds.items():
        columns = RECORD_COLUMNS[kind]
        output.table(
            tuple(columns),
            [[cell(item) for cell in columns.values()] for item in items],
            right=[name for name in columns if name in _RIGHT],
        )


def _codes(statuses: Iterable[StatusInformation]) -> str:
    """Return every composite of the statuses, the free text (STC12) after those of its segment."""
    return "  ".join(
        " ".join([*(_composite(item) for item in status.composites), *filter(None, [status.text])])
        for status in statuses
    )


def _composite(item: StatusComposite) -> str:
    parts = (item.category_code, item.status_code, item.entity_code)
    listed = f" ({item.code_list})" if item.code_list else ""
    return ":".join(filter(None, parts)) + listed


def _line_statuses(record: ClaimStatus) -> str:
    """Return the lines of a claim that have a status, each on a row of its own."""
    return "\n".join(
        " ".join(
            (line.procedure_code or line.revenue_code, _dollars(line.charge), _codes(line.statuses))
        )
        for line in record.lines
    )


def _totals_of(record: BatchStatus) -> str:
    return " ".join(f"{item.qualifier} {item.value}" for item in record.totals)


def _held(record: ClaimStatus | RemittanceClaim | SubmittedClaim) -> str:
    return " ".join(record.faults)


def _number(record: RemittanceClaim) -> str:
    note = "" if record.has_own_number else " (not its own)"
    return f"{record.patient_control_number}{note}"


def _adjustments_of(record: RemittanceClaim) -> str:
    found: Counter[str] = Counter()
    parts: list[Adjustment] = [*record.adjustments]
    for line in record.lines:
        parts += line.adjustments
    for item in parts:
        found[f"{item.group_code}-{item.carc}"] += to_cents(item.amount)
    return ", ".join(f"{reason} {dollars(cents)}" for reason, cents in found.items())


_RIGHT = frozenset({"Charge", "Paid", "Amount", "Patient", "Lines", "Claims"})
Column = Callable[[Any], Any]
RECORD_COLUMNS: dict[type, dict[str, Column]] = {
    SubmittedClaim: {
        "Patient control": lambda r: r.patient_control_number,
        "Frequency": lambda r: r.frequency_code,
        "Original": lambda r: r.payer_claim_control_number,
        "Payer": lambda r: r.payer_identifier,
        "From": lambda r: r.service_from,
        "To": lambda r: r.service_to,
        "Lines": lambda r: len(r.lines),
        "Charge": lambda r: _dollars(r.total_charge),
        "Faults": _held,
    },
    BatchStatus: {
        "Level": lambda r: r.level.value,
        "Reference": lambda r: r.reference,
        "Trace": lambda r: r.trace_number,
        "Provider": lambda r: r.provider_identifier,
        "Source": lambda r: f"{r.source_entity} {r.payer_identifier}",
        "Status": lambda r: _codes(r.statuses),
        "Action": lambda r: " ".join(item.action_code for item in r.statuses),
        "Charge": lambda r: _dollars(_last(item.total_charge for item in r.statuses)),
        "Totals": _totals_of,
        "Claims beneath": lambda r: _yes_or_no(r.has_children),
    },
    ClaimStatus: {
        "Patient control": lambda r: r.patient_control_number,
        "Payer's number": lambda r: r.payer_claim_control_number,
        "Payer": lambda r: r.payer_identifier,
        "Status": lambda r: _codes(r.statuses),
        "Line statuses": _line_statuses,
        "From": lambda r: r.service_from,
        "To": lambda r: r.service_to,
        "Faults": _held,
    },
    StatusInquiry: {
        "Trace": lambda r: r.trace_number,
        "Patient control": lambda r: r.patient_control_number,
        "Payer's number": lambda r: r.payer_claim_control_number,
        "Payer": lambda r: r.payer_identifier,
        "From": lambda r: r.service_from,
        "To": lambda r: r.service_to,
        "Charge": lambda r: _dollars(r.charge),
    },
    Payment: {
        "Trace": lambda r: r.trace_number,
        "Payer": lambda r: r.payer_identifier,
        "Method": lambda r: r.method,
        "Paid on": lambda r: r.paid_on,
        "Claims": lambda r: r.claim_count,
        "Amount": lambda r: _dollars(r.amount),
        "Balanced": lambda r: _yes(r.balanced),
    },
    RemittanceClaim: {
        "Patient control": _number,
        "Payer's number": lambda r: r.payer_claim_control_number,
        "Status": lambda r: r.status_code,
        "Charge": lambda r: _dollars(r.charge),
        "Paid": lambda r: _dollars(r.paid),
        "Patient": lambda r: _dollars(r.patient_responsibility),
        "Lines": lambda r: len(r.lines),
        "Adjustments": _adjustments_of,
        "Balanced": lambda r: _yes(r.balanced),
        "Faults": _held,
    },
    SetAcknowledgment: {
        "Group": lambda r: r.group_control_number,
        "Set": lambda r: r.set_control_number,
        "Transaction": lambda r: r.set_identifier,
        "Outcome": lambda r: r.code,
        "Group outcome": lambda r: r.group_code,
        "Notes": lambda r: len(r.notes),
    },
    InterchangeAcknowledgment: {
        "Interchange": lambda r: r.interchange_control_number,
        "Outcome": lambda r: r.code,
        "Note": lambda r: r.note_code,
    },
}
"""The columns of each record for a person; `--json` has everything."""


def _yes(flag: bool) -> Text:
    return Text("yes", style="green") if flag else Text("no", style="bold red")


def _yes_or_no(flag: bool) -> str:
    return "yes" if flag else "no"


def _last(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return known[-1] if known else None


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else dollars(to_cents(amount))
