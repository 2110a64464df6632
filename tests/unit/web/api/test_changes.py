"""Changes by the API: the use cases of the pages, once for each idempotency key."""

import json
from datetime import timedelta
from typing import Any

import pytest

from claimtrail.access.idempotency import KEPT, key_id_of
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.scopes import MachineScope
from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.incidents.model import IncidentState
from claimtrail.tickets.model import Ticket
from claimtrail.web.api.table import API_ROUTES
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web.api_stores import open_incident
from tests.harness.web.claim_stores import SEEDED, claims_of, seeded
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.machines import calling, know_machine
from tests.harness.web.page_stores import PageStores

pytestmark = [pytest.mark.capability("C1.6"), pytest.mark.capability("T2.2")]

STATUS = f"/api/v1/claims/{CLAIM_ID}/record-status"
SEEN = {"term": "Pended", "seen_in": "portal", "seen_on": "2026-11-08", "said": "ref 4711"}
NOTE = {"note": "the payer asked for the report"}
CHANGES = [one for one in API_ROUTES if one.is_change]


@pytest.fixture
def stores() -> PageStores:
    return seeded()


@pytest.fixture
def ticket(stores: PageStores) -> Ticket:
    [found] = stores.tickets.list_open(limit=2)
    return found


@pytest.fixture
def biller(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.BILLER,), person_id="bea")


def code(answer: Answer) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.body
    return answer.status, answer.document()["code"]


def reports(stores: PageStores) -> list[TermReported]:
    facts = [one.fact for one in claims_of(stores).events_of(CLAIM_ID)]
    return [one for one in facts if isinstance(one, TermReported) and one.term == "Pended"]


def test_a_status_is_recorded_once_for_a_key(stores: PageStores, biller: WebClient) -> None:
    first = biller.change(STATUS, SEEN)
    again = biller.change(STATUS, dict(reversed(SEEN.items())))

    assert (first.status, first.document()) == (200, {"outcome": "done", "subject": CLAIM_ID})
    assert "Idempotency-Replayed" not in first.headers
    assert (again.status, again.body) == (200, first.body)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(reports(stores)) == 1
    assert [one["action"] for one in biller.recorded] == ["claim.report"]


def test_a_key_is_of_one_request_and_of_one_caller(stores: PageStores, biller: WebClient) -> None:
    other = WebClient(stores, (JobRole.BILLER,), person_id="bob")
    biller.change(STATUS, SEEN)

    assert code(biller.change(STATUS, SEEN | {"said": "else"})) == (422, "IDEMPOTENCY_KEY_REUSED")
    own = other.change(STATUS, SEEN | {"said": "else"})
    assert own.status == 200
    assert "Idempotency-Replayed" not in own.headers


def test_a_key_is_in_use_until_its_request_has_ended(stores: PageStores, biller: WebClient) -> None:
    biller.change(STATUS, SEEN)
    key_id = key_id_of("bea", "key-1")
    under_way = stores.idempotency.requests[key_id].model_copy(
        update={"status": None, "free_at": stores.watch.now + timedelta(minutes=1)}
    )
    stores.idempotency.finish(under_way)

    busy = biller.change(STATUS, SEEN)
    assert code(busy) == (409, "IDEMPOTENCY_KEY_IN_USE")
    assert busy.headers["Retry-After"] == "60"
    stores.watch.move(timedelta(minutes=1))
    assert biller.change(STATUS, SEEN).status == 200


def test_a_key_is_new_after_a_day(stores: PageStores, biller: WebClient) -> None:
    biller.change(STATUS, SEEN)
    stores.watch.move(KEPT)
    later = WebClient(stores, (JobRole.BILLER,), person_id="bea")

    assert "Idempotency-Replayed" not in later.change(STATUS, SEEN).headers


def test_a_refused_change_sets_its_key_free(stores: PageStores, biller: WebClient) -> None:
    future = biller.change(STATUS, SEEN | {"seen_on": "2027-01-01"})
    assert code(future) == (422, "REPORT_INVALID")

    assert stores.idempotency.requests == {}
    assert biller.change(STATUS, SEEN).status == 200


def test_no_stored_answer_has_data_of_a_claim(
    stores: PageStores, biller: WebClient, ticket: Ticket
) -> None:
    biller.change(STATUS, SEEN, key="a")
    biller.change(f"/api/v1/work/{ticket.ticket_id}/note", NOTE, key="b")

    stored = "".join(one.model_dump_json() for one in stores.idempotency.requests.values())

    assert len(stores.idempotency.requests) == 2
    assert not [text for text in (*SEEDED, "4711", "report") if text in stored]


