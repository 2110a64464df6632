"""The way of every request: session, purpose, permission, record, and only then the answer."""

import re
from datetime import timedelta

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.trail.access_log import Purpose
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


def signed_in(stores: PageStores, *roles: JobRole, **person: object) -> WebClient:
    return WebClient(stores, roles or (JobRole.BILLER,), **person)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", JobRole)
def test_a_menu_names_each_page_once_under_a_letter_of_its_own(
    stores: PageStores, role: JobRole
) -> None:
    page = signed_in(stores, role).get("/about").body
    menu = page.split('<nav aria-label="Main">')[1].split("</nav>")[0]

    for found in (re.findall(r'href="([^"]+)', menu), re.findall(r'data-go="(.)', menu)):
        assert found
        assert len(found) == len(set(found))


@pytest.mark.capability("T2.2")
@pytest.mark.parametrize("token", ["", "forged", "a" * 43])
def test_who_is_not_signed_in_is_led_to_sign_in_and_back(stores: PageStores, token: str) -> None:
    stranger = WebClient(stores, token=token)

    page = stranger.get("/claims?state=DENIED")

    assert page.status == 303
    assert page.location == "/sign-in?next=%2Fclaims%3Fstate%3DDENIED"
    assert not stranger.recorded


def test_a_machine_that_is_not_signed_in_is_told_so_in_a_document(stores: PageStores) -> None:
    answer = WebClient(stores).get("/claims.json")

    assert answer.status == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.document()["type"] == "urn:claimtrail:signed_out"


@pytest.mark.capability("T2.2")
def test_a_session_ends_when_it_is_idle_and_at_once_when_it_is_revoked(stores: PageStores) -> None:
    idle, revoked = signed_in(stores, person_id="ann"), signed_in(stores, person_id="bob")
    assert idle.get("/claims").status == 200

    stores.sessions.revoke_all("bob")
    assert revoked.get("/claims").status == 303

    stores.watch.move(timedelta(minutes=31))
    page = idle.get("/claims")
    assert page.status == 303
    assert page.cookies == (
        "__Host-claimtrail=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
    )


@pytest.mark.capability("C5.4")
def test_a_purpose_is_asked_for_before_any_claim_is_shown(stores: PageStores) -> None:
    person = signed_in(stores, purpose=Purpose.UNSTATED)

    assert person.get("/claims").location == "/purpose?next=%2Fclaims"
    assert not person.recorded

    asked = person.get("/purpose?next=/claims")
    assert "public health" in asked.text
    assert person.post("/purpose", purpose="audit", next="/claims").location == "/claims"
    assert person.get("/claims").status == 200
    assert {row["purpose"] for row in person.recorded} == {"audit"}


@pytest.mark.parametrize("next_page", ["https://evil.example", "//evil.example", "/\\evil", "x"])
def test_no_form_leads_to_another_host(stores: PageStores, next_page: str) -> None:
    person = signed_in(stores)

    assert person.post("/purpose", purpose="audit", next=next_page).location == "/"


@pytest.mark.parametrize(
    ("token", "site"), [("guessed", ""), ("own", "cross-site"), ("own", "same-site")]
)
def test_a_form_of_another_page_is_refused(stores: PageStores, token: str, site: str) -> None:
    person = signed_in(stores)
    sent = person.form_token if token == "own" else token

    page = person.send(
        "POST",
        "/purpose",
        body=f"form_token={sent}&purpose=audit",
        headers={"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": site},
    )

    assert page.status == 403
    assert person.get("/claims").status == 200
    assert {row["purpose"] for row in person.recorded} == {"payment"}


@pytest.mark.capability("C5.4")
def test_what_is_shown_is_recorded_before_it_is_answered(stores: PageStores) -> None:
    person = signed_in(stores, JobRole.FINANCE)

    shown = person.get("/claims.json?rows=5").document()["claims"]

    rows = person.recorded
    assert [row["subject_id"] for row in rows] == [one["claim_id"] for one in shown]
    assert {row["actor"] for row in rows} == {"user:pat.doe"}
    assert {row["role"] for row in rows} == {"finance"}
    assert {row["origin"] for row in rows} == {"203.0.113.7 GET /claims.json"}
    assert set(rows[0]["fields"].split()) == set(shown[0])


@pytest.mark.capability("C5.4")
def test_nothing_is_shown_that_cannot_be_recorded(
    stores: PageStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = signed_in(stores)

    def refuse(*_: object) -> None:
        raise OSError("the queue is gone")

    monkeypatch.setattr(stores.rows, "send", refuse)

    with pytest.raises(OSError, match="queue"):
        person.get("/claims")


def test_every_answer_keeps_to_itself(stores: PageStores) -> None:
    person = signed_in(stores)
    for address in ("/claims", "/claims.csv", "/nowhere", "/about"):
        headers = person.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "max-age" in headers["Strict-Transport-Security"]


def test_a_page_holds_no_script_or_style_of_its_own(stores: PageStores) -> None:
    page = signed_in(stores).get("/claims").body

    assert "<style" not in page
    assert " style=" not in page
    assert "javascript:" not in page
    assert page.count("<script") == page.count('<script src="/static/')


def test_static_files_are_kept_for_good_under_an_address_of_their_content(
    stores: PageStores,
) -> None:
    person = signed_in(stores)
    page = person.get("/claims").body
    address = page.split('<link rel="stylesheet" href="')[1].split('"')[0]

    sheet = WebClient(stores).get(address)

    assert sheet.status == 200
    assert sheet.headers["Cache-Control"].endswith("immutable")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert WebClient(stores).get("/static/x/..%2Fapp.py").status == 404
    assert WebClient(stores).get("/static/x/app.py").status == 404


def test_an_unknown_page_and_an_unknown_value_say_what_to_do(stores: PageStores) -> None:
    person = signed_in(stores)

    unknown = person.get("/nowhere/at/all")
    wrong = person.get("/claims?state=DENIDE")

    assert unknown.status == 404
    assert "Check the number" in unknown.text
    assert wrong.status == 400
    assert "DENIED" in wrong.text
    assert "DENIDE" not in wrong.text


def test_too_long_a_query_and_a_body_that_is_no_form_are_refused(stores: PageStores) -> None:
    person = signed_in(stores)

    assert person.get("/claims?" + "&".join(f"a{n}=1" for n in range(300))).status == 400
    for body, kind in (
        ("x" * 70_000, "application/x-www-form-urlencoded"),
        ("<a/>", "text/xml"),
        ("{", "application/json"),
    ):
        assert (
            person.send("POST", "/purpose", body=body, headers={"content-type": kind}).status == 400
        )


def test_head_is_answered_without_a_body(stores: PageStores) -> None:
    answer = signed_in(stores).send("HEAD", "/about")

    assert answer.status == 200
    assert answer.body == ""


def test_signing_out_ends_the_session_and_its_cookie(stores: PageStores) -> None:
    person = signed_in(stores)

    left = person.post("/sign-out")

    assert left.location == "/signed-out"
    assert "Max-Age=0" in left.cookies[0]
    assert person.get("/claims").status == 303
