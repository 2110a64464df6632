"""A cloud with the last release deployed on it, whole: upgrades are played on a stage with data."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.deploy import Deployer
from infra.local.keys import ensure_keys
from infra.stage import LOCAL_KEYS, read_stage
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.command_environment import commands_reach
from tests.harness.templates.releases import unpacked


@pytest.fixture(scope="module")
def deployer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningCloud, Deployer]]:
    """The last release, deployed onto a fresh cloud that enforces IAM; commands find it."""
    ensure_keys(LOCAL_KEYS, [partner.id for partner in read_stage("local").partners])
    root: Path = tmp_path_factory.mktemp("upgraded")
    running = RunningCloud.fresh(root, enforce_iam=True)
    with commands_reach(running.environment):
        try:
            deployer = Deployer(
                cloud=running.cloud.status(), credentials=running.cloud.credentials, root=root
            )
            release = unpacked(root / "release")
            done = deployer.deploy_assembly("local", release)
            sys.stdout.write(f"the last release: {len(done.stacks)} stacks, {done.seconds:.0f} s\n")
            yield running, deployer
        finally:
            running.stop()
