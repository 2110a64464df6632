"""Tickets by the API: opened, commented on, and taken through their statuses, as by the page."""

from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.scopes import MachineScope
from claimtrail.access.subjects import AccessRestriction
from claimtrail.tickets.model import Ticket, TicketStatus
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.desk_tickets import Desk, a_desk
from tests.harness.web.machines import calling, know_machine
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = [pytest.mark.capability("C1.6", "T1.1", "T2.2")]
WHY = {"why": "as the payer said by phone"}
DISPUTE: dict[str, Any] = {
    "category": "patient_billing/dispute",
    "title": "Balance is disputed again",
    "metadata": {"amount": "137.25"},
}


@pytest.fixture
def stores() -> PageStores:
    made = PageStores()
    open_tickets(made)
    return made


@pytest.fixture
def desk(stores: PageStores) -> Desk:
    return a_desk(stores)


@pytest.fixture
def bea(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,), person_id="bea")


def send(by: WebClient, path: str, body: Any, key: str = "", **headers: str) -> Answer:
    return by.change(
        f"/api/v1/tickets{path}", body, key=key or path.replace("/", ".") or "new", **headers
    )


def stored(stores: PageStores, ticket_id: str) -> Ticket:
    found = stores.tickets.get(ticket_id)
    assert found is not None
    return found


def code(answer: Answer) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.body
    return answer.status, answer.document()["code"]


