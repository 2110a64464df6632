"""Exports from their form to their file: by the page, as the person and nobody else may see it."""

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from claimtrail.access.decisions import groups_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.trail.access_log import Purpose
from claimtrail.web.claims.listing import COLUMNS
from tests.harness.exports.page_exports import write_exports
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C8.6")

EXPORTING = [JobRole.BILLER, JobRole.MANAGER, JobRole.FINANCE, JobRole.AUDITOR]


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


def ask(person: WebClient, view: str = "", **form: str | list[str]) -> Answer:
    names = [one.name for one in COLUMNS]
    shown = person.get(f"/exports/new?list=claims&view={view}").body
    offered = [name for name in names if f'name="column" value="{name}"' in shown]
    given = {"list": "claims", "view": view, "format": "csv", "column": offered, "banner": "yes"}
    return person.post("/exports", **{**given, **form})


def file_of(person: WebClient, stores: PageStores) -> bytes:
    """Return the bytes that the link on the person's page leads to."""
    link = person.get(addresses(person)[0]).location
    return stores.export_files.files[urlsplit(link).path.removeprefix("/")]


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_an_export_is_the_list_that_the_page_shows(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    view = "state=PAID&order=amount"
    page = biller.get(f"/claims?{view}")
    assert "/exports/new?list=claims&amp;view=order%3Damount%26state%3DPAID" in page.body

    assert ask(biller, view).location == "/exports"
    waiting = biller.get("/exports").text
    write_exports(stores)
    ready = biller.get("/exports").text

    assert "in the queue" in waiting
    assert "ready" in ready
    document = biller.get(f"/claims.json?{view}&rows=500").document()
    exported = rows_of(file_of(biller, stores))
    assert [row["Number"] for row in exported] == [row["number"] for row in document["claims"]]
    assert [row["Charged"] for row in exported] == [row["charged"] for row in document["claims"]]
    assert {row["State"] for row in exported} == {"Paid"}


@pytest.mark.parametrize("role", EXPORTING)
def test_a_file_has_the_columns_of_the_role_and_no_other(stores: PageStores, role: JobRole) -> None:
    person = WebClient(stores, (role,))
    ask(person)
    write_exports(stores)

    data = file_of(person, stores)

    allowed = groups_at_all(person_of(person), Operation.EXPORT, Resource.CLAIM)
    assert list(rows_of(data)[0]) == [one.title for one in COLUMNS if one.group in allowed]


def addresses(person: WebClient) -> list[str]:
    """The addresses of the files on the person's page."""
    parts = person.get("/exports").body.split('<a href="/exports/exp_')[1:]
    return [f"/exports/exp_{part.split(chr(34))[0]}" for part in parts]


def person_of(client: WebClient) -> Principal:
    return client.page_stores.sessions.resume(client.token).principal


def test_a_column_that_the_role_may_not_see_cannot_be_asked_for(stores: PageStores) -> None:
    finance = WebClient(stores, (JobRole.FINANCE,))

    refused = ask(finance, column=["claim_id", "nothing"])

    assert refused.status == 400
    assert stores.export_queue.messages == []


@pytest.mark.parametrize("role", [JobRole.CLINICIAN, JobRole.OPERATOR, JobRole.SUPPORT_1])
def test_who_may_not_export_has_no_way_to(stores: PageStores, role: JobRole) -> None:
    person = WebClient(stores, (role,))

    assert "/exports/new" not in person.get("/claims").body
    assert person.get("/exports/new?list=claims").status == 403
    assert person.post("/exports", list="claims", format="csv", column="claim_id").status == 403
    assert stores.export_queue.messages == []


def test_a_person_exports_claims_of_own_payers_alone(stores: PageStores) -> None:
    every = WebClient(stores, (JobRole.BILLER,)).get("/claims.json?rows=500").document()["claims"]
    payer = every[0]["payer"]
    person = WebClient(stores, (JobRole.BILLER,), payers=(payer,), person_id="own.payer")
    ask(person)
    write_exports(stores)

    exported = rows_of(file_of(person, stores))

    assert {row["Payer"] for row in exported} == {payer}
    assert len(exported) == sum(row["payer"] == payer for row in every)


def test_a_list_that_is_longer_than_a_view_is_exported_whole(
    stores: PageStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("listing", "reading"):
        monkeypatch.setattr(f"claimtrail.web.claims.{place}.COUNTED", 1)
    monkeypatch.setattr("claimtrail.web.claims.stream._PAGE", 3)
    biller = WebClient(stores, (JobRole.BILLER,))
    shown = biller.get("/claims.json?rows=5").document()
    ask(biller)
    write_exports(stores)

    exported = [row["Claim"] for row in rows_of(file_of(biller, stores))]

    assert shown["notes"]
    assert len(exported) > len(shown["claims"])
    assert len(set(exported)) == len(exported)
    monkeypatch.undo()
    whole = biller.get("/claims.json?rows=500").document()["claims"]
    assert set(exported) == {row["claim_id"] for row in whole}


def test_every_claim_of_a_file_is_in_the_access_log_before_it_can_be_fetched(
    stores: PageStores,
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    ask(biller, "state=PAID")
    write_exports(stores)

    recorded = [row for row in biller.recorded if row["action"] == "claim.export"]

    exported = [row["Claim"] for row in rows_of(file_of(biller, stores))]
    assert [row["claim_id"] for row in recorded] == exported
    assert {row["purpose"] for row in recorded} == {"payment"}
    assert {row["actor"] for row in recorded} == {"user:pat.doe"}
    (fetched,) = [row for row in biller.recorded if row["action"] == "claim.export"][
        len(exported) :
    ]
    assert fetched["subject_id"].startswith("exp_")


def test_the_link_is_made_at_the_click_for_minutes(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    ask(biller)
    write_exports(stores)

    page = biller.get("/exports").body
    answer = biller.get(addresses(biller)[0])

    assert "files.example.org" not in page
    assert answer.status == 303
    query = parse_qs(urlsplit(answer.location).query)
    assert query["seconds"] == ["300"]


def test_another_persons_export_is_not_there(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    ask(biller)
    write_exports(stores)
    address = (
        "/exports/" + biller.get("/exports").body.split('<a href="/exports/')[-1].split('"')[0]
    )
    other = WebClient(stores, (JobRole.MANAGER,), person_id="someone.else")

    assert "exp_" not in other.get("/exports").body
    assert other.get(address).status == 404
    export_id = address.split("/")[2]
    assert other.post(f"/exports/{export_id}/cancel").status == 404
    assert biller.get(address).status == 303


def test_who_lost_a_role_since_gets_no_file(stores: PageStores) -> None:
    both = WebClient(stores, (JobRole.BILLER, JobRole.FINANCE))
    ask(both)
    write_exports(stores)
    (address,) = addresses(both)

    finance = WebClient(stores, (JobRole.FINANCE,))

    answer = finance.get(address)
    assert answer.status == 409
    assert "not those for which the export was made" in answer.text


def test_no_session_no_export(stores: PageStores) -> None:
    nobody = WebClient(stores)

    assert nobody.get("/exports").location.startswith("/sign-in")
    assert nobody.post("/exports", list="claims").location.startswith("/sign-in")


def test_a_form_of_another_page_asks_for_nothing(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    answer = biller.post("/exports", own=False, list="claims", format="csv", column="claim_id")

    assert answer.status == 403
    assert stores.export_queue.messages == []


def test_a_sixth_unfinished_export_is_too_many(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    for _ in range(5):
        ask(biller)

    answer = ask(biller)

    assert answer.status == 429
    assert "5 of your exports are not finished yet" in answer.text


def test_an_export_is_canceled_by_its_button(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    ask(biller)
    action = biller.get("/exports").body.split('<form action="/exports/')[1].split('"')[0]

    assert biller.post(f"/exports/{action}").location == "/exports"

    write_exports(stores)
    assert "canceled" in biller.get("/exports").text
    assert stores.export_files.files == {}


def test_a_page_is_loaded_again_only_where_the_person_wants_it_and_work_is_left(
    stores: PageStores,
) -> None:
    """A page that loads by itself takes the place of who reads it (WCAG 2.2.2)."""
    biller = WebClient(stores, (JobRole.BILLER,))
    ask(biller)

    assert "Refresh" not in biller.get("/exports").headers
    assert biller.get("/exports?follow=1").headers["Refresh"] == "5"
    write_exports(stores)
    assert "Refresh" not in biller.get("/exports?follow=1").headers


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "exe"},
        {"column": []},
        {"title": "x" * 200},
        {"period_from": "yesterday"},
        {"period_from": "2026-11-02", "period_through": "2026-11-01"},
        {"view": "state=NOTHING"},
        {"view": "order=nothing"},
        {"view": "x=1&" * 2000},
    ],
)
def test_a_wrong_form_is_answered_and_asks_for_nothing(
    stores: PageStores, wrong: dict[str, str]
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    answer = ask(biller, **wrong)  # type: ignore[arg-type]

    assert answer.status == 400
    assert stores.export_queue.messages == []


def test_a_list_that_there_is_none_of_is_missing(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    assert biller.get("/exports/new?list=../claims").status == 404
    assert biller.get("/exports/exp_none/files/1").status == 404
    assert biller.get("/exports/exp_none/files/one").status == 404


def test_the_purpose_is_stated_before_an_export_is_asked_for(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,), purpose=Purpose.UNSTATED)

    assert biller.get("/exports/new?list=claims").location.startswith("/purpose")


def test_a_pdf_of_a_list_is_made(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    ask(biller, "state=PAID", format="pdf", title="Paid in full", page_numbers="yes")
    write_exports(stores)

    assert file_of(biller, stores).startswith(b"%PDF-")


def test_a_failed_export_says_why_and_what_to_do(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    ask(biller)
    stores.watch.move(timedelta(days=8))
    write_exports(stores)
    again = WebClient(stores, (JobRole.BILLER,))

    assert "The export has expired. Ask for the export again." in again.get("/exports").text
