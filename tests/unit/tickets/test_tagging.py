"""Rules tag tickets by texts, codes, events and log lines, and run again over history."""

import json

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.changes import noted
from claimtrail.tickets.model import Ticket, TicketCause
from claimtrail.tickets.ratings import tagged
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.tagging.rules import tag_rules, tag_rules_of
from claimtrail.tickets.tagging.runs import apply, log_names, preview
from claimtrail.tickets.ticket_parts import DatumKind, TicketDatum, TicketTag
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore
from tests.unit.tickets.test_documents import ANN, AT, a_ticket

pytestmark = pytest.mark.capability("T1.4")

LATE = TicketCause(payer_id="p", outcome="DENIED", category="timely filing", code="CO-29")
RULE = """
version = 2
[[rule]]
id = "own"
version = 1
tags = ["own"]
when = { %s }
"""


def _names(ticket: Ticket, when: str, logs: frozenset[str] = frozenset()) -> list[str]:
    rules = tag_rules_of(RULE % when, where="rules.toml")
    return [one.name for one in rules.tags_of(ticket, logs)]


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ("text = ['medical\\s+necessity']", True),
        ("text = ['CALLED']", True),
        ("text = ['\\bcall\\b']", False),
        ('code = ["CO-*"]', True),
        ('code = ["PR-*", "CO-29"]', True),
        ('code = ["CO-2"]', False),
        ('category = ["denials/*"]', True),
        ('payer = ["granite-health"], origin = ["PERSON"]', False),
        ('event = ["noted"]', True),
        ('event = ["reopened"]', False),
        ('metadata = ["carc=CO-??"]', True),
        ('log = ["*_failed"]', True),
        ('log = ["*_done"]', False),
    ],
)
def test_each_field_of_a_rule_is_asked_of_the_ticket(when: str, fits: bool) -> None:  # noqa: FBT001 - a parameter
    datum = TicketDatum(name="carc", kind=DatumKind.CODE, value="CO-29")
    ticket = noted(a_ticket(cause=LATE, metadata=(datum,)), note="called them", at=AT, actor=ANN)

    assert _names(ticket, when, frozenset({"delivery_failed"})) == (["own"] if fits else [])


def test_a_new_ticket_and_a_changed_one_have_the_tags_of_the_rules() -> None:
    service = TicketService(MemoryTicketStore(), MemoryPublisher())

    opened = service.open(a_ticket(cause=LATE))
    after = service.note(opened.ticket_id, note="they want the chart", at=AT, actor=ANN)

    assert [(one.name, one.rule) for one in opened.tags] == [
        ("last-day", "tags/timely-filing@1"),
        ("timely-filing", "tags/timely-filing@1"),
    ]
    assert after is not None
    assert [one.name for one in after.tags] == ["last-day", "records", "timely-filing"]
    assert after.history[-1].action == "noted", "tags are part of the same version"


def test_a_run_over_history_is_previewed_applied_once_and_recorded() -> None:
    store, publisher = MemoryTicketStore(), MemoryPublisher()
    untagged = TicketService(store, publisher, tag=lambda one: one)
    ended = untagged.open(a_ticket(cause=LATE))
    untagged.close(ended.ticket_id, reason="moved", at=AT, actor=ANN)
    of_person = untagged.open(a_ticket(ticket_id="tkt_two", title="EFT is late"))
    vip = TicketTag(name="vip")
    stale = TicketTag(name="stale", rule="tags/gone@4")
    untagged.change(
        of_person.ticket_id, lambda one: tagged(one, (vip, stale), note="", at=AT, actor=ANN)
    )

    planned = preview(untagged.walk(), tag_rules(), {})
    untouched = [one.tags for one in store.walk()]
    done = apply(untagged, tag_rules(), {}, at=AT, actor=ANN)
    again = apply(untagged, tag_rules(), {}, at=AT, actor=ANN)

    assert untouched == [(), (stale, vip)]
    assert done == planned
    assert (done.looked_at, again.changes) == (2, ())
    assert done.counted() == [
        ("eft", 1, 0),
        ("last-day", 1, 0),
        ("stale", 0, 1),
        ("timely-filing", 1, 0),
    ]
    kept = store.get("tkt_two")
    assert kept is not None
    assert [one.name for one in kept.tags] == ["eft", "vip"]
    assert kept.history[-1].note == "rules 1: +eft -stale"
    assert [one.detail_type for one in publisher.events.values()].count("ticket.tagged") == 3


@pytest.mark.capability("T6.2")
def test_tickets_of_sensitive_topics_get_their_tags_are_counted_and_are_not_named() -> None:
    store, publisher = MemoryTicketStore(), MemoryPublisher()
    untagged = TicketService(store, publisher, tag=lambda one: one)
    closed = a_ticket(category="patient_billing/charity_care", cause=LATE)
    ticket_id = untagged.open(closed).ticket_id

    planned = preview(untagged.walk(), tag_rules(), {})
    done = apply(untagged, tag_rules(), {}, at=AT, actor=ANN)

    assert (planned.looked_at, planned.left_out, planned.count) == (0, 1, 0)
    assert (done.looked_at, done.sensitive, done.count) == (1, 1, 1)
    assert ticket_id not in repr((planned, done))
    assert done.counted() == []
    tagged_one = store.get(ticket_id)
    assert tagged_one is not None
    assert tagged_one.tags


def test_log_lines_tag_by_claim_and_stay_until_the_next_run() -> None:
    lines = [
        json.dumps({"event": "delivery_failed", "claim_id": "clm_one"}),
        json.dumps({"message": "delivery_failed", "claim_id": "clm_other"}),
        json.dumps({"event": "delivery_failed"}),
        json.dumps(["no object"]),
        "START RequestId",
    ]
    service = TicketService(MemoryTicketStore(), MemoryPublisher())
    ticket = service.open(a_ticket())

    apply(service, tag_rules(), log_names(lines), at=AT, actor=ANN)
    after = service.note(ticket.ticket_id, note="seen", at=AT, actor=ANN)

    assert after is not None
    assert [one.name for one in after.tags] == ["function-failed"]
    assert apply(service, tag_rules(), {}, at=AT, actor=ANN).changes[0].loses == (
        "function-failed",
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (RULE % "mood = ['x']", "a rule asks for one of"),
        (RULE % "", "a rule asks for one of"),
        (RULE % "text = ['(']", "no regular expression"),
        (RULE % f"text = ['{'x' * 201}']", "200 letters"),
        ((RULE % "text = ['x']").replace('["own"]', '["Own Tag"]'), "should match pattern"),
        (RULE % "text = ['x']" + (RULE % "text = ['x']").partition("\n[[")[2].join(["[[", ""]),
         "twice"),
        ("version =", "TAG_RULES_INVALID"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_is_refused_with_its_place(text: str, what: str) -> None:
    with pytest.raises(ConfigurationError, match=what):
        tag_rules_of(text, where="rules.toml")
