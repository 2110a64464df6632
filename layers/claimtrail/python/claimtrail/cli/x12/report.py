"""The tables of `claimtrail x12` for people: types, sets and findings of a file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.text import Text

from claimtrail.cli.core.output import Output, dollars, size
from claimtrail.cli.x12.files import Totals, accepted, totals, type_of, verdict_of
from claimtrail.x12 import EnvelopeScan, SetResult
from claimtrail.x12.model import (
    SetAcceptance,
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


def _sum(values: Any) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _money(cents: int | None) -> str:
    return "" if cents is None else dollars(cents)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
