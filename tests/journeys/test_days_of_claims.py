"""A day of those who get claims paid: biller, manager, clinician and finance, in a real browser.

Each signs in at the identity provider, lands on the own work, does what the job is, sees that it
took effect, is refused what the job does not need, and signs out; the access log has it all.
"""

import re
import time
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from claimtrail.access.roles import JobRole
from claimtrail.claims.lifecycle.states import State
from claimtrail.trail.access_log import Action, Purpose
from tests.harness.days.day_claims import (
    APPEALED,
    DENIED,
    PAID,
    PENDED,
    REFUSED_NAME,
    TO_DO,
    WRITTEN_OFF,
    DayClaims,
)
from tests.harness.days.role_day import DOLLARS, PHONE, day_of
from tests.harness.files.own_claims import GIVEN_NAME, PAYER_ID, SURNAME
from tests.harness.stage.deployed import Deployed
from tools.browser.sign_in import state_purpose

pytestmark = [pytest.mark.e2e, pytest.mark.capability("C8.1", "C8.8")]

WHY_DENIED = "Filed too late"
"""CARC 29 in the words of the pages."""
SECONDS_A_CLICK = 6
"""For a person who sees a page for the first time: to read it, decide, and point."""
A_MINUTE = 60
DENIAL_SEGMENT = re.compile(r"CAS\*CO\*29")
NOTE = "Called the payer: it has no record of the fax."
SENT_RECORDS = "The records went out by the portal this morning."
_WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.capability("C8.4", "C5.4", "T2.2")
def test_a_biller_takes_the_most_expected_dollars_reads_a_denial_to_its_bytes_and_appeals(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser, tmp_path: Path
) -> None:
    appealed = f"/claims/{day_claims.appealed.claim_id}"
    with day_of(deployed, chromium, JobRole.BILLER) as day:
        assert day.was_asked_for_purpose
        day.landed_on("/work", "Work")
        day.main.get_by_text("Order", exact=True).click()
        day.main.get_by_role("link", name="most expected dollars first").click()
        row = day.row(DENIED.number, TO_DO)
        row.get_by_role("checkbox").check()
        day.page.keyboard.press("b")
        day.main.get_by_role("button", name="Assign to me").click()
        day.is_said("1 ticket assigned to you")
        expect(row).to_contain_text(day.person.user)
        row.get_by_role("checkbox").check()
        day.page.keyboard.press("b")
        day.main.get_by_role("button", name="Export selected rows").click()
        expect(day.main).to_contain_text("The 1 row that you selected")
        day.ask_export("One ticket")

        day.find(APPEALED.number)
        expect(day.main).to_contain_text(f"{SURNAME}, {GIVEN_NAME}")
        expect(day.section("Denials, and what can be done")).to_contain_text(WHY_DENIED)
        day.section("Lines").get_by_role("link", name="segment").first.click()
        marked = day.page.locator("pre.segment mark").filter(has_text=DENIAL_SEGMENT)
        expect(marked.first).to_be_visible()
        expect(day.main).to_contain_text("Proven")

        day.open(appealed)
        day.act("Add a note", {"Note": NOTE})
        expect(day.main.get_by_role("status").first).to_be_visible()
        expect(day.section("Timeline")).to_contain_text(NOTE)
        day.act("Record an appeal", {"Level": "1", "Sent by": "fax", "Why": "sent in time"})
        expect(day.main.get_by_role("status").first).to_be_visible()
        deployed.await_state(APPEALED.number, State.APPEALED)
        day.open(appealed)
        expect(day.page.get_by_role("heading", level=1)).to_contain_text("Appealed")
        expect(day.section("What people saw and decided")).to_contain_text("sent in time")

        day.open("/exports")
        selected = day.exported("One ticket", tmp_path / "selected.csv")
        assert DENIED.number in selected
        assert APPEALED.number not in selected

        day.is_refused(f"/files/{day_claims.refused.file_id}", REFUSED_NAME, PAYER_ID)
        day.sign_out(appealed)
        day.is_recorded(
            (Action.TICKETS_CHANGED, day_claims.denied.claim_id),
            (Action.CLAIM_READ, day_claims.appealed.claim_id),
            (Action.BYTES_READ, day_claims.appealed.claim_id),
            (Action.PROVENANCE_READ, day_claims.appealed.claim_id),
            (Action.NOTED, day_claims.appealed.claim_id),
            (Action.APPEALED, day_claims.appealed.claim_id),
        )


@pytest.mark.capability("C8.4")
@pytest.mark.usefixtures("day_claims")
def test_who_has_never_seen_it_finds_a_denied_claim_its_reason_and_the_segment_in_a_minute(
    deployed: Deployed, chromium: Browser
) -> None:
    with day_of(deployed, chromium, JobRole.BILLER) as day:
        began = time.monotonic()
        filters = day.main.get_by_role("navigation", name="Filters")
        ways = (
            filters.get_by_text("State", exact=True),
            filters.get_by_role("link", name="Denied"),
            day.main.get_by_role("table", name="Work").get_by_role("link").first,
            day.section("Lines").get_by_role("link", name="segment").first,
        )
        for way in ways:
            way.click()
        expect(day.page.locator("pre.segment mark").first).to_be_visible()
        expect(day.main).to_contain_text("Proven")

        assert time.monotonic() - began + len(ways) * SECONDS_A_CLICK < A_MINUTE


