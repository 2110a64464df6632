"""Every AWS call in the pipeline may fail, be lost, or be a process's last: the end is the same.

The functions' handlers run on real adapters against the emulator. The undisturbed run counts the
calls; then each call is disturbed in each way, on a pipeline of its own, and everything is
delivered again. `--crash-points all` plays every one of them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

import pytest

from claimtrail.claims.lifecycle.states import State
from tests.harness.aws.aws_faults import AwsFault, Faults
from tests.harness.aws.aws_pipeline import AwsPipeline, install, traveled
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.pipelines.pipeline_facts import Facts, facts_of
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud

CLAIM = OwnClaim(serial=801, submitted_on=date(2026, 9, 14))
FILES = {
    f"{BILLING_ID}/own-837.x12": CLAIM.submission(),
    f"{PAYER_ID}/own-277ca.x12": CLAIM.acceptance(),
    f"{PAYER_ID}/own-835.x12": CLAIM.remittance(),
}
SEED = 20261126
Play = Callable[[Faults], AwsPipeline]


@pytest.fixture(scope="module")
def play(cloud: RunningCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Drops the files on a pipeline of its own and works everything off, with faults."""
    with pytest.MonkeyPatch.context() as patched:
        handlers = install(tmp_path_factory.mktemp("partners"), patched)
        yield lambda faults: traveled(cloud, FILES, handlers=handlers, faults=faults)


@pytest.fixture(scope="module")
def undisturbed(play: Play) -> tuple[Facts, list[str]]:
    """The facts of a run in which nothing fails, and its calls."""
    faults = Faults()
    pipeline = play(faults)
    assert pipeline.trail_faults() == ()
    return facts_of(pipeline), faults.calls


def chosen(option: str, calls: int) -> list[tuple[AwsFault, int]]:
    """The points to play: `all`, a span of them in order, or so many drawn by the seed."""
    points = [(fault, number) for number in range(1, calls + 1) for fault in AwsFault]
    if option == "all":
        return points
    first, dash, last = option.partition("-")
    if dash:
        return points[int(first) - 1 : int(last)]
    return Random(SEED).sample(points, int(option))  # noqa: S311 - a sample, no secret


@pytest.mark.capability("C1.2", "C3.2", "C3.3")
def test_undisturbed_the_files_become_one_paid_claim_and_a_sound_trail(
    undisturbed: tuple[Facts, list[str]],
) -> None:
    facts, calls = undisturbed

    (row,) = facts.versions.values()
    assert row["state"] == State.PAID
    assert len(facts.files) == len(FILES)
    services = {call.partition(".")[0].partition("_")[0] for call in calls}
    assert services == {"S3", "DynamoDB", "AmazonSQS", "AWSEvents", "secretsmanager"}


@pytest.mark.capability("C1.2", "C3.2", "C3.3")
def test_given_a_fault_at_an_aws_call_when_all_is_delivered_again_then_nothing_tells(
    play: Play, undisturbed: tuple[Facts, list[str]], pytestconfig: pytest.Config
) -> None:
    expected, calls = undisturbed
    played = []
    points = chosen(pytestconfig.getoption("--crash-points"), len(calls))
    for fault, number in points:
        faults = Faults(fault, number)

        pipeline = play(faults)

        assert faults.struck, "the disturbed run made fewer calls"
        where = f"{fault} at call {number} of {len(calls)}, {faults.calls[number - 1]}"
        assert facts_of(pipeline) == expected, where
        assert pipeline.trail_faults() == (), where
        played.append(where)
    assert len(played) == len(points)
