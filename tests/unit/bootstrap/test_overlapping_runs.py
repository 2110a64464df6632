"""Two runs of a schedule's function at once leave what one leaves: at any moment one may overtake.

EventBridge hands a tick over at least once, a run may outlast the time to the next tick, and a
person may have a function run by hand.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from claimtrail.access.provider_watch.model import WatchedProvider
from claimtrail.access.provider_watch.service import ProviderWatch
from claimtrail.analytics.compaction import Compactor
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.parquet import DuckDbWriter
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.overdue import ExceptionOpener
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.escalations.contact_tasks import ContactTasks
from claimtrail.escalations.incident_tickets import IncidentTickets
from claimtrail.escalations.outcome_tickets import OutcomeTickets
from claimtrail.escalations.start_due import StartDueEscalations
from claimtrail.incidents.model import IncidentState
from claimtrail.incidents.service import Grouper
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.receive.arrivals import FoundObject, Sweep
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.changes import assigned
from claimtrail.tickets.expiry import TicketExpiry
from claimtrail.tickets.notices.model import NoticePreferences
from claimtrail.tickets.routing.desk import Absence
from claimtrail.tickets.routing.openings import RuleRoutes
from claimtrail.tickets.routing.rule_files import rules_of
from claimtrail.tickets.routing.service import RoutingService
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import closed
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.seals import read_seal, seal
from claimtrail.trail.holding.holds import Hold
from claimtrail.trail.verification.copies import MemoryCopy
from claimtrail.trail.verification.verify import verify_copy
from infra.functions.registry import declared_functions
from tests.harness.access.use_cases import UseCases, listed
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    accepted_claim,
    front_end,
    remitted,
)
from tests.harness.claims.claim_figures import EVERY_ROW
from tests.harness.claims.claim_history import remember
from tests.harness.escalations.pending_claims import PendingClaims, SteppingClock, pending_claim
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.overtaken import Overtaken
from tests.harness.tickets.alarm_play import AlarmPlay, played_ticket
from tests.harness.tickets.desks import NOW as AT_WORK
from tests.harness.tickets.desks import RULES, a_denial, a_desk
from tests.harness.trail.figure_night import Night, stored
from tests.harness.trail.forged_copy import BUCKET, SIGNER
from tests.twins.access import MemoryAccessUses, MemoryDirectory
from tests.twins.analytics import MemoryLake, MemoryTrail, MemoryViews
from tests.twins.arrivals import MemoryArrivalQueue, MemoryArrivalStore
from tests.twins.attachments import MemoryAttachmentFiles, MemoryAttachmentStore
from tests.twins.claims import MemoryClaimStore
from tests.twins.escalations import MemoryEscalationStore, MemoryScanPositions, MemoryWorkflow
from tests.twins.holds import MemoryHoldStore
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.provider_documents import MemoryProviderDocuments
from tests.twins.routing import MemoryDeskStore
from tests.twins.ticket_expiry import MemoryTicketExpiry
from tests.twins.tickets import MemoryTicketStore
from tests.twins.trail import MemoryChainStore
from tests.unit.notices.test_notices import NoticePlay

LATER = NOW + timedelta(days=60)
YEARS = timedelta(days=8 * 366)
MOMENTS = range(10)
Run = Callable[[Any], object]
"""One run over the port that it is given."""


def _overtaken(twin: object, run: Run, at: int | None) -> None:
    """Run once; in the middle of it, before a call to the port, run once more.

    Who loses a write ends with a conflict: Lambda runs the function again.
    """
    if at is None:
        run(twin)
        return
    with suppress(ConflictError):
        run(Overtaken(twin, lambda: run(twin), at=at))
    run(twin)


def open_exceptions(at: int | None) -> object:
    store = MemoryClaimStore()
    changes = remember(store)
    store.append_events([front_end(2, "A2")])
    project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)

    _overtaken(store, lambda port: ExceptionOpener(store=port, clock=lambda: LATER).run(), at)

    opened = ClaimDetailType.CLAIM_EXCEPTION_OPENED
    events = [event for change in changes for event in events_of_change(change)]
    return store.find(CLAIM_ID), [one.event_id for one in events if one.detail_type is opened]


def start_escalations(at: int | None) -> object:
    claim = pending_claim()
    claims, workflow, bus = PendingClaims(claim), MemoryWorkflow(), MemoryPublisher()
    store, clock = MemoryEscalationStore(), SteppingClock()
    positions = MemoryScanPositions()
    clock.go_on(hours=1)

    def run(port: Any) -> object:
        return StartDueEscalations(
            claims=claims,
            escalations=port,
            positions=positions,
            workflow=workflow,
            publisher=bus,
            clock=clock,
            recheck_after=timedelta(0),
            settle_after=timedelta(minutes=30),
        ).start_due()

    _overtaken(store, run, at)

    found = store.list_by_claim(claim.claim_id)
    return list(workflow.started), [one.status for one in found], sorted(bus.events)


def seal_audit(at: int | None) -> object:
    """Two at once may both seal: the second seal follows the first, and says the same."""
    store, now = MemoryChainStore(), datetime(2026, 3, 9, 12, tzinfo=UTC)
    append(store, "audit", [{"audit_id": "1"}], now=now)

    def run(port: Any) -> object:
        return seal(port, SIGNER, bucket=BUCKET, datasets=["audit"], clock=lambda: now)

    _overtaken(store, run, at)

    assert verify_copy(MemoryCopy(store.objects), heads=store.heads).sound
    seals = [data for key, data in store.objects.items() if key.endswith(".seal")]
    return {read_seal(data).statement.roots for data in seals}


def compact_day(at: int | None) -> object:
    chain, lake = MemoryChainStore(), MemoryLake()
    blank = dict.fromkeys(DATASETS["claim_versions"].row_types)
    row = blank | {"claim_id": "clm_1", "version": 1, "payer_id": "p", "state": "PAID"}
    append(chain, "claim_versions", [row], now=datetime(2026, 3, 9, tzinfo=UTC))

    def run(port: Any) -> object:
        return Compactor(
            trail=MemoryTrail(chain.objects),
            lake=port,
            views=MemoryViews(),
            writer=DuckDbWriter(mask_key=b"key"),
            clock=lambda: datetime(2026, 3, 10, 2, tzinfo=UTC),
        ).run()

    _overtaken(lake, run, at)
    return lake.files


def group_incidents(at: int | None) -> object:
    store = MemoryIncidentStore()

    def run(port: Any) -> object:
        grouper = Grouper(store=port, publisher=MemoryPublisher(), clock=lambda: NOW)
        return grouper.measure({"Ingest": 3})

    _overtaken(store, run, at)
    return [
        (one.failure_count, one.open_count, one.version, one.state)
        for one in store.list_by_state(IncidentState.OPEN, limit=10)
    ]


def queue_arrival(at: int | None) -> object:
    store, queue = MemoryArrivalStore(), MemoryArrivalQueue()
    arrival = Arrival(bucket="inbox", key="p/a.837", version_id="v", sequencer="", occurred_at=NOW)

    class Inbox:
        def objects_between(self, first: datetime, last: datetime) -> list[FoundObject]:
            assert first < last
            return [FoundObject(arrival, is_current=True)]

    def run(port: Any) -> object:
        return Sweep(
            inbox=Inbox(),
            arrivals=port,
            queue=queue,
            is_under_way=lambda _: False,
            now=NOW + timedelta(days=1),
        ).queue_missed()

    _overtaken(store, run, at)
    return store.marks_of([arrival.delivery_id]), {one.delivery_id for one in queue.messages}


def reconcile_figures(at: int | None) -> object:
    """A claim of which an older version was counted is counted again, once."""
    night = Night([stored("clm_a"), stored("clm_b")])
    newer = stored("clm_a", version=2, state=State.PAID, paid=100)
    night.claims.give(newer)
    night.recorded.append(newer)

    def run(store: Any) -> object:
        night.keeper = replace(night.keeper, store=store)
        return night.reconciled()

    _overtaken(night.store, run, at)
    return night.is_exact, night.store.read(EVERY_ROW).rows


def review_access(at: int | None) -> object:
    cases = UseCases(directory=MemoryDirectory(listed("dana"), listed("max", manager="sam")))
    cases.reviews.open_due()
    cases.clock.after(days=60)

    def run(port: Any) -> object:
        reviews = replace(cases.reviews, store=port)
        opened = reviews.open_due()
        return opened, reviews.count_uses(MemoryAccessUses()), reviews.follow_up()

    _overtaken(cases.reviews_store, run, at)
    found = [(one.review_id, one.version, one.items) for one in cases.reviews_store.open_reviews()]
    return found, sorted(cases.publisher.events), len(cases.tickets.list_open(limit=9))


def check_identity_providers(at: int | None) -> object:
    """It changes nothing: both runs say the same."""
    provider = WatchedProvider(
        kind="oidc", name="acme", issuer="https://login.acme.example", certificates_end_at=()
    )
    documents = MemoryProviderDocuments()

    def run(port: Any) -> object:
        return list(ProviderWatch(documents=port, clock=lambda: NOW).standings((provider,)))

    _overtaken(documents, run, at)
    return run(documents)


def ticket_outcomes(at: int | None) -> object:
    """A ticket whose rules changed since it was written is brought up to date, once."""
    claims, store, bus = MemoryClaimStore(), MemoryTicketStore(), MemoryPublisher()
    claims.append_events([*accepted_claim(), remitted(20, 0, "CO-50:100", status="4")])
    project(CLAIM_ID, store=claims, policy=lambda _: INFERRING, clock=lambda: NOW)

    def run(port: Any) -> object:
        return OutcomeTickets(
            claims=claims,
            ticket_service=TicketService(port, bus),
            partners=demo_partners(),
            clock=lambda: NOW,
        ).refresh()

    OutcomeTickets(
        claims=claims,
        ticket_service=TicketService(store, bus),
        partners=demo_partners(),
        clock=lambda: NOW,
    ).settle_each([CLAIM_ID])
    [ticket] = store.list_open(limit=9)
    store.save(ticket.model_copy(update={"version": 3, "next_action": "Appeal."}))

    _overtaken(store, run, at)
    return store.list_open(limit=9), sorted(bus.events)


def ticket_exceptions(at: int | None) -> object:
    """An incident that no event reported has one ticket; one that is over has none open."""
    store, bus, incidents = MemoryTicketStore(), MemoryPublisher(), MemoryIncidentStore()
    grouper = Grouper(store=incidents, publisher=MemoryPublisher(), clock=lambda: NOW)
    grouper.ring("first", is_ringing=True, at=NOW)

    def run(port: Any) -> object:
        service = TicketService(port, bus)
        contacts = ContactTasks(
            incidents=incidents,
            ticket_service=service,
            partner=demo_partners().get,
            clock=lambda: NOW,
        )
        return IncidentTickets(
            incidents=incidents, contacts=contacts, ticket_service=service, clock=lambda: NOW
        ).settle_all()

    run(store)
    grouper.ring("first", is_ringing=False, at=LATER)
    grouper.ring("second", is_ringing=True, at=LATER)

    _overtaken(store, run, at)
    [ticket] = store.list_open(limit=9)
    return ticket, sorted(bus.events)


def expire_tickets(at: int | None) -> object:
    """A ticket whose time is over goes with its attachment, once; one under hold stays."""
    tickets, attachments = MemoryTicketStore(), MemoryAttachmentStore()
    holds, files = MemoryHoldStore(), MemoryAttachmentFiles()
    for number in range(2):
        ticket = tickets.put_new(a_denial(f"tkt_{number}"))
        tickets.save(closed(ticket, reason="paid", at=NOW, actor="user:ada"))
        files.put(f"clean/tkt_{number}/att_1", b"bytes", content_type="")
    holds.put(
        Hold(subject_id="tkt_0", docket="1", reason="asked", set_by="user:dana", set_at=NOW),
        previous=None,
    )

    def run(port: Any) -> object:
        return TicketExpiry(
            store=port, files=files, records_years=lambda _: 7, clock=lambda: NOW + YEARS
        ).run(deadline=lambda: 900.0)

    _overtaken(MemoryTicketExpiry(tickets, attachments, holds), run, at)
    return [one.ticket_id for one in tickets.walk()], files.files


def route_tickets(at: int | None) -> object:
    """Tickets of who is away, and those that wait in a queue, go to people once."""
    store, bus, desk = MemoryTicketStore(), MemoryPublisher(), MemoryDeskStore(a_desk())
    rules = rules_of(RULES, where="rules")

    def run(port: Any) -> object:
        return RoutingService(
            tickets=port, desk=desk, rules_at=lambda _: rules, publisher=bus, clock=lambda: AT_WORK
        ).sweep()

    service = TicketService(store, bus, routes=RuleRoutes(lambda _: rules))
    for number in range(2):
        service.open(a_denial(f"tkt_{number}"))
    run(store)
    away = Absence(begins=AT_WORK.date(), ends=AT_WORK.date())
    ben = desk.desk().people[1].model_copy(update={"absences": (away,)})
    assert desk.save(desk.desk().with_person(ben))
    service.open(a_denial("tkt_2"))

    _overtaken(store, run, at)
    owners = {one.ticket_id: one.assigned_to for one in store.list_open(limit=9)}
    assert "user:ben" not in owners.values()
    return owners, sorted(bus.events)


def fire_clocks(at: int | None) -> object:
    """A ticket whose call never came gets its warnings, once."""
    play = AlarmPlay()
    ticket = play.service.open(played_ticket())
    play.deliver()
    play.schedule.calls.clear()
    play.now += timedelta(hours=9)

    def run(port: Any) -> object:
        return replace(play.alarms, tickets=TicketService(port, play.published)).heal()

    _overtaken(play.store, run, at)
    marks = [one.clock for one in play.ticket(ticket.ticket_id).history if one.clock]
    return len(marks), sorted(play.published.events), play.schedule.calls


def notify_people(at: int | None) -> object:
    """A notice that is due is sent by one of two runs."""
    play = NoticePlay()
    wishes = NoticePreferences(recipient="user:ines", mail="ines@desk.example")
    play.wishes.keep(wishes)
    play.change(play.id, lambda one: assigned(one, to="user:ines", at=play.now, actor="user:ann"))
    for event in play.published.events.values():
        play.notices.announce(event)

    def run(port: Any) -> object:
        return replace(play.notices, outbox=port).deliver()

    _overtaken(play.outbox, run, at)
    return play.mail.sent, list(play.outbox.due(play.now + timedelta(days=9)))


RUNS: dict[str, Callable[[int | None], object]] = {
    one.__name__: one
    for one in (
        open_exceptions,
        start_escalations,
        seal_audit,
        compact_day,
        group_incidents,
        queue_arrival,
        reconcile_figures,
        review_access,
        check_identity_providers,
        expire_tickets,
        ticket_exceptions,
        ticket_outcomes,
        route_tickets,
        fire_clocks,
        notify_people,
    )
}


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("function", RUNS)
def test_a_run_that_is_overtaken_by_another_leaves_what_one_alone_leaves(
    function: str, at: int
) -> None:
    assert RUNS[function](at) == RUNS[function](None)


def test_every_function_that_a_schedule_runs_is_overtaken() -> None:
    assert RUNS.keys() == {one.name for one in declared_functions() if one.schedules}
