"""A day of those who oversee: manager, auditor, analyst and administrator, in a real browser.

Each signs in at the identity provider, lands on the own work, does what the job is, is refused what
the job does not need, and signs out; the access log has it all.
"""

import re
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, expect

from claimtrail.access.break_glass.model import REASONS, GlassReason
from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Action, Purpose
from claimtrail.web.figures.shown import SUBJECT
from infra.local.identity.people import LocalPerson
from tests.harness.days.day_claims import DENIED, REFUSED_NAME, DayClaims
from tests.harness.days.role_day import day_of
from tests.harness.files.own_claims import GIVEN_NAME, SURNAME
from tests.harness.stage.deployed import Deployed
from tools.browser.sign_in import state_purpose

pytestmark = [pytest.mark.e2e, pytest.mark.capability("C8.1", "C8.8")]

WHY_OPENED = "The payer is on the line and asks for the date of service."
FINDING = "The call stands in the log of the payer contacts."


@pytest.fixture(scope="module")
def biller(deployed: Deployed, day_claims: DayClaims, chromium: Browser) -> LocalPerson:
    """A biller who read a denied claim, and opened a restricted one for a reason."""
    closed = f"/claims/{day_claims.restricted.claim_id}"
    deployed.claimtrail(
        *("restrictions", "set", day_claims.restricted.claim_id, "vip"),
        *("--why", "the patient advocate asked"),
    )
    with day_of(deployed, chromium, JobRole.BILLER) as day:
        day.find(DENIED.number)
        day.open(closed)
        expect(day.page.get_by_role("heading", level=1)).to_have_text("Restricted claim")
        day.withholds(SURNAME, GIVEN_NAME)
        day.main.get_by_label(REASONS[GlassReason.PAYER_ASKS]).check()
        day.main.get_by_label("In your words").fill(WHY_OPENED)
        day.main.get_by_role("button", name="Break the glass").click()
        expect(day.main).to_contain_text(f"{SURNAME}, {GIVEN_NAME}")
        day.sign_out(closed)
        day.is_recorded(
            (Action.GLASS_BROKEN, day_claims.restricted.claim_id),
            (Action.CLAIM_READ, day_claims.restricted.claim_id),
        )
        return day.person


@pytest.mark.capability("C5.8", "C8.3", "T6.4")
def test_a_manager_reviews_an_opening_attests_who_keeps_access_and_follows_the_flow_to_claims(
    deployed: Deployed, chromium: Browser, biller: LocalPerson
) -> None:
    deployed.run_scheduled("review_access")
    with day_of(deployed, chromium, JobRole.MANAGER) as day:
        day.landed_on("/overview", "Overview")
        day.main.get_by_role("link", name=re.compile("openings? to review")).click()
        assert state_purpose(day.page, day.purpose.value)
        waiting = day.row(biller.user, REASONS[GlassReason.PAYER_ASKS])
        waiting.get_by_role("link").first.click()
        opening = day.page.url.rpartition("/")[2]
        expect(day.main).to_contain_text(WHY_OPENED)
        seen = day.main.get_by_role("table", name="What the person saw of the claim")
        expect(seen).to_contain_text(Action.CLAIM_READ.value)
        day.withholds(SURNAME, GIVEN_NAME)
        day.main.get_by_label("justified", exact=True).check()
        day.main.get_by_label("Your finding").fill(FINDING)
        day.main.get_by_role("button", name="Record the finding").click()
        expect(day.main).to_contain_text(FINDING)
        day.open("/openings")
        expect(waiting).to_have_count(0)

        day.open("/overview")
        day.main.get_by_role("link", name=re.compile("(people|person) to attest")).click()
        listed = day.row(biller.user)
        listed.get_by_role("checkbox").check()
        day.main.get_by_role("button", name="Keep", exact=True).click()
        day.is_said("1 kept")
        expect(listed).to_have_count(0)

        day.open("/overview")
        flow = day.main.get_by_role("table", name="Changes of state")
        to_denied = flow.get_by_role("row").filter(
            has=day.page.get_by_role("cell", name="Denied", exact=True)
        )
        to_denied.get_by_role("link").first.click()
        expect(day.page.get_by_role("heading", level=1)).to_have_text("Claims")
        day.open(f"{day.page.url.removeprefix(day.address)}&order=amount")
        expect(day.row(DENIED.number)).to_be_visible()

        day.sign_out("/openings")
        day.is_recorded(
            (Action.GLASS_BREAKS_LISTED, opening),
            (Action.GLASS_REVIEWED, opening),
            (Action.ACCESS_REVIEWED, biller.user),
        )


