"""Each stage synthesized once per session, as the CDK's command line would."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from infra import stage as stages
from infra.acknowledgments import findings
from infra.stage import read_stage
from tests.harness.templates.synthesis import STAGES, synthesize_into
from tests.harness.templates.templates import Synthesized

Synthesize = Callable[[str], Synthesized]


@pytest.fixture(scope="session", autouse=True)
def no_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the keys of a cloud that runs from this checkout out of the templates."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stages, "LOCAL_KEYS", tmp_path_factory.mktemp("no-keys"))
        yield


@pytest.fixture(scope="session")
def synthesize(tmp_path_factory: pytest.TempPathFactory) -> Synthesize:
    @cache
    def once(name: str) -> Synthesized:
        folder = tmp_path_factory.mktemp(name)
        app = synthesize_into(name, folder)
        source = read_stage(name, STAGES[name])
        return Synthesized(source=source, folder=folder, findings=tuple(findings(app)))

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
