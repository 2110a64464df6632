"""The JSON API: the lists and things of the pages, under the same permissions and records."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from claimtrail.access.rate_limits import RateLimit
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import SignInLimits
from claimtrail.access.sign_in.scopes import MachineScope
from claimtrail.access.subjects import AccessRestriction
from claimtrail.trail.access_log import Purpose
from claimtrail.web.api.table import API_ROUTES
from claimtrail.web.table import PAGES
from tests.harness.access.sign_in import SignInBench, settings_of
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web.claim_stores import SEEDED, seeded
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.machines import MACHINE, calling, know_machine
from tests.harness.web.page_stores import PageStores

pytestmark = [pytest.mark.capability("C1.6"), pytest.mark.capability("T2.2")]

CLAIM = f"/api/v1/claims/{CLAIM_ID}"
READS = [one for one in API_ROUTES if not one.has_body]
LISTS = [one for one in READS if one.name.startswith("list_")]
FOR_PEOPLE_ALONE = {
    *("/people", "/accounts", "/access-reviews", "/attestations", "/openings"),
    "/holds",
}
"""Lists of who has access, and of legal holds: no scope names them."""


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


def problem(answer: Answer) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.document()
    assert document["status"] == answer.status
    assert document["type"] == f"urn:claimtrail:{document['code'].lower()}"
    return answer.status, document["code"]


def rows(person: WebClient, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(address).document()["data"]
    return found


def test_every_list_is_an_address_of_the_api_but_access_and_holds() -> None:
    lists = {page.listing.path for page in PAGES if page.listing}

    assert {one.path for one in LISTS} == lists - FOR_PEOPLE_ALONE
    assert lists >= FOR_PEOPLE_ALONE


def test_a_list_has_the_rows_of_its_page_and_leads_on(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    view = "state=PAID&order=amount&rows=2&columns=claim_id,number"

    page = biller.get(f"/claims.json?{view}").document()
    first = biller.get(f"/api/v1/claims?{view}").document()
    second = biller.get(first["next"]).document()

    assert first["data"] == page["claims"]
    assert (first["total"], len(first["data"])) == (page["total"], 2)
    assert first["next"].startswith("/api/v1/claims?")
    assert not {one["claim_id"] for one in first["data"]} & {
        one["claim_id"] for one in second["data"]
    }


@pytest.mark.parametrize("role", JobRole)
def test_no_answer_has_what_the_role_may_not_see(role: JobRole) -> None:
    stores = seeded()
    person = WebClient(stores, (role,))
    pages = WebClient(stores, (role,)).get(f"/claims/{CLAIM_ID}.json")

    answer = person.get(CLAIM)

    assert answer.status == pages.status
    shown = {text for text in SEEDED if text in answer.body}
    assert shown == {text for text in SEEDED if text in pages.body}


@pytest.mark.parametrize("role", JobRole)
def test_a_list_is_open_to_those_who_have_its_page(role: JobRole, stores: PageStores) -> None:
    person = WebClient(stores, (role,))

    for one in LISTS:
        assert person.get(one.address).status == person.get(f"{one.path}.json").status, one.path


def test_what_is_shown_is_recorded_with_purpose_and_fields(stores: PageStores) -> None:
    know_machine(stores)
    machine = calling(stores, MachineScope.CLAIMS_READ)

    [row] = machine.get(
        "/api/v1/claims?rows=1&columns=claim_id,payer", x_purpose_of_use="operations"
    ).document()["data"]

    [recorded] = machine.recorded
    assert (recorded["actor"], recorded["purpose"]) == ("user:machine/warehouse", "operations")
    assert recorded["claim_id"] == row["claim_id"]
    assert recorded["fields"] == "claim_id payer"
    assert "/api/v1/claims" in recorded["origin"]


def test_a_machine_states_its_purpose(stores: PageStores) -> None:
    know_machine(stores)
    machine = calling(stores, MachineScope.CLAIMS_READ, MachineScope.FIGURES_READ)

    assert problem(machine.get("/api/v1/claims")) == (400, "PURPOSE_MISSING")
    wrong = machine.get("/api/v1/claims", x_purpose_of_use="curiosity")
    assert problem(wrong) == (400, "PURPOSE_MISSING")
    assert machine.get("/api/v1/figures").status == 200
    assert [(row["action"], row["purpose"]) for row in machine.recorded] == [
        ("figures.read", "unstated")
    ]


def test_a_persons_purpose_is_the_sessions_unless_a_request_states_another(
    stores: PageStores,
) -> None:
    auditor = WebClient(stores, (JobRole.AUDITOR,), purpose=Purpose.UNSTATED)
    assert problem(auditor.get("/api/v1/claims?rows=1")) == (400, "PURPOSE_MISSING")

    assert auditor.get("/api/v1/claims?rows=1", x_purpose_of_use="audit").status == 200
    assert [row["purpose"] for row in auditor.recorded] == ["audit"]


@pytest.mark.parametrize("scope", MachineScope)
def test_a_token_is_good_for_its_scope_alone(scope: MachineScope, stores: PageStores) -> None:
    know_machine(stores)
    machine = calling(stores, scope)
    reached = {
        one.path
        for one in LISTS
        if machine.get(one.address, x_purpose_of_use="payment").status == 200
    }

    wanted = {
        MachineScope.CLAIMS_READ: {"/claims", "/documents", "/exceptions", "/unmatched"},
        MachineScope.FILES_READ: {"/files"},
        MachineScope.PAYMENTS_READ: {"/payments", "/adjustments", "/unapplied"},
        MachineScope.TICKETS_READ: {"/work", "/tickets"},
        MachineScope.OPERATIONS_READ: {"/incidents"},
        MachineScope.TRAIL_READ: {
            "/trail",
            "/trail-entries",
            "/access-log",
            "/disclosures",
            "/exported",
        },
    }
    assert reached == wanted.get(scope, set())


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        ({"token_use": "id"}, (401, "TOKEN_INVALID")),
        ({"client_id": "client-2"}, (401, "TOKEN_INVALID")),
        ({"sub": "a-person"}, (401, "TOKEN_INVALID")),
        ({"scope": "openid"}, (403, "SCOPE_MISSING")),
        ({"scope": ""}, (403, "SCOPE_MISSING")),
        ({"scope": ["claimtrail/claims:read"]}, None),
        ({"scope": 7}, (403, "SCOPE_MISSING")),
    ],
)
def test_a_token_is_judged_once_more(
    claims: dict[str, Any], wanted: tuple[int, str] | None, stores: PageStores
) -> None:
    know_machine(stores)
    machine = calling(stores, MachineScope.CLAIMS_READ, **claims)

    answer = machine.get("/api/v1/claims?rows=1", x_purpose_of_use="payment")

    if wanted is None:
        assert answer.status == 200
    else:
        assert problem(answer) == wanted
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_scope_that_the_machines_row_has_not_counts_for_nothing(stores: PageStores) -> None:
    row = MACHINE.model_copy(update={"scopes": frozenset({MachineScope.FILES_READ})})
    know_machine(stores, row)

    answer = calling(stores, MachineScope.CLAIMS_READ).get("/api/v1/claims")

    assert problem(answer) == (403, "SCOPE_MISSING")


@pytest.mark.parametrize("one", READS, ids=lambda one: one.name)
def test_nobody_is_answered_without_a_session_or_a_verified_token(
    one: Any, stores: PageStores
) -> None:
    address = one.address.replace("<", "").replace(">", "")

    nobody = WebClient(stores).get(address)
    assert problem(nobody) == (401, "TOKEN_MISSING")
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="claimtrail"'
    forged = WebClient(stores, (JobRole.AUDITOR,)).get(address, authorization="Bearer e30.e30.")
    assert problem(forged) == (401, "TOKEN_INVALID")
    stale = WebClient(stores)
    stale.token = "x" * 43
    assert problem(stale.get(address)) == (401, "TOKEN_MISSING")
    assert nobody.body.count("e30") == 0


def test_a_session_that_ended_ends_here_too(stores: PageStores) -> None:
    person = WebClient(stores, (JobRole.AUDITOR,))
    assert person.get("/api/v1/figures").status == 200

    stores.watch.move(timedelta(hours=13))

    assert problem(person.get("/api/v1/figures")) == (401, "TOKEN_MISSING")


def test_what_is_not_there_and_what_is_anothers_are_answered_alike() -> None:
    stores = seeded()
    elsewhere = WebClient(stores, (JobRole.BILLER,), facilities=("9999999995",))
    other_payer = WebClient(stores, (JobRole.BILLER,), payers=("another-payer",))
    own = WebClient(stores, (JobRole.BILLER,))
    unknown = own.get("/api/v1/claims/clm_aaaaaaaaaaaaaaaaaaaaaaaa")

    for one in (elsewhere.get(CLAIM), other_payer.get(CLAIM)):
        assert problem(one) == problem(unknown) == (404, "NOT_FOUND")
        told = one.document() | {"instance": ""}
        assert told == unknown.document() | {"instance": ""}
    assert own.get(CLAIM).status == 200
    assert all(row["claim_id"] == CLAIM_ID for row in own.recorded)
    assert rows(elsewhere, "/api/v1/claims") == rows(other_payer, "/api/v1/claims") == []


def test_a_restricted_claim_is_closed_and_no_machine_breaks_the_glass() -> None:
    stores = seeded()
    know_machine(stores)
    stores.restrict(CLAIM_ID, AccessRestriction.VIP)
    machine = calling(stores, MachineScope.CLAIMS_READ)

    listed = machine.get("/api/v1/claims", x_purpose_of_use="payment")

    assert CLAIM_ID not in listed.body
    assert problem(machine.get(CLAIM, x_purpose_of_use="payment")) == (404, "NOT_FOUND")
    assert problem(WebClient(stores, (JobRole.BILLER,)).get(CLAIM)) == (403, "RESTRICTED")


INJECTED = ("' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "%0d%0aSet-Cookie:a=b")


@pytest.mark.parametrize("text", INJECTED)
def test_what_was_injected_is_refused_and_never_repeated(text: str, stores: PageStores) -> None:
    auditor = WebClient(stores, (JobRole.AUDITOR,))
    for address in (
        f"/api/v1/claims?state={quote(text)}",
        f"/api/v1/claims?order={quote(text)}",
        f"/api/v1/claims?columns={quote(text)}",
        f"/api/v1/claims?after={quote(text)}",
        f"/api/v1/claims?{quote(text)}=1",
        f"/api/v1/claims/{text}",
        f"/api/v1/files/{text}",
        f"/api/v1/{text}",
    ):
        answer = auditor.get(address)
        assert problem(answer)[0] in {400, 404}, address
        assert text not in answer.body
        assert "alert" not in answer.body
        assert all(text not in value for value in answer.headers.values())


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("rows=0", "PARAMETER_INVALID"),
        ("rows=501", "PARAMETER_INVALID"),
        ("rows=" + "9" * 6000, "PARAMETER_INVALID"),
        ("rows=10&rows=20", "PARAMETER_INVALID"),
        ("rows=", "PARAMETER_INVALID"),
        ("state=", "PARAMETER_INVALID"),
        ("state=paid", "PARAMETER_INVALID"),
        ("payer=" + "x" * 513, "PARAMETER_INVALID"),
        ("after=" + "9" * 6000, "PARAMETER_INVALID"),
        ("shade=red", "PARAMETER_UNKNOWN"),
        ("view=vw_1", "PARAMETER_UNKNOWN"),
        ("&".join(["state=PAID"] * 201), "QUERY_TOO_LONG"),
    ],
)
def test_a_wrong_query_says_which_parameter(query: str, code: str, stores: PageStores) -> None:
    auditor = WebClient(stores, (JobRole.AUDITOR,))

    assert problem(auditor.get(f"/api/v1/claims?{query}")) == (400, code)
    assert auditor.recorded == []


@pytest.mark.parametrize("rows", ["9" * 6000, "٣", "²"])
def test_a_page_refuses_a_number_that_is_none(rows: str, stores: PageStores) -> None:
    auditor = WebClient(stores, (JobRole.AUDITOR,))

    assert auditor.get(f"/claims.json?rows={rows}").status == 400
    assert auditor.get(f"/files.json?after={rows}").status in {200, 400}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_an_address_says_which_methods_it_takes(method: str, stores: PageStores) -> None:
    auditor = WebClient(stores, (JobRole.AUDITOR,))

    answer = auditor.send(method, "/api/v1/claims")

    assert problem(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET, HEAD"
    assert auditor.send(method, "/nowhere").status == 404


def test_head_has_the_headers_of_get(stores: PageStores) -> None:
    answer = WebClient(stores, (JobRole.AUDITOR,)).send("HEAD", "/api/v1/claims")

    assert (answer.status, answer.body) == (200, "")
    assert "RateLimit" in answer.headers


def limited(stores: PageStores, *, burst: int) -> None:
    limits = SignInLimits(per_caller=RateLimit(a_minute=60, burst=burst))
    stores.sign_in = SignInBench(clock=stores.watch, settings=settings_of(limits))


def test_each_caller_has_a_limit_and_is_told_what_is_left(stores: PageStores) -> None:
    limited(stores, burst=3)
    one, other = (WebClient(stores, (JobRole.AUDITOR,), person_id=name) for name in ("a", "b"))

    answers = [one.get("/api/v1/figures") for _ in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit"] for answer in answers] == [
        '"caller";r=2;t=1',
        '"caller";r=1;t=2',
        '"caller";r=0;t=3',
        '"caller";r=0;t=3',
    ]
    assert answers[0].headers["RateLimit-Policy"] == '"caller";q=3;w=3'
    assert problem(answers[-1]) == (429, "TOO_MANY_REQUESTS")
    assert answers[-1].headers["Retry-After"] == "1"
    assert other.get("/api/v1/figures").status == 200
    stores.watch.move(timedelta(seconds=1))
    assert one.get("/api/v1/figures").status == 200


def test_figures_have_no_money_for_a_role_that_sees_none(stores: PageStores) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,)).get("/api/v1/figures").document()
    operator = WebClient(stores, (JobRole.OPERATOR,)).get("/api/v1/figures").document()

    assert manager["totals"]["claims"] == operator["totals"]["claims"] > 0
    assert manager["totals"]["balance"].count(".") == 1
    assert set(operator["totals"]) == {"claims"}
