"""A biller's day in a real browser: from signing in to the payer's bytes, recorded, and out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import SignInLimits
from claimtrail.access.sign_in.scopes import MachineScope
from claimtrail.aws.access.rate_limits import DynamoRateLimiter
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.clock import utc_now
from infra.local.identity.people import LocalPerson, read_people
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, GIVEN_NAME, PAYER_ID, SURNAME, OwnClaim
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.machine import DeployedMachine
from tools.browser.chromium import started_chromium
from tools.browser.sign_in import PURPOSE, sign_in

pytestmark = pytest.mark.e2e

CLAIM = OwnClaim(serial=190, submitted_on=utc_now().date() - timedelta(days=30))
COLD_MILLISECONDS = 60_000
"""The first page of a stage: the function starts, on a machine that does other things, too."""
MOST_CLICKS = 7
"""From the choice of a provider to the payer's segment; a search is one."""
ACTIONS = ("claim.read", "claim.bytes", "claim.provenance")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A started browser. Fails with what to do where the machine has none."""
    with started_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def denied(deployed: Deployed) -> Claim:
    """A claim that its payer denied for timely filing."""
    deployed.put(f"{BILLING_ID}/pages-837.x12", CLAIM.submission())
    deployed.put(f"{PAYER_ID}/pages-277ca.x12", CLAIM.acceptance())
    deployed.await_state(CLAIM.number, State.ACCEPTED, within=240)
    deployed.put(f"{PAYER_ID}/pages-835.x12", CLAIM.denial())
    return deployed.await_state(CLAIM.number, State.DENIED)


def person_of(deployed: Deployed, role: JobRole) -> LocalPerson:
    """Return the embedded cloud's person of a role."""
    people = read_people(deployed.cloud.cloud.settings.identity)
    return next(one for one in people if one.role is role)


@contextmanager
def at_the_pages(deployed: Deployed, chromium: Browser) -> Iterator[tuple[Page, str]]:
    """Yield a window, and the address of the pages."""
    context = chromium.new_context()
    context.set_default_timeout(COLD_MILLISECONDS)
    expect.set_options(timeout=COLD_MILLISECONDS)
    try:
        yield context.new_page(), deployed.bucket(FrontOutput.PAGES_ADDRESS)
    finally:
        context.close()


@pytest.mark.capability("C8.1", "C8.4", "C8.8", "T2.2")
def test_a_biller_signs_in_and_reads_a_denial_down_to_the_payers_bytes(
    deployed: Deployed, denied: Claim, chromium: Browser
) -> None:
    biller = person_of(deployed, JobRole.BILLER)
    with at_the_pages(deployed, chromium) as (page, address):
        clicks = sign_in(page, address, biller)
        assert page.url.startswith(f"{address}/work")
        main = page.get_by_role("main")

        page.keyboard.press("/")
        page.keyboard.type(CLAIM.number)
        page.keyboard.press("Enter")
        clicks += 1
        expect(main).to_contain_text(CLAIM.number)
        if denied.claim_id not in page.url:
            main.locator(f"a[href*='{denied.claim_id}']").first.click()
            clicks += 1
        expect(main).to_contain_text("Filed too late")
        expect(page.locator(".next-step")).to_contain_text("Appeal")
        expect(main).to_contain_text(SURNAME)

        page.locator(".reasons").get_by_role("link", name="segment").first.click()
        clicks += 1
        marked = page.locator("pre.segment mark")
        expect(marked.filter(has_text=re.compile(r"CAS\*CO\*29")).first).to_be_visible()
        expect(main).to_contain_text("Proven")

        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{address}/signed-out")
        page.goto(f"{address}/claims/{denied.claim_id}")
        assert page.url.startswith(f"{address}/sign-in")
    assert clicks <= MOST_CLICKS


@pytest.mark.capability("C5.4")
def test_what_the_biller_saw_is_in_the_trail_with_the_purpose(
    deployed: Deployed, denied: Claim
) -> None:
    biller = person_of(deployed, JobRole.BILLER)

    def logged() -> bool:
        rows = deployed.ask(
            "select actor, action, purpose from access_log"  # noqa: S608 - an id of our own
            f" where subject_id = '{denied.claim_id}'"
        )
        seen = {row["action"] for row in rows if row["actor"] == f"user:{biller.user}"}
        assert seen >= set(ACTIONS), rows
        assert {row["purpose"] for row in rows if row["actor"] == f"user:{biller.user}"} == {
            PURPOSE
        }
        return True

    eventually(logged, 60, every=1)


