"""A stage of in-memory twins for commands: a month of files is read, and every list has rows."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.cli.audit import provenance
from claimtrail.cli.claims import claim, listing, rebill_check, stores
from claimtrail.cli.core import access
from claimtrail.cli.escalations import listing as escalations
from claimtrail.cli.exceptions import waiting
from claimtrail.cli.incidents import incidents
from claimtrail.cli.intake import file_trail, held_files, payments, uploads
from claimtrail.cli.retention import holds
from claimtrail.cli.tickets import desk, known_owners, ticket_list
from claimtrail.escalations.model import Escalation, EscalationStatus
from claimtrail.incidents.model import GROUPER, Incident, IncidentEntry
from claimtrail.incidents.service import Grouper
from claimtrail.intake.release.service import HeldFiles
from claimtrail.kernel.ids import derived_id
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry
from claimtrail.tickets.without_topics import TicketsWithoutTopics
from claimtrail.trail.holding.holds import Hold, HoldPhase
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.intake.intake_fixture import KEY, IntakeFixture
from tests.harness.intake.traced import BucketArchive, taken_in
from tests.twins.claims.memory import Kept
from tests.twins.escalations import MemoryEscalationStore
from tests.twins.holds import MemoryHoldStore
from tests.twins.inbox import MemoryInbox
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.routing import MemoryDeskStore, MemoryRuleStore
from tests.twins.tickets import MemoryTicketStore

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


class _Outputs(dict[str, str]):
    """The outputs of a stage that has them all."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name, default) or f"the {name}"


@dataclass
class Twins:
    """The stores of a stage."""

    intake: IntakeFixture = field(default_factory=taken_in)
    escalations: MemoryEscalationStore = field(default_factory=MemoryEscalationStore)
    tickets: MemoryTicketStore = field(default_factory=MemoryTicketStore)
    incidents: MemoryIncidentStore = field(default_factory=MemoryIncidentStore)
    holds: MemoryHoldStore = field(default_factory=MemoryHoldStore)
    inbox: MemoryInbox = field(default_factory=MemoryInbox)

    @property
    def claims(self) -> list[Claim]:
        """All projected claims."""
        store = self.intake.claims
        return [one for key in store.owners_of(Kept.CHANGE) if (one := store.find(key))]

    def serve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let commands open this stage as the local one."""
        opened = FakeStage(
            "local",
            _Outputs({PartnerOutput.PAYERS: ",".join(one.id for one in self.intake.partners)}),
        )
        FakeStage.access_queue = AccessQueue()
        archive = BucketArchive(self.intake.archive)
        grouper = Grouper(store=self.incidents, publisher=MemoryPublisher(), clock=lambda: NOW)
        held = HeldFiles(
            files=self.intake.files,
            archive=self.intake.archive,
            quarantine=self.intake.quarantine,
        )
        for module, name, value in (
            (access, "open_stage", opened),
            (stores, "claim_store", self.intake.claims),
            (stores, "claim_secret", KEY.secret),
            (escalations, "escalation_store", self.escalations),
            (ticket_list, "ticket_store_of_commands", self.shown_tickets),
            (desk, "ticket_store_of_commands", self.shown_tickets),
            (known_owners, "desk_store", MemoryDeskStore()),
            (known_owners, "rule_store", MemoryRuleStore()),
            (incidents, "grouper_of", grouper),
            (file_trail, "file_store", self.intake.files),
            (uploads, "inbox_of", self.inbox),
            (payments, "payment_store", self.intake.payments),
            (held_files, "held_files_of", held),
            (holds, "holds_of", self.holds),
            (provenance, "archive_of", archive),
        ):
            monkeypatch.setattr(module, name, _constant(value))
        opened_outputs: Any = opened.outputs
        opened_outputs["OrganizationId"] = KEY.organization_id
        for module in (
            *(claim, listing, rebill_check, escalations, ticket_list, held_files, waiting),
        ):
            monkeypatch.setattr(module, "utc_now", lambda: NOW)

    @property
    def shown_tickets(self) -> TicketsWithoutTopics:
        """The tickets as commands have them."""
        return TicketsWithoutTopics(self.tickets)

    def fill(self) -> "Twins":
        """Give every list something to show."""
        stuck = [one for one in self.claims if one.charge_cents][:4]
        for one in stuck:
            escalation = _escalation(one)
            self.escalations.put_new(escalation)
            self.tickets.put_new(_ticket(one, origin_id=escalation.escalation_id))
        self.incidents.save(_incident(stuck))
        self.holds.put(_hold(stuck[0]), previous=None)
        return self


def _constant(value: Any) -> Any:
    return lambda *_, **__: value


def _escalation(claim: Claim) -> Escalation:
    return Escalation(
        escalation_id=derived_id("esc_", claim.claim_id),
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        charge_cents=claim.charge_cents,
        escalate_on=TODAY - timedelta(days=9),
        state_at_start=claim.state,
        last_event_id=claim.steps[-1].event_id,
        owner="queue:billing",
        manager="queue:billing-managers",
        rule="escalation@1",
        status=EscalationStatus.RUNNING,
        started_at=NOW,
        checked_at=NOW,
    )


def _ticket(claim: Claim, *, origin_id: str) -> Ticket:
    return Ticket(
        ticket_id=derived_id("tkt_", claim.claim_id, origin_id),
        category=TicketCategory.PENDING_PAST_WINDOW,
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        origin_id=origin_id,
        title=f"No decision: {claim.payer_id}, day 9 past due",
        description=f"{claim.claim_id} stands at {claim.state.value} since {claim.state_since}.",
        impact=2,
        urgency=2,
        priority=3,
        rule="priority@1",
        assigned_to="queue:billing",
        opened_at=NOW,
        history=(TicketEntry(at=NOW, actor="system:advance_escalation", action="opened", note=""),),
    )


def _incident(claims: list[Claim]) -> Incident:
    return Incident(
        incident_id=derived_id("inc_", "one"),
        kind="file",
        code="X12_SE_COUNT",
        party="juniper-medicaid",
        first_at=NOW,
        last_at=NOW,
        failure_count=3,
        open_count=2,
        file_ids=tuple(one.steps[0].source.file_id for one in claims),
        claim_ids=tuple(one.claim_id for one in claims),
        remediation=("Ask the partner for a whole file.", "Drop it again."),
        timeline=(IncidentEntry(at=NOW, actor=GROUPER, action="opened", note="X12_SE_COUNT"),),
    )


def _hold(claim: Claim) -> Hold:
    return Hold(
        subject_id=claim.claim_id,
        docket="2026-17",
        phase=HoldPhase.STANDING,
        reason="subpoena 2026",
        set_by="user:dana",
        set_at=NOW,
        object_count=len(claim.steps),
    )
