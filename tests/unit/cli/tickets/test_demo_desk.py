"""The demo's desk: its stories are played once, and leave work of all kinds."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from claimtrail.access.approvers import ApproverError
from claimtrail.access.roles import JobRole
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.output import Output
from claimtrail.tickets.attachments.service import AttachmentService
from claimtrail.tickets.model import HoldParty, Ticket, TicketStatus
from claimtrail.tickets.originals import MASKED_ALONE
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.sla.views import clock_rows
from claimtrail.vendors.service import VendorDesk
from claimtrail.vendors.tables import vendors
from infra.local.demo.desk import play, steps
from infra.local.demo.desk.play import DeskPlayer
from infra.local.demo.desk.show import show_desk
from infra.local.demo.desk.steps import DeskTools
from infra.local.demo.desk.stories import business_day_before, desk_stories
from infra.local.identity.people import principals_of, users_by_role
from infra.stage import read_stage
from tests.harness.intake.traced import paid_claim, taken_in
from tests.twins.access import MemoryPeopleStore
from tests.twins.attachments import MemoryAttachmentFiles, MemoryAttachmentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore
from tests.twins.vendors import MemoryLetterArchive

STATES = (
    *(State.DENIED, State.SYNTAX_ACCEPTED, State.IN_PROCESS, State.PAID),
    State.PARTIALLY_PAID,
)
LAST_DAY = date(2026, 11, 30)
NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


class Played:
    """The stories on tickets in memory."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        self.store, self.bus = MemoryTicketStore(), MemoryPublisher()
        relations = TicketRelations(
            tickets=TicketService(self.store, self.bus), members=self.store.beside
        )
        self.tools = DeskTools(
            relations=relations,
            texts=MASKED_ALONE,
            vendors=VendorDesk(
                tickets=relations.tickets,
                letters=MemoryLetterArchive(),
                vendors=vendors(),
                calendars=clock_tables().calendars,
                texts=MASKED_ALONE,
            ),
            attachments=AttachmentService(
                store=MemoryAttachmentStore(),
                files=MemoryAttachmentFiles(),
                tickets=relations.tickets,
                clock=lambda: NOW,
                guard=MASKED_ALONE.guard,
            ),
            people=MemoryPeopleStore(),
        )

    def play(self, *approvers: JobRole) -> int:
        player = DeskPlayer(
            tools=self.tools,
            people=users_by_role(),
            last_day=LAST_DAY,
            claims=self.claims,
            signed_in=principals_of(read_stage("local").people, *approvers),
        )
        return player.play()

    @property
    def tickets(self) -> list[Ticket]:
        return list(self.store.walk())


def _claims() -> Iterator[Claim]:
    claim = paid_claim(taken_in())
    for state in STATES:
        for payer in ("foxglove-plan", "larkspur-commercial"):
            for number in range(20):
                name = f"{state.value.lower()}{payer[:1]}{number}"
                yield claim.model_copy(
                    update={
                        "claim_id": f"clm_{name}",
                        "patient_control_number": name,
                        "payer_id": payer,
                        "state": state,
                    }
                )


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    desk = Played(tuple(_claims()))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(steps, "upload", lambda *_: None)
        patched.setattr(play, "utc_now", lambda: NOW)
        desk.play(JobRole.MANAGER)
        yield desk


@pytest.mark.capability("T1.1")
def test_every_state_and_every_party_of_a_hold_is_on_the_demos_desk(played: Played) -> None:
    tickets = played.tickets

    assert len(tickets) >= len(desk_stories().story) >= 40
    assert {one.status for one in tickets} == set(TicketStatus)
    assert {one.hold_reason for one in tickets if one.hold_reason} == set(HoldParty)
    happened = {entry.action for one in tickets for entry in one.history}
    assert {"noted", "linked", "merged", "split", "handed_over", "handed_back"} <= happened
    assert any(one.override and one.override.hold for one in tickets)
    assert any(one.claims.count > 1 for one in tickets)
    roles = {role: f"user:{user}" for role, user in users_by_role().items()}
    actors = {entry.actor for one in tickets for entry in one.history}
    assert actors >= {roles[one] for one in JobRole if one.value in WORKING}


WORKING = {
    *("biller", "manager", "clinician", "finance", "support_1", "support_2", "support_3"),
    "payer_liaison",
}


@pytest.mark.capability("T3.3")
def test_its_clocks_are_met_run_rest_and_were_breached(played: Played) -> None:
    rows = [row for one in played.tickets for row in clock_rows(one, clock_tables(), now=NOW)]

    assert {row.state for row in rows} >= {"running", "paused", "met"}
    assert 3 <= sum(row.breached_at is not None for row in rows) < len(rows) / 2


def test_a_month_of_few_claims_has_a_desk_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "upload", lambda *_: None)
    desk = Played(())

    desk.play(JobRole.MANAGER)

    assert len(desk.tickets) == len(desk_stories().story)


@pytest.mark.capability("T3.5")
def test_no_clinical_urgency_is_set_where_its_approver_never_signed_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "upload", lambda *_: None)

    with pytest.raises(ApproverError):
        Played(()).play()


def test_played_again_the_desk_stays_as_it_is(played: Played) -> None:
    before, events = played.tickets, len(played.bus.events)

    played.play(JobRole.MANAGER)

    assert played.tickets == before
    assert len(played.bus.events) == events


@pytest.mark.capability("T3.3")
def test_the_queue_and_a_clock_with_its_pauses_are_shown(
    played: Played,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "160")

    picture = show_desk(Output(), played.tickets, now=NOW, folder=tmp_path)

    shown = capsys.readouterr().out
    assert "The queue by priority and clock" in shown
    assert "breached" in shown
    assert "claimtrail sla explain tkt_" in shown
    assert "Payment plan over twelve months" not in shown, "it is for few eyes"
    assert picture is not None
    drawn = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own
    fills = [one.get("fill", "") for one in drawn.iter("{http://www.w3.org/2000/svg}rect")]
    assert any("paused" in one for one in fills)


def test_days_are_counted_back_over_weekends_and_holidays() -> None:
    thanksgiving = date(2026, 11, 26)

    assert business_day_before(date(2026, 11, 29), 0) == date(2026, 11, 27)
    assert business_day_before(date(2026, 11, 27), 1) == thanksgiving - timedelta(days=1)
