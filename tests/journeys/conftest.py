"""One deployed stage for every end-to-end test: the stacks, on a cloud that enforces IAM."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from claimtrail.aws.core.clients import client
from claimtrail.aws.core.secrets import claim_key_secret
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.stage import open_stage
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners, read_profiles
from infra.local.deploy import Deployer
from infra.local.keys import ensure_keys
from infra.settings import LOCAL_KEYS
from tests.harness.cloud import RunningCloud
from tests.harness.deployed import Deployed
from tests.harness.malformed_messages import MalformedMessages, send_malformed_messages
from tests.harness.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.periods import Period, drop_period, make_period

HERE = Path(__file__).parent
PROFILES = HERE.parents[1] / "infra" / "stages" / "local" / "partners"
ORDER = (
    "test_period_of_files",
    "test_athena_answers",
    "test_own_file",
    "test_registered_encounters",
    "test_people_decide",
    "test_pipeline_trials",
    "test_partner_attacks",
    "test_held_evidence",
    "test_asked_past_commands",
    "test_refused_files",
    "test_large_set",
    "test_stopped_consumer",
    "test_escalated_claims",
    "test_killed_cloud",
    "test_dead_letters",
    "test_write_once_trail",
    "test_sealed_trail",
    "test_phi_stays_inside",
)
"""Files read the stage as the ones before left it: what needs a full stage comes last."""
PERIOD_SECONDS = 480
CLIENTS = (
    *("cloudformation", "dynamodb", "s3", "sqs", "athena", "secretsmanager"),
    *("events", "kms", "lambda"),
)
"""The command line's clients; a process keeps one of each."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse to share a process with other suites.

    Whose cloud would answer the command line's calls.
    """
    ours = [item for item in items if HERE in item.path.parents]
    if ours and len(ours) < len(items):
        raise pytest.UsageError(
            "end-to-end tests need a process of their own: "
            "`pytest --ignore=tests/journeys tests`, then `pytest tests/journeys`"
        )
    if ours:
        items.sort(key=lambda item: ORDER.index(item.path.stem))


@pytest.fixture(scope="session")
def partners() -> Partners:
    """The demonstration's trading partners."""
    return read_profiles(PROFILES)


@pytest.fixture(scope="session")
def deployed(partners: Partners, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The local stage, deployed by the CDK onto a fresh cloud.

    The command line finds it by itself.
    """
    ensure_keys(LOCAL_KEYS, [partner.id for partner in partners])
    root = tmp_path_factory.mktemp("deployed")
    running = RunningCloud.fresh(root, enforce_iam=True)
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("AWS_PROFILE", raising=False)
        environment.delenv("CLAIMTRAIL_STAGE", raising=False)
        for name, value in running.environment.items():
            environment.setenv(name, value)
        _forget_clients()
        try:
            Deployer(
                cloud=running.cloud.status(), credentials=running.cloud.credentials, root=root
            ).deploy("local")
            scratch = root / "outside"
            scratch.mkdir()
            yield Deployed(
                cloud=running, stage=open_stage("local"), keys=LOCAL_KEYS, scratch=scratch
            )
        finally:
            for service in CLIENTS:
                client(service).close()
            _forget_clients()
            running.stop()


@pytest.fixture(scope="session")
def period(deployed: Deployed, partners: Partners) -> Period:
    """A period of files, dropped and taken in."""
    period = make_period(partners)
    drop_period(deployed, period)
    deployed.await_truth(period.truth, within=PERIOD_SECONDS)
    deployed.await_rest()
    return period


@pytest.fixture(scope="session")
def stuck(deployed: Deployed) -> tuple[OwnClaim, OwnClaim]:
    """Two claims that the payer accepted long ago and has not spoken of since; both escalate.

    Their files are named after the patients' accounts, as some partners do.
    """
    long_ago = utc_now().date() - timedelta(days=70)
    claims = OwnClaim(serial=901, submitted_on=long_ago), OwnClaim(902, long_ago)
    for claim in claims:
        deployed.put(f"{BILLING_ID}/{claim.number}-837.x12", claim.submission())
        deployed.put(f"{PAYER_ID}/{claim.number}-277ca.x12", claim.acceptance())
    for claim in claims:
        # The first files of the stage may be: every function starts cold.
        deployed.await_state(claim.number, State.ACCEPTED, within=120)
    answer = deployed.client("lambda").invoke(FunctionName=deployed.function("start_escalations"))
    with closing(answer["Payload"]) as payload:
        assert "FunctionError" not in answer, payload.read()
    return claims


@pytest.fixture(scope="session")
def malformed_messages(deployed: Deployed) -> MalformedMessages:
    """Messages that no attempt can process, on their way to the dead-letter queues."""
    return send_malformed_messages(deployed)


def _forget_clients() -> None:
    client.cache_clear()
    claim_key_secret.cache_clear()
