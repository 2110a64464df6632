"""The page of an auditor's report: HTML in one file, for the screen and for A4 or Letter paper.

Everything that stands in it may come from a forger's copy: all of it is escaped, nothing is
fetched, and no script runs.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

from claimtrail import __version__
from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.cli.audit.report_data import AuditReport
from claimtrail.cli.audit.verdicts import (
    known_by_text,
    place_text,
    verdict_reason,
    verdict_word,
    whole_up_to,
)
from claimtrail.cli.core.output import shown
from claimtrail.trail.verification.report import TrailVerdict
from claimtrail.trail.verification.tally import ACCESS_COLUMNS, EVENT_COLUMNS, TrailTally

_COLORS = {
    TrailVerdict.SOUND: "#1a7f37",
    TrailVerdict.SOUND_UP_TO: "#7d5e00",
    TrailVerdict.PART: "#7d5e00",
    TrailVerdict.INCOMPLETE: "#7d5e00",
    TrailVerdict.NOT_SOUND: "#b42318",
}
# No size of paper is named: the printer's own is taken, A4 or Letter.
_STYLE = """
@page { margin: 16mm 14mm; @bottom-right { content: counter(page) " / " counter(pages); } }
body { font: 10.5pt/1.45 system-ui, "Helvetica Neue", Arial, sans-serif; color: #1c1c1c;
  max-width: 180mm; margin: 10mm auto; padding: 0 5mm; }
h1 { font-size: 17pt; margin: 0 0 2mm; } h2 { font-size: 12.5pt; margin: 8mm 0 2mm;
  break-after: avoid; } p { margin: 0 0 2mm; }
