"""A file of very many interchanges is received in flat memory, measured by its allocations."""

import gc
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.receive.receive_file import receive_file
from tests.harness.files.bundles import PARTNER, bundle
from tests.harness.intake.intake_fixture import IntakeFixture


class CountingQueue:
    """Counts what is sent, and keeps nothing."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, messages: Iterable[IngestMessage]) -> None:
        for _ in messages:
            self.sent += 1


def peak_of(interchanges: int) -> int:
    """The bytes that receiving a bundle takes at its peak, beside the file itself."""
    intake = IntakeFixture(slice_size=50)
    arrival = intake.arrive(f"{PARTNER}/bundle.835", bundle(interchanges).content)
    queue = CountingQueue()
    tracemalloc.start()
    try:
        receive_file(arrival, deps=replace(intake.receiving, queue=queue))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert queue.sent
    return peak


@pytest.fixture
def usual_collector() -> Iterator[None]:
    """CPython's own thresholds: a process that collects rarely keeps cycles for a while."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


@pytest.mark.capability("C2.3")
@pytest.mark.usefixtures("usual_collector")
def test_memory_is_flat_however_many_interchanges_a_file_has() -> None:
    peak_of(60)
    few, many = peak_of(400), peak_of(1_000)

    # The envelopes of one take more than 2,000 bytes.
    assert (many - few) / 600 < 1_000, "bytes for each further interchange"
