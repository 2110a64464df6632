"""A day of those who support: three tiers, payer liaison and operator, in a real browser.

Each signs in at the identity provider, lands on the own work, does what the job is, sees that it
took effect, is refused what the job does not need, and signs out; the access log has it all.
"""

import pytest
from playwright.sync_api import Browser, expect

from claimtrail.access.roles import JobRole
from claimtrail.claims.lifecycle.states import State
from claimtrail.trail.access_log import Action, Purpose
from tests.harness.days.day_claims import (
    DENIED,
    PAID,
    REFUSED_NAME,
    TO_DO,
    WAITING,
    DayClaims,
)
from tests.harness.days.role_day import DOLLARS, RoleDay, day_of
from tests.harness.files.own_claims import GIVEN_NAME, PAYER_ID, SURNAME
from tests.harness.stage.deployed import Deployed
from tools.browser.sign_in import state_purpose

pytestmark = [pytest.mark.e2e, pytest.mark.capability("C8.1", "C8.8")]

NOTE = "Asked the clearinghouse for the 999 of the first submission."
HELD = "The payer looks at the claim again."
TOOK_ON = "The payer counts segments wrong; its contact is told."
PATIENT = (SURNAME, GIVEN_NAME, DENIED.member_id, WAITING.member_id)


def test_the_first_tier_records_what_a_payer_said_and_sees_no_patient_and_no_dollar(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    claim = f"/claims/{day_claims.denied.claim_id}"
    with day_of(deployed, chromium, JobRole.SUPPORT_1) as day:
        assert day.was_asked_for_purpose
        day.landed_on("/work", "Work")
        day.withholds(DOLLARS, *PATIENT)
        day.find(DENIED.number)
        day.withholds(DOLLARS, *PATIENT)
        day.act("Record a status", {"payer's word": "Denied", "Seen in": "phone"})
        expect(day.main.get_by_role("status").first).to_be_visible()
        day.open(claim)
        day.await_on_page(
            day.section("What people saw and decided").get_by_text(day.person.user).first
        )

        day.is_refused(f"{claim}/steps/1/segment", SURNAME, DENIED.number)
        day.sign_out(claim)
        day.is_recorded(
            (Action.CLAIM_READ, day_claims.denied.claim_id),
            (Action.STATUS_REPORTED, day_claims.denied.claim_id),
        )


@pytest.mark.capability("C8.4", "T3.3")
def test_the_second_tier_traces_a_denial_to_masked_bytes_notes_it_and_gives_it_to_a_queue(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    claim = f"/claims/{day_claims.denied.claim_id}"
    with day_of(deployed, chromium, JobRole.SUPPORT_2) as day:
        assert day.was_asked_for_purpose
        day.landed_on("/work", "Work")
        day.find(DENIED.number)
        day.section("Lines").get_by_role("link", name="segment").first.click()
        expect(day.page.locator("pre.segment mark").first).to_be_visible()
        day.withholds(*PATIENT)

        _select_denied(day)
        day.main.get_by_label("Note").fill(NOTE)
        day.main.get_by_role("button", name="Add note").click()
        day.is_said("1 ticket noted")
        _select_denied(day)
        day.main.get_by_label("Queue").select_option("queue:senior-claims-follow-up")
        day.main.get_by_role("button", name="Give to queue").click()
        day.is_said("given to the queue")
        expect(day.row(DENIED.number, TO_DO)).to_contain_text("senior claims follow up")
        day.open(claim)
        day.section("Tickets and escalations").get_by_text("History").first.click()
        expect(day.section("Tickets and escalations")).to_contain_text(NOTE)
        _hold_and_resume(day)

        day.is_refused("/payments", f"OWNEFT{PAID.serial}")
        day.sign_out(claim)
        day.is_recorded(
            (Action.BYTES_READ, day_claims.denied.claim_id),
            (Action.TICKETS_CHANGED, day_claims.denied.claim_id),
        )


def _hold_and_resume(day: RoleDay) -> None:
    """Hold the ticket of the claim's page for the payer, see its clock rest, and resume it."""
    day.section("Tickets and escalations").get_by_role("link").first.click()
    clocks = day.section("Clocks")
    expect(clocks.locator("svg.clock.wide").first).to_be_visible()
    day.act("Put on hold", {"It waits for": "payer", "Why": HELD})
    day.is_said("You put it on hold for the payer")
    expect(clocks).to_contain_text("paused (payer)")
    assert clocks.locator("svg.clock.wide rect.paused").count() > 0
    expect(day.section("Timeline")).to_contain_text(HELD)
    day.act("Resume", {"Why": "The payer answered."})
    day.is_said("You resumed the work")
    expect(day.page.get_by_role("heading", level=1)).to_contain_text("in progress")


def _select_denied(day: RoleDay) -> None:
    """Select the ticket of the denied claim among those of its payer and cause."""
    day.open(f"/work?payer={PAYER_ID}&cause=timely+filing&order=priority")
    day.row(DENIED.number, TO_DO).get_by_role("checkbox").check()
    day.page.keyboard.press("b")


def _open_incident(day: RoleDay, incident_id: str) -> None:
    """Open an incident from the landing page, which asks for no purpose; the incident does."""
    assert not day.was_asked_for_purpose
    day.landed_on("/incidents", "Incidents")
    day.main.get_by_role("table").locator(f"a[href='/incidents/{incident_id}']").click()
    assert state_purpose(day.page, day.purpose.value)


def test_an_operator_takes_on_what_failed_without_a_patient_a_dollar_or_a_file_name(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    hidden = (*PATIENT, DENIED.number, WAITING.number, REFUSED_NAME, "SE*25*")
    claim = f"/claims/{day_claims.denied.claim_id}"
    with day_of(deployed, chromium, JobRole.OPERATOR, purpose=Purpose.OPERATIONS) as day:
        _open_incident(day, day_claims.incident_id)
        day.main.get_by_label("Note, without patients' names").fill(TOOK_ON)
        day.main.get_by_role("button", name="Take it on").click()
        expect(day.main).to_contain_text("Acknowledged")
        expect(day.main).to_contain_text(f"by {day.person.user}: {TOOK_ON}")
        day.withholds(DOLLARS, *hidden)
        day.open(f"/files/{day_claims.refused.file_id}")
        day.withholds(DOLLARS, *hidden)
        day.open(claim)
        expect(day.page.get_by_role("heading", level=1)).to_contain_text("Denied")
        day.withholds(DOLLARS, *hidden)

        day.is_refused("/work", *hidden)
        day.sign_out(claim)
        day.is_recorded(
            (Action.INCIDENTS_READ, day_claims.incident_id),
            (Action.CLAIM_READ, day_claims.denied.claim_id),
        )


def test_the_third_tier_finds_the_segment_that_a_file_was_refused_for_and_releases_it(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    file = f"/files/{day_claims.refused.file_id}"
    with day_of(deployed, chromium, JobRole.SUPPORT_3, purpose=Purpose.OPERATIONS) as day:
        _open_incident(day, day_claims.incident_id)
        day.find(day_claims.refused.file_id)
        expect(day.main.get_by_role("heading", level=1)).to_have_text(REFUSED_NAME)
        expect(day.main.locator("pre.segment")).to_contain_text("SE*25*")
        day.main.get_by_label("Release the selected sets").fill("the count alone is wrong")
        day.main.get_by_role("button", name="Release").click()
        day.await_on_page(day.main.get_by_text("because: the count alone is wrong"))
        deployed.await_state(WAITING.number, State.ACCEPTED, within=60)

        claim = f"/claims/{day_claims.waiting.claim_id}"
        day.open(claim)
        expect(day.page.get_by_role("heading", level=1)).to_contain_text("Accepted by payer")
        day.withholds(DOLLARS, WAITING.number, *PATIENT)
        day.is_refused(f"{claim}/steps/1/segment", *PATIENT, WAITING.number)
        day.sign_out(file)
        day.is_recorded(
            (Action.FILE_READ, day_claims.refused.file_id),
            (Action.FILE_RELEASED, day_claims.refused.file_id),
        )


def test_a_payer_liaison_follows_a_payers_file_and_has_the_payer_asked(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    file = f"/files/{day_claims.refused.file_id}"
    with day_of(deployed, chromium, JobRole.PAYER_LIAISON) as day:
        assert day.was_asked_for_purpose
        day.landed_on("/work", "Work")
        day.withholds(*PATIENT)
        _select_denied(day)
        day.main.get_by_role("button", name="Ask the payer").click()
        day.is_said("passed to payer contacts")
        day.open("/work?holder=my+queues")
        expect(day.row(DENIED.number, "Ask the payer")).to_contain_text("payer contacts")

        day.find(day_claims.refused.file_id)
        expect(day.main.get_by_role("heading", level=1)).to_have_text(REFUSED_NAME)
        expect(day.main.get_by_role("heading", name="Findings")).to_be_visible()
        day.withholds("SE*25*", "Release the selected sets")
        day.is_refused("/unmatched", SURNAME, DENIED.number)
        day.sign_out(file)
        day.is_recorded(
            (Action.TICKETS_CHANGED, day_claims.denied.claim_id),
            (Action.FILE_READ, day_claims.refused.file_id),
        )
