"""A partner over SFTP: a bundle of very many interchanges, its answers, and nothing beyond them."""

from dataclasses import replace
from pathlib import Path

import pytest

from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.intake.receive.slices import SLICE
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model.source import MemorySource
from simulator.model import SimulatedFile
from tests.harness.files.bundles import PARTNER, bundle
from tests.harness.stage.deployed import Deployed
from tests.journeys.test_large_set import fetched, sftp_session

pytestmark = pytest.mark.e2e

GOOD = 40
"""Interchanges of the partner's own: half of them before those of a stranger, half after."""
STRANGERS = SLICE
"""Interchanges that somebody else signed: refused, so that they cost the stage no claims."""
WITHIN_SECONDS = 180
"""Some ten requests for each of the partner's interchanges, on two cores."""


def mixed_bundle() -> SimulatedFile:
    """A bundle of more interchanges than one slice has, most of them a stranger's."""
    own = bundle(GOOD, claim="SFB")
    pieces = [b"ISA" + piece for piece in own.content.split(b"ISA")[1:]]
    others = bundle(STRANGERS).content.replace(b"JUNIPERFISCAL  ", b"NOBODYATALL    ")
    half = GOOD // 2
    content = b"".join([*pieces[:half], others, *pieces[half:]])
    return replace(own, content=content)


@pytest.mark.capability("C1.2", "C2.2", "C2.3")
def test_given_a_bundle_by_sftp_when_it_is_read_then_each_interchange_is_answered_once(
    deployed: Deployed, tmp_path: Path
) -> None:
    file = mixed_bundle()
    deployed.send(PARTNER, [file])

    receipt = deployed.settled_receipt(file.content, PARTNER, within=WITHIN_SECONDS)

    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert receipt.interchange_count == GOOD + STRANGERS
    assert receipt.refused_interchange_count == STRANGERS
    assert (receipt.accepted_set_count, receipt.event_count) == (GOOD, GOOD)
    listed = sftp_session(deployed, PARTNER, "ls -l /outbox\n").stdout
    names = [key.rpartition("/")[2] for key in receipt.acknowledgment_keys]
    for name, answered in zip(names, (STRANGERS, GOOD), strict=True):
        more = f"_and_{GOOD + STRANGERS - 1}_more_"
        assert name.startswith(f"000000001{more}{receipt.recorded_at:%Y%m%d}")
        [line] = [each for each in listed.splitlines() if name in each]
        assert f"{receipt.recorded_at:%b}" in line
        answer = fetched(deployed, PARTNER, name, tmp_path / name)
        assert len(scan_envelopes(MemorySource(answer)).interchanges) == answered


@pytest.mark.capability("C2.2")
def test_given_a_partners_account_when_it_does_what_it_may_not_then_it_is_told_and_nothing_moves(
    deployed: Deployed, tmp_path: Path
) -> None:
    file = bundle(1, claim="SFO")
    deployed.send(PARTNER, [file])
    receipt = deployed.settled_receipt(file.content, PARTNER, within=90)
    path = tmp_path / "mine"
    path.write_bytes(b"ISA*mine")
    before = set(dict(deployed.objects(IntakeOutput.OUTBOX_BUCKET)))
    answer = receipt.acknowledgment_keys[-1].rpartition("/")[2]

    back = tmp_path / "back"
    sftp_session(deployed, PARTNER, f"get /inbox/{file.name} {back}\n")
    assert back.read_bytes() == file.content

    for command in (
        f"rm /inbox/{file.name}",
        f"rm /outbox/{answer}",
        f"rename /outbox/{answer} /outbox/seen",
        f"put {path} /outbox/mine",
        f"put {path} /outbox/{answer}",
    ):
        done = sftp_session(deployed, PARTNER, f"{command}\n", succeeds=False)
        assert "ermission denied" in done.stderr, (command, done.stderr)

    assert set(dict(deployed.objects(IntakeOutput.OUTBOX_BUCKET))) == before
    assert fetched(deployed, PARTNER, answer, tmp_path / answer).count(b"~AK9*A*1*1*1~") == 1