def test_a_ticket_is_noted_and_given_away(
    stores: PageStores, biller: WebClient, ticket: Ticket
) -> None:
    address = f"/api/v1/work/{ticket.ticket_id}"
    manager = WebClient(stores, (JobRole.MANAGER,), person_id="max")

    assert biller.change(f"{address}/note", NOTE, key="1").status == 200
    assert biller.change(f"{address}/assign", {"owner": "me"}, key="2").status == 200
    assert manager.change(f"{address}/assign", {"owner": "user:dana"}, key="3").status == 200

    found = stores.tickets.get(ticket.ticket_id)
    assert found
    assert found.assigned_to == "user:dana"
    assert any(NOTE["note"] in one.note for one in found.history)
    again = manager.change(f"{address}/assign", {"owner": "user:dana"}, key="4").document()
    assert again["outcome"] == "unchanged"
    no_queue = manager.change(f"{address}/assign", {"owner": "queue:nowhere"}, key="5")
    assert code(no_queue) == (422, "VALUE_UNKNOWN")
    assert code(biller.change(f"{address}/assign", {"owner": "user:bob"}, key="6")) == (
        403,
        "NOT_PERMITTED",
    )
    unknown = biller.change("/api/v1/work/tkt_none/note", NOTE, key="7")
    assert code(unknown) == (404, "NOT_FOUND")


def test_a_note_with_a_patients_number_is_masked(
    biller: WebClient, stores: PageStores, ticket: Ticket
) -> None:
    number = claims_of(stores).find(CLAIM_ID).patient_control_number  # type: ignore[union-attr]

    answer = biller.change(f"/api/v1/work/{ticket.ticket_id}/note", {"note": f"about {number}"})

    assert answer.status == 200
    assert number not in answer.body
    stored = stores.tickets.get(ticket.ticket_id)
    assert stored is not None
    assert stored.history[-1].note == "about [account number]"


def test_a_machine_takes_an_incident_on_and_calls_it_done(stores: PageStores) -> None:
    know_machine(stores)
    incident_id = open_incident(stores).incident_id
    machine = calling(stores, MachineScope.OPERATIONS_WORK)

    for word, state in (
        ("acknowledge", IncidentState.ACKNOWLEDGED),
        ("resolve", IncidentState.RESOLVED),
    ):
        answer = machine.change(
            f"/api/v1/incidents/{incident_id}/{word}",
            NOTE,
            key=word,
            x_purpose_of_use="operations",
        )
        assert answer.document() == {"outcome": "done", "subject": incident_id}
        found = stores.incidents.get(incident_id)
        assert found
        assert found.state is state
        assert "user:machine/warehouse" in found.model_dump_json()


def test_a_machine_changes_only_what_its_scopes_name(stores: PageStores, ticket: Ticket) -> None:
    know_machine(stores)
    reading = calling(stores, *(one for one in MachineScope if one.value.endswith(":read")))
    every = calling(stores, *MachineScope)

    def statuses(machine: WebClient) -> dict[str, int]:
        return {
            one.name: machine.change(
                one.address.replace("<ticket_id>", ticket.ticket_id)
                .replace("<", "")
                .replace(">", ""),
                {field.name: field.example for field in one.fields},
                key=one.name,
                x_purpose_of_use="operations",
            ).status
            for one in CHANGES
        }

    assert set(statuses(reading).values()) == {403}
    allowed = {name for name, status in statuses(every).items() if status != 403}
    assert allowed == {
        "note_ticket",
        "assign_ticket",
        "note_claim",
        "record_status",
        "acknowledge_incident",
        "resolve_incident",
        "open_ticket",
        "comment_ticket",
        *(f"{word}_ticket" for word in ("start", "hold", "resume", "resolve", "reopen", "cancel")),
    }


def test_a_browser_proves_that_its_own_page_asks(stores: PageStores, biller: WebClient) -> None:
    assert code(biller.change(STATUS, SEEN, x_form_token="")) == (403, "FORM_TOKEN_WRONG")
    assert code(biller.change(STATUS, SEEN, x_form_token="x" * 43)) == (403, "FORM_TOKEN_WRONG")
    elsewhere = biller.change(STATUS, SEEN, sec_fetch_site="cross-site")
    assert code(elsewhere) == (403, "FORM_TOKEN_WRONG")
    assert reports(stores) == []


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 129, "é", "a\r\nSet-Cookie: b", '"'])
def test_a_change_needs_a_key(key: str, biller: WebClient, stores: PageStores) -> None:
    answer = biller.change(STATUS, SEEN, key=key)

    assert code(answer) == (400, "IDEMPOTENCY_KEY_MISSING")
    assert not any("Set-Cookie" in value for value in answer.headers.values())
    assert reports(stores) == []


