"""Programs call the deployed stage with tokens of their own: the JSON API, and the leaver feed."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import SignInLimits
from claimtrail.access.sign_in.scopes import MachineScope
from claimtrail.aws.access.rate_limits import DynamoRateLimiter
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.kernel.clock import utc_now
from tests.harness.days.day_claims import DayClaims
from tests.harness.days.role_day import day_of
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import SURNAME
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.machine import DeployedMachine, LeaverFeed


@pytest.mark.capability("C1.6", "C8.8")
def test_a_machine_reads_what_its_scopes_name_and_nothing_without_a_token(
    deployed: Deployed, day_claims: DayClaims
) -> None:
    machine = DeployedMachine.of(deployed, "warehouse")
    claim = f"/claims/{day_claims.denied.claim_id}"

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
    deployed: Deployed, day_claims: DayClaims
) -> None:
    machine = DeployedMachine.of(deployed, "follow-up")
    token = machine.token(MachineScope.TICKETS_READ, MachineScope.TICKETS_WORK)

    def ticket_of_the_claim() -> str:
        answer = machine.call("/work?columns=work_id,claim_id&rows=500", token)
        assert answer.status_code == 200, answer.text
        found = [
            one for one in answer.json()["data"] if one["claim_id"] == day_claims.denied.claim_id
        ]
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
    limiter.use("api:machine/follow-up", SignInLimits().per_caller, later)
    refused = machine.call(note, token, body={"note": "Too much."}, key="report-2")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["code"] == "TOO_MANY_REQUESTS"


@pytest.mark.capability("C5.8", "T6.4")
def test_the_leaver_feed_ends_the_session_of_who_left_and_a_stranger_ends_none(
    deployed: Deployed, chromium: Browser
) -> None:
    feed = LeaverFeed.of(deployed)
    with day_of(deployed, chromium, JobRole.ANALYST) as day:
        left = day.person.user
        assert feed.end(left, token="guessed").status_code == 401
        day.open("/about")
        expect(day.page.get_by_role("heading", level=1)).to_have_text(left)
        try:
            ended = feed.end(left)
            assert (ended.status_code, ended.json()["active"]) == (200, False), ended.text
            day.is_signed_out("/about")
        finally:
            # The analyst has a day of the own in another file.
            deployed.claimtrail("people", "restore", left, "--why", "came back from a leave")
