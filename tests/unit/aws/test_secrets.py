"""A secret that people enter counts for warm workers once what they keep is too old."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from aws_lambda_powertools.utilities.parameters import base

from claimtrail.aws.core.account import secrets
from claimtrail.aws.core.account.secrets import current_secret_text, kept_secrets

ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:NoticeChannels"
FIRST, SECOND = '{"pages": "https://first.example"}', '{"pages": "https://second.example"}'


class _Hands(datetime):
    """The hands of the wall clock, which the test moves."""

    at = datetime(2026, 12, 1, 12)
    """Naive, as Powertools compares them."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override] # noqa: ARG003
        return cls.at


class _Secrets:
    """Secrets Manager with one secret."""

    def __init__(self) -> None:
        self.text = FIRST

    def get_secret_value(self, **_: str) -> dict[str, str]:
        return {"SecretString": self.text}


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Secrets]:
    known = _Secrets()
    monkeypatch.setattr(secrets, "client", lambda _: known)
    monkeypatch.setattr(base, "datetime", _Hands)
    monkeypatch.setattr(base.user_agent, "register_feature_to_client", lambda **_: None)
    kept_secrets.cache_clear()
    yield known
    kept_secrets.cache_clear()


@pytest.mark.parametrize(
    ("kept", "seconds", "text"), [(60, 59, FIRST), (60, 61, SECOND), (0, 1, SECOND)]
)
def test_what_is_entered_counts_once_the_text_before_was_kept_long_enough(
    monkeypatch: pytest.MonkeyPatch, entered: _Secrets, kept: int, seconds: int, text: str
) -> None:
    assert current_secret_text(ARN, kept_seconds=kept) == FIRST
    entered.text = SECOND
    monkeypatch.setattr(_Hands, "at", _Hands.at + timedelta(seconds=seconds))

    assert current_secret_text(ARN, kept_seconds=kept) == text
