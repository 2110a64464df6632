"""The tables of `claimtrail x12` for people: sets, findings and records."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.text import Text

from claimtrail.cli.core.output import Output, dollars, size
from claimtrail.cli.x12.files import Totals, accepted, totals, type_of, verdict_of
from claimtrail.kernel.money import to_cents
from claimtrail.x12 import EnvelopeScan, SetResult
from claimtrail.x12.model import (
    Adjustment,
    BatchStatus,
    ClaimStatus,
    InterchangeAcknowledgment,
    Payment,
    Record,
    RemittanceClaim,
    SetAcceptance,
    SetAcknowledgment,
    StatusComposite,
    StatusInformation,
    StatusInquiry,
    SubmittedClaim,
)
from claimtrail.x12.model.findings import Finding, Severity

SETS_SHOWN = 30
"""Sets listed one by one; of more, those that are not simply accepted come first."""
VERDICT_STYLES = {
    SetAcceptance.ACCEPTED: "green",
    SetAcceptance.ACCEPTED_WITH_ERRORS: "yellow",
    SetAcceptance.REJECTED: "red",
}
_VERDICT_WORDS = {
    SetAcceptance.ACCEPTED: "accepted",
    SetAcceptance.ACCEPTED_WITH_ERRORS: "with errors",
    SetAcceptance.REJECTED: "rejected",
}
_SEVERITY_STYLES = {Severity.WARNING: "yellow"}


@dataclass(slots=True)
class FileReport:
    """One file's outcome, without its records."""

    path: Path
    scan: EnvelopeScan
    sets: list[tuple[SetResult, Totals]] = field(default_factory=list)

    def add(self, result: SetResult) -> None:
        """Keep a set's outcome, and let its records go."""
        bare = SetResult(
            header=result.header,
            verdict=result.verdict,
            findings=result.findings,
            records=(),
            segment_count=result.segment_count,
        )
        self.sets.append((bare, totals(result)))

    @property
    def verdict(self) -> SetAcceptance:
        """Return the file's verdict: that of its envelopes, or of its worst set."""
        return verdict_of(self.scan, (result.verdict for result, _ in self.sets))

    @property
    def rejected(self) -> bool:
        """Return whether the file, or anything in it, is held or refused."""
        return self.verdict is SetAcceptance.REJECTED

    def show(self, output: Output) -> None:
        """Write the report."""
        scan = self.scan
        output.heading(
            f"{self.path.name}: {size(scan.size)}, {_count(len(scan.interchanges), 'interchange')}"
            f", {_count(len(scan.groups), 'group')}, {_count(len(scan.sets), 'transaction set')}"
        )
        if not accepted(scan):
            output.say(Text("  rejected by its envelope", style="bold red"))
        if len(self.sets) > 1:
            self._show_types(output)
        self._show_sets(output)
        self._show_findings(output)

    def _show_types(self, output: Output) -> None:
        kinds: dict[str, list[tuple[SetResult, Totals]]] = {}
        for result, sums in self.sets:
            kinds.setdefault(type_of(result.header), []).append((result, sums))
        rows = []
        for kind, items in kinds.items():
            verdicts = Counter(result.verdict for result, _ in items)
            amounts = [sums for _, sums in items]
            rows.append(
                (
                    kind,
                    len(items),
                    *(verdicts[verdict] for verdict in SetAcceptance),
                    sum(item.claims for item in amounts),
                    _money(_sum(item.charge_cents for item in amounts)),
                    _money(_sum(item.paid_cents for item in amounts)),
                )
            )
        columns = ("Type", "Sets", "Accepted", "With errors", "Rejected", "Claims", *_AMOUNTS)
        output.table(columns, rows, right=columns[1:])

    def _show_sets(self, output: Output) -> None:
        shown = self.sets
        if len(shown) > SETS_SHOWN:
            shown = [item for item in shown if item[0].verdict is not SetAcceptance.ACCEPTED]
        rows = [_set_row(result, sums) for result, sums in shown[:SETS_SHOWN]]
        columns = ("ISA-GS-ST", "Type", "Version", "Verdict", "Claims", *_AMOUNTS)
        if rows:
            output.table(columns, rows, right=("Claims", *_AMOUNTS))
        if len(shown) > SETS_SHOWN:
            output.say(f"  and {len(shown) - SETS_SHOWN:,} more sets that are not simply accepted")

    def _show_findings(self, output: Output) -> None:
        found: dict[str, list[Finding]] = {}
        for item in self.scan.findings:
            found.setdefault(item.code, []).append(item)
        for result, _ in self.sets:
            for item in result.findings:
                found.setdefault(item.code, []).append(item)
        if not found:
            output.say(Text("  No findings.", style="dim"))
        for items in found.values():
            _show_finding(output, items)


_AMOUNTS = ("Charge", "Paid")


def _set_row(result: SetResult, sums: Totals) -> tuple[Any, ...]:
    header = result.header
    interchange = header.interchange.control_number.lstrip("0") or "0"
    return (
        f"{interchange}-{header.group.control_number}-{header.control_number}",
        type_of(result.header),
        header.version,
        Text(_VERDICT_WORDS[result.verdict], style=VERDICT_STYLES[result.verdict]),
        sums.claims,
        _money(sums.charge_cents),
        _money(sums.paid_cents),
    )


def _show_finding(output: Output, items: Sequence[Finding]) -> None:
    """A kind of finding: how often, where first, what it means, what to do."""
    first = items[0]
    element = f"-{first.element_position}" if first.element_position else ""
    segment = f"{first.segment_id}{element}"
    loop = f"in loop {first.loop_id}" if first.loop_id else ""
    place = " ".join(part for part in (segment, loop, f"at byte {first.offset:,}") if part)
    style = _SEVERITY_STYLES.get(first.severity, "red")
    often = "" if len(items) == 1 else f", {len(items):,} times; first"
    output.say(
        Text.assemble("  ", (first.code, style), f" ({first.severity.value}){often} {place}")
    )
    output.say(Text(f"    {first.text}"))
    output.say(Text(f"    {first.next_step}", style="dim"))


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


def _sum(values: Any) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _money(cents: int | None) -> str:
    return "" if cents is None else dollars(cents)


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else dollars(to_cents(amount))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
