"""One suite for the outboxes of notices, and one for people's wishes."""

from datetime import timedelta

import pytest

from claimtrail.aws.tickets.notices import DynamoNoticeOutbox, DynamoNoticePreferences
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retention import Store
from claimtrail.tickets.notices.model import (
    Notice,
    NoticeChannel,
    NoticeKind,
    NoticePreferences,
    NoticeStatus,
)
from claimtrail.tickets.notices.ports import NoticeOutbox, NoticePreferenceStore
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import NOW
from tests.twins.notices import MemoryNoticeOutbox, MemoryNoticePreferences

Stores = tuple[NoticeOutbox, NoticePreferenceStore]


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "memory":
        return MemoryNoticeOutbox(), MemoryNoticePreferences()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    table = make_table(dynamodb, Store.TICKET_TABLE)
    return DynamoNoticeOutbox(dynamodb, table), DynamoNoticePreferences(dynamodb, table)


def _notice(name: str, minutes: int = 0) -> Notice:
    return Notice(
        notice_id=name, recipient="user:ines", channel=NoticeChannel.MAIL, address="i@d.example",
        kind=NoticeKind.BREACH, ticket_id="tkt_one", words="x", at=NOW,
        due_at=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


def test_a_notice_is_put_once_sent_once_and_leaves_those_that_wait(stores: Stores) -> None:
    outbox, _ = stores
    first, later = _notice("ntc_b"), _notice("ntc_a", 5)
    assert outbox.put_new(first)
    assert outbox.put_new(later)
    assert not outbox.put_new(first)
    assert list(outbox.due(NOW)) == [first]
    assert list(outbox.due(NOW + timedelta(minutes=5))) == [first, later]

    sent = first.model_copy(update={"version": 2, "status": NoticeStatus.SENT})
    outbox.save(sent)
    with pytest.raises(ConflictError):
        outbox.save(sent)
    failed = later.model_copy(update={"version": 2, "status": NoticeStatus.FAILED})
    outbox.save(failed)

    assert list(outbox.due(NOW + timedelta(days=1))) == []
    assert outbox.list_by_status(NoticeStatus.FAILED, limit=9) == [failed]
    assert not outbox.put_new(first)
    with pytest.raises(ValueError, match="no index"):
        outbox.list_by_status(NoticeStatus.SENT, limit=9)


def test_wishes_are_kept_in_place_of_those_before(stores: Stores) -> None:
    _, preferences = stores
    assert preferences.find("user:ines") is None
    for off in (frozenset({NoticeKind.BREACH}), frozenset[NoticeKind]()):
        wishes = NoticePreferences(recipient="user:ines", mail="i@d.example", off=off)
        preferences.keep(wishes)
        assert preferences.find("user:ines") == wishes