@pytest.mark.capability("T2.2")
def test_a_manager_comes_by_saml_goes_from_a_figure_to_claims_approves_and_is_put_out_at_once(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    claim_id = day_claims.written_off.claim_id
    deployed.claimtrail(
        *("write-off", claim_id, "--balance", "--reason", "timely_filing"),
        *("--why", "filed after the limit"),
    )
    with day_of(deployed, chromium, JobRole.MANAGER, protocol="SAML") as day:
        day.landed_on("/overview", "Overview")
        states = day.main.get_by_role("table", name="Claims by state")
        states.get_by_role("row", name="Denied").get_by_role("link").click()
        assert state_purpose(day.page), "the figures needed no purpose, the claims do"
        expect(day.page.get_by_role("heading", level=1)).to_have_text("Claims")

        day.find(WRITTEN_OFF.number)
        expect(day.main).to_contain_text("Approve the write-off, or turn it down.")
        day.act("Approve the write-off", {"Why": "the limit has passed"})
        deployed.await_state(WRITTEN_OFF.number, State.WRITTEN_OFF)
        day.open(f"/claims/{claim_id}")
        expect(day.page.get_by_role("heading", level=1)).to_contain_text("Written off")
        expect(day.section("What people saw and decided")).to_contain_text(day.person.user)

        day.is_refused("/exports/new?list=payments", "Trace (TRN02)")
        deployed.claimtrail("people", "sign-out", day.person.user, "--why", "lost the laptop")
        day.is_signed_out(f"/claims/{claim_id}")
        day.is_recorded((Action.CLAIM_READ, claim_id))


@pytest.mark.capability("C8.7")
def test_a_clinician_sees_on_a_phone_what_a_payer_waits_for_and_no_dollar(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser
) -> None:
    pended = f"/claims/{day_claims.pended.claim_id}"
    with day_of(
        deployed, chromium, JobRole.CLINICIAN, purpose=Purpose.TREATMENT, viewport=PHONE
    ) as day:
        assert day.was_asked_for_purpose
        day.landed_on("/documents", "Documents that payers wait for")
        day.withholds(DOLLARS)
        link = day.main.get_by_role("table").locator(f"a[href='{pended}']")
        expect(link).to_have_text(f"{SURNAME}, {GIVEN_NAME}")
        assert not day.page.evaluate(_WIDER)
        link.click()
        expect(day.main).to_contain_text("Send the payer the records that its request names.")
        expect(day.main).to_contain_text("Supporting documentation")
        day.act("Add a note", {"Note": SENT_RECORDS})
        expect(day.main.get_by_role("status").first).to_be_visible()
        expect(day.section("Timeline")).to_contain_text(SENT_RECORDS)
        assert not day.page.evaluate(_WIDER)
        day.withholds(DOLLARS, PENDED.charge, "Record an appeal")

        day.is_refused(
            f"/claims/{day_claims.denied.claim_id}",
            SURNAME,
            DENIED.number,
            status=HTTPStatus.NOT_FOUND,
        )
        day.is_refused("/payments", "OWNEFT")
        day.sign_out(pended)
        day.is_recorded(
            (Action.CLAIM_READ, day_claims.pended.claim_id),
            (Action.NOTED, day_claims.pended.claim_id),
        )


@pytest.mark.capability("C8.6")
def test_finance_traces_a_payment_exports_the_list_and_sees_no_patient(
    deployed: Deployed, day_claims: DayClaims, chromium: Browser, tmp_path: Path
) -> None:
    trace = f"OWNEFT{PAID.serial}"
    with day_of(deployed, chromium, JobRole.FINANCE) as day:
        assert day.was_asked_for_purpose
        day.landed_on("/payments", "Payments")
        day.main.get_by_role("navigation").get_by_role("link", name=PAYER_ID).click()
        expect(day.row(trace)).to_contain_text("$412.00")
        day.main.get_by_role("link", name="Export", exact=True).click()
        day.ask_export("Payments of the agency")
        written = day.exported("Payments of the agency", tmp_path / "payments.csv")
        assert trace in written
        assert SURNAME not in written

        day.find(PAID.number)
        expect(day.section("Lines")).to_contain_text("$412.00")
        day.withholds(SURNAME, GIVEN_NAME, PAID.member_id)
        day.is_refused("/unmatched", SURNAME, PAID.number)
        day.sign_out(f"/claims/{day_claims.paid.claim_id}")
        day.is_recorded((Action.CLAIM_READ, day_claims.paid.claim_id))


@pytest.mark.capability("C5.1")
@pytest.mark.usefixtures("day_claims")
def test_the_pages_function_logs_no_patient(deployed: Deployed, chromium: Browser) -> None:
    with day_of(deployed, chromium, JobRole.BILLER) as day:
        day.find(DENIED.number)
        expect(day.main).to_contain_text(SURNAME)
    known = deployed.client("lambda").get_function_configuration(
        FunctionName=deployed.function("serve_pages")
    )
    pages = deployed.client("logs").get_paginator("filter_log_events")
    found = pages.paginate(logGroupName=known["LoggingConfig"]["LogGroup"])
    lines = [event["message"] for page in found for event in page["events"]]

    assert any("signed_in" in line for line in lines)
    for patient in (SURNAME, GIVEN_NAME, DENIED.number, DENIED.member_id):
        assert [line for line in lines if patient in line] == []
