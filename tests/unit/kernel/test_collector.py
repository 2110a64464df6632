"""Only a process whose main loop is ours has its collector set."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.capability("C2.3")
DEFAULT = "(700, 10, 10)"


def thresholds_after(statement: str) -> str:
    code = f"import gc\n{statement}\nprint(gc.get_threshold())"
    done = subprocess.run(  # noqa: S603 - our own statement
        (sys.executable, "-c", code), check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_a_function_looks_for_cycles_rarely() -> None:
    assert thresholds_after("import functions.intake.ingest_transactions") == "(50000, 20, 100)"


def test_the_command_line_looks_for_cycles_rarely() -> None:
    called = "from claimtrail.cli.main import main\ntry: main()\nexcept SystemExit: pass"
    assert thresholds_after(f"import sys\nsys.argv = ['claimtrail', '-h']\n{called}").endswith(
        "(50000, 20, 100)"
    )


def test_a_library_leaves_the_collector_to_its_process() -> None:
    assert thresholds_after("import claimtrail.x12.read.api") == DEFAULT
