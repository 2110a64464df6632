"""Words for the actor of a change, by the function that made it.

Trail, events and documents for machines keep the actor itself: `system:start_escalations`.
"""

from collections.abc import Mapping
from types import MappingProxyType

_SYSTEM = "system:"

ACTOR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "advance_escalation": "overdue claims",
        "check_identity_providers": "check of identity providers",
        "compact_day": "compaction of the trail",
        "end_escalations": "overdue claims",
        "expire_tickets": "end of retention",
        "fire_clocks": "clocks",
        "group_incidents": "incidents",
        "group_tickets": "tickets of one cause",
        "ingest_transactions": "reading of files",
        "keep_figures": "figures",
        "notify_people": "notices",
        "open_exceptions": "exceptions",
        "project_claims": "claim history",
        "publish_changes": "claim changes",
        "queue_arrival": "receipt of files",
        "receive_file": "receipt of files",
        "reconcile_figures": "figures",
        "record_audit": "audit trail",
        "record_queries": "record of queries",
        "review_access": "access reviews",
        "rotate_origin_secret": "rotation of secrets",
        "route_tickets": "routing of tickets",
        "scim": "identity provider (SCIM)",
        "screen_attachment": "screening of attachments",
        "seal_audit": "seals of the trail",
        "serve_pages": "pages",
        "start_escalations": "overdue claims",
        "ticket_exceptions": "exceptions and incidents",
        "ticket_outcomes": "rejections and denials",
        "write_export": "exports",
    }
)
"""By function, and `scim` for what an identity provider sends: its work as people name it."""


def actor_words(actor: str) -> str:
    """Return an actor as people read it: `ClaimTrail: overdue claims`; a person or payer as is."""
    if not actor.startswith(_SYSTEM):
        return actor
    function = actor.removeprefix(_SYSTEM)
    return f"ClaimTrail: {ACTOR_WORDS.get(function, function.replace('_', ' '))}"
