"""Seeded schedules over the whole pipeline end as the in-order run does.

Nothing doubled or lost.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from claimtrail.x12.envelopes.set_ranges import SetRange
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_range
from simulator.generator import generate
from simulator.model import ClaimOutcome, Expectation, SimulatedFile
from tests.harness.files.attacks import ATTACKS, HEALS, own_files
from tests.harness.files.trial_files import ROWS, trial_files
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.pipelines.pipeline import Pipeline, SimulatedCrash, run_in_order, work_off
from tests.harness.pipelines.pipeline_facts import Facts, facts_of
from tests.harness.pipelines.schedules import Schedule, made_in_turn

CHUNK = 500
"""Bytes: in every second schedule a set beyond it is worked on in chunks."""
CLAIMS = 3
"""Stories to a schedule; the files hold other claims too, whose stories are then incomplete."""
VARIANTS_IN_HUNDRED = 100
"""Payers' files that refuse batches, pay in parts, come wrapped and so on."""
_ACKNOWLEDGED = re.compile(rb"AK1.HC.(\d+)|TA1.(\d{9})")
_SENT = re.compile(rb"GS.HC.\w+.\w+.\d+.\d+.(\d+)|ISA.{85}(\d{9})")
_REFERENCE = re.compile(rb"BHT.0019.00.(\w+)")
_ANSWERED = re.compile(rb"TRN.2.(\w+).STC")


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading X12 is pure and most of the time: each range is read once for all schedules."""

    def remembered(source: Any, wanted: SetRange, *how: Any) -> Any:
        return _read(bytes(source.read(0, source.size)), wanted.to_json(), *how)

    monkeypatch.setattr("claimtrail.intake.ingest.ingest_range.read_range", remembered)


@cache
def _read(content: bytes, wanted: str, *how: Any) -> Any:
    return list(read_range(MemorySource(content), SetRange.from_json(wanted), *how))


@cache
def period() -> tuple[list[SimulatedFile], list[Expectation]]:
    expected: list[Expectation] = []
    files = generate(
        partners=demo_partners(),
        seed=20261138,
        first_day=date(2026, 9, 14),
        last_day=date(2026, 10, 23),
        claims_per_day=2,
        variants_in_hundred=VARIANTS_IN_HUNDRED,
        on_expectation=expected.append,
    )
    return list(files), expected


def _numbers(pattern: re.Pattern[bytes], file: SimulatedFile) -> set[bytes]:
    found = pattern.finditer(_flat(file))
    return {number for match in found for number in match.groups() if number}


@cache
def _flat(file: SimulatedFile) -> bytes:
    """The content without line breaks, which may stand anywhere."""
    return file.content.replace(b"\n", b"")


def files_about(chosen: Iterable[Expectation]) -> tuple[SimulatedFile, ...]:
    """Every file that speaks of these claims, in order."""
    files, _ = period()
    numbers = [item.patient_control_number.encode() for item in chosen]
    named = {file.name for file in files if any(number in _flat(file) for number in numbers)}
    sent = [file for file in files if file.transaction == "837" and file.name in named]
    submitted = set().union(*(_numbers(_SENT, file) for file in sent))
    references = set().union(*(_numbers(_REFERENCE, file) for file in sent))
    return tuple(
        file
        for file in files
        if file.name in named
        or (file.transaction in {"999", "TA1"} and _numbers(_ACKNOWLEDGED, file) & submitted)
        # A batch or provider that is refused as a whole: its claims are not listed.
        or (file.transaction == "277CA" and _numbers(_ANSWERED, file) & references)
    )


@cache
def stories(seed: int) -> tuple[SimulatedFile, ...]:
    """The files about some claims drawn by the seed; of one of them a variant says something."""
    _, expected = period()
    chance = Random(seed)  # noqa: S311 - a choice of claims, no secret
    decided = [item for item in expected if item.complete and item.state != State.ACCEPTED]
    variants = sorted({variant for item in decided for variant in item.variants})
    variant = variants[seed % len(variants)]
    varied = chance.choice([item for item in decided if variant in item.variants])
    return files_about([varied, *chance.sample(decided, CLAIMS - 1)])


@cache
def in_order(seed: int) -> Facts:
    pipeline = Pipeline()
    run_in_order(pipeline, list(stories(seed)))
    return facts_of(pipeline)


@pytest.mark.capability("C3.2")
def test_seeded_schedules_end_as_the_in_order_run(pytestconfig: pytest.Config) -> None:
    schedules, first = (pytestconfig.getoption(name) for name in ("--schedules", "--first-seed"))
    deaths = cut = 0
    for seed in range(first, first + schedules):
        files = list(stories(seed % 20))
        schedule = Schedule(seed, chunk_size=CHUNK if seed % 2 else CHUNK_SIZE)

        facts = facts_of(schedule.play(files))

        assert facts == in_order(seed % 20), f"schedule {seed}"
        deaths += schedule.deaths
        cut += len(schedule.pipeline.intake.files.verdicts)
    assert deaths > schedules, "the schedules hardly disturb anything"
    assert cut > schedules // 2, "hardly any set is worked on in chunks"


@cache
def trial_in_order(row: str) -> Facts:
    pipeline = Pipeline()
    run_in_order(pipeline, trial_files(*ROWS[row]))
    return facts_of(pipeline)


@pytest.mark.capability("C3.2")
@pytest.mark.capability("C7.6")
@pytest.mark.parametrize("row", ROWS)
def test_seeded_schedules_of_the_pipeline_trials_end_as_the_in_order_run(
    row: str, pytestconfig: pytest.Config
) -> None:
    schedules, first = (pytestconfig.getoption(name) for name in ("--schedules", "--first-seed"))
    for seed in range(first, first + max(schedules // 4, 6)):
        facts = facts_of(Schedule(seed).play(trial_files(*ROWS[row])))

        assert facts == trial_in_order(row), f"schedule {seed}"


def attacked() -> list[SimulatedFile]:
    """A claim of ours, and all that other payers and billers attempt on it."""
    return [*own_files(), *(file for files in ATTACKS.values() for file in files)]


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("situation", ["attacks", *HEALS])
def test_seeded_schedules_of_other_partners_files_end_as_the_in_order_run(
    situation: str, pytestconfig: pytest.Config
) -> None:
    files = list(HEALS[situation]) if situation in HEALS else attacked()
    pipeline = Pipeline()
    run_in_order(pipeline, files)
    expected = facts_of(pipeline)

    schedules, first = (pytestconfig.getoption(name) for name in ("--schedules", "--first-seed"))
    for seed in range(first, first + max(schedules // 4, 6)):
        assert facts_of(Schedule(seed).play(files)) == expected, f"schedule {seed}"


class DiesAt:
    """Lets the worker die at one pulse of the whole pipeline, counted from 1."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, _: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise SimulatedCrash


