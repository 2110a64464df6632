"""Preparation of a process before its first file: the first claim goes the fast way, and alike."""

import subprocess
import sys
from typing import Any

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.fast_path import PROVERS
from claimtrail.x12.model import Record
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read import preparation, set_reader
from claimtrail.x12.read.api import read_set
from claimtrail.x12.read.preparation import prepare
from claimtrail.x12.read.set_reader import seen_loops
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    CLAIM_837I,
    CLAIM_837P,
    REMITTANCE_835,
    Set,
    write_interchange,
)

KINDS: tuple[Set, ...] = (ACKNOWLEDGMENT_277CA, CLAIM_837I, CLAIM_837P, REMITTANCE_835)


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """The records that provers hand out, in a process that has read nothing."""
    found: list[Record] = []
    for prover in set(PROVERS.values()):
        original: Any = prover.prove

        def prove(*arguments: Any, original: Any = original) -> Any:
            proof = original(*arguments)
            found.extend(proof.records if proof else ())
            return proof

        monkeypatch.setattr(prover, "prove", prove)
    for module in (set_reader, preparation):
        monkeypatch.setattr(module, "LOOPS_BEFORE_PROVER", 100)
    seen_loops.clear()
    return found


def _read(kind: Set) -> SetResult:
    source = MemorySource(write_interchange([kind]))
    [header] = scan_envelopes(source).sets
    return read_set(source, header)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.version)
def test_the_first_claim_of_a_prepared_process_goes_the_fast_way(
    kind: Set, proven: list[Record]
) -> None:
    unprepared = _read(kind)
    assert not proven
    prepare()

    assert _read(kind) == unprepared
    assert proven


def test_importing_the_reader_prepares_nothing() -> None:
    code = (
        "import claimtrail.x12.read.api, claimtrail.cli.main\n"
        "from claimtrail.x12.guides.guide import load_guide\n"
        "print(load_guide.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603 - fixed

    assert done.stdout.strip() == "0"
