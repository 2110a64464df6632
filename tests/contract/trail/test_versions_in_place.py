"""Verified in its bucket: newer versions and delete markers are named, as S3 lists them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.trail.copy import S3Copy
from claimtrail.trail.verification.report import TrailVerdict
from claimtrail.trail.verification.trail_faults import FaultKind
from claimtrail.trail.verification.verify import verify_copy
from tests.harness.stage.cloud import RunningCloud
from tests.harness.trail.forged_copy import SIGNER, build

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C3.3", "C5.1")]
VICTIM = "audit/dt=2026-03-09/000000000002.ndjson.gz"
OTHER = "seals/dt=2026-03-10/000000000002.seal"
KEYS = (SIGNER.public_key,)


@dataclass(frozen=True)
class Place:
    """A locked bucket with a trail below a prefix."""

    s3: Any
    name: str

    def report(self, prefix: str = "trail/") -> Any:
        return verify_copy(S3Copy(self.s3, self.name, prefix), public_keys=KEYS)


@pytest.fixture
def place(cloud: RunningCloud) -> Place:
    s3, name = cloud.client("s3"), f"trail-{uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    trail = build(days=2, objects_per_day=2, bucket=name)
    for key, data in trail.objects.items():
        s3.put_object(Bucket=name, Key=f"trail/{key}", Body=data)
    return Place(s3, name)


def test_an_untouched_bucket_is_sound_with_its_versions_examined(place: Place) -> None:
    report = place.report()

    assert report.verdict is TrailVerdict.SOUND_UP_TO, report.faults
    assert {check.name.value: check.result.value for check in report.checks}["versions"] == "passed"


def test_what_was_put_over_or_hidden_is_named_and_the_sealed_version_is_verified(
    place: Place,
) -> None:
    over = [
        place.s3.put_object(Bucket=place.name, Key=f"trail/{VICTIM}", Body=b"forged")["VersionId"]
        for _ in range(2)
    ]
    marker = place.s3.delete_object(Bucket=place.name, Key=f"trail/{OTHER}")["VersionId"]

    report = place.report()

    assert report.seals == 2
    assert [(fault.kind, fault.key) for fault in report.faults] == [
        (FaultKind.REPLACED, VICTIM),
        (FaultKind.REPLACED, VICTIM),
        (FaultKind.HIDDEN, OTHER),
    ]
    texts = [fault.text for fault in report.faults]
    assert all(any(version in text for text in texts) for version in (*over, marker))


def test_a_mistyped_prefix_or_bucket_is_nothing_to_verify(place: Place) -> None:
    for report in (
        place.report("trial/"),
        verify_copy(S3Copy(place.s3, f"{place.name}-not"), public_keys=KEYS),
    ):
        assert report.verdict is TrailVerdict.NOT_SOUND
        assert report.is_absent
    assert "NoSuchBucket" in report.faults[0].text
