"""Selected rows: a note on several claims, and exports of the rows that were selected."""

import csv
import io
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.exports.page_exports import write_exports
from tests.harness.web.claim_stores import claims_of, denied
from tests.harness.web.client import WebClient
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


def exported(person: WebClient, stores: PageStores, view: str, **form: Any) -> list[dict[str, str]]:
    """Export selected rows as the buttons of the pages do, and return the file's rows."""
    shown = person.post("/exports/selected", back=view, **form)
    assert shown.status == 200
    fields = dict(re.findall(r'type="hidden" name="(\w{1,20})" value="([^"]{0,9000})"', shown.body))
    columns = re.findall(r'name="column" value="(\w{1,40})"', shown.body)
    assert "that you selected" in shown.text
    asked = person.post(
        "/exports",
        list=fields["list"],
        view=fields["view"].replace("&amp;", "&"),
        selection=fields["selection"],
        format="csv",
        column=columns,
    )
    assert asked.location == "/exports"
    write_exports(stores)
    [address] = re.findall(r'<a href="(/exports/exp_[^"]{1,80})"', person.get("/exports").body)
    data = stores.export_files.files[urlsplit(person.get(address).location).path.removeprefix("/")]
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.capability("C8.6")
def test_selected_claims_are_exported_in_the_order_of_the_view(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    page = biller.get("/claims.json?rows=500&order=amount").document()["claims"]
    chosen = [page[7], page[2], page[4]]

    rows = exported(
        biller, stores, "order=amount", list="claims", selected=[one["claim_id"] for one in chosen]
    )

    assert [row["Number"] for row in rows] == [page[place]["number"] for place in (2, 4, 7)]
    recorded = {row["subject_id"] for row in biller.recorded if row["action"] == "claim.export"}
    assert {one["claim_id"] for one in chosen} <= recorded
    assert page[0]["claim_id"] not in recorded


@pytest.mark.capability("C8.6")
def test_selected_work_is_exported_and_nothing_else(stores: PageStores) -> None:
    tickets = open_tickets(stores)
    biller = WebClient(stores, (JobRole.BILLER,))

    rows = exported(biller, stores, "", list="work", selected=tickets[1].ticket_id)

    assert [row["Ticket"] for row in rows] == [tickets[1].ticket_id]


@pytest.mark.capability("C8.6", "C1.6")
def test_a_selected_claim_that_is_not_the_persons_is_in_no_export(stores: PageStores) -> None:
    everyone = WebClient(stores, (JobRole.MANAGER,)).get("/claims.json?rows=500").document()
    by_payer = {one["payer"]: one["claim_id"] for one in everyone["claims"]}
    own, other = by_payer["cedar-medicare"], by_payer["juniper-medicaid"]
    vip = next(
        one["claim_id"]
        for one in everyone["claims"]
        if one["payer"] == "cedar-medicare" and one["claim_id"] != own
    )
    stores.restrict(vip, AccessRestriction.VIP)
    biller = WebClient(stores, (JobRole.BILLER,), payers=("cedar-medicare",))

    rows = exported(biller, stores, "", list="claims", selected=[own, other, vip])

    assert [row["Claim"] for row in rows] == [own]


@pytest.mark.capability("C8.6")
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"list": "claims"}, 400),
        ({"list": "claims", "selected": "=cmd()"}, 400),
        ({"list": "payments", "selected": "clm_a"}, 403),
        ({"list": "nothing", "selected": "clm_a"}, 404),
    ],
)
def test_a_selection_that_cannot_be_exported_is_refused(
    stores: PageStores, form: dict[str, Any], status: int
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    assert biller.post("/exports/selected", back="", **form).status == status


@pytest.mark.capability("C8.1")
def test_one_note_is_put_on_each_selected_claim_that_the_person_may_note_on() -> None:
    stores = denied()
    biller = WebClient(stores, (JobRole.BILLER,), person_id="bea")

    answer = biller.post(
        "/claims/notes", back="", note="Batch call", selected=[CLAIM_ID, "clm_unknown"]
    )

    assert answer.status == 303
    result = biller.get(answer.location).text
    assert "1 claim noted" in result
    assert "1 claim: there is none such, or none that you may see" in result
    [note] = claims_of(stores).notes_of(CLAIM_ID)
    assert (note.by, note.words) == ("user:bea", "Batch call")
    assert [row["subject_id"] for row in biller.recorded if row["action"] == "claim.note"] == [
        CLAIM_ID
    ]


@pytest.mark.capability("C8.1", "C1.6")
def test_a_restricted_claim_and_anothers_claim_take_no_note() -> None:
    stores = denied()
    stores.restrict(CLAIM_ID, AccessRestriction.VIP)

    for person in (
        WebClient(stores, (JobRole.BILLER,)),
        WebClient(stores, (JobRole.BILLER,), payers=("nobody",)),
    ):
        assert person.post("/claims/notes", note="Call", selected=CLAIM_ID).status == 303
    finance = WebClient(stores, (JobRole.FINANCE,))
    assert finance.post("/claims/notes", note="Call", selected=CLAIM_ID).status == 403
    assert claims_of(stores).notes_of(CLAIM_ID) == []
