"""Holds, retention, exports made, and people with access, as those who may see them see them."""

from datetime import timedelta

import pytest

from claimtrail.access.people.last_use import LastUse
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.trail.access_log import Purpose
from claimtrail.trail.datasets.rows import ACCESS_LOG
from claimtrail.trail.holding.holds import HeldObject, Hold, HoldPhase
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.exports.page_exports import write_exports
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

KEPT = HeldObject(bucket="archive", key="2026/fil_1")


@pytest.fixture
def stores() -> PageStores:
    """A claim under two holds, and two people who have signed in."""
    stores = PageStores()
    for docket in ("7-2026", "8-2026"):
        hold = Hold(
            subject_id=CLAIM_ID,
            docket=docket,
            phase=HoldPhase.STANDING,
            reason="request of the court",
            set_by="user:al",
            set_at=stores.watch.now,
            object_count=1,
        )
        stores.holds.put(hold, previous=None)
        stores.holds.cover(hold, KEPT)
    seen = LastUse(store=stores.people_store, clock=stores.watch)
    everywhere = frozenset({"*"})
    for person, role in (("bo", JobRole.BILLER), ("al", JobRole.AUDITOR)):
        seen.signed_in(
            Principal(id=person, roles=frozenset({role}), facilities=everywhere, payers=everywhere)
        )
        stores.watch.move(timedelta(days=1))
    return stores


def auditor(stores: PageStores) -> WebClient:
    return WebClient(stores, (JobRole.AUDITOR,), person_id="al", purpose=Purpose.AUDIT)


@pytest.mark.capability("C8.1")
def test_holds_are_listed_and_each_names_what_it_keeps(stores: PageStores) -> None:
    rows = auditor(stores).get("/holds.json").document()["holds"]

    assert [(row["docket"], row["objects"], row["reason"]) for row in rows] == [
        ("7-2026", 1, "request of the court"),
        ("8-2026", 1, "request of the court"),
    ]
    page = auditor(stores).get(f"/holds/{CLAIM_ID}").text
    assert page.count(f"{KEPT.bucket}/{KEPT.key}") == 2
    assert auditor(stores).get("/holds/clm_none").status == 404
    told = stores.rows.rows[ACCESS_LOG.name]
    assert {(row["action"], row["subject_id"]) for row in told} == {
        ("hold.list", f"hold:{CLAIM_ID}")
    }


def test_retention_says_when_each_class_of_data_goes(stores: PageStores) -> None:
    text = auditor(stores).get("/retention").text

    assert "audit trail" in text
    assert "2,557" in text
    assert WebClient(stores, (JobRole.BILLER,)).get("/retention").status == 403


def test_people_are_listed_with_their_roles_and_last_use(stores: PageStores) -> None:
    rows = auditor(stores).get("/people.json?order=idle").document()["people"]

    assert [(row["person"], row["roles"], row["access"]) for row in rows] == [
        ("bo", "biller", "active"),
        ("al", "auditor", "active"),
    ]
    assert {(row["facilities"], row["payers"]) for row in rows} == {("all", "all")}
    one = auditor(stores).get("/people.json?roles=biller").document()["people"]
    assert [row["person"] for row in one] == ["bo"]
    manager = WebClient(stores, (JobRole.MANAGER,), person_id="bo")
    listed = manager.get("/people.json").document()["people"]
    assert [row["person"] for row in listed] == ["al"], "a manager reviews other people"
    assert WebClient(stores, (JobRole.BILLER,)).get("/people").status == 403


@pytest.mark.parametrize("role", [JobRole.ADMINISTRATOR, JobRole.AUDITOR, JobRole.MANAGER])
def test_people_lead_to_their_reviews_and_accounts(stores: PageStores, role: JobRole) -> None:
    person = WebClient(stores, (role,))
    page = person.get("/people").body.split("<main")[1]

    for address in ("/access-reviews", "/accounts"):
        assert f'href="{address}"' in page
        assert person.get(address).status == 200


@pytest.mark.capability("C5.4")
def test_who_exported_what_is_listed_with_the_number_of_rows() -> None:
    stores = PageStores()
    biller = WebClient(stores, (JobRole.BILLER,), person_id="bo")
    columns = ["claim_id", "charged"]
    biller.post("/exports", list="claims", view="state=PAID", format="csv", column=columns)
    write_exports(stores)
    stores.record_accesses()

    [row] = auditor(stores).get("/exported.json").document()["exported"]

    paid = biller.get("/claims.json?state=PAID&rows=1").document()["total"]
    assert (row["person"], row["list"], row["rows"], row["state"]) == (
        "user:bo",
        "claims.csv",
        paid,
        "ready",
    )
    assert row["fields"] == "claim_id charged"
    assert biller.get("/exported").status == 403
