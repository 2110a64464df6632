"""SIGTERM in the middle of a drop: what S3 or SFTP accepted is there after the start."""

import threading
from collections.abc import Callable, Iterable
from datetime import date

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.intake.sftp import DeliveryError
from simulator.model import SimulatedFile
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.e2e

DAY = date(2026, 9, 17)
CLAIMS = [OwnClaim(serial=serial, submitted_on=DAY) for serial in range(401, 409)]
KILL_AFTER = 3
"""Files that are accepted before the cloud is reported to stop."""


class Sender(threading.Thread):
    """A partner that delivers file after file, and notes what was accepted and what was not."""

    def __init__(self, deliver: Callable[[OwnClaim], None], claims: Iterable[OwnClaim]) -> None:
        super().__init__()
        self._deliver = deliver
        self._claims = claims
        self.accepted: list[OwnClaim] = []
        self.refused: list[OwnClaim] = []

    def run(self) -> None:
        for claim in self._claims:
            try:
                self._deliver(claim)
            except (BotoCoreError, ClientError, DeliveryError, OSError):
                self.refused.append(claim)
            else:
                self.accepted.append(claim)


@pytest.mark.capability("C1.2", "C2.2", "C3.2")
def test_given_a_drop_under_way_when_the_cloud_is_killed_and_started_then_nothing_is_lost(
    deployed: Deployed,
) -> None:
    def put(claim: OwnClaim) -> None:
        deployed.put(f"{BILLING_ID}/killed-{claim.serial}.x12", claim.submission())

    def send(claim: OwnClaim) -> None:
        name = f"killed-{claim.serial}-277ca.x12"
        file = SimulatedFile(
            partner_id=PAYER_ID,
            name=name,
            day=DAY,
            transaction="277CA",
            content=claim.acceptance(),
            purpose="the payer's word on one claim",
        )
        deployed.send(PAYER_ID, [file])

    senders = Sender(put, CLAIMS), Sender(send, CLAIMS)
    for sender in senders:
        sender.start()
    eventually(lambda: min(len(sender.accepted) for sender in senders) >= KILL_AFTER, 60)
    deployed.cloud.restart()
    for sender in senders:
        sender.join()
    for sender, deliver in zip(senders, (put, send), strict=True):
        for claim in sender.refused:
            deliver(claim)

    for claim in CLAIMS:
        deployed.await_state(claim.number, State.ACCEPTED, within=90)
    for claim in CLAIMS:
        deployed.settled_receipt(claim.submission(), BILLING_ID)
        deployed.settled_receipt(claim.acceptance(), PAYER_ID)
