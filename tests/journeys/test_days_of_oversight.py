"""A day of those who oversee: auditor, analyst and administrator, in a real browser.

Each signs in at the identity provider, lands on the own work, does what the job is, is refused what
the job does not need, and signs out; the access log has it all.
"""

from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, expect

from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Action, Purpose
from tests.harness.days.day_claims import DENIED, REFUSED_NAME, DayClaims
from tests.harness.days.role_day import day_of
from tests.harness.files.own_claims import SURNAME
from tests.harness.stage.deployed import Deployed

pytestmark = [pytest.mark.e2e, pytest.mark.capability("C8.1", "C8.8")]


@pytest.mark.capability("C8.4", "C5.4")
def test_an_auditor_reads_all_that_is_evidence_and_changes_nothing(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    claim_id = day_claims.denied.claim_id
    with day_of(deployed, chromium, JobRole.AUDITOR, purpose=Purpose.AUDIT) as day:
        assert day.was_asked_for_purpose
        day.landed_on("/claims", "Claims")
        day.find(DENIED.number)
        expect(day.main).to_contain_text(SURNAME)
        expect(day.section("What you can do")).to_have_count(0)
        day.section("Lines").get_by_role("link", name="segment").first.click()
        expect(day.main).to_contain_text("Proven")
        expect(day.section("Chain of custody")).to_contain_text("SHA-256")
        day.open(f"/files/{day_claims.refused.file_id}")
        expect(day.main.get_by_role("heading", level=1)).to_have_text(REFUSED_NAME)
        expect(day.main.get_by_role("heading", name="Findings")).to_be_visible()

        closing = day.send(f"/claims/{claim_id}/close", {"why": "nobody asked"})
        assert closing is HTTPStatus.FORBIDDEN
        day.open(f"/claims/{claim_id}")
        expect(day.page.get_by_role("heading", level=1)).to_contain_text("Denied")
        day.sign_out(f"/claims/{claim_id}")
        day.is_recorded(
            (Action.CLAIM_READ, claim_id),
            (Action.BYTES_READ, claim_id),
            (Action.FILE_READ, day_claims.refused.file_id),
        )


@pytest.mark.capability("C8.3")
def test_an_analyst_reads_figures_by_another_age_and_no_claim(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    claim = f"/claims/{day_claims.denied.claim_id}"
    with day_of(deployed, chromium, JobRole.ANALYST, purpose=Purpose.OPERATIONS) as day:
        day.landed_on("/overview", "Overview")
        expect(day.main.get_by_role("table", name="Aging by payer")).to_be_visible()
        day.main.get_by_role("link", name="since the last movement").click()
        expect(day.main.get_by_role("heading", name="Aging of undecided claims")).to_contain_text(
            "since the last movement"
        )
        assert day.main.get_by_role("table").get_by_role("link").count() == 0

        day.is_refused(claim, SURNAME, DENIED.number)
        day.is_refused("/claims", "clm_")
        day.sign_out("/overview")


def test_an_administrator_sees_the_own_rights_and_no_claim(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    claim = f"/claims/{day_claims.denied.claim_id}"
    with day_of(deployed, chromium, JobRole.ADMINISTRATOR, purpose=Purpose.OPERATIONS) as day:
        assert not day.was_asked_for_purpose
        day.landed_on("/about", day.person.user)
        expect(day.main).to_contain_text("administrator")

        day.is_refused(claim, SURNAME, DENIED.number)
        day.is_refused(f"/files/{day_claims.refused.file_id}", REFUSED_NAME)
        day.sign_out("/about")
