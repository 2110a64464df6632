"""Traces hold what Lambda itself writes, and opaque ids that one module of ours adds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.assets import PACKAGE, REQUIREMENTS
from infra.functions.declaration import ROOT

WRITES_TRACES = re.compile(
    r"aws[_-]xray[_-]sdk|\bTracer\b|put_annotation|put_metadata|AWS_XRAY_DAEMON_ADDRESS"
)
TRACING = PACKAGE / "aws" / "core" / "telemetry" / "tracing.py"
OPAQUE = {"claim_id", "delivery_id", "escalation_id", "file_id"}
SOURCES = (*PACKAGE.rglob("*.py"), *ROOT.rglob("*.py"))


def annotations(path: Path) -> Iterator[ast.Call]:
    """The calls of `annotate` in a source."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "annotate":
            yield node


@pytest.mark.capability("C5.1")
def test_one_module_writes_into_traces_and_no_library_does() -> None:
    sources = [*SOURCES, *REQUIREMENTS.values()]

    writing = [path for path in sources if WRITES_TRACES.search(path.read_text(encoding="utf-8"))]

    assert writing == [TRACING]


@pytest.mark.capability("C5.1")
def test_traces_are_annotated_with_opaque_ids_alone() -> None:
    calls = [call for path in SOURCES for call in annotations(path)]

    named = {keyword.arg for call in calls for keyword in call.keywords}
    assert named == OPAQUE
    assert all(not call.args for call in calls)
