"""On its schedule, the function signs the ends of the chains with the key in KMS."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.aws.trail.copy import S3Copy
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.seals import from_pem, public_key_key
from claimtrail.trail.verification.copies import read_whole
from claimtrail.trail.verification.report import TrailVerdict
from claimtrail.trail.verification.trail_faults import FaultKind
from claimtrail.trail.verification.verify import verify_copy
from functions.trail.seal_audit import handler
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

NAME = "seal-audit-test"


@dataclass(frozen=True)
class Place:
    """The trail that the function seals."""

    store: S3ChainStore
    copy: S3Copy
    s3: Any


@pytest.fixture
def place(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    s3, dynamodb, kms = (cloud.client(name) for name in ("s3", "dynamodb", "kms"))
    s3.create_bucket(Bucket=NAME)
    dynamodb.create_table(
        TableName=NAME,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    monkeypatch.setenv("AUDIT_BUCKET", NAME)
    monkeypatch.setenv("OPERATIONS_TABLE", NAME)
    monkeypatch.setenv("SEAL_KEY", key)
    client.cache_clear()
    yield Place(S3ChainStore(s3, dynamodb, bucket=NAME, table=NAME), S3Copy(s3, NAME), s3)
    client.cache_clear()
    dynamodb.delete_table(TableName=NAME)
    for entry in s3.list_objects_v2(Bucket=NAME).get("Contents", []):
        s3.delete_object(Bucket=NAME, Key=entry["Key"])
    s3.delete_bucket(Bucket=NAME)


@pytest.mark.cloud
@pytest.mark.capability("C3.3", "C5.1")
def test_what_was_written_is_sealed_and_a_cut_shows_from_the_bucket_alone(place: Place) -> None:
    for number in range(3):
        append(place.store, "audit", [{"audit_id": str(number)}], now=utc_now())

    result = handler({}, CONTEXT)

    report = verify_copy(place.copy)
    assert report.verdict is TrailVerdict.INCOMPLETE
    assert report.bucket == NAME
    assert (report.seals, result["chains"]) == (1, 1)
    (fingerprint,) = report.key_fingerprints
    assert result["public_key_sha256"] == fingerprint
    (entry,) = place.copy.entries(public_key_key(fingerprint))
    published = from_pem(read_whole(place.copy, entry))
    assert verify_copy(place.copy, public_keys=[published]).sound

    last = max(entry.key for entry in place.copy.entries("audit/"))
    place.s3.delete_object(Bucket=NAME, Key=last)
    (fault,) = verify_copy(place.copy).faults
    assert fault.kind is FaultKind.TRUNCATED


@pytest.mark.cloud
def test_a_second_run_on_the_same_day_has_nothing_to_add(place: Place) -> None:
    append(place.store, "audit", [{"audit_id": "1"}], now=utc_now())

    assert handler({}, CONTEXT)["key"]
    assert handler({}, CONTEXT)["key"] is None
    append(place.store, "files", [{"file_id": "1"}], now=utc_now())
    assert handler({}, CONTEXT)["chains"] == 2
    assert verify_copy(place.copy).seals == 2