@pytest.mark.capability("C1.2")
def test_given_a_death_at_any_call_of_any_port_on_the_pipeline_then_the_end_is_the_same(
    deaths_every: int,
) -> None:
    """Before each effect and after it: every call from the dropped file to the recorded row."""
    _, expected_claims = period()
    paid = next(
        item for item in expected_claims if item.outcome is ClaimOutcome.REVERSED_AND_CORRECTED
    )
    files = list(files_about([paid]))
    assert {file.transaction for file in files} >= {"837", "999", "277CA", "835"}
    _assert_survives_any_death(files, every=deaths_every)


@pytest.mark.capability("C1.2")
@pytest.mark.capability("C7.6")
@pytest.mark.parametrize(
    "row",
    [
        "a batch refused as a whole",
        "a provider refused in a batch",
        "two records under nobody's number",
        "a reversal a week late",
        "a replacement answered under the original's number",
    ],
)
def test_given_a_death_at_any_call_about_a_pipeline_trial_then_the_end_is_the_same(
    row: str, deaths_every: int
) -> None:
    _assert_survives_any_death(trial_files(*ROWS[row]), every=deaths_every)


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("situation", ["attacks", "a remittance forwards the claim"])
def test_given_a_death_at_any_call_about_other_partners_files_then_the_end_is_the_same(
    situation: str, deaths_every: int
) -> None:
    if situation in HEALS:
        files = list(HEALS[situation])
    else:
        chosen = ("pays", "reverses", "names the payer within", "voids")
        files = [*own_files(), *(file for name in chosen for file in ATTACKS[name])]
    _assert_survives_any_death(files, every=deaths_every)


@pytest.fixture
def deaths_every(pytestconfig: pytest.Config) -> int:
    every: int = pytestconfig.getoption("--deaths-every")
    return every


@made_in_turn()
def _assert_survives_any_death(files: list[SimulatedFile], *, every: int) -> None:
    pipeline = Pipeline()
    run_in_order(pipeline, files)
    expected = facts_of(pipeline)

    for number in range(1, 5_000, every):
        death = DiesAt(number)
        pipeline = Pipeline(checkpoint=death)
        for file in files:
            pipeline.drop(file)
        work_off(pipeline)

        assert facts_of(pipeline) == expected, f"death at call {number}"
        if death.left > 0:
            assert number > 100
            return
    pytest.fail("the pipeline makes more calls than expected")
