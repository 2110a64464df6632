"""One deployed stage for every end-to-end test: the stacks, on a cloud that enforces IAM."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser

from claimtrail.aws.core.account.clients import client
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.stage import open_stage
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners, read_profiles
from claimtrail.partners.synthetic import PAYER_ID as SYNTHETIC_PAYER_ID
from infra.local.deploy import Deployer
from infra.local.keys import ensure_keys
from infra.stage import LOCAL_KEYS
from tests.harness.days.day_claims import DayClaims, drop_day_claims
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.cloud import RunningCloud, free_port
from tests.harness.stage.command_environment import commands_reach
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.malformed_messages import MalformedMessages, send_malformed_messages
from tests.harness.stage.periods import Period, drop_period, make_period
from tools.browser.chromium import started_chromium

HERE = Path(__file__).parent
PROFILES = HERE.parents[1] / "infra" / "stages" / "local" / "partners"
SLOW_TO_RIPEN = ("malformed_messages", "stuck", "silent")
"""Fixtures that need a minute of the stage's own time: begun first, when a chosen test asks."""
PERIOD_SECONDS = 480
CLIENTS = (
    *("cloudformation", "dynamodb", "s3", "sqs", "athena", "secretsmanager"),
    *("events", "kms", "lambda"),
)
"""The command line's clients; a process keeps one of each."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle the files by the seed, and refuse to share a process with other suites.

    Whose cloud would answer the command line's calls. Within a file, tests keep their order.
    """
    ours = [item for item in items if HERE in item.path.parents]
    if ours and len(ours) < len(items):
        raise pytest.UsageError(
            "end-to-end tests need a process of their own: "
            "`pytest --ignore=tests/journeys tests`, then `pytest tests/journeys`"
        )
    if ours:
        files = sorted({item.path for item in items})
        Random(config.getoption("--journey-seed")).shuffle(files)  # noqa: S311 - an order
        items.sort(key=lambda item: files.index(item.path))


def pytest_report_collectionfinish(config: pytest.Config) -> str:
    """Print the seed that plays the journeys in this order again."""
    return f"journeys in the order of --journey-seed {config.getoption('--journey-seed')}"


@pytest.fixture(scope="session", autouse=True)
def begun(request: pytest.FixtureRequest) -> None:
    """Begin what takes the stage a minute, so that other journeys run meanwhile."""
    asked = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    for name in SLOW_TO_RIPEN:
        if name in asked:
            request.getfixturevalue(name)


@pytest.fixture(scope="session")
def partners() -> Partners:
    """The demonstration's trading partners."""
    return read_profiles(PROFILES)


@pytest.fixture(scope="session")
def deployed(partners: Partners, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The local stage, deployed by the CDK onto a fresh cloud.

    The command line finds it by itself.
    """
    ensure_keys(LOCAL_KEYS, [*(partner.id for partner in partners), SYNTHETIC_PAYER_ID])
    root = tmp_path_factory.mktemp("deployed")
    running = RunningCloud.fresh(root, enforce_iam=True, identity_port=free_port())
    with commands_reach(running.environment):
        try:
            Deployer(
                cloud=running.cloud.status(), credentials=running.cloud.credentials, root=root
            ).deploy("local")
            scratch = root / "outside"
            scratch.mkdir()
            deployed = Deployed(
                cloud=running, stage=open_stage("local"), keys=LOCAL_KEYS, scratch=scratch
            )
            deployed.make_schedules_rarer()
            yield deployed
        finally:
            for service in CLIENTS:
                client(service).close()
            running.discard()


@pytest.fixture(scope="session")
def period(deployed: Deployed, partners: Partners) -> Period:
    """A period of files, dropped when first asked for, and taken in."""
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
        deployed.await_state(claim.number, State.ACCEPTED, within=240)
    # What changed just before is left for a later run.
    deployed.run_scheduled("start_escalations")
    return claims


@pytest.fixture(scope="session")
def silent(deployed: Deployed) -> tuple[OwnClaim, OwnClaim]:
    """Two claims of which the payer never said that it has them: the second one has a 999."""
    long_ago = utc_now().date() - timedelta(days=40)
    lost, unanswered = OwnClaim(903, long_ago), OwnClaim(904, long_ago)
    for claim in (lost, unanswered):
        deployed.put(f"{BILLING_ID}/{claim.number}-837.x12", claim.submission())
    deployed.put(f"{PAYER_ID}/{unanswered.number}-999.x12", unanswered.acknowledgment())
    deployed.await_state(lost.number, State.SUBMITTED, within=240)
    deployed.await_state(unanswered.number, State.SYNTAX_ACCEPTED, within=240)
    # What changed just before is left for a later run.
    deployed.run_scheduled("start_escalations")
    return lost, unanswered


@pytest.fixture(scope="session")
def day_claims(deployed: Deployed) -> DayClaims:
    """Claims that people of each role work on at the pages, and a file that was refused."""
    return drop_day_claims(deployed)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A started browser. Fails with what to do where the machine has none.

    It ends with the file: Playwright keeps an event loop running, beside which no other test can
    start one of its own.
    """
    with started_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def malformed_messages(deployed: Deployed) -> MalformedMessages:
    """Messages that no attempt can process, on their way to the dead-letter queues."""
    return send_malformed_messages(deployed)
