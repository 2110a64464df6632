"""Given a look at claims, who, what, why, when and from where is on record."""

from datetime import UTC, datetime

import pytest

from claimtrail.trail.access_log import Access, Action, Purpose, access_rows
from claimtrail.trail.datasets.rows import ACCESS_LOG

ACCESS = Access(
    correlation_id="cmd_1",
    accessed_at=datetime(2026, 11, 22, 8, tzinfo=UTC),
    actor="user:jane doe",
    purpose=Purpose.PAYMENT,
    action=Action.CLAIM_READ,
    fields=("state", "steps"),
    origin="claimtrail claim on desk-7",
)


@pytest.mark.capability("C5.4")
def test_each_claim_that_was_shown_is_a_row_of_the_dataset() -> None:
    rows = access_rows(ACCESS, ["clm_1", "clm_2", "clm_1"])

    assert [row["claim_id"] for row in rows] == ["clm_1", "clm_2"]
    assert rows[0] | {"access_id": ""} == {
        "access_id": "",
        "accessed_at": "2026-11-22T08:00:00.000Z",
        "actor": "user:jane_doe",
        "role": None,
        "purpose": "payment",
        "action": "claim.read",
        "subject_id": "clm_1",
        "claim_id": "clm_1",
        "fields": "state steps",
        "statement": None,
        "origin": "claimtrail claim on desk-7",
        "correlation_id": "cmd_1",
    }
    assert set(rows[0]) == set(ACCESS_LOG.row_types)


def test_the_same_access_told_twice_has_the_same_id_and_another_has_another() -> None:
    once, again = access_rows(ACCESS, ["clm_1"]), access_rows(ACCESS, ["clm_1"])
    other = access_rows(ACCESS, ["clm_2"])
    assert once == again
    assert once[0]["access_id"] != other[0]["access_id"]


def test_a_file_is_a_subject_without_a_claim() -> None:
    (row,) = access_rows(ACCESS, ["fil_1"])
    assert (row["subject_id"], row["claim_id"]) == ("fil_1", None)
