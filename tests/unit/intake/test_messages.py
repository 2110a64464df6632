"""Messages of S3 and of the ingest queue: what is read, what is passed over, what is refused."""

import json
from typing import Any

import pytest

from claimtrail.intake.model.messages import parse_arrival, parse_delivery_id, parse_ingest


def object_created(**changes: Any) -> dict[str, Any]:
    stored = {"key": "payer-a/b c.x12", "size": 3, "version-id": "v1", "sequencer": "01"}
    return {
        "id": "id-1",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "time": "2026-11-20T14:29:00Z",
        "detail": {"bucket": {"name": "inbox"}, "object": {**stored, **changes}},
    }


def test_an_object_created_event_is_an_arrival() -> None:
    arrival = parse_arrival(object_created())

    assert arrival is not None
    assert (arrival.bucket, arrival.folder, arrival.name) == ("inbox", "payer-a", "b c.x12")


def test_two_drops_of_one_name_are_two_deliveries_and_a_repeated_message_is_one() -> None:
    arrivals = [
        parse_arrival(object_created(**changes))
        for changes in ({}, {}, {"version-id": "v2"}, {"version-id": "", "sequencer": "02"})
    ]

    ids = [arrival.delivery_id for arrival in arrivals if arrival]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"Service": "Amazon S3", "Event": "s3:TestEvent"},
        {"detail-type": "Object Deleted", "detail": {}},
        {},
    ],
    ids=str,
)
def test_what_tells_of_no_new_object_is_passed_over(body: Any) -> None:
    assert parse_arrival(body) is None


@pytest.mark.parametrize(
    "body",
    [
        {"detail-type": "Object Created", "detail": {}},
        {**object_created(), "time": "ZT-no-time"},
        object_created(key=["ZT"]),
    ],
)
def test_what_cannot_be_understood_is_refused_without_its_text(body: Any) -> None:
    with pytest.raises(ValueError, match=r"^(?!.*ZT).*$"):
        parse_arrival(body)


@pytest.mark.parametrize("body", ["", "{}", '{"schema_version": 2, "file_id": "ZT"}'])
def test_another_message_on_the_ingest_queue_is_refused_without_its_text(body: str) -> None:
    with pytest.raises(ValueError, match=r"^not of type IngestMessage: (?!.*ZT).*$"):
        parse_ingest(body)


@pytest.mark.parametrize("body", ["ZT", "[]", json.dumps(object_created(key="payer-a/ZT"))])
def test_another_message_on_the_receive_queue_is_refused_without_its_text(body: str) -> None:
    with pytest.raises(ValueError, match=r"^not of type ArrivalMessage: (?!.*ZT).*$"):
        parse_delivery_id(body)
