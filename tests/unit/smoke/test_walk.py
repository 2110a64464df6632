"""The smoke test's walk, over a stage on in-memory twins: it arrives, or names where it ended."""

from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.retention import SYNTHETIC_DAYS
from claimtrail.smoke.assumptions.table import ASSUMPTIONS, BY_ID
from claimtrail.smoke.files import FileKind, SyntheticClaim, SyntheticFile
from claimtrail.smoke.hops import HOPS
from claimtrail.smoke.model import Hop, HopResult, HopStatus, SmokeReport
from claimtrail.smoke.walk import Walk
from tests.harness.intake.intake_fixture import NOW
from tests.harness.stage.twin_stage import TwinStage

NAMES = [hop.name for hop, _ in HOPS]


class Watched:
    """An observer of the walk: the hops that began, and the seconds of each wait."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.waited: list[float] = []

    def begins(self, hop: Hop) -> None:
        self.begun.append(hop.name)

    def waits(self, hop: Hop, seconds: float) -> None:
        del hop
        self.waited.append(seconds)

    def ends(self, result: HopResult) -> None:
        assert result.hop.name == self.begun[-1]


def walked(stage: TwinStage, *, run: int = 4711815, watched: Watched | None = None) -> SmokeReport:
    """The report of a run over the stage."""
    walk = Walk(
        stage=stage,
        progress=watched or Watched(),
        monotonic=stage.monotonic,
        sleep=stage.sleep,
    )
    return walk.run(SyntheticClaim(run=run, made_at=NOW - timedelta(hours=1)))


def statuses(report: SmokeReport) -> list[HopStatus]:
    return [one.status for one in report.results]


@pytest.fixture(scope="module")
def arrived() -> tuple[TwinStage, SmokeReport, Watched]:
    stage, watched = TwinStage(), Watched()
    return stage, walked(stage, watched=watched), watched


@pytest.mark.capability("C6.1")
def test_given_a_sound_stage_then_every_hop_passes_and_says_what_it_saw(
    arrived: tuple[TwinStage, SmokeReport, Watched],
) -> None:
    _, report, watched = arrived
    seen = {one.hop.name: one.evidence for one in report.results}

    assert statuses(report) == [HopStatus.PASSED] * len(HOPS), report.failed
    assert watched.begun == NAMES
    assert seen["835"].startswith(f"{report.claim_id} in PAID")
    assert seen["bus"] == "file.ingested, file.received"
    assert seen["escalation"] == "the claim is synthetic: nobody is called for it"
    expected = NOW + timedelta(days=SYNTHETIC_DAYS)
    assert seen["expiry"] == f"on {expected.astimezone(UTC):%Y-%m-%d}"


def test_given_an_answer_then_a_hop_waits_no_longer(
    arrived: tuple[TwinStage, SmokeReport, Watched],
) -> None:
    _, report, watched = arrived

    assert sum(one.seconds for one in report.results) < 10
    assert max(watched.waited) < 1


@pytest.mark.long
def test_given_a_second_run_then_both_claims_are_paid_and_apart() -> None:
    stage = TwinStage()

    first, second = walked(stage), walked(stage, run=4711816)

    assert first.failed is second.failed is None
    assert first.claim_id != second.claim_id
    claims = [stage.claim(one.claim_id) for one in (first, second)]
    assert [claim.paid_cents for claim in claims if claim] == [12_000, 12_000]


@pytest.mark.long
def test_given_no_key_then_the_hop_of_sftp_is_skipped_and_the_rest_passes() -> None:
    report = walked(TwinStage(has_sftp=False))

    found = dict(zip(NAMES, statuses(report), strict=True))
    assert found.pop("sftp") is HopStatus.SKIPPED
    assert set(found.values()) == {HopStatus.PASSED}


@pytest.mark.capability("C6.1")
def test_given_nobody_reads_the_inbox_then_the_receipt_times_out_and_nothing_is_tried_after() -> (
    None
):
    report = walked(TwinStage(works=False))

    assert report.failed is not None
    assert report.failed.hop.name == "receipt"
    assert report.failed.status is HopStatus.TIMED_OUT
    assert 180 <= report.failed.seconds < 190
    assert report.failed.evidence == "nobody has begun to read the file"
    assert "Receive" in report.failed.hop.look_at()
    assert set(statuses(report)[2:]) == {HopStatus.NOT_TRIED}


def _unbalanced(content: bytes) -> bytes:
    return content.replace(b"SE*", b"SE*9")


@pytest.mark.parametrize(
    ("kind", "hop"),
    [
        (FileKind.SUBMISSION, "receipt"),
        (FileKind.SYNTAX_ACKNOWLEDGMENT, "999"),
        (FileKind.CLAIM_ACKNOWLEDGMENT, "277CA"),
        (FileKind.REMITTANCE, "835"),
    ],
)
def test_given_a_file_that_is_refused_then_its_hop_fails_at_once(kind: FileKind, hop: str) -> None:
    report = walked(TwinStage(spoiled={kind: _unbalanced}))

    assert report.failed is not None
    assert report.failed.hop.name in {hop, "ingest"}
    assert report.failed.status is HopStatus.FAILED
    assert report.failed.seconds < 10
    assert "X12_" in report.failed.evidence


@pytest.mark.long
def test_given_an_escalation_of_the_claim_then_the_walk_fails() -> None:
    report = walked(TwinStage(called=1))

    assert report.failed is not None
    assert report.failed.hop.name == "escalation"


@pytest.mark.long
def test_given_a_seal_that_lags_then_the_hop_times_out() -> None:
    report = walked(TwinStage(sealed_through=0))

    assert report.failed is not None
    assert (report.failed.hop.name, report.failed.status) == ("seal", HopStatus.TIMED_OUT)


def test_given_aws_refuses_then_the_hop_fails_in_its_words() -> None:
    class Refusing(TwinStage):
        def drop(self, file: SyntheticFile) -> str:
            raise ClaimTrailError(
                Explanation(
                    code="AWS_REFUSED",
                    what="PutObject: AccessDenied",
                    where=file.name,
                    next_step="Allow it.",
                )
            )

    report = walked(Refusing())

    assert report.failed is not None
    assert report.failed.hop.name == "inbox"
    assert report.failed.evidence == "AWS_REFUSED: PutObject: AccessDenied. Allow it."


def test_every_assumption_is_shown_by_a_hop_or_says_where_else() -> None:
    shown = {one for hop, _ in HOPS for one in hop.assumptions}

    assert shown <= set(BY_ID)
    assert len(BY_ID) == len(ASSUMPTIONS)
    for one in ASSUMPTIONS:
        assert (one.id in shown) is not bool(one.elsewhere), one.id
        assert one.path.startswith("/"), one.id
        assert one.failure.endswith("."), one.id


def test_every_service_that_the_stacks_use_has_an_assumption() -> None:
    services = {one.service for one in ASSUMPTIONS}

    assert services >= {
        "S3", "DynamoDB", "Lambda", "SQS", "EventBridge", "Step Functions", "KMS", "Athena",
        "Glue", "Transfer Family", "Secrets Manager", "IAM", "X-Ray", "CloudWatch",
    }  # fmt: skip


def test_the_files_of_two_runs_share_no_number() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    files = [SyntheticClaim(run=run, made_at=now).file(kind) for run in (1, 2) for kind in FileKind]

    numbers = [file.content[90:99] for file in files]

    assert len(set(numbers)) == len(files)
    assert len({file.name for file in files}) == len(files)
