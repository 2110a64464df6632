"""Pages about files: what came, what was refused and why, and its release."""

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.intake.model.receipt import FileStatus
from tests.harness.files.trial_files import changed, trial_file
from tests.harness.intake.intake_fixture import NOW
from tests.harness.pipelines.pipeline import Pipeline, run_in_order, work_off
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

PAYER = "juniper-medicaid"
WHY = "Juniper's EDI desk confirmed the count by phone"


@pytest.fixture
def pipeline() -> Pipeline:
    """A submission, and the payer's remittance with a wrong count of segments."""
    made = Pipeline()
    held = changed("rfi227-2.835", ("SE*17*0001", "SE*16*0001"))
    run_in_order(made, [trial_file("rfi227-1.837"), held])
    return made


@pytest.fixture
def stores(pipeline: Pipeline) -> PageStores:
    found = PageStores(intake=pipeline.intake)
    found.watch.now = NOW
    return found


def held_file(pipeline: Pipeline) -> str:
    [receipt] = [one for one in pipeline.receipts() if one.partner_id == PAYER]
    assert receipt.status is not FileStatus.INGESTED
    return receipt.file_id


@pytest.mark.capability("C8.4")
def test_files_are_listed_by_what_became_of_them(pipeline: Pipeline, stores: PageStores) -> None:
    engineer = WebClient(stores, (JobRole.SUPPORT_3,))

    every = engineer.get("/files.json").document()["files"]
    held = engineer.get("/files.json?status=REJECTED&status=PARTLY_REJECTED").document()["files"]

    assert len(every) == len(list(pipeline.receipts()))
    assert [row["file_id"] for row in held] == [held_file(pipeline)]
    assert held[0]["partner"] == PAYER


@pytest.mark.capability("C8.4")
def test_a_finding_is_shown_with_its_segment_to_those_who_read_bytes(
    pipeline: Pipeline, stores: PageStores
) -> None:
    address = f"/files/{held_file(pipeline)}"

    engineer = WebClient(stores, (JobRole.SUPPORT_3,)).get(address)
    operator = WebClient(stores, (JobRole.OPERATOR,)).get(address)

    assert engineer.status == operator.status == 200
    assert "<mark>SE*16*0001~</mark>" in engineer.body
    assert "SE*16" not in operator.body
    assert "Held: nothing of this counts" in engineer.text


def test_names_of_files_are_for_those_who_follow_them(
    pipeline: Pipeline, stores: PageStores
) -> None:
    address = f"/files/{held_file(pipeline)}"

    assert "rfi227-2.835" in WebClient(stores, (JobRole.AUDITOR,)).get(address).body
    for form in (address, "/files", "/files.json", "/files.csv"):
        assert "rfi227" not in WebClient(stores, (JobRole.OPERATOR,)).get(form).body


def test_a_held_file_is_released_in_the_persons_name(
    pipeline: Pipeline, stores: PageStores
) -> None:
    file_id = held_file(pipeline)
    engineer = WebClient(stores, (JobRole.SUPPORT_3,), person_id="dana")

    sent = engineer.post(f"/files/{file_id}/release", set="1", why=WHY)
    work_off(pipeline)
    page = engineer.get(f"/files/{file_id}")

    assert sent.location == f"/files/{file_id}"
    assert f"1 set by dana, because: {WHY}" in page.text
    assert "Held: nothing of this counts" not in page.text
    released = [row for row in engineer.recorded if row["action"] == "file.release"]
    assert [row["actor"] for row in released] == ["user:dana"]


def test_who_may_only_look_releases_nothing(pipeline: Pipeline, stores: PageStores) -> None:
    file_id = held_file(pipeline)
    liaison = WebClient(stores, (JobRole.PAYER_LIAISON,))

    assert "Release" not in liaison.get(f"/files/{file_id}").text
    assert liaison.post(f"/files/{file_id}/release", set="1", why=WHY).status == 403
    assert (
        WebClient(stores, (JobRole.SUPPORT_3,))
        .post(f"/files/{file_id}/release", set="1", why=" ")
        .status
        == 400
    )
    assert not pipeline.intake.files.releases_of(file_id)


def test_a_file_of_another_payer_is_as_one_that_never_came(
    pipeline: Pipeline, stores: PageStores
) -> None:
    other = WebClient(stores, (JobRole.SUPPORT_3,), payers=("cedar-medicare",))

    hidden, unknown = other.get(f"/files/{held_file(pipeline)}"), other.get("/files/fil_none")

    assert hidden.status == unknown.status == 404
    assert hidden.text == unknown.text


def test_a_refused_file_is_dropped_again_by_its_preserved_bytes(stores: PageStores) -> None:
    intake = stores.intake
    refused = intake.drop_and_ingest(f"{PAYER}/notes.txt", b"no interchange at all")
    assert refused.status is FileStatus.QUARANTINED
    intake.inbox.delete(f"{PAYER}/notes.txt")
    engineer = WebClient(stores, (JobRole.SUPPORT_3,))

    assert "Drop it again" in engineer.get(f"/files/{refused.file_id}").text
    assert engineer.post(f"/files/{refused.file_id}/drop-again").status == 303

    assert intake.inbox.objects[f"{PAYER}/notes.txt"] == b"no interchange at all"
    manager = WebClient(stores, (JobRole.MANAGER,))
    assert manager.post(f"/files/{refused.file_id}/drop-again").status == 403


def test_a_file_that_was_taken_is_not_dropped_again(pipeline: Pipeline, stores: PageStores) -> None:
    answer = WebClient(stores, (JobRole.SUPPORT_3,)).post(
        f"/files/{held_file(pipeline)}/drop-again"
    )

    assert answer.status == 409
    assert "Release what is held" in answer.text
