"""`claimtrail audit verify-export`: whether a package that was handed over is as it was made."""

from dataclasses import asdict
from pathlib import Path

import click

from claimtrail.cli.audit.trail_copy import EXIT_CODES
from claimtrail.cli.core.output import Output
from claimtrail.disclosures.package_checks import PackageReport, check_package
from claimtrail.kernel.counting import counted
from claimtrail.trail.chaining.contents import is_sha256
from claimtrail.trail.verification.report import TrailVerdict

_SAID = {
    TrailVerdict.SOUND: (
        "[green]SOUND[/]",
        (
            "as it was made, by the manifest handed over. It is a part of the trail: nothing in it "
            "shows which claims, steps or accesses were left out."
        ),
    ),
    TrailVerdict.NOT_SOUND: ("[bold red]NOT SOUND[/]", "not as it was made."),
    TrailVerdict.INCOMPLETE: (
        "[yellow]INCOMPLETE[/]",
        (
            "each file is the one that the manifest lists, and each step's bytes are those that "
            "were read. Nothing in a package proves its manifest: compare its SHA-256 with the one "
            "that the sender handed over on another way (--manifest-sha256)."
        ),
    ),
}


def verify_export(output: Output, *, folder: Path, manifest_sha256: str | None) -> None:
    """Verify that the package in a folder is as it was made, to the byte; exit by the verdict."""
    wanted = _hex_digest(manifest_sha256) if manifest_sha256 is not None else None
    try:
        report = check_package(folder, manifest_sha256=wanted)
    except ValueError as error:
        raise click.UsageError(f"{folder}: {error}.") from error
    code = EXIT_CODES[report.verdict]
    output.data(
        asdict(report)
        | {
            "verdict": report.verdict,
            "sound": report.verdict is TrailVerdict.SOUND,
            "exit_code": code,
        }
    )
    _show_package(output, report)
    if code:
        raise SystemExit(code)


def _hex_digest(text: str) -> str:
    wanted = text.strip().lower()
    if not is_sha256(wanted):
        raise click.UsageError("--manifest-sha256: a SHA-256 has 64 hexadecimal digits.")
    return wanted


def _show_package(output: Output, report: PackageReport) -> None:
    word, text = _SAID[report.verdict]
    output.say(f"{word}: {counted(report.files, 'file')}; {text}")
    output.say(f"SHA-256 of the manifest: {report.manifest_sha256}")
    output.table(
        ("What is wrong",), [(fault,) for fault in report.faults], empty="No fault was found."
    )
