"""`claimtrail audit verify`: the verdict on a copy of the trail, or on its bucket in place."""

from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from claimtrail.cli.audit.trail_copy import CopyOptions, exit_code_of, verify_target
from claimtrail.cli.audit.verdicts import (
    VERDICT_STYLES,
    known_by_text,
    place_text,
    verdict_reason,
    verdict_word,
    whole_up_to,
)
from claimtrail.cli.core.output import Output
from claimtrail.trail.verification.report import CheckResult, VerificationReport

_SHOWN_FAULTS = 20
_RESULT_STYLES = {
    CheckResult.PASSED: "green",
    CheckResult.FAILED: "bold red",
    CheckResult.NOT_CHECKED: "yellow",
}


def verify(
    output: Output,
    *,
    target: str,
    key_files: tuple[Path, ...],
    heads_file: Path | None,
    exact: bool,
    sealed_since: str | None,
    bucket: str | None,
    part: bool,
    stage: str,
) -> None:
    """Verify the trail in a folder or in a bucket; exit by the verdict."""
    options = CopyOptions(
        target=target,
        key_files=key_files,
        heads_file=heads_file,
        exact=exact,
        sealed_since=sealed_since,
        bucket=bucket,
        part=part,
    )
    report = verify_target(options, stage=stage)
    output.data(report_data(report))
    show_report(output, report, target=target)
    if code := exit_code_of(report):
        raise SystemExit(code)


def report_data(report: VerificationReport) -> dict[str, object]:
    """Return a report as JSON."""
    return asdict(report) | {
        "sound": report.sound,
        "whole": report.whole,
        "exit_code": exit_code_of(report),
    }


def show_report(output: Output, report: VerificationReport, *, target: str) -> None:
    """Show each chain, each check, the verdict, what could be missing, and the first faults."""
    output.table(
        ("Chain", "Last object", "Whole up to", "Known by", "Beyond"),
        [
            (
                chain.dataset,
                place_text(chain.last, chain.last_day),
                whole_up_to(report, chain),
                known_by_text(chain),
                chain.beyond,
            )
            for chain in report.chains
        ],
        right=("Beyond",),
        empty="No chain.",
    )
    for fingerprint in report.key_fingerprints:
        trust = "as given" if report.key_given else "taken from the copy: compare it"
        output.say(Text(f"  seals: {report.seals}, by key {fingerprint} ({trust})"))
    output.table(
        ("Check", "Result", "What"),
        [
            (
                check.name.value,
                Text(check.result.value, style=_RESULT_STYLES[check.result]),
                check.detail,
            )
            for check in report.checks
        ],
    )
    style = VERDICT_STYLES[report.verdict]
    word = (verdict_word(report), style)
    output.say(Text.assemble(word, f": {verdict_reason(report, target)}"))
    if report.could_be_missing and not report.faults:
        output.say("What could be missing, and would not show here:")
        for each in report.could_be_missing:
            output.say(Text(f"  - {each}"))
    _show_faults(output, report)


def _show_faults(output: Output, report: VerificationReport) -> None:
    if not report.faults:
        return
    output.table(
        ("Kind", "Object", "Why"),
        [(fault.kind.value, fault.key, fault.text) for fault in report.faults[:_SHOWN_FAULTS]],
    )
    more = sum(report.fault_counts.values()) - _SHOWN_FAULTS
    if more > 0:
        output.say(f"  and {more:,} more; --json lists the first thousand")
