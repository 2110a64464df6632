"""Tickets of each stored version are read, and what changed of one is part of its history."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from claimtrail.tickets.changes import assigned, following, noted, updated
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.documents import stored_ticket
from claimtrail.tickets.events import last_event
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, ticket_id
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.ticket_parts import (
    CommentVisibility,
    DatumKind,
    LinkKind,
    TicketAction,
    TicketClaims,
    TicketDatum,
    TicketLink,
    TicketOrigin,
    TicketTag,
)

AT = datetime.fromisoformat("2026-11-30T12:00:00Z")
ANN, SYSTEM = "user:ann", "system:test"


def a_ticket(actor: str = SYSTEM, **changes: object) -> Ticket:
    fields: dict[str, object] = {
        "ticket_id": ticket_id(claim_id="clm_one", origin_id="esc_1"),
        "category": TicketCategory.DENIED,
        "claim_id": "clm_one",
        "payer_id": "granite-health",
        "origin_id": "esc_1",
        "title": "Denied: medical necessity",
        "description": "Appeal.",
        "impact": 2,
        "urgency": 2,
        "priority": 3,
        "rule": "ticket-priority@1/impact-2-urgency-2",
        "assigned_to": "queue:denials",
        "opened_at": AT,
        "history": (TicketEntry(at=AT, actor=actor, action="opened", note=""),),
    }
    return Ticket.model_validate(fields | changes)


def of_version_2(ticket: Ticket) -> dict[str, Any]:
    """Return a ticket as version 2 stored it."""
    newer = (
        "taxonomy_version claims priority_reason override tier routing ownership requester origin "
        "watchers links merged_into tags metadata"
    )
    document = ticket.model_dump(mode="json")
    entries = [
        {name: entry[name] for name in ("at", "actor", "action", "note", "since", "status")}
        for entry in document["history"]
    ]
    kept = {name: document[name] for name in document.keys() - set(newer.split())}
    return kept | {"schema_version": 2, "history": entries}


@pytest.mark.parametrize(
    ("actor", "origin"), [(ANN, TicketOrigin.PERSON), (SYSTEM, TicketOrigin.SYSTEM)]
)
def test_a_ticket_of_version_2_is_read_with_its_requester(actor: str, origin: str) -> None:
    ticket = noted(a_ticket(actor), note="called", at=AT, actor=ANN)

    read = stored_ticket(json.dumps(of_version_2(ticket)))

    assert read == ticket
    assert (read.schema_version, read.origin, read.requester) == (3, origin, actor)
    assert read.history[-1].visibility is CommentVisibility.INTERNAL


def test_a_whole_ticket_is_stored_and_read_again() -> None:
    ticket = a_ticket(
        claims=TicketClaims(count=10_000, first=("clm_one", "clm_two")),
        links=(TicketLink(kind=LinkKind.CHILD_OF, ticket_id="tkt_parent"),),
        tags=(TicketTag(name="co-50", rule="tags@1/denied"),),
        metadata=(TicketDatum(name="carc", kind=DatumKind.CODE, value="CO-50"),),
        category="denials/denied/medical_necessity",
    )

    read = stored_ticket(ticket.model_dump_json())

    assert read == ticket
    assert (read.parent_id, read.claim_count) == ("tkt_parent", 10_000)


@pytest.mark.parametrize("category", ["denied", "a/b/c/d", "Denials/denied", "denials/"])
def test_a_category_has_an_area_and_two_levels_at_most(category: str) -> None:
    with pytest.raises(ValidationError, match="category"):
        a_ticket(category=category)


def events_of_each_action() -> Iterator[TicketDetailType]:
    for action in get_args(TicketAction):
        entry = TicketEntry(at=AT, actor=ANN, action=action, note="words of a person")
        event = last_event(following(a_ticket(), entry))
        assert "words of a person" not in json.dumps(dict(event.detail))
        assert isinstance(event.detail_type, TicketDetailType)
        yield event.detail_type


def test_each_action_has_an_event_of_its_own_without_words() -> None:
    assert set(events_of_each_action()) == set(TicketDetailType)


def test_an_event_says_links_tags_and_codes_and_no_text_of_the_metadata() -> None:
    ticket = a_ticket(
        links=(TicketLink(kind=LinkKind.CHILD_OF, ticket_id="tkt_parent"),),
        tags=(TicketTag(name="co-50"),),
        metadata=(
            TicketDatum(name="carc", kind=DatumKind.CODE, value="CO-50"),
            TicketDatum(name="told", kind=DatumKind.TEXT, value="a person's words"),
        ),
    )

    detail = last_event(assigned(ticket, to=ANN, at=AT, actor=ANN)).detail

    assert detail["links"] == ["child of tkt_parent"]
    assert (detail["tags"], detail["metadata"]) == (["co-50"], {"carc": "CO-50"})
    assert detail["changes"] == {"assigned_to": ["queue:denials", ANN]}


@pytest.mark.capability("T3.3")
def test_clocks_see_priority_and_category_as_they_were_at_the_opening() -> None:
    ticket, later = a_ticket(), AT + timedelta(hours=1)
    entry = TicketEntry(at=later, actor=ANN, action="prioritized", note="discharge")

    first, changed = changes_of(following(ticket, entry, priority=1, category="denials/coding"))

    assert (first.facts["priority"], first.facts["category"]) == ("3", "denials/denied")
    assert dict(changed.facts) == {
        "priority": "1",
        "category": "denials/coding",
        "area": "denials",
        "category_by_versions": "",
        "area_by_versions": "",
    }


def test_a_persons_category_and_a_rules_owner_outlive_an_update_of_the_claim() -> None:
    ticket = a_ticket()
    entry = TicketEntry(at=AT, actor=ANN, action="categorized", note="coding")
    ticket = following(ticket, entry, category="denials/coding")
    content = a_ticket(category="denials/partly_denied", assigned_to="queue:other", title="New")

    after = updated(ticket, content, note="835", at=AT, actor=SYSTEM)

    assert (after.category, after.assigned_to, after.title) == (
        "denials/coding",
        ticket.assigned_to,
        "New",
    )
