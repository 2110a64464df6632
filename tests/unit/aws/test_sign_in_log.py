"""Refused sign-ins and those that fail at a provider are counted apart."""

import pytest

from claimtrail.access.log_events import AccessLogEvent
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.aws.access import sign_in_log
from claimtrail.aws.access.sign_in_log import SignInLogLines

pytestmark = pytest.mark.capability("C8.8")


def test_what_lies_with_the_provider_rings_another_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: dict[str, AccessLogEvent] = {}

    def noted(event: AccessLogEvent, *, failure: str, **_: str) -> None:
        counted[failure] = event

    monkeypatch.setattr(sign_in_log, "note", noted)

    for failure in SignInFailure:
        SignInLogLines().refused(SignInError(failure))

    assert {name for name, event in counted.items() if event is AccessLogEvent.SIGN_IN_FAILED} == {
        "provider_down",
        "provider_refused",
        "token_invalid",
    }
    assert len(counted) == len(SignInFailure)