@pytest.mark.capability("C8.4", "C5.4")
def test_an_auditor_verifies_a_day_of_the_trail_reads_all_evidence_and_changes_nothing(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser, biller: LocalPerson
) -> None:
    claim_id = day_claims.denied.claim_id
    with day_of(deployed, chromium, JobRole.AUDITOR, purpose=Purpose.AUDIT) as day:
        assert not day.was_asked_for_purpose
        day.landed_on("/trail", "Trail")
        day.main.get_by_role("table").get_by_role("link").first.click()
        verified = day.page.url.rpartition("/")[2]
        day.main.get_by_role("button", name="Verify this day").click()
        expect(day.main).to_contain_text("PART: no fault in the")

        day.open("/claims")
        assert state_purpose(day.page, day.purpose.value)
        day.find(DENIED.number)
        expect(day.main).to_contain_text(SURNAME)
        expect(day.section("What you can do")).to_have_count(0)
        day.section("Lines").get_by_role("link", name="segment").first.click()
        expect(day.main).to_contain_text("Proven")
        expect(day.section("Chain of custody")).to_contain_text("SHA-256")
        day.open(f"/claims/{claim_id}")
        day.main.get_by_role("link", name="Who has looked at this claim").click()
        assert day.page.url == f"{day.address}/access-log?claim={claim_id}"
        day.await_on_page(day.row(biller.user, Action.CLAIM_READ.value, "payment").first)
        day.open(f"/files/{day_claims.refused.file_id}")
        expect(day.main.get_by_role("heading", level=1)).to_have_text(REFUSED_NAME)
        expect(day.main.get_by_role("heading", name="Findings")).to_be_visible()
        day.open("/holds")
        expect(day.main.get_by_role("heading", level=1)).to_have_text("Legal holds")
        day.main.get_by_role("link", name="How long everything is kept").click()
        expect(day.main.get_by_role("heading", level=1)).to_have_text("How long everything is kept")

        closed = day.send(f"/claims/{claim_id}/close", {"why": "nobody asked"})
        assert closed is HTTPStatus.FORBIDDEN
        day.open(f"/claims/{claim_id}")
        expect(day.page.get_by_role("heading", level=1)).to_contain_text("Denied")
        day.sign_out(f"/claims/{claim_id}")
        day.is_recorded(
            (Action.CLAIM_READ, claim_id),
            (Action.BYTES_READ, claim_id),
            (Action.FILE_READ, day_claims.refused.file_id),
            (Action.ACCESS_LOG_READ, f"access_log:{claim_id}"),
        )
        day.is_recorded((Action.TRAIL_VERIFIED, f"trail:{verified}"), purpose=Purpose.UNSTATED)


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
        day.is_recorded((Action.FIGURES_READ, SUBJECT), purpose=Purpose.UNSTATED)


@pytest.mark.capability("C5.8", "T6.4")
def test_an_administrator_sees_who_has_access_and_no_claim(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser, biller: LocalPerson
) -> None:
    claim = f"/claims/{day_claims.denied.claim_id}"
    with day_of(deployed, chromium, JobRole.ADMINISTRATOR, purpose=Purpose.OPERATIONS) as day:
        assert not day.was_asked_for_purpose
        day.landed_on("/access-reviews", "Access reviews")
        day.open("/accounts")
        expect(day.row(biller.user)).to_contain_text("biller")
        expect(day.main).to_contain_text("End access at once")
        day.open("/people")
        expect(day.row(biller.user)).to_contain_text("active")
        assert not state_purpose(day.page, day.purpose.value), "none of it is about a claim"

        day.is_refused(claim, SURNAME, DENIED.number)
        day.is_refused(f"/files/{day_claims.refused.file_id}", REFUSED_NAME)
        day.sign_out("/people")
        day.is_recorded(
            (Action.PEOPLE_LISTED, biller.user),
            (Action.PEOPLE_LISTED, f"person:{biller.user}"),
            purpose=Purpose.UNSTATED,
        )