@pytest.mark.capability("C8.8")
def test_a_manager_comes_by_saml_and_is_out_at_once_when_signed_out_by_an_administrator(
    deployed: Deployed, denied: Claim, chromium: Browser
) -> None:
    manager = person_of(deployed, JobRole.MANAGER)
    with at_the_pages(deployed, chromium) as (page, address):
        sign_in(page, address, manager, protocol="SAML")
        assert page.url.startswith(f"{address}/overview")

        deployed.claimtrail("people", "sign-out", manager.user, "--why", "lost the laptop")

        page.goto(f"{address}/claims/{denied.claim_id}")
        assert page.url.startswith(f"{address}/sign-in")


@pytest.mark.capability("C1.6", "C8.8")
def test_a_machine_reads_what_its_scopes_name_and_nothing_without_a_token(
    deployed: Deployed, denied: Claim
) -> None:
    machine = DeployedMachine.of(deployed, "warehouse")
    claim = f"/claims/{denied.claim_id}"

    token = machine.token(MachineScope.CLAIMS_READ)
    read = machine.call(claim, token)
    assert read.status_code == 200, read.text
    assert SURNAME in read.text
    assert read.headers["ratelimit-policy"].startswith('"caller";q=')
    # API Gateway verifies the signature before the function is invoked.
    signed, _, signature = token.rpartition(".")
    forged = f"{signed}.{signature[::-1]}"
    figures = machine.token(MachineScope.FIGURES_READ)
    assert [machine.call(claim, one).status_code for one in ("", forged, figures)] == [
        401,
        401,
        403,
    ]
    assert machine.call("/openapi.json", "").status_code == 200
    assert machine.ask_token(MachineScope.TRAIL_READ).status_code == 400
    assert machine.ask_token(MachineScope.CLAIMS_READ, secret="guessed").status_code == 400


@pytest.mark.capability("C1.6")
def test_a_machine_notes_once_whatever_it_repeats_until_its_limit(
    deployed: Deployed, denied: Claim
) -> None:
    machine = DeployedMachine.of(deployed, "worklist")
    token = machine.token(MachineScope.TICKETS_READ, MachineScope.TICKETS_WORK)

    def ticket_of_the_claim() -> str:
        answer = machine.call("/work?columns=work_id,claim_id&rows=500", token)
        assert answer.status_code == 200, answer.text
        found = [one for one in answer.json()["data"] if one["claim_id"] == denied.claim_id]
        assert found, "no ticket yet"
        return str(found[0]["work_id"])

    note = f"/work/{eventually(ticket_of_the_claim, 60, every=1)}/note"
    first, again = (
        machine.call(note, token, body={"note": "Asked for the report."}, key="report-1")
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200), (first.text, again.text)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    other = machine.call(note, token, body={"note": "Another one."}, key="report-1")
    assert other.status_code == 422

    # As if it had called so often that the next one may come in a minute.
    limiter = DynamoRateLimiter(
        deployed.client("dynamodb"), deployed.bucket(SharedOutput.OPERATIONS_TABLE)
    )
    later = utc_now() + timedelta(minutes=1)
    limiter.use("api:machine/worklist", SignInLimits().per_caller, later)
    refused = machine.call(note, token, body={"note": "Too much."}, key="report-2")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["code"] == "TOO_MANY_REQUESTS"


@pytest.mark.capability("C5.1")
@pytest.mark.usefixtures("denied")
def test_the_pages_function_logs_no_patient(deployed: Deployed) -> None:
    known = deployed.client("lambda").get_function_configuration(
        FunctionName=deployed.function("serve_pages")
    )
    pages = deployed.client("logs").get_paginator("filter_log_events")
    found = pages.paginate(logGroupName=known["LoggingConfig"]["LogGroup"])
    lines = [event["message"] for page in found for event in page["events"]]

    assert lines
    assert any("signed_in" in line for line in lines)
    for patient in (SURNAME, GIVEN_NAME, CLAIM.number, CLAIM.member_id):
        assert [line for line in lines if patient in line] == []
