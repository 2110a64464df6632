"""One suite for both forms of the files of exports: S3's, and the twin."""

from hashlib import sha256
from uuid import uuid4

import httpx
import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.exports.queue import SqsExportQueue
from claimtrail.aws.exports.result_files import S3ResultFiles
from claimtrail.exports.errors import ExportRefusedError
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import ExportUpload
from claimtrail.exports.ports import ResultFiles
from tests.harness.stage.cloud import RunningCloud
from tests.twins.exports import MemoryResultFiles

pytestmark = pytest.mark.capability("C8.6")

S3 = pytest.param("s3", marks=pytest.mark.cloud)
KEY = "exp_1/001-0001.csv"
PART = b"x" * 5 * 1024 * 1024


@pytest.fixture(params=["memory", S3])
def files(request: pytest.FixtureRequest) -> ResultFiles:
    if request.param == "memory":
        return MemoryResultFiles()
    s3 = request.getfixturevalue("cloud").client("s3")
    return S3ResultFiles(s3, _bucket(s3))


def _bucket(s3: object) -> str:
    name = f"exports-{uuid4().hex}"
    s3.create_bucket(Bucket=name)  # type: ignore[attr-defined]
    return name


def uploaded(files: ResultFiles, parts: dict[int, bytes], key: str = KEY) -> ExportUpload:
    upload = files.begin(key)
    added = tuple(files.add_part(upload, number, data) for number, data in parts.items())
    return upload.model_copy(update={"parts": added})


def test_a_whole_file_is_read_as_it_was_put(files: ResultFiles) -> None:
    files.put(KEY, b"one")
    files.put(KEY, b"two")

    assert files.read(KEY) == b"two"


def test_parts_are_put_together_in_order_of_numbers_that_need_not_be_consecutive(
    files: ResultFiles,
) -> None:
    upload = uploaded(files, {1: PART, 101: b"end"})

    files.complete(upload)

    assert files.read(KEY) == PART + b"end"
    assert files.sha256_of(KEY) == sha256(PART + b"end").hexdigest()


def test_a_part_that_is_not_named_is_left_out(files: ResultFiles) -> None:
    upload = uploaded(files, {1: PART, 2: PART, 101: b"end"})
    first, _, last = upload.parts

    files.complete(upload.model_copy(update={"parts": (first, last)}))

    assert files.read(KEY) == PART + b"end"


def test_completing_again_is_harmless(files: ResultFiles) -> None:
    upload = uploaded(files, {1: b"all"})

    files.complete(upload)
    files.complete(upload)

    assert files.read(KEY) == b"all"


def test_an_abandoned_upload_is_gone(files: ResultFiles) -> None:
    upload = uploaded(files, {1: b"all"})

    files.abandon(upload)
    files.abandon(upload)

    with pytest.raises(ExportRefusedError, match="EXPORT_UPLOAD_GONE"):
        files.add_part(upload, 2, b"more")
    with pytest.raises(ExportRefusedError, match="EXPORT_UPLOAD_GONE"):
        files.complete(upload)


def test_abandoning_what_was_completed_leaves_the_file(files: ResultFiles) -> None:
    upload = uploaded(files, {1: b"all"})
    files.complete(upload)

    files.abandon(upload)

    assert files.read(KEY) == b"all"


@pytest.mark.cloud
def test_a_link_downloads_the_file_under_its_name(cloud: RunningCloud) -> None:
    """By the process's own client: its signature is one that S3 takes for KMS keys."""
    client.cache_clear()
    files = S3ResultFiles(client("s3"), _bucket(cloud.client("s3")))
    client.cache_clear()
    files.put(KEY, b"claim")

    link = files.link(KEY, file_name="claims-2026-11-30.csv", seconds=60)

    assert "X-Amz-Expires=60" in link
    assert "X-Amz-Signature=" in link
    answer = httpx.get(link)
    assert answer.content == b"claim"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="claims-2026-11-30.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.cloud
def test_a_message_comes_out_of_the_queue_as_it_was_sent(cloud: RunningCloud) -> None:
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=f"exports-{uuid4().hex}")["QueueUrl"]
    message = ExportMessage(person_id="dana@example.org", export_id="exp_1")

    SqsExportQueue(sqs, url).send(message)

    (received,) = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert ExportMessage.model_validate_json(received["Body"]) == message
