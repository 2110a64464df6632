"""The audit trail: a copy of it verifies, an edited copy does not, and S3 keeps it write-once."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from claimtrail.analytics.datasets import DATASETS
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.trail.outputs import TrailOutput
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.copies import FolderCopy
from claimtrail.trail.verification.verify import verify_copy
from tests.harness.eventually import eventually
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.periods import Period

pytestmark = pytest.mark.e2e

WRITTEN = {"audit", "claim_events", "claim_versions", "files", "remittances", "adjustments"}
"""Chains that any period of files writes."""
Copy = tuple[Path, dict[str, Head]]


def heads(deployed: Deployed) -> dict[str, Head]:
    """The end of each dataset's chain."""
    store = S3ChainStore(
        deployed.client("s3"),
        deployed.client("dynamodb"),
        bucket=deployed.bucket(TrailOutput.AUDIT_BUCKET),
        table=deployed.bucket(SharedOutput.OPERATIONS_TABLE),
    )
    found = {dataset: store.head(dataset) for dataset in DATASETS}
    return {dataset: head for dataset, head in found.items() if head}


@pytest.fixture(scope="module")
def copy(deployed: Deployed, period: Period, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The trail in a folder, and the heads as they stood meanwhile."""
    assert period.files

    folder = tmp_path_factory.mktemp("trail")

    def still() -> Copy | None:
        before = heads(deployed)
        for key in deployed.keys_in(TrailOutput.AUDIT_BUCKET):
            path = folder / key
            if not path.exists():  # no object of the trail changes
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(deployed.object_of(TrailOutput.AUDIT_BUCKET, key))
        return (folder, before) if heads(deployed) == before else None

    return eventually(still, 120, every=1)


@pytest.mark.capability("C3.3", "C5.1")
def test_given_a_copy_of_the_trail_when_verified_then_it_is_sound_to_its_end(copy: Copy) -> None:
    folder, ends = copy

    report = verify_copy(FolderCopy(folder), heads=ends)

    assert report.faults == ()
    assert report.anchored
    assert WRITTEN <= ends.keys() <= DATASETS.keys()
    assert report.rows > report.objects > 0


@pytest.mark.capability("C3.3", "C5.1")
def test_given_a_copy_with_one_word_changed_when_verified_then_it_is_not_sound(
    copy: Copy,
) -> None:
    folder, ends = copy
    original = next(
        path for path in sorted(folder.glob("audit/**/*.gz")) if b"PAID" in rows_of(path)
    )
    kept = original.read_bytes()
    original.write_bytes(gzip.compress(rows_of(original).replace(b"PAID", b"DENIED", 1)))

    report = verify_copy(FolderCopy(folder), heads=ends)

    original.write_bytes(kept)
    assert not report.sound
    assert {fault.key for fault in report.faults} == {original.relative_to(folder).as_posix()}


@pytest.mark.capability("C5.1", "C1.5")
def test_given_the_trails_objects_when_asked_then_each_is_locked_for_as_long_as_the_table_says(
    deployed: Deployed, period: Period
) -> None:
    assert period.files
    s3, bucket = deployed.client("s3"), deployed.bucket(TrailOutput.AUDIT_BUCKET)
    [lock] = [item.lock["local"] for item in RETENTION if item.store is Store.AUDIT]
    earliest = utc_now() + timedelta(days=lock.days, hours=-1)
    listed = s3.list_object_versions(Bucket=bucket)["Versions"]

    assert listed
    for version in listed:
        place = {"Bucket": bucket, "Key": version["Key"], "VersionId": version["VersionId"]}
        retention = s3.get_object_retention(**place)["Retention"]
        assert retention["Mode"] == lock.mode
        assert retention["RetainUntilDate"] > earliest
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(**place)


def rows_of(path: Path) -> bytes:
    """The lines of an object of the trail."""
    return gzip.decompress(path.read_bytes())
