"""Processor time of commands before they do anything: `python -m tests.benchmarks.startup --docs`.

A command ends here at its first connection, so what is measured is Python's start, the import of
the declaration, parsing, and what finding the stage takes before CloudFormation is asked.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claimtrail.cli.main import cli
from tests.harness.command_line import commands_of

VERSION_SECONDS = 0.3
COMMAND_SECONDS = 0.8
"""Budgets of issue 11, point 9."""
RUNS = 3
PAGE = Path(__file__).parents[2] / "docs" / "startup.md"
MEASURED = """
import atexit, os, socket, sys, time

def write_seconds(*_):
    sys.stderr.write(f"SECONDS {time.process_time()}\\n")
    sys.stderr.flush()
    os._exit(0)

socket.socket.connect = write_seconds
atexit.register(write_seconds)
sys.argv[0] = "claimtrail"
from claimtrail.cli.main import main
main()
"""
NOWHERE = {
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "CLAIMTRAIL_PURPOSE": "operations",
}
STAGED = {
    ("claims",): (),
    ("claim",): ("clm_viinx5",),
    ("exceptions", "list"): (),
    ("payments",): (),
    ("drop",): (str(Path(__file__)), "--payer", "larkspur"),
    ("dlq", "list"): (),
    ("audit", "key"): (),
    ("query",): ("select 1",),
}
"""Commands on a stage, with arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One command line and its least time of some runs."""

    typed: str
    until: str
    seconds: float
    budget: float


def measure(*words: str, runs: int = RUNS) -> float:
    """Return the least processor time of some runs, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        return min(_run(words, folder) for _ in range(runs))


def _run(words: tuple[str, ...], folder: str) -> float:
    done = subprocess.run(  # noqa: S603 - our own statement
        (sys.executable, "-c", MEASURED, *words),
        cwd=folder,
        env=os.environ | NOWHERE | {"HOME": folder},
        capture_output=True,
        text=True,
        check=False,
    )
    [line_of_seconds] = [line for line in done.stderr.splitlines() if line.startswith("SECONDS ")]
    return float(line_of_seconds.split()[1])


def starts() -> Iterator[Start]:
    """Measure the version, the list of commands, the dearest help, and commands on a stage."""
    for words in (("--version",), ("--help",)):
        yield Start(
            typed=" ".join(words),
            until="its end",
            seconds=measure(*words),
            budget=VERSION_SECONDS if words == ("--version",) else COMMAND_SECONDS,
        )
    helps = {words: measure(*words, "--help", runs=1) for words, _ in commands_of(cli)}
    dearest = max(helps, key=lambda words: helps[words])
    yield Start(
        typed=f"{' '.join(dearest)} --help",
        until=f"its end; the dearest of {len(helps)}",
        seconds=measure(*dearest, "--help"),
        budget=COMMAND_SECONDS,
    )
    for words, arguments in STAGED.items():
        yield Start(
            typed=" ".join(words),
            until="its first call",
            seconds=measure(*words, *arguments),
            budget=COMMAND_SECONDS,
        )


def render(measured: list[Start]) -> str:
    """Return the page."""
    rows = "\n".join(
        f"| `claimtrail {one.typed}` | {one.until} | {one.seconds:.2f} | {one.budget:.1f} |"
        for one in measured
    )
    return f"""\
# What a command costs before it works

    $ python -m tests.benchmarks.startup
    claimtrail --version                     {measured[0].seconds:.2f} s of {measured[0].budget:.1f}

Rendered by `python -m tests.benchmarks.startup --docs`: seconds of processor time, the least of
{RUNS} runs. A command on a stage is stopped at its first connection. The tests count imported
modules instead, which no busy machine disturbs
([test_startup.py](../tests/unit/cli/core/test_startup.py)).

| Command | Until | Seconds | At most |
| --- | --- | ---: | ---: |
{rows}

About 0.45 s of a first call are AWS's own library: its import, and the model of CloudFormation.
"""


def main() -> int:
    """Measure, print, and with `--docs` write the page; 1 when a budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", action="store_true", help="write docs/startup.md")
    arguments = parser.parse_args()
    measured = list(starts())
    for one in measured:
        sys.stdout.write(f"claimtrail {one.typed:<28} {one.seconds:.2f} s of {one.budget:.1f}\n")
    if arguments.docs:
        PAGE.write_text(render(measured), encoding="utf-8")
    return int(any(one.seconds > one.budget for one in measured))


if __name__ == "__main__":
    sys.exit(main())