def _deep() -> str:
    return "[" * 30_000 + "]" * 30_000


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("", (400, "BODY_NOT_JSON")),
        ("{", (400, "BODY_NOT_JSON")),
        ("[]", (400, "BODY_NOT_JSON")),
        ("null", (400, "BODY_NOT_JSON")),
        ('"text"', (400, "BODY_NOT_JSON")),
        ('{"term": NaN}', (400, "BODY_NOT_JSON")),
        ('{"term": "A", "term": "B"}', (400, "BODY_NOT_JSON")),
        (_deep(), (400, "BODY_NOT_JSON")),
        ("9" * 5_000, (400, "BODY_NOT_JSON")),
        ("x" * (64 * 1024 + 1), (413, "BODY_TOO_LARGE")),
        ("{}", (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"term": None}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"term": 7}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"term": ["Pended"]}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"term": "<script>"}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"term": "x" * 41}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"seen_in": "dream"}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"seen_on": "2026-02-30"}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"seen_on": "20261108"}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"said": "\ud800a"}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"said": "  "}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"said": "x" * 501}), (422, "BODY_INVALID")),
        (json.dumps(SEEN | {"by": "user:max"}), (422, "BODY_INVALID")),
    ],
)
def test_a_wrong_body_changes_nothing(
    body: str, wanted: tuple[int, str], biller: WebClient, stores: PageStores
) -> None:
    assert code(biller.change(STATUS, body)) == wanted
    assert reports(stores) == []
    assert biller.recorded == []
    assert stores.idempotency.requests == {}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_says_that_it_is_json(kind: str, biller: WebClient, stores: PageStores) -> None:
    assert code(biller.change(STATUS, SEEN, content_type=kind)) == (415, "MEDIA_TYPE_UNSUPPORTED")
    assert reports(stores) == []


def test_control_characters_are_stored_nowhere(biller: WebClient, stores: PageStores) -> None:
    assert biller.change(STATUS, SEEN | {"said": "a\r\n\x00\x1b[31mb"}).status == 200

    assert [one.said for one in reports(stores)] == ["a [31mb"]


def test_anothers_things_are_changed_by_nobody(stores: PageStores, ticket: Ticket) -> None:
    elsewhere = WebClient(stores, (JobRole.MANAGER,), facilities=("9999999995",), payers=("none",))
    addresses: dict[str, Any] = {
        STATUS: SEEN,
        f"/api/v1/work/{ticket.ticket_id}/note": NOTE,
        f"/api/v1/exceptions/{CLAIM_ID}/exc_1/decision": {"decision": "accept", "why": "as told"},
        f"/api/v1/unmatched/{CLAIM_ID}/decision": {"claim": "none", "why": "as told"},
        "/api/v1/files/fil_1/release": {"why": "as told", "set": [1]},
    }
    before = len(claims_of(stores).events_of(CLAIM_ID))

    for number, (address, body) in enumerate(addresses.items()):
        assert code(elsewhere.change(address, body, key=str(number))) == (404, "NOT_FOUND"), address

    assert len(claims_of(stores).events_of(CLAIM_ID)) == before


@pytest.mark.parametrize("numbers", [[0], [-1], [1.5], ["1"], [True], "1", [1] * 201, {"a": 1}])
def test_numbers_of_sets_are_numbers(numbers: Any, stores: PageStores) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))

    answer = manager.change("/api/v1/files/fil_1/release", {"why": "as told", "set": numbers})

    assert code(answer) == (422, "BODY_INVALID")


def test_every_change_is_refused_to_an_auditor(stores: PageStores) -> None:
    auditor = WebClient(stores, (JobRole.AUDITOR,))

    for one in CHANGES:
        body = {field.name: field.example for field in one.fields}
        answer = auditor.change(one.address.replace("<", "").replace(">", ""), body)
        assert code(answer) == (403, "NOT_PERMITTED"), one.name
    assert EventKind.EVIDENCE_DECIDED not in {
        one.kind for one in claims_of(stores).events_of(CLAIM_ID)
    }
