"""Exceptions, unmatched responses and incidents: lists, one of them, and people's decisions."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.matching.model import MatchVerdict
from claimtrail.claims.views.unmatched import unmatched_responses
from claimtrail.incidents.causes import TRANSACTION_REJECTED, Cause
from claimtrail.incidents.model import Incident, next_version, opened
from claimtrail.intake.model.finding_words import cause_words
from claimtrail.partners.profile import Partners
from tests.harness.claims.claim_events import PAYER, about, accepted_claim, remitted
from tests.harness.claims.projecting import take
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.harness.web.sites import without_claim
from tests.twins.claims import MemoryClaimStore

AT = datetime(2026, 11, 8, 9, 0, tzinfo=UTC)
CAUSE = Cause(kind=TRANSACTION_REJECTED, code="X12_SE_COUNT", party="cedar-medicare")


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


@pytest.fixture
def reviewed() -> PageStores:
    """An accepted claim with a remittance that is held back as faulty."""
    claims = MemoryClaimStore()
    faulty = about(remitted(9, 80, "CO-45:20"), faults=("INTAKE_PAID_IN_FUTURE",))
    take(claims, accepted_claim(), [faulty])
    found = PageStores()
    profile = found.stores.partners.get("cedar-medicare")
    assert profile is not None
    partners = Partners([profile.model_copy(update={"id": PAYER})])
    found.stores = replace(found.stores, claims=claims, partners=partners)
    return found


def incident(stores: PageStores) -> Incident:
    made = next_version(opened(CAUSE, at=AT).model_copy(update={"version": 0}))
    assert stores.incidents.save(made)
    return made


@pytest.mark.capability("C8.4")
def test_every_open_exception_has_a_row_and_a_page(reviewed: PageStores) -> None:
    biller = WebClient(reviewed, (JobRole.BILLER,))

    [row] = biller.get("/exceptions.json").document()["exceptions"]

    page = biller.get(f"/exceptions/{row['claim_id']}/{row['exception_id']}")
    assert page.status == 200
    assert row["number"] in page.text
    assert row["reason"] in page.text
    assert row["received"] in page.text


@pytest.mark.capability("C5.3")
def test_a_role_that_only_lists_exceptions_decides_none(reviewed: PageStores) -> None:
    [row] = WebClient(reviewed, (JobRole.BILLER,)).get("/exceptions.json").document()["exceptions"]
    address = f"/exceptions/{row['claim_id']}/{row['exception_id']}"
    operator = WebClient(reviewed, (JobRole.OPERATOR,))

    page = operator.get(address)

    assert page.status == 200
    assert row["number"] not in page.body
    assert "Decide" not in page.text
    assert operator.post(address, decision="accept", why="as told").status == 403


def test_a_person_accepts_evidence_with_a_reason(reviewed: PageStores) -> None:
    biller = WebClient(reviewed, (JobRole.BILLER,), person_id="ann")
    [row] = biller.get("/exceptions.json").document()["exceptions"]
    address = f"/exceptions/{row['claim_id']}/{row['exception_id']}"

    assert biller.post(address, decision="forget", why="x").status == 400
    assert biller.post(address, decision="accept", why="  ").status == 400
    assert biller.post(address, decision="accept", why="the payer's letter").status == 303

    events = reviewed.stores.claims.events_of(row["claim_id"])
    decided = [one for one in events if one.kind is EventKind.EVIDENCE_DECIDED]
    assert [one.source.partner_id for one in decided] == ["user:ann"]
    assert {one["action"] for one in biller.recorded} == {"exceptions.list", "exceptions.decide"}


@pytest.mark.capability("C8.4")
def test_doubtful_matches_are_listed_and_open(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    doubtful = [
        match
        for payer in stores.stores.payer_ids
        for match in stores.stores.claims.list_unmatched(payer_id=payer, limit=500)
    ]
    assert all(match.verdict is MatchVerdict.DOUBTFUL for match in doubtful)

    rows = biller.get("/unmatched.json?rows=500").document()["unmatched"]

    assert {row["response"] for row in rows} == {match.claim_id for match in doubtful}
    assert biller.get("/unmatched/clm_none").status == 404


def test_money_without_a_claim_is_listed_as_the_command_lists_it() -> None:
    site = without_claim()
    wanted = unmatched_responses(site.stores.payer_ids, store=site.stores.claims, limit=500)
    finance, biller = (WebClient(site, (role,)) for role in (JobRole.FINANCE, JobRole.BILLER))

    rows = biller.get("/unmatched.json").document()["unmatched"]
    page = biller.get("/unmatched")
    unapplied = finance.get("/unapplied.json").document()

    assert [(row["response"], row["paid"]) for row in rows] == [
        (one.claim_id, f"{wanted.paid_cents[one.claim_id] / 100:.2f}") for one in wanted.matches
    ]
    assert [row["response"] for row in rows] == ["clm_strange", "clm_nobody"]
    assert 'href="/claims/clm_nobody"' in page.body
    assert 'href="/unmatched/clm_strange"' in page.body
    assert {row["response"]: row["paid"] for row in unapplied["unapplied"]} == {
        row["response"]: row["paid"] for row in rows
    }
    assert unapplied["sums"]["paid"] == "110.00"


@pytest.mark.capability("C8.1")
def test_operators_land_on_incidents_and_take_one_on(stores: PageStores) -> None:
    made = incident(stores)
    operator = WebClient(stores, (JobRole.OPERATOR,), person_id="olga")
    assert operator.get("/").location == "/incidents"

    listed = operator.get("/incidents.json").document()["incidents"]
    address = f"/incidents/{made.incident_id}"
    assert [row["incident_id"] for row in listed] == [made.incident_id]
    page = operator.get(address)
    assert "What to do" in page.text
    assert "`" not in page.text
    assert "<code>claimtrail " in page.body
    assert "FILE_ID" not in page.text or not made.file_ids

    note = "asked Cedar about 123-45-6789"
    taken = operator.post(address, change="acknowledge", note=note)
    assert taken.status == 303
    assert "1 Social Security number was masked." in operator.get(taken.location).text
    again = operator.get("/incidents?masked=names-1")
    assert "1 name was masked." in again.text
    assert "masked=" not in again.body.partition("</header>")[2]
    page = operator.get(address)
    assert "Acknowledged" in page.text
    assert "acknowledged by olga: asked Cedar about [ssn]" in page.text
    assert f"opened by ClaimTrail: incidents: {cause_words(CAUSE.code)}" in unescape(page.text)

    assert operator.post(address, change="resolve", note="sent again").status == 303
    assert operator.get("/incidents.json").document()["incidents"] == []
    assert len(operator.get("/incidents.json?state=RESOLVED").document()["incidents"]) == 1


def test_who_only_reads_incidents_changes_none(stores: PageStores) -> None:
    made = incident(stores)
    biller = WebClient(stores, (JobRole.SUPPORT_1,))
    address = f"/incidents/{made.incident_id}"

    assert biller.get(address).status == 200
    assert "Take it on" not in biller.get(address).text
    assert biller.post(address, change="resolve", note="x").status == 403
