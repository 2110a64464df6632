"""The benchmark's own parts: its inputs are sound files, its rows are reported right."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

import claimtrail.x12.read.set_reader
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.fast_path import PROVERS
from claimtrail.x12.fast_path.proof import Proven
from claimtrail.x12.model import Record, SetAcceptance
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.benchmarks import measure
from tests.benchmarks.chart import draw
from tests.benchmarks.inputs import FOLDER, KINDS, write
from tests.benchmarks.measure import Absence, Cell, Input
from tests.benchmarks.readers import READERS, VARIED, Reader
from tests.benchmarks.table import page, printed

SIZE = 20_000


@pytest.mark.parametrize("kind", list(KINDS))
def test_inputs_are_sound_and_as_large_as_asked(kind: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    stream = BytesIO()
    claims, sets = write(kind, SIZE, stream)
    data = stream.getvalue()
    source = MemorySource(data)
    scan = scan_envelopes(source)

    results = [read_set(source, header) for header in scan.sets]

    assert len(data) >= SIZE
    assert not scan.findings
    assert len(scan.sets) == sets
    without = kind == "835 without PER"
    expected = SetAcceptance.ACCEPTED_WITH_ERRORS if without else SetAcceptance.ACCEPTED
    assert {result.verdict for result in results} == {expected}
    assert claims > 10


@pytest.mark.parametrize("kind", VARIED)
def test_claims_that_others_shaped_go_the_fast_way(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", 0)
    proven: list[Record] = []
    for prover in set(PROVERS.values()):
        monkeypatch.setattr(prover, "prove", _noting(prover, proven))
    FOLDER.mkdir(parents=True, exist_ok=True)
    stream = BytesIO()
    claims, _ = write(kind, SIZE * 5, stream)
    source = MemorySource(stream.getvalue())

    for header in scan_envelopes(source).sets:
        read_set(source, header)

    assert len(proven) >= claims * 0.95


def _noting(prover: Any, proven: list[Record]) -> Callable[..., Proven | None]:
    original = prover.prove

    def prove(*arguments: Any) -> Proven | None:
        found: Proven | None = original(*arguments)
        proven.extend(found.records if found else ())
        return found

    return prove


def _cell(reader: str, size: int, seconds: float, nominal: int = 10_000_000) -> Cell:
    claims = size // 250
    return Cell(
        reader=reader,
        kind="835",
        nominal=nominal,
        size=size,
        claims=claims,
        import_seconds=0.05,
        cpu_seconds=seconds,
        wall_seconds=seconds,
        baseline_megabytes=20,
        peak_megabytes=30,
        proven=claims * 98 // 100 if reader == "full" else None,
    )


ROWS: list[Cell | Absence] = [
    _cell("full", 10_000_000, 1.0),
    _cell("pyx12", 1_000_000, 4.0),
    Absence("edi-835", "835", "its environment: make bench-setup"),
]


def test_a_row_says_its_speed_its_ratio_and_from_what_it_was_taken() -> None:
    text = printed(ROWS)

    (ours,) = [line for line in text.splitlines() if "ClaimTrail" in line]
    (oracle,) = [line for line in text.splitlines() if "x12n_document" in line]
    assert ours.split()[-5:-3] == ["40.0", "98.0%"]
    assert "10.00" in ours
    assert "(from 1.0 MB)" in oracle
    assert "~40.000" in oracle
    assert "not measured: 835, edi-835-parser" in text
    assert "| ClaimTrail: read, validate, extract, balance |" in page(ROWS)


def test_the_chart_is_a_picture_of_every_reader() -> None:
    picture = fromstring(draw(ROWS))

    texts = [item.text for item in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "pyx12 x12n_document" in texts
    assert "10" in texts


def test_a_slow_reader_is_measured_on_what_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def run(reader: Reader, item: Input, nominal: int, _: float) -> Cell:
        read.append(item.size)
        return _cell(reader.id, item.size, item.size / 250_000, nominal)

    monkeypatch.setattr(measure, "run", run)
    oracle = next(reader for reader in READERS if reader.id == "pyx12")

    rows = measure.measure(
        oracle,
        "835",
        [1_000_000, 100_000_000],
        budget=5.0,
        provide=lambda kind, size: Input(kind=kind, path="", size=size, claims=1, sets=1),
    )

    assert max(read) == 1_000_000
    assert [(row.nominal, row.size) for row in rows if isinstance(row, Cell)] == [
        (1_000_000, 1_000_000),
        (100_000_000, 1_000_000),
    ]
