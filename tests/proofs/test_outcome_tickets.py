"""A period of files down the whole pipeline: every outcome that a person acts on has one ticket."""

from datetime import UTC, date, datetime
from random import Random

import pytest

from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.publishing.status_changes import changed_claims
from claimtrail.escalations.outcome_tickets import OutcomeTickets
from claimtrail.kernel.bus import BusEvent
from claimtrail.partners.fields import Deadlines
from claimtrail.tickets.service import TicketService
from infra.functions.tickets import FUNCTIONS
from simulator.generator import generate
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.pipelines.pipeline import Pipeline
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

FIRST_DAY, LAST_DAY = date(2026, 10, 5), date(2026, 10, 30)
NOW = datetime(2026, 11, 7, tzinfo=UTC)


def subscribed(event: BusEvent) -> bool:
    """Tell whether a rule of the deployed function brings it this event."""
    [function] = [one for one in FUNCTIONS if one.name == "ticket_outcomes"]
    assert function.queue is not None
    said = {"before": event.before, "after": event.after}
    return any(
        event.detail_type.value in {each.value for each in rule.detail_types}
        and all(
            said[name] in values for name, values in (rule.detail or {}).get("detail", {}).items()
        )
        for rule in function.queue.filled_by
        if hasattr(rule, "detail_types")
    )


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize("seed", [1, 2])
def test_given_a_period_when_its_events_come_in_any_order_then_every_outcome_has_one_open_ticket(
    seed: int,
) -> None:
    partners, pipeline = demo_partners(), Pipeline()
    for file in generate(
        partners=partners, seed=11, first_day=FIRST_DAY, last_day=LAST_DAY, claims_per_day=4
    ):
        pipeline.drop(file)
        while job := next(pipeline.jobs(), None):
            job.run()
            job.done()
    published = list(pipeline.audit.published.values())
    claims = {claim_id for event in published for claim_id in changed_claims(event)}
    heard = [event for event in published if subscribed(event)]
    Random(seed).shuffle(heard)  # noqa: S311 - an order
    store = MemoryTicketStore()
    tickets = OutcomeTickets(
        claims=pipeline.store,
        ticket_service=TicketService(store, MemoryPublisher()),
        partners=partners,
        clock=lambda: NOW,
    )

    for event in heard:
        tickets.settle_each(changed_claims(event))

    expected = sorted(
        claim.claim_id
        for claim in filter(None, map(pipeline.store.find, claims))
        if next_action(claim, Deadlines(), today=NOW.date())
    )
    assert len(expected) > 10
    assert sorted(one.claim_id for one in store.list_open(limit=10_000)) == expected
