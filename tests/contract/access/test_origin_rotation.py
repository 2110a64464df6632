"""One suite for both secrets of the pages' origin, and for both fronts that send it."""

from typing import Any
from uuid import uuid4

import pytest

from claimtrail.access.front.origin import ORIGIN_HEADER
from claimtrail.access.front.rotation import (
    CURRENT,
    PENDING,
    PREVIOUS,
    VALUE_LENGTH,
    Front,
    OriginRotation,
)
from claimtrail.aws.access.distribution import CloudFrontFront
from claimtrail.aws.access.origin_secret import AwsOriginSecret, new_value
from tests.twins.front import MemoryFront, MemorySecret

pytestmark = pytest.mark.capability("T2.2")

OLD, NEW = "a" * VALUE_LENGTH, "b" * VALUE_LENGTH
ON_AWS = pytest.param("aws", marks=pytest.mark.cloud)
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


@pytest.fixture(params=["memory", ON_AWS])
def secret(request: pytest.FixtureRequest) -> MemorySecret | AwsOriginSecret:
    """A secret with a current value alone."""
    if request.param == "memory":
        return MemorySecret.of(OLD)
    client = request.getfixturevalue("cloud").client("secretsmanager")
    made = client.create_secret(Name=f"origin-{uuid4()}", SecretString=OLD)
    return AwsOriginSecret(client, made["ARN"])


def test_a_secret_has_its_current_value_until_another_one_is_pending(
    secret: MemorySecret | AwsOriginSecret,
) -> None:
    version = str(uuid4())
    assert secret.values() == {OLD}
    assert secret.value(PENDING) is None
    assert secret.labels(version) == frozenset()

    secret.put_pending(version, NEW)

    assert secret.labels(version) == {PENDING}
    assert (secret.value(CURRENT), secret.value(PENDING)) == (OLD, NEW)
    assert secret.values() == {OLD, NEW}


def test_a_version_that_is_promoted_leaves_the_one_before_as_the_previous_one(
    secret: MemorySecret | AwsOriginSecret,
) -> None:
    version = str(uuid4())
    secret.put_pending(version, NEW)

    secret.promote(version)

    assert secret.labels(version) == {CURRENT}
    assert secret.value(PENDING) is None
    assert (secret.value(CURRENT), secret.value(PREVIOUS)) == (NEW, OLD)


def distribution(cloudfront: Any) -> str:
    """A distribution with two headers; returns its id."""
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": str(uuid4()),
            "Comment": "the pages",
            "Enabled": True,
            "Origins": {
                "Quantity": 1,
                "Items": [
                    {
                        "Id": "api",
                        "DomainName": "origin.claims.example",
                        "CustomHeaders": {
                            "Quantity": 2,
                            "Items": [
                                {"HeaderName": ORIGIN_HEADER, "HeaderValue": OLD},
                                {"HeaderName": "x-other", "HeaderValue": "kept"},
                            ],
                        },
                        "CustomOriginConfig": {
                            "HTTPPort": 80,
                            "HTTPSPort": 443,
                            "OriginProtocolPolicy": "https-only",
                        },
                    }
                ],
            },
            "DefaultCacheBehavior": {
                "TargetOriginId": "api",
                "ViewerProtocolPolicy": "redirect-to-https",
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            },
        }
    )
    return str(made["Distribution"]["Id"])


def sent_by(cloudfront: Any, distribution_id: str) -> dict[str, str]:
    config = cloudfront.get_distribution_config(Id=distribution_id)["DistributionConfig"]
    [origin] = config["Origins"]["Items"]
    return {one["HeaderName"]: one["HeaderValue"] for one in origin["CustomHeaders"]["Items"]}


@pytest.mark.parametrize("kind", ["memory", ON_AWS])
def test_a_rotation_brings_the_new_value_to_the_front_and_leaves_other_headers(
    kind: str, secret: MemorySecret | AwsOriginSecret, request: pytest.FixtureRequest
) -> None:
    version, front = str(uuid4()), MemoryFront({ORIGIN_HEADER: OLD, "x-other": "kept"})
    sending: Front = front
    sent = front.sent
    if kind == "aws":
        cloudfront = request.getfixturevalue("cloud").client("cloudfront")
        made = distribution(cloudfront)
        sending = CloudFrontFront(cloudfront, made)
    rotation = OriginRotation(secret, sending, new_value)
    secret.put_pending(version, new_value())

    for step in (*STEPS, *STEPS):
        rotation.run(step, version, header=ORIGIN_HEADER)

    if kind == "aws":
        sent = sent_by(cloudfront, made)
    assert sent == {ORIGIN_HEADER: secret.value(CURRENT), "x-other": "kept"}
    assert secret.value(CURRENT) not in {OLD, None}


def test_values_are_long_random_and_fit_a_header() -> None:
    made = {new_value() for _ in range(100)}
    assert len(made) == 100
    assert all(len(value) == VALUE_LENGTH and value.isascii() and value.isalnum() for value in made)
