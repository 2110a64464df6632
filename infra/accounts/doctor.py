"""`claimtrail doctor`: the preflight of a stage, for people and machines."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path

from rich.status import Status
from rich.text import Text

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, use_local_cloud
from claimtrail.kernel.clock import utc_now
from infra.accounts.aws_reader import AwsAccountReader
from infra.accounts.checks import Check, Context, Result, worst
from infra.accounts.needs import needs_of
from infra.accounts.preflight import RULES, examine
from infra.accounts.tools import read_tools
from infra.stage import STAGES_ROOT, read_stage

FAILED, UNKNOWN = 1, 3
"""Exit codes of a failed check, and of one that could not be made."""
_EXITS = {Result.FAILED: FAILED, Result.UNKNOWN: UNKNOWN}
_STYLES = {
    Result.OK: "green",
    Result.NOT_APPLICABLE: "dim",
    Result.WARNING: "yellow",
    Result.UNKNOWN: "magenta",
    Result.FAILED: "bold red",
}


def doctor(output: Output, *, stage: str, root: Path | None) -> None:
    """Check a stage; exit 1 when a check failed, 3 when none did and some could not be made.

    Raises ConfigurationError when the stage's files are wrong, or no embedded cloud was started.
    """
    folder = root or STAGES_ROOT
    found = read_stage(stage, folder)
    if stage == LOCAL:
        use_local_cloud()
    if not output.errors.is_terminal:
        output.errors.print(f"Synthesizing, then {len(RULES)} checks: a minute or two.")
    with Status("Synthesizing", console=output.errors) as shown:
        context = Context(
            stage=found,
            needs=needs_of(stage, folder),
            tools=read_tools(),
            today=utc_now().date(),
        )
        checks = []
        for check in examine(context, AwsAccountReader(found.settings.region)):
            checks.append(check)
            shown.update(f"Checking: {len(checks)} of {len(RULES)}")
    show(output, stage, checks)
    if code := _EXITS.get(worst(checks)):
        raise SystemExit(code)


def show(output: Output, stage: str, checks: list[Check]) -> None:
    """Show each check, then what to do about those that are not well."""
    output.data(
        {
            "stage": stage,
            "result": worst(checks),
            "checks": [{**asdict(check), "result": check.result} for check in checks],
        }
    )
    output.table(
        ("Check", "Result", "Found"),
        [
            (check.name, Text(check.result.value, style=_STYLES[check.result]), check.found)
            for check in checks
        ],
    )
    steps = [check for check in checks if check.next_step]
    if steps:
        output.heading("Next")
    for check in sorted(steps, key=lambda one: list(Result).index(one.result), reverse=True):
        output.say(f"  {check.name}: {check.next_step}")
    counts = Counter(check.result for check in checks)
    said = ", ".join(f"{counts[result]} {result.value}" for result in Result if counts[result])
    output.heading(f"Stage {stage}: {said}.")
