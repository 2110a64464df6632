"""Nothing of a request is read that came past the front, and nobody sees the front's secret."""

from typing import Any

import pytest

from claimtrail.access.front.origin import NO_FRONT, ORIGIN_HEADER, OpenOrigin, SecretOrigin
from claimtrail.bootstrap.front import origin_check
from claimtrail.kernel.clock import utc_now
from claimtrail.web.way_in import entered

pytestmark = pytest.mark.capability("T2.2")

SECRET = "s" * 64
BEHIND = SecretOrigin(lambda: frozenset({SECRET}), utc_now)


def event(**headers: str) -> dict[str, Any]:
    """A request as API Gateway hands it over: CloudFront's address is its peer's."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "version": "2.0",
        "headers": named,
        "requestContext": {"http": {"method": "GET", "sourceIp": "130.176.1.1"}},
    }


@pytest.mark.parametrize("shown", [{}, {ORIGIN_HEADER: ""}, {ORIGIN_HEADER: "t" * 64}])
def test_a_request_past_the_front_does_not_come_in(shown: dict[str, str]) -> None:
    assert entered(event(**shown), BEHIND) is None


def test_a_request_through_the_front_has_the_persons_address_and_no_secret() -> None:
    shown = event(**{ORIGIN_HEADER: SECRET}, x_forwarded_for="10.0.0.1, 203.0.113.9, 130.176.1.1")

    came = entered(shown, BEHIND)

    assert came is not None
    assert came["requestContext"]["http"] == {"method": "GET", "sourceIp": "203.0.113.9"}
    assert SECRET not in str(came)
    assert shown["headers"][ORIGIN_HEADER] == SECRET


def test_without_a_front_the_address_that_connected_is_the_persons() -> None:
    came = entered(event(x_forwarded_for="203.0.113.9, 10.0.0.1"), OpenOrigin())

    assert came is not None
    assert came["requestContext"]["http"]["sourceIp"] == "130.176.1.1"
    assert isinstance(origin_check(NO_FRONT), OpenOrigin)
