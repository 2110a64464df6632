"""One suite for both archives of letters."""

from datetime import timedelta

import pytest

from claimtrail.aws.vendors.letters import DynamoLetterArchive
from claimtrail.kernel.retention import Store
from claimtrail.vendors.model import Letter
from claimtrail.vendors.ports import LetterArchive
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import NOW
from tests.twins.vendors import MemoryLetterArchive


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def archive(request: pytest.FixtureRequest) -> LetterArchive:
    if request.param == "memory":
        return MemoryLetterArchive()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoLetterArchive(dynamodb, make_table(dynamodb, Store.TICKET_TABLE))


@pytest.mark.capability("T7.6")
def test_what_is_archived_is_never_written_again(archive: LetterArchive) -> None:
    later = Letter(
        letter_id="ltr_a", ticket_id="tkt_one", vendor_id="v", direction="sent",
        at=NOW + timedelta(days=1), actor="user:ann", text="Please review.",
    )  # fmt: skip
    first = later.model_copy(update={"letter_id": "ltr_b", "at": NOW, "direction": "received"})
    assert archive.put(later)
    assert archive.put(first)
    assert not archive.put(first.model_copy(update={"text": "Other."}))
    assert archive.put(first.model_copy(update={"ticket_id": "tkt_two", "letter_id": "ltr_c"}))

    assert archive.list_by_ticket("tkt_one") == [first, later]
    assert archive.list_by_ticket("tkt_none") == []
