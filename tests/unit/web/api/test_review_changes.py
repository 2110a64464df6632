"""Decisions by the API about what was held back: evidence of a claim, and sets of a file."""

from dataclasses import replace

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.partners.profile import Partners
from tests.harness.claims.claim_events import PAYER, about, accepted_claim, remitted
from tests.harness.claims.projecting import take
from tests.harness.files.trial_files import changed, trial_file
from tests.harness.intake.intake_fixture import NOW
from tests.harness.pipelines.pipeline import Pipeline, run_in_order, work_off
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.twins.claims import MemoryClaimStore

pytestmark = pytest.mark.capability("C1.6")

JUNIPER = "juniper-medicaid"


@pytest.fixture
def reviewed() -> PageStores:
    """An accepted claim with a remittance that is held back as faulty."""
    claims = MemoryClaimStore()
    faulty = about(remitted(9, 80, "CO-45:20"), faults=("INTAKE_PAID_IN_FUTURE",))
    take(claims, accepted_claim(), [faulty])
    stores = PageStores()
    profile = stores.stores.partners.get("cedar-medicare")
    assert profile is not None
    partners = Partners([profile.model_copy(update={"id": PAYER})])
    stores.stores = replace(stores.stores, claims=claims, partners=partners)
    return stores


DECISION = {"decision": "accept", "why": "the payer's letter"}


def test_a_person_accepts_evidence_with_a_reason(reviewed: PageStores) -> None:
    biller = WebClient(reviewed, (JobRole.BILLER,), person_id="ann")
    [row] = biller.get("/api/v1/exceptions").document()["data"]
    address = f"/api/v1/exceptions/{row['claim_id']}/{row['exception_id']}/decision"

    answer = biller.change(address, DECISION)

    assert answer.document() == {"outcome": "done", "subject": row["exception_id"]}
    events = reviewed.stores.claims.events_of(row["claim_id"])
    decided = [one for one in events if one.kind is EventKind.EVIDENCE_DECIDED]
    assert [one.source.partner_id for one in decided] == ["user:ann"]
    assert [one["action"] for one in biller.recorded] == ["exceptions.list", "exceptions.decide"]


def test_an_exception_of_a_restricted_claim_is_as_one_that_there_is_none_of(
    reviewed: PageStores,
) -> None:
    biller = WebClient(reviewed, (JobRole.BILLER,))
    [row] = biller.get("/api/v1/exceptions").document()["data"]
    page = f"/exceptions/{row['claim_id']}/{row['exception_id']}"
    reviewed.restrict(row["claim_id"], AccessRestriction.VIP)

    assert biller.get(page).status == 404
    assert biller.post(page, decision="accept", why="x").status == 404
    assert biller.change(f"/api/v1{page}/decision", DECISION).status == 404
    assert row["claim_id"] not in biller.get("/api/v1/exceptions").body


def test_a_file_is_read_by_field_group_and_released() -> None:
    pipeline = Pipeline()
    held = changed("rfi227-2.835", ("SE*17*0001", "SE*16*0001"))
    run_in_order(pipeline, [trial_file("rfi227-1.837"), held])
    [receipt] = [one for one in pipeline.receipts() if one.partner_id == JUNIPER]
    stores = PageStores(intake=pipeline.intake)
    stores.watch.now = NOW
    engineer = WebClient(stores, (JobRole.SUPPORT_3,), person_id="dana")
    address = f"/api/v1/files/{receipt.file_id}"

    [before] = engineer.get(address).document()["data"]
    released = engineer.change(f"{address}/release", {"set": [1], "why": "Juniper confirmed it"})
    again = engineer.change(f"{address}/release", {"set": [1], "why": "Juniper confirmed it"})
    work_off(pipeline)

    assert before["finding_details"]
    assert [one["is_held"] for one in before["set_outcomes"]] == [True]
    assert "rfi227" not in WebClient(stores, (JobRole.OPERATOR,)).get(address).body
    assert released.document() == {"outcome": "done", "subject": receipt.file_id}
    assert again.headers["Idempotency-Replayed"] == "true"
    [release] = pipeline.intake.files.releases_of(receipt.file_id)
    assert release.by == "user:dana"
    other = WebClient(stores, (JobRole.SUPPORT_3,), payers=("cedar-medicare",))
    assert other.get(address).status == 404
