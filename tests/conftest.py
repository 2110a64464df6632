"""Fixtures of every suite: sockets limited to loopback, and an embedded cloud for who asks."""

import gc
from collections.abc import Iterator
from random import SystemRandom

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from tests.harness import case_sample
from tests.harness.budgets import Budgets
from tests.harness.effort import times
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.command_environment import commands_reach

# A busy machine is no counterexample.
settings.register_profile(
    "effort",
    max_examples=times(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("effort")
GARBAGE_THRESHOLDS = 10_000, 50, 100
"""Objects made, and looks at the younger ones, before garbage in circles is looked for."""
LOOPBACK = ["127.0.0.1", "localhost", "::1"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--schedules",
        type=int,
        default=14,
        help="seeded schedules of the pipeline to play (14; a full proof plays 2000)",
    )
    parser.addoption(
        "--first-seed",
        type=int,
        default=0,
        help="the seed of the first schedule (0): a full proof may be played in parts",
    )
    parser.addoption(
        "--deaths-every",
        type=int,
        default=11,
        help="calls of the in-memory pipeline at which a worker dies: every eleventh, before one "
        "and after the next (a full proof: 1)",
    )
    parser.addoption(
        "--crash-points",
        default="6",
        help="AWS calls of the pipeline to disturb: a number drawn by seed (6), `all`, or "
        "FIRST-LAST",
    )
    parser.addoption(
        "--journey-seed",
        type=int,
        default=SystemRandom().randrange(10_000),
        help="the seed of the order in which the files of journeys run (drawn, and printed)",
    )
    case_sample.add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Budgets(), "budgets")
    case_sample.register(config)


def pytest_collection_finish() -> None:
    """Leave what is collected and imported out of every later look for garbage.

    Which is a seventh of the processor's time where a look comes as often as by default.
    """
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def pytest_sessionfinish() -> None:
    """Let the libraries' own objects be collected before the process ends, as they expect."""
    gc.unfreeze()


def pytest_runtest_setup() -> None:
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """A fresh emulator for the session, with IAM not enforced; boto3 finds it by itself."""
    running = RunningCloud.fresh(tmp_path_factory.mktemp("cloud"))
    with commands_reach(running.environment):
        try:
            yield running
        finally:
            running.discard()


@pytest.fixture(scope="session", autouse=True)
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the ids that commands show out of the checkout's own folder."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path_factory.mktemp("state")))
        yield