def test_the_way_of_a_ticket_through_its_statuses(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    one = desk.late.ticket_id
    hold = {"party": "payer", **WHY, "since": "2026-11-09T07:00:00-05:00"}
    for change, body, status in (
        ("start", WHY, TicketStatus.IN_PROGRESS),
        ("hold", hold, TicketStatus.ON_HOLD),
        ("resume", WHY, TicketStatus.IN_PROGRESS),
        ("resolve", WHY, TicketStatus.RESOLVED),
        ("reopen", WHY, TicketStatus.REOPENED),
        ("cancel", WHY, TicketStatus.CANCELED),
    ):
        answer = send(bea, f"/{one}/{change}", body)
        again = send(bea, f"/{one}/{change}", body)

        assert answer.document() == {"outcome": "done", "subject": one}, change
        assert again.headers["Idempotency-Replayed"] == "true"
        assert stored(stores, one).status is status
        assert stored(stores, one).history[-1].actor == "user:bea"
    held = next(entry for entry in stored(stores, one).history if entry.action == "held")
    assert held.since is not None
    assert held.since.isoformat() == "2026-11-09T12:00:00+00:00"
    changed = [row["statement"] for row in bea.recorded if row["action"] == "tickets.change"]
    assert changed == ["start", "hold", "resume", "resolve", "reopen", "cancel"]


def test_a_change_that_was_made_is_told_and_one_that_cannot_be_is_refused(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    one = desk.held.ticket_id
    made = {"party": "payer", "why": "payer reviews"}

    assert send(bea, f"/{one}/hold", made).document()["outcome"] == "unchanged"
    assert code(send(bea, f"/{one}/start", WHY)) == (422, "TICKET_STATUS")
    early = {"party": "vendor", **WHY, "since": "2020-01-01T00:00:00Z"}
    assert code(send(bea, f"/{one}/hold", early, key="early")) == (422, "CHANGE_INSTANT")
    assert code(send(bea, f"/{desk.joint.ticket_id}/resolve", WHY)) == (422, "OWNERS_AGREE")
    assert stored(stores, one) == desk.held


@pytest.mark.parametrize(
    "since", ["2026-11-09", "2026-11-09T12:00:00", "soon", "0001-01-01T00:00:00+10:00", 7, None]
)
def test_an_instant_has_its_offset(
    since: Any, stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    body = {"party": "payer", **WHY, "since": since}

    assert code(send(bea, f"/{desk.late.ticket_id}/hold", body)) == (422, "BODY_INVALID")
    assert stored(stores, desk.late.ticket_id) == desk.late


def test_comments_are_for_us_or_for_those_outside_and_are_masked(
    stores: PageStores, desk: Desk, bea: WebClient
) -> None:
    one = desk.held
    claim = stores.intake.claims.find(one.claim_id)
    assert claim is not None
    said = f"Sent the chart of {claim.patient_control_number}"

    outside = send(bea, f"/{one.ticket_id}/comment", {"note": said, "visibility": "external"})
    ours = send(bea, f"/{one.ticket_id}/comment", {"note": "They call back"}, key="ours")

    assert (outside.status, ours.status) == (200, 200)
    assert [
        (entry.note, entry.visibility) for entry in stored(stores, one.ticket_id).history[-2:]
    ] == [
        ("Sent the chart of [account number]", "external"),
        ("They call back", "internal"),
    ]
    assert [kept.words for kept in stores.originals.of_ticket(one.ticket_id)] == [said]
    kept = "".join(each.model_dump_json() for each in stores.idempotency.requests.values())
    assert claim.patient_control_number not in outside.body + kept
    assert (
        code(send(bea, f"/{one.ticket_id}/comment", {"note": "x", "visibility": "all"}, key="3"))[0]
        == 422
    )


def test_a_ticket_is_opened_about_claims_of_the_caller(stores: PageStores, bea: WebClient) -> None:
    [first, second] = [one.claim_id for one in stores.tickets.list_open(limit=2)]
    claims = [stores.intake.claims.find(one) for one in (first, second)]
    number = claims[0].patient_control_number if claims[0] else ""
    body = {
        "category": "denial_management/medical_necessity",
        "title": "Two denials of one rule",
        "description": f"See {number}",
        "claims": [first, second, first],
        "metadata": {"carc": "co-50"},
    }

    answer = send(bea, "", body, key="new")
    same = send(bea, "", body, key="another key within the minute".replace(" ", "-"))

    assert answer.document()["masked"] == {"accounts": 1}
    opened = stored(stores, answer.document()["subject"])
    assert (opened.claims.first, opened.requester) == ((first, second), "user:bea")
    assert opened.description == "See [account number]"
    assert [one.words for one in stores.originals.of_ticket(opened.ticket_id)] == [f"See {number}"]
    assert same.document() == {"outcome": "unchanged", "subject": opened.ticket_id}
    looked = {row["subject_id"] for row in bea.recorded if row["statement"] == "new"}
    assert looked == {opened.ticket_id, first, second}


def test_a_ticket_about_one_claim_has_its_payer_and_facility(
    stores: PageStores, bea: WebClient
) -> None:
    claim = stores.intake.claims.find(stores.tickets.list_open(limit=1)[0].claim_id)
    assert claim is not None

    answer = send(bea, "", DISPUTE | {"claims": [claim.claim_id]})

    opened = stored(stores, answer.document()["subject"])
    assert (opened.claim_id, opened.payer_id) == (claim.claim_id, claim.payer_id)
    assert opened.facility_npi == claim.facility_npi


def test_no_ticket_is_opened_about_what_is_not_the_callers(
    stores: PageStores, bea: WebClient
) -> None:
    claim = stores.intake.claims.find(stores.tickets.list_open(limit=1)[0].claim_id)
    assert claim is not None
    body = DISPUTE | {"claims": [claim.claim_id]}
    before = len(list(stores.tickets.walk()))
    narrow = WebClient(stores, (JobRole.BILLER,), payers=("nobody",))
    elsewhere = WebClient(stores, (JobRole.BILLER,), facilities=("9999999995",))

    unknown = send(bea, "", DISPUTE | {"claims": ["clm_aaaaaaaaaaaaaaaaaaaaaaaa"]}, key="unknown")
    for person in (narrow, elsewhere):
        answer = send(person, "", body)
        assert code(answer) == code(unknown) == (404, "NOT_FOUND")
        assert answer.document() | {"instance": ""} == unknown.document() | {"instance": ""}
    own = send(narrow, "", body | {"payer": "nobody"}, key="own")
    assert code(own) == (422, "VALUE_UNKNOWN")
    payer = send(narrow, "", DISPUTE | {"payer": claim.payer_id}, key="payer")
    assert code(payer) == (403, "NOT_PERMITTED")
    stores.restrict(claim.claim_id, AccessRestriction.VIP)
    assert code(send(bea, "", body)) == (403, "RESTRICTED")
    assert len(list(stores.tickets.walk())) == before


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"category": "nowhere/none"}, "CATEGORY_UNKNOWN"),
        ({"category": "../etc/passwd"}, "BODY_INVALID"),
        ({"metadata": {}}, "METADATA_INVALID"),
        ({"metadata": {"amount": "much"}}, "METADATA_INVALID"),
        ({"metadata": {"amount": "1", "color": "red"}}, "METADATA_INVALID"),
        ({"metadata": {"Amount": "1"}}, "BODY_INVALID"),
        ({"metadata": {"amount": 137}}, "BODY_INVALID"),
        ({"metadata": [["amount", "1"]]}, "BODY_INVALID"),
        ({"metadata": {f"n{'a' * one}": "1" for one in range(21)}}, "BODY_INVALID"),
        ({"title": "x" * 121}, "BODY_INVALID"),
        ({"claims": "clm_1"}, "BODY_INVALID"),
        ({"claims": ["<script>"]}, "BODY_INVALID"),
        ({"claims": ["clm_1"] * 201}, "BODY_INVALID"),
        ({"owner": "user:bea"}, "BODY_INVALID"),
    ],
)
def test_a_ticket_that_cannot_be_is_refused(
    changes: dict[str, Any], wanted: str, stores: PageStores, bea: WebClient
) -> None:
    before = len(list(stores.tickets.walk()))

    assert code(send(bea, "", DISPUTE | changes)) == (422, wanted)
    assert len(list(stores.tickets.walk())) == before


