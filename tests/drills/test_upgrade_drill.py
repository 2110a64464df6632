"""An upgrade of a stage that has claims, tickets and a sealed trail, while files come in.

It deploys twice, which is why it is a target of its own (`make upgrade-drill`). `make test`
compares the templates of both releases (tests/infra/test_upgrades.py).
"""

import json
import sys
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.stage import open_stage
from claimtrail.cli.main import cli
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.outputs import TrailOutput
from infra.local.deploy import Deployer
from infra.stage import LOCAL_KEYS
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.deployed import Deployed
from tests.harness.templates.releases import kept

pytestmark = pytest.mark.e2e

SENT_ON = utc_now().date() - timedelta(days=70)
PAID, DENIED, OPEN = OwnClaim(1, SENT_ON), OwnClaim(2, SENT_ON, charge="640"), OwnClaim(3, SENT_ON)
WAITING = OwnClaim(4, SENT_ON)
"""A claim whose file is in a queue while the stacks are updated."""
FIRST_UNDER_WAY = 100
COLD = 240.0
"""Seconds for the first files of a deployment: every function starts cold."""
WITHIN = 120.0
PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class Before:
    """The stage as the last release left it."""

    claims: dict[str, tuple[Any, ...]]
    tickets: dict[str, tuple[Any, ...]]
    rows: dict[str, int]


class Sender(threading.Thread):
    """A partner that goes on dropping files, one claim each, until it is stopped."""

    def __init__(self, stage: Deployed) -> None:
        super().__init__()
        self._stage = stage
        self._stopped = threading.Event()
        self.sent: list[OwnClaim] = []

    def run(self) -> None:
        """Drop the next file each second."""
        while not self._stopped.wait(PAUSE_SECONDS):
            claim = OwnClaim(FIRST_UNDER_WAY + len(self.sent), SENT_ON)
            self._stage.put(f"{BILLING_ID}/under-way-{claim.serial}.x12", claim.submission())
            self.sent.append(claim)

    def stop(self) -> None:
        """Drop no more."""
        self._stopped.set()
        self.join()


def opened(running: RunningCloud, scratch: Path) -> Deployed:
    """The stage as it is deployed now."""
    scratch.mkdir(exist_ok=True)
    return Deployed(cloud=running, stage=open_stage("local"), keys=LOCAL_KEYS, scratch=scratch)


def standing(claim: Claim) -> tuple[Any, ...]:
    """Return what a biller knows of a claim."""
    money = claim.charge_cents, claim.paid_cents, claim.balance_cents
    steps = tuple((step.after, step.event_id) for step in claim.steps)
    return claim.claim_id, claim.state, money, steps


def tickets_of(stage: Deployed) -> dict[str, tuple[Any, ...]]:
    """The open tickets."""
    rows = stage.claimtrail("tickets", "--payer", PAYER_ID)
    return {row["ticket_id"]: (row["claim_id"], row["title"]) for row in rows}


def rows_of(stage: Deployed, *names: str) -> dict[str, int]:
    """Athena's count of each dataset's rows."""
    counted = {}
    for name in names:
        [row] = stage.ask(f"select count(*) as n from {name}")  # noqa: S608 - our own names
        counted[name] = int(str(row["n"]))
    return counted


def seal(stage: Deployed) -> None:
    """Seal the trail now."""
    assert stage.claimtrail("audit", "seal")["chains"] > 0


def played(stage: Deployed) -> Before:
    """Play files through the last release, and note what became of them."""
    for claim in (PAID, DENIED, OPEN):
        stage.put(f"{BILLING_ID}/before-{claim.serial}.x12", claim.submission())
        stage.put(f"{PAYER_ID}/before-{claim.serial}-277ca.x12", claim.acceptance())
    for claim in (PAID, DENIED, OPEN):
        stage.await_state(claim.number, State.ACCEPTED, within=COLD)
    stage.put(f"{PAYER_ID}/before-paid.x12", PAID.remittance())
    stage.put(f"{PAYER_ID}/before-denied.x12", DENIED.denial())
    stage.await_state(PAID.number, State.PAID, within=WITHIN)
    stage.await_state(DENIED.number, State.DENIED, within=WITHIN)
    eventually(lambda: tickets_of(stage), WITHIN, every=0.5)
    stage.await_rest()
    seal(stage)
    claims = {claim.patient_control_number: standing(claim) for claim in stage.claims()}
    return Before(claims, tickets_of(stage), rows_of(stage, "claim_events", "audit"))


@dataclass(frozen=True)
class Upgraded:
    """The stage after its upgrade, and what it was before."""

    stage: Deployed
    before: Before
    under_way: list[OwnClaim]


