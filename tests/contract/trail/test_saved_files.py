"""Given hand-made files, saved queries name what came, what was refused, and what is missing."""

from datetime import timedelta
from typing import Any

import pytest

from claimtrail.kernel.clock import utc_now
from tests.harness.trail.saved_rows import SQL, event_type, fact, file, version

pytestmark = pytest.mark.cloud


def test_files_by_day_count_each_file_once_at_its_newest_status(lake: Any) -> None:
    at = "2026-03-02T08:00:0{}.000Z"
    lake.write(
        "files",
        [
            file("f1", "INGESTED", at.format(1), set_count=3, rejected_set_count=1, event_count=9),
            file("f1", "QUEUED", at.format(1), set_count=3),  # reported late, of the same second
            file("f2", "QUARANTINED", at.format(1)),
            file("f3", "QUARANTINED", at.format(1)),
            file("f3", "PARTLY_REJECTED", at.format(2), set_count=2, rejected_set_count=1),
        ],
    )

    assert lake.ask(SQL["files_received_by_day_and_payer"]) == [
        {
            "received_on": "2026-03-02",
            "partner_id": "larkspur",
            "files": 3,
            "ingested": 1,
            "with_rejections": 1,
            "quarantined": 1,
            "sets": 5,
            "rejected_sets": 2,
            "facts": 9,
            "size_bytes": 300,
        }
    ]


def test_refused_files_come_with_their_findings(lake: Any) -> None:
    lake.write(
        "files",
        [
            file("bad", "QUARANTINED", "2026-03-02T08:00:01.000Z"),
            file("good", "INGESTED", "2026-03-02T08:00:01.000Z"),
        ],
    )
    findings = [
        {
            "finding_id": f"fnd_{name}",
            "file_id": name,
            "partner_id": "larkspur",
            "code": "X12_SEGMENT_MISSING",
            "byte_offset": 106,
        }
        for name in ("bad", "good")
    ]
    lake.write("findings", findings)
    lake.write("findings", findings)

    answer = lake.ask(SQL["files_quarantined_with_findings"])

    assert [(row["file_id"], row["code"], row["byte_offset"]) for row in answer] == [
        ("bad", "X12_SEGMENT_MISSING", 106)
    ]


@pytest.mark.capability("C3.3")
def test_trail_gaps_name_the_numbers_that_are_missing(lake: Any, cloud: Any) -> None:
    for number in range(5):
        lake.write("audit", [event_type(str(number), "claim.held", "2026-03-02T01:00:00.000Z")])
    assert lake.ask(SQL["trail_gaps"]) == []
    bucket = lake.bucket
    s3 = cloud.client("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    for key in keys[1:3]:
        s3.delete_object(Bucket=bucket, Key=key)

    answer = lake.ask(SQL["trail_gaps"])

    assert [(row["dataset"], row["first_missing"], row["last_missing"]) for row in answer] == [
        ("audit", 2, 3)
    ]


def test_files_that_nobody_acknowledged_and_late_claims_count_days_past_the_same_day(
    lake: Any,
) -> None:
    sent, today = "2026-03-02T08:00:00.000Z", utc_now().date()
    late, soon = (today - timedelta(days=2)).isoformat(), (today + timedelta(days=1)).isoformat()
    for claim, state, escalate_on in (
        ("a", "SUBMITTED", late),
        ("b", "SYNTAX_ACCEPTED", late),
        ("c", "SUBMITTED", soon),
        ("d", "SUBMITTED", late),
    ):
        submission = fact(
            claim, "submitted", "2026-03-02", file_id=f"f_{claim}", received_at=sent
        ) | ({"file_id": "f_a"} if claim == "d" else {})
        standing = version(claim, 1, state, escalate_on=escalate_on, charge_cents=7)
        lake.write("claim_events", [submission])
        lake.write("claim_events", [submission])  # a repeat
        lake.write("claim_versions", [standing | {"submission_id": submission["event_id"]}])

    [file_row] = lake.ask(SQL["files_without_999"])
    late_rows = {row["claim_id"]: row for row in lake.ask(SQL["claims_pending_past_window"])}

    assert (file_row["file_id"], file_row["claims"], file_row["charge_cents"]) == ("f_a", 2, 14)
    days = ("due_on", "days_past")
    assert [file_row[name] for name in days] == [late_rows["a"][name] for name in days]
    assert file_row["days_past"] == 3
    assert file_row["due_on"] == (today - timedelta(days=3)).isoformat()


def test_a_closed_day_without_parquet_is_named_until_it_is_compacted(lake: Any) -> None:
    for days in (0, 1, 2):
        lake.write("files", [file("f", "QUEUED", "x")], at=utc_now() - timedelta(days=2 - days))

    before = lake.ask(SQL["days_not_compacted"])
    lake.compact()

    assert [(row["dataset"], row["days_ago"]) for row in before] == [("files", 2)]
    assert lake.ask(SQL["days_not_compacted"]) == []