NOTES, CHANGES = {"comment"}, {"open", "start", "hold", "resume", "resolve", "reopen", "cancel"}
ALLOWED = {
    **dict.fromkeys(
        (
            JobRole.BILLER,
            JobRole.MANAGER,
            JobRole.SUPPORT_1,
            JobRole.SUPPORT_2,
            JobRole.SUPPORT_3,
            JobRole.PAYER_LIAISON,
        ),
        NOTES | CHANGES,
    ),
    **dict.fromkeys((JobRole.CLINICIAN, JobRole.FINANCE), NOTES),
}


@pytest.mark.parametrize("role", JobRole)
def test_each_role_changes_what_the_table_says(
    role: JobRole, stores: PageStores, desk: Desk
) -> None:
    person = WebClient(stores, (role,), queues=(desk.late.assigned_to,))
    bodies = {
        **dict.fromkeys(CHANGES - {"open", "hold"}, WHY),
        "open": DISPUTE,
        "hold": {"party": "payer", **WHY},
        "comment": {"note": "They call back"},
    }

    def is_let_in(name: str) -> bool:
        path, body = (
            ("", DISPUTE) if name == "open" else (f"/{desk.late.ticket_id}/{name}", bodies[name])
        )
        return send(person, path, body, key=name).status != 403

    assert {name for name in NOTES | CHANGES if is_let_in(name)} == ALLOWED.get(role, set())


def test_a_machine_opens_and_works_tickets_by_its_scopes(stores: PageStores, desk: Desk) -> None:
    know_machine(stores)
    working = calling(stores, MachineScope.TICKETS_READ, MachineScope.TICKETS_WORK)
    reading = calling(stores, MachineScope.TICKETS_READ)
    late = desk.late.ticket_id

    opened = send(working, "", DISPUTE, x_purpose_of_use="operations")

    assert stored(stores, opened.document()["subject"]).requester == "user:machine/warehouse"
    assert send(working, f"/{late}/start", WHY, x_purpose_of_use="operations").status == 200
    for path, body in (("", DISPUTE), (f"/{late}/start", WHY)):
        answer = send(reading, path, body, x_purpose_of_use="operations")
        assert code(answer) == (403, "NOT_PERMITTED")
