"""A stage that cannot be asked for is said to be so, whatever is missing."""

import pytest

from claimtrail.aws.core.account.stacks import outputs_of
from claimtrail.kernel.errors import ConfigurationError

SHELL = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_MAX_ATTEMPTS": "1"}


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    for name, value in SHELL.items():
        monkeypatch.setenv(name, value)


def test_a_shell_without_a_region_is_told_so() -> None:
    with pytest.raises(ConfigurationError, match=r"CLOUD_UNREACHABLE.*region"):
        outputs_of(["claimtrail-dev-storage"])


def test_a_cloud_that_does_not_answer_is_no_empty_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    with pytest.raises(ConfigurationError, match=r"CLOUD_UNREACHABLE.*claimtrail up"):
        outputs_of(["claimtrail-local-storage"])
