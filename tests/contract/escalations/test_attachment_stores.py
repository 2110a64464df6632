"""One suite for both twins of the stores of attachments."""

from hashlib import md5, sha256
from uuid import uuid4

import httpx
import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.attachment_files import S3AttachmentFiles
from claimtrail.aws.tickets.attachments import DynamoAttachmentStore
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retention import Store
from claimtrail.tickets.attachments.model import Attachment
from claimtrail.tickets.attachments.ports import AttachmentFiles, AttachmentStore
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import NOW
from tests.harness.stage.cloud import RunningCloud
from tests.twins.attachments import MemoryAttachmentFiles, MemoryAttachmentStore

pytestmark = pytest.mark.capability("T6.6")
DYNAMO = pytest.param("aws", marks=pytest.mark.cloud)
DATA = b"%PDF-1.7 as it was uploaded"


def an_attachment(number: int = 1, ticket_id: str = "tkt_one") -> Attachment:
    return Attachment(
        attachment_id=f"att_{number}",
        ticket_id=ticket_id,
        name="remittance.pdf",
        size=len(DATA),
        sha256=sha256(DATA).hexdigest(),
        added_by="user:ada",
        asked_at=NOW,
    )


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> AttachmentStore:
    if request.param == "memory":
        return MemoryAttachmentStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoAttachmentStore(dynamodb, make_table(dynamodb, Store.TICKET_TABLE))


@pytest.fixture(params=["memory", DYNAMO])
def files(request: pytest.FixtureRequest) -> AttachmentFiles:
    if request.param == "memory":
        return MemoryAttachmentFiles()
    s3 = request.getfixturevalue("cloud").client("s3")
    bucket = f"attachments-{uuid4().hex}"
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return S3AttachmentFiles(s3, bucket)


def test_an_attachment_is_kept_once_and_found_by_its_ticket(store: AttachmentStore) -> None:
    first = store.put_new(an_attachment())
    again = store.put_new(an_attachment().model_copy(update={"name": "other"}))
    store.put_new(an_attachment(2))
    store.put_new(an_attachment(3, "tkt_two"))

    assert again == first == store.get("tkt_one", "att_1")
    assert [one.attachment_id for one in store.list_of("tkt_one")] == ["att_1", "att_2"]
    assert store.get("tkt_two", "att_1") is None


def test_only_the_next_version_is_stored(store: AttachmentStore) -> None:
    second = store.put_new(an_attachment()).model_copy(update={"version": 2})
    store.save(second)

    with pytest.raises(ConflictError, match="ATTACHMENT_CONFLICT"):
        store.save(second)
    assert store.get("tkt_one", "att_1") == second


def test_a_file_is_read_whole_up_to_a_size_and_deleted_alone(files: AttachmentFiles) -> None:
    assert files.read("clean/a", most=99) is None
    for _ in range(2):
        files.put("clean/a", DATA, content_type="application/pdf")
    files.put("clean/ab", DATA, content_type="application/pdf")

    found = files.read("clean/a", most=len(DATA))
    assert found
    assert (found.data, found.etag) == (DATA, md5(DATA, usedforsecurity=False).hexdigest())
    assert files.read("clean/a", most=len(DATA) - 1) is None

    for _ in range(2):
        files.delete("clean/a")
    assert files.read("clean/a", most=99) is None
    assert files.read("clean/ab", most=99)


@pytest.mark.cloud
def test_the_links_of_s3_take_and_give_the_very_bytes(
    cloud: RunningCloud,
) -> None:
    bucket = f"attachments-{uuid4().hex}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    client.cache_clear()
    files = S3AttachmentFiles(client("s3"), bucket)
    upload = files.upload_link(
        "quarantine/t/a", size=len(DATA), sha256=sha256(DATA).hexdigest(), seconds=60
    )

    sent = httpx.put(upload.url, content=DATA, headers=upload.headers)
    link = files.link(
        "quarantine/t/a", file_name="att_1", content_type="application/pdf", seconds=60
    )
    given = httpx.get(link)

    assert sent.status_code == 200, sent.text
    assert given.content == DATA
    assert given.headers["Content-Disposition"] == 'attachment; filename="att_1"'
    assert "content-length" in upload.url
    assert "x-amz-checksum-sha256" in upload.url


@pytest.mark.cloud
def test_the_form_of_s3_takes_one_file_of_the_right_size_under_its_key(
    cloud: RunningCloud,
) -> None:
    bucket = f"attachments-{uuid4().hex}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    client.cache_clear()
    files = S3AttachmentFiles(client("s3"), bucket)
    then = "http://localhost/tickets/tkt_a"
    form = files.upload_form("quarantine/a", most=len(DATA), seconds=60, then=then)

    large = httpx.post(form.url, data=form.fields, files={"file": DATA + b"."})
    other = httpx.post(form.url, data=form.fields | {"key": "clean/a"}, files={"file": DATA})
    taken = httpx.post(form.url, data=form.fields, files={"file": DATA})

    assert (large.status_code // 100, other.status_code // 100) == (4, 4)
    assert taken.status_code == 303, taken.text
    assert taken.headers["location"].startswith(then)
    found = files.read("quarantine/a", most=99)
    assert found
    assert found.data == DATA
    client.cache_clear()
