"""The cost of a run of `start_escalations` by how many claims are overdue, and most are escalated.

Run as `python -m tests.benchmarks.escalation_scan`; writes the section of docs/growth.md. The
adapters ask tables in memory that count what DynamoDB would bill (tests/harness/escalations).
"""

import time
import tracemalloc
from typing import NamedTuple

from claimtrail.escalations.start_due import STARTS_PER_RUN
from tests.benchmarks.sections import write_section
from tests.harness.escalations.overdue_stage import PAYERS, OverdueStage

SIZES = (1_000, 10_000, 100_000)
NEW = 100
"""Claims that fell due since the run before."""
ESCALATED = 800
"""Escalations that are stored: more than a run checks. Those of delisted claims are never read."""
_TEXT = """## Overdue claims

A run of `start_escalations` with so many claims overdue over 181 days and {payers} payers, all but
{new} of them escalated (`python -m tests.benchmarks.escalation_scan`). Requests and units are
counted as DynamoDB bills them. The run asks 4 partitions of each day, reads what is new, and starts
it; what is escalated has left the index. Where all claims are new, a run starts {starts:,}, and the
next one goes on. Memory is what the run holds at its peak, beside what it stores in those tables.
"""


class Run(NamedTuple):
    """One run's figures."""

    name: str
    overdue: int
    started: int
    requests: int
    reads: float
    writes: float
    seconds: float
    peak_mb: float
    """Without what the tables in memory hold at the end."""


def _counted(name: str, stage: OverdueStage, overdue: int) -> Run:
    tracemalloc.start()
    begin = time.process_time()
    started = stage.run().started
    seconds = time.process_time() - begin
    stored, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Run(
        name,
        overdue,
        started,
        stage.dynamodb.requests.total(),
        stage.dynamodb.reads,
        stage.dynamodb.writes,
        seconds,
        (peak - stored) / 1e6,
    )


def measure(overdue: int) -> list[Run]:
    """Return a run that meets what is new, and the one after it, which meets nothing."""
    stage = OverdueStage()
    stage.fall_due(ESCALATED)
    stage.run()
    stage.claims.delist_due(stage.fall_due(overdue - ESCALATED - NEW, first=ESCALATED))
    stage.fall_due(NEW, first=overdue - NEW)
    return [
        _counted(f"{NEW} new", stage, overdue),
        _counted("none new", stage, overdue),
    ]


def backlog(overdue: int) -> Run:
    """Return a run that meets all claims as new."""
    stage = OverdueStage()
    stage.fall_due(overdue)
    return _counted("all new", stage, overdue)


def section() -> str:
    """Return the section of the page."""
    runs = [run for overdue in SIZES for run in measure(overdue)]
    runs.append(backlog(SIZES[-1]))
    lines = [
        _TEXT.format(payers=PAYERS, new=NEW, starts=STARTS_PER_RUN),
        "| Overdue | | started | requests | read units | write units | CPU time | memory |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {run.overdue:,} | {run.name} | {run.started:,} | {run.requests:,} | {run.reads:,.1f} "
        f"| {run.writes:,.0f} | {run.seconds:.1f} s | {run.peak_mb:.1f} MB |"
        for run in runs
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the section of the page."""
    write_section("escalation scan", section())


if __name__ == "__main__":
    main()
