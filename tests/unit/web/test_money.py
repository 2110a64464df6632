"""Payments and provider-level adjustments as finance sees them."""

import pytest

from claimtrail.access.roles import JobRole
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.harness.web.sites import doubtful


@pytest.fixture
def finance() -> WebClient:
    return WebClient(PageStores(), (JobRole.FINANCE,))


@pytest.mark.capability("C8.1")
def test_finance_lands_on_payments(finance: WebClient) -> None:
    assert finance.get("/").location == "/payments"


def test_payments_are_explained_by_claims_and_adjustments(finance: WebClient) -> None:
    rows = finance.get("/payments.json?rows=500").document()["payments"]

    assert rows
    for row in rows:
        explained = float(row["claim_payments"]) - float(row["withheld"])
        assert float(row["amount"]) == pytest.approx(explained + float(row["unexplained"]))
    listed = finance.page_stores.intake.payments
    every = {
        copy.payment_id
        for payer in finance.page_stores.stores.payer_ids
        for copy in listed.list_payments(payer_id=payer, first_day=None, limit=10_000)
    }
    assert len(rows) == len(every)


def test_what_does_not_add_up_is_a_view_of_its_own(finance: WebClient) -> None:
    every = finance.get("/payments.json?rows=500").document()["payments"]

    wrong = finance.get("/payments.json?rows=500&balance=does+not+add+up").document()["payments"]

    assert [row["trace"] for row in wrong] == [
        row["trace"] for row in every if float(row["unexplained"]) != 0
    ]


def test_adjustments_lead_from_their_payment(finance: WebClient) -> None:
    payments = finance.get("/payments.json?rows=500").document()["payments"]
    held = next(row for row in payments if float(row["withheld"]))

    found = finance.get(f"/adjustments.json?trace={held['trace']}").document()["adjustments"]

    assert sum(float(row["withheld"]) for row in found) == pytest.approx(float(held["withheld"]))
    assert f'href="/adjustments?trace={held["trace"]}"' in finance.get("/payments?rows=500").body


@pytest.mark.capability("C5.3")
def test_payers_references_are_for_those_who_read_their_words() -> None:
    biller = WebClient(PageStores(), (JobRole.BILLER,))

    row = biller.get("/adjustments.json").document()["adjustments"][0]

    assert "reference" not in row
    assert "withheld" in row


def test_a_day_that_is_none_is_refused(finance: WebClient) -> None:
    assert finance.get("/payments?since=yesterday").status == 400


@pytest.mark.parametrize(("role", "leads"), [(JobRole.FINANCE, False), (JobRole.AUDITOR, True)])
def test_a_file_is_a_link_for_whose_roles_read_files(role: JobRole, *, leads: bool) -> None:
    page = WebClient(PageStores(), (role,)).get("/payments").body

    assert "fil_" in page
    assert ('href="/files/fil_' in page) is leads


@pytest.mark.capability("C8.1")
def test_sums_are_of_all_rows_of_the_view_and_of_what_the_person_sees(finance: WebClient) -> None:
    address = "/payments.json?balance=adds+up"
    whole = finance.get(f"{address}&rows=500").document()
    part = finance.get(f"{address}&rows=2").document()

    assert part["sums"] == whole["sums"]
    amounts = sum(float(row["amount"]) for row in whole["payments"])
    assert float(part["sums"]["amount"]) == pytest.approx(amounts)
    assert "Amount, all rows" in finance.get("/payments?rows=2").text
    chosen = finance.get("/payments.json?columns=payer").document()
    assert "sums" not in chosen


def test_a_payment_that_no_claim_counts_is_listed_with_what_it_could_mean() -> None:
    finance = WebClient(doubtful(), (JobRole.FINANCE,))

    document = finance.get("/unapplied.json").document()

    [row] = document["unapplied"]
    assert (row["paid"], row["candidates"]) == ("80.00", 2)
    assert document["sums"]["paid"] == "80.00"
    assert "number" not in row
    assert WebClient(finance.page_stores, (JobRole.CLINICIAN,)).get("/unapplied").status == 403
