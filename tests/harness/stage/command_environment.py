"""The environment of commands and of what runs in-process: which cloud they reach, and as whom."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.secrets import claim_key_secret

_OF_A_SHELL = ("AWS_PROFILE", "CLAIMTRAIL_STAGE")
"""Variables by which a developer's own shell would lead commands elsewhere."""


@contextmanager
def commands_reach(variables: Mapping[str, str]) -> Iterator[pytest.MonkeyPatch]:
    """Let SDKs and commands reach what the variables name, and forget clients of before and after.

    Gives the patches, which may be added to and end with the block.
    """
    forget_clients()
    with pytest.MonkeyPatch.context() as environment:
        for name in _OF_A_SHELL:
            environment.delenv(name, raising=False)
        for name, value in variables.items():
            environment.setenv(name, value)
        try:
            yield environment
        finally:
            forget_clients()


def forget_clients() -> None:
    """Forget the clients and the secret of an environment that is no more."""
    client.cache_clear()
    claim_key_secret.cache_clear()
