"""Traces hold what Lambda itself writes: nothing of ours can put a value into one."""

import re

import pytest

from infra.assets import FUNCTIONS, PACKAGE, REQUIREMENTS

WRITES_TRACES = re.compile(r"aws[_-]xray[_-]sdk|\bTracer\b|put_annotation|put_metadata")


@pytest.mark.capability("C5.1")
def test_no_code_and_no_layer_of_ours_writes_into_traces() -> None:
    sources = [*PACKAGE.rglob("*.py"), *FUNCTIONS.rglob("*.py"), *REQUIREMENTS.values()]

    writing = [path for path in sources if WRITES_TRACES.search(path.read_text(encoding="utf-8"))]

    assert len(sources) > len(REQUIREMENTS)
    assert writing == []