.verdict { border: 1.5pt solid; border-radius: 2mm; padding: 3mm 4mm; margin: 4mm 0; }
.verdict b { font-size: 13pt; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: 1mm 1.5mm;
  border-bottom: .4pt solid #bbb; overflow-wrap: anywhere; }
th { border-bottom: 1pt solid #555; } td.n, th.n { text-align: right; white-space: nowrap; }
dl { display: grid; grid-template-columns: 42mm 1fr; gap: 1mm 3mm; margin: 0; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
.note { color: #555; font-size: 9pt; } .signed { margin-top: 14mm; display: flex; gap: 12mm; }
.signed span { flex: 1; border-top: .6pt solid #555; padding-top: 1mm; font-size: 9pt; }
@media print { body { max-width: none; margin: 0; padding: 0; } }
"""


def page_of(report: AuditReport) -> str:
    """Return the report as one HTML page."""
    parts = [
        _head(report),
        _verdict(report),
        _extent(report),
        _checks(report),
        _faults(report),
        _seals(report),
        _days(report.tally),
        _accesses(report.tally),
        _claim(report.tally),
        _left_out(report.tally),
        '<div class="signed"><span>Verified by</span><span>Date</span></div>',
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>Audit trail: verification report</title>"
        f"<style>{_STYLE}</style></head><body>\n{''.join(parts)}\n</body></html>\n"
    )


def _head(report: AuditReport) -> str:
    options, verification = report.options, report.verification
    keys = ", ".join(verification.key_fingerprints) or "no seal names a key"
    trust = "given by the reader" if verification.key_given else "taken from the copy itself"
    facts = (
        ("Verified", options.target),
        ("Made", f"{report.made_at:%Y-%m-%d %H:%M:%SZ} by {report.made_by}"),
        ("With", f"ClaimTrail {__version__}"),
        ("Bucket in the seals", verification.bucket or "none"),
        ("Key of the seals", f"SHA-256 {keys}; {trust}"),
        ("Heads", "given" if verification.anchored else "not given"),
        ("Newest seal", shown(verification.sealed_at) or "none"),
        ("Called a part", "yes (--part)" if options.part else "no"),
    )
    rows = "".join(f"<dt>{_e(name)}</dt><dd>{_e(value)}</dd>" for name, value in facts)
    return f"<h1>Audit trail: verification report</h1>\n<dl>{rows}</dl>\n"


def _verdict(report: AuditReport) -> str:
    found = report.verification
    missing = "".join(f"<li>{_e(each)}</li>" for each in found.could_be_missing)
    beyond = (
        f"<p>What could be missing, and would not show here:</p><ul>{missing}</ul>"
        if missing and not found.faults
        else ""
    )
    return (
        f'<div class="verdict" style="border-color:{_COLORS[found.verdict]}">'
        f'<p><b style="color:{_COLORS[found.verdict]}">{_e(verdict_word(found))}</b></p>'
        f"<p>{_e(verdict_reason(found, report.options.target))}</p>{beyond}</div>\n"
    )


def _extent(report: AuditReport) -> str:
    found = report.verification
    rows = [
        (
            chain.dataset,
            place_text(chain.last, chain.last_day),
            whole_up_to(found, chain),
            known_by_text(chain),
            chain.beyond,
        )
        for chain in found.chains
    ]
    columns = ("Chain", "Last object", "Whole up to", "Known by", "Beyond")
    return _section("Up to where each chain is known", columns, rows, right=("Beyond",))


def _checks(report: AuditReport) -> str:
    rows = [
        (each.name.value, each.result.value, each.detail) for each in report.verification.checks
    ]
    return _section("What was checked", ("Check", "Result", "What"), rows)


def _faults(report: AuditReport) -> str:
    found = report.verification
    total = sum(found.fault_counts.values())
    rows = [(fault.kind.value, fault.key, fault.text) for fault in found.faults]
    title = f"Faults ({total:,})" if total == len(rows) else f"Faults ({len(rows):,} of {total:,})"
    return _section(title, ("Kind", "Object", "Why"), rows, empty="No fault was found.")


def _seals(report: AuditReport) -> str:
    rows = [
        (seal.number, seal.sealed_at, seal.chains, seal.bucket, seal.key_sha256)
        for seal in report.tally.seals
    ]
    columns = ("Seal", "Sealed at", "Chains", "Bucket", "Key (SHA-256)")
    return _section(
        "Seals", columns, rows, right=("Seal", "Chains"), empty="No seal is signed by such a key."
    )


def _days(tally: TrailTally) -> str:
    days: dict[date, list[tuple[str, int, int]]] = {}
    for (day, dataset), count in sorted(tally.days.items()):
        days.setdefault(day, []).append((dataset, count.objects, count.rows))
    rows = [
        (
            day,
            sum(objects for _, objects, _ in found),
            sum(count for _, _, count in found),
            ", ".join(f"{dataset} {count:,}" for dataset, _, count in found),
        )
        for day, found in days.items()
    ]
    columns = ("Day", "Objects", "Rows", "Rows by data set")
    return _section("What the trail holds, by day", columns, rows, right=("Objects", "Rows"))


def _accesses(tally: TrailTally) -> str:
    rows = [
        (actor_words(actor), purpose, action, count.rows, count.first, count.last)
        for (actor, purpose, action), count in sorted(tally.accesses.items())
    ]
    columns = ("Who", "Purpose", "Action", "Subjects", "First", "Last")
    return _section(
        "Who looked at what",
        columns,
        rows,
        right=("Subjects",),
        empty="The trail here holds no access.",
        note="As recorded by the commands, and by AWS for queries of other tools. "
        "A repeated delivery of a row is counted again.",
    )


def _claim(tally: TrailTally) -> str:
    if not tally.claim_id:
        return ""
    events = [tuple(row.values()) for row in tally.claim_events.values()]
    accesses = [tuple(row.values()) for row in tally.claim_accesses.values()]
    return _section(
        f"Claim {tally.claim_id}: what happened",
        [name.replace("_", " ") for name in EVENT_COLUMNS],
        sorted(events),
        empty="No row of this trail says what happened to it.",
        note=f"The rows of this trail alone: `claimtrail provenance {tally.claim_id}` compares "
        "each status with the payer's bytes.",
    ) + _section(
        f"Claim {tally.claim_id}: who looked",
        [name.replace("_", " ") for name in ACCESS_COLUMNS],
        sorted(accesses),
        empty="No row of this trail says that anybody looked at it.",
    )


def _left_out(tally: TrailTally) -> str:
    if not tally.left_out:
        return ""
    named = ", ".join(f"{name} {count:,}" for name, count in sorted(tally.left_out.items()))
    return f'<p class="note">Too many to list, and left out here: {_e(named)}.</p>\n'


def _section(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    right: Sequence[str] = (),
    empty: str = "None.",
    note: str = "",
) -> str:
    classes = ['class="n"' if column in right else "" for column in columns]
    head = "".join(
        f"<th {kind}>{_e(column)}</th>" for kind, column in zip(classes, columns, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td {kind}>{_e(cell)}</td>" for kind, cell in zip(classes, row, strict=True))
        + "</tr>\n"
        for row in rows
    )
    table = (
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"
        if body
        else f"<p>{_e(empty)}</p>"
    )
    remark = f'<p class="note">{_e(note)}</p>' if note else ""
    return f"<h2>{_e(title)}</h2>\n{table}{remark}\n"


def _e(value: Any) -> str:
    return escape(shown(value))