@pytest.fixture(scope="module")
def upgraded(
    deployer: tuple[RunningCloud, Deployer], tmp_path_factory: pytest.TempPathFactory
) -> Upgraded:
    """The last release with data in it, upgraded to this tree while a partner drops files."""
    running, command = deployer
    scratch = tmp_path_factory.mktemp("outside")
    stage = opened(running, scratch)
    before = played(stage)
    url, _ = stage.queues()["Receive"]
    sender = Sender(stage)
    with stage.consumer_down("Receive"):
        stage.put(f"{BILLING_ID}/waiting.x12", WAITING.submission())
        eventually(lambda: stage.depth(url) >= 1, 30, every=0.2)
        sender.start()
        try:
            done = command.deploy("local")
        finally:
            sender.stop()
    sys.stdout.write(f"the upgrade: {done.seconds:.0f} s, {len(sender.sent)} files meanwhile\n")
    assert done.changed
    return Upgraded(opened(running, scratch), before, sender.sent)


def test_the_account_is_compared_by_the_templates_that_cloudformation_gives_back(
    upgraded: Upgraded, deployer: tuple[RunningCloud, Deployer]
) -> None:
    _, command = deployer

    same = upgraded.stage.claimtrail("upgrade-check", "deployed", command.assembly)
    back = upgraded.stage.claimtrail("upgrade-check", "deployed", kept("local"))

    assert (same["can_upgrade"], same["findings"]) == (True, [])
    assert (back["can_upgrade"], back["old"]) == (True, "deployed")


def test_claims_and_tickets_of_the_last_release_stand_as_they_stood(upgraded: Upgraded) -> None:
    now = {claim.patient_control_number: standing(claim) for claim in upgraded.stage.claims()}

    assert upgraded.before.claims
    assert upgraded.before.tickets
    assert {number: now[number] for number in upgraded.before.claims} == upgraded.before.claims
    assert upgraded.before.tickets.items() <= tickets_of(upgraded.stage).items()


@pytest.mark.capability("C1.2")
def test_files_that_were_under_way_are_taken_in_once(upgraded: Upgraded) -> None:
    stage, claims = upgraded.stage, [WAITING, *upgraded.under_way]

    for claim in claims:
        stage.await_state(claim.number, State.SUBMITTED, within=COLD)
    stage.await_rest()

    receipts = [stage.settled_receipt(claim.submission(), BILLING_ID) for claim in claims]
    assert {receipt.status for receipt in receipts} == {FileStatus.INGESTED}
    assert stage.dead_bodies() == {}
    wanted = [stage.claim(claim.number) for claim in claims]
    ids = [claim.claim_id for claim in wanted if claim]

    def counted() -> bool:
        rows = stage.ask("select claim_id, count(*) as n from claim_events group by claim_id")
        facts = {str(row["claim_id"]): int(str(row["n"])) for row in rows}
        assert {facts.get(each) for each in ids} == {1}
        return True

    assert len(ids) == len(claims) > 1
    eventually(counted, WITHIN, every=1)


def test_a_claim_of_the_last_release_goes_on_with_files_of_this_one(upgraded: Upgraded) -> None:
    stage = upgraded.stage
    stage.put(f"{PAYER_ID}/after-open.x12", OPEN.remittance())
    stage.put(f"{PAYER_ID}/after-denied.x12", DENIED.remittance(days_after=60))

    stage.await_state(OPEN.number, State.PAID, within=COLD)
    stage.await_state(DENIED.number, State.PAID, within=WITHIN)
    eventually(lambda: not upgraded.before.tickets.keys() & tickets_of(stage).keys(), WITHIN)


@pytest.mark.capability("C3.3")
def test_the_trail_of_both_releases_is_one_chain_and_athena_reads_it(
    upgraded: Upgraded, tmp_path: Path
) -> None:
    stage = upgraded.stage
    stage.await_rest()
    seal(stage)
    key = stage.claimtrail("audit", "key", "--out", tmp_path / "key.pem")
    assert key["sha256"]

    trail = f"s3://{stage.bucket(TrailOutput.AUDIT_BUCKET)}"
    heads = tmp_path / "heads.json"
    heads.write_text(CliRunner().invoke(cli, ["audit", "heads"]).stdout)
    proof = ["--heads", str(heads), "--public-key", str(tmp_path / "key.pem")]
    verdict = CliRunner().invoke(cli, ["audit", "verify", trail, *proof, "--json"])

    assert verdict.exit_code == 0, verdict.output
    assert json.loads(verdict.stdout)["verdict"] == "SOUND"
    now = rows_of(stage, *upgraded.before.rows)
    assert all(now[name] > count for name, count in upgraded.before.rows.items())
    states = {(row["state"]): row for row in stage.ask_saved("claims_by_status_and_payer")}
    assert State.PAID.value in states
