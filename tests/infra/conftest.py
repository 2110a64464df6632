"""Each stage synthesized once per session, as the CDK's command line would."""

from collections.abc import Callable
from functools import cache

import pytest

from infra.acknowledgments import findings
from infra.settings import STAGES
from tests.harness.synthesis import synthesize_into
from tests.harness.templates import Synthesized

Synthesize = Callable[[str], Synthesized]


@pytest.fixture(scope="session")
def synthesize(tmp_path_factory: pytest.TempPathFactory) -> Synthesize:
    @cache
    def once(stage: str) -> Synthesized:
        folder = tmp_path_factory.mktemp(stage)
        app = synthesize_into(stage, folder)
        return Synthesized(stage=stage, folder=folder, findings=tuple(findings(app)))

    return once


@pytest.fixture(scope="session", params=STAGES)
def stage(request: pytest.FixtureRequest, synthesize: Synthesize) -> Synthesized:
    """Every stage in turn."""
    return synthesize(request.param)


@pytest.fixture(scope="session")
def dev(synthesize: Synthesize) -> Synthesized:
    return synthesize("dev")


@pytest.fixture(scope="session")
def prod(synthesize: Synthesize) -> Synthesized:
    return synthesize("prod")


@pytest.fixture(scope="session")
def local(synthesize: Synthesize) -> Synthesized:
    return synthesize("local")
