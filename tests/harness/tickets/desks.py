"""A desk of four people, rules that give it work, and tickets for them."""

from datetime import UTC, datetime

from claimtrail.tickets.model import Ticket, TicketCategory, TicketCause, TicketEntry
from claimtrail.tickets.routing.desk import Desk
from claimtrail.tickets.routing.desk_files import desk_of

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
"""A Tuesday, 10:00 in New York and 7:00 in Los Angeles."""

RULES = """
version = 2
valid_from = 2026-12-01T05:00:00Z

[[rule]]
name = "granite-high-dollar"
when = { payer = ["granite-health"], amount = { from = 10_000 } }
queue = "queue:senior-claims-follow-up"
tier = 2
skills = ["appeals"]
strategy = "least loaded"

[[rule]]
name = "denials"
when = { area = ["denials"], claim_type = ["professional", "institutional"] }
queue = "queue:claims-follow-up"
tier = 1
strategy = "least loaded"

[[rule]]
name = "payments"
when = { area = ["payments"] }
queue = "queue:payments"
tier = 1
strategy = "first match"

[[rule]]
name = "feeds"
when = { area = ["trading_partners"] }
queue = "queue:integration"
tier = 3
"""

CASES = """
[[case]]
name = "a large denial of granite"
ticket = { category = "denials/denied", payer = "granite-health", amount = 12_000 }
expect = { queue = "queue:senior-claims-follow-up", tier = 2, rule = "granite-high-dollar" }

[[case]]
name = "a denial"
ticket = { category = "denials/denied", claim_type = "professional", amount = 9_999.99 }
expect = { queue = "queue:claims-follow-up", tier = 1, rule = "denials" }

[[case]]
name = "a payment taken back"
ticket = { category = "payments/taken_back" }
expect = { queue = "queue:payments", tier = 1 }

[[case]]
name = "a feed"
ticket = { category = "trading_partners/without_authority" }
expect = { tier = 3 }

[[case]]
name = "access"
ticket = { category = "access/review_overdue" }
expect = { rule = "unallocated", queue = "queue:unallocated" }
"""

DESK = """
[[calendar]]
name = "new-york"
zone = "America/New_York"
holidays = "federal"
monday = [["08:00", "17:00"]]
tuesday = [["08:00", "17:00"]]
wednesday = [["08:00", "17:00"]]
thursday = [["08:00", "17:00"]]
friday = [["08:00", "17:00"]]

[[calendar]]
name = "los-angeles"
zone = "America/Los_Angeles"
monday = [["08:00", "17:00"]]
tuesday = [["08:00", "17:00"]]
wednesday = [["08:00", "17:00"]]
thursday = [["08:00", "17:00"]]
friday = [["08:00", "17:00"]]

[[person]]
person = "user:ann"
queues = ["queue:claims-follow-up", "queue:payments"]
tiers = [1]
capacity = 4
calendar = "new-york"
substitute = "user:dee"

[[person]]
person = "user:ben"
queues = ["queue:claims-follow-up", "queue:payments"]
tiers = [1]
capacity = 8
calendar = "new-york"

[[person]]
person = "user:cal"
queues = ["queue:claims-follow-up"]
tiers = [1]
capacity = 20
calendar = "los-angeles"

[[person]]
person = "user:dee"
queues = ["queue:senior-claims-follow-up"]
tiers = [1, 2]
skills = ["appeals"]
capacity = 10
calendar = "new-york"
"""


def a_desk() -> Desk:
    """Return the desk, not stored yet."""
    return desk_of(DESK, where="desk.toml")


def a_denial(
    ticket_id: str = "tkt_1", *, payer: str = "larkspur", cents: int = 50_000, priority: int = 3
) -> Ticket:
    """Return a denial of a professional claim."""
    return Ticket(
        ticket_id=ticket_id,
        category=TicketCategory.DENIED,
        claim_id=f"clm_{ticket_id}",
        payer_id=payer,
        origin_id=f"out_{ticket_id}",
        title="Denied",
        description="Appeal.",
        impact=2,
        urgency=2,
        priority=priority,
        rule="ticket-priority@1/impact-2-urgency-2",
        opened_at=NOW,
        history=(TicketEntry(at=NOW, actor="system:test", action="opened", note=""),),
        cause=TicketCause(
            payer_id=payer, outcome="DENIED", category="medical necessity", code="CO-50"
        ),
        amount_cents=cents,
        charge_cents=cents,
        claim_type="professional",
        word_source="835",
    )
