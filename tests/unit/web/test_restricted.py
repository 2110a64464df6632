"""Restricted claims: closed to everybody until the glass is broken, and recorded when it is."""

import pytest

from claimtrail.access.break_glass.model import BreakState
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction
from claimtrail.claims.matching.model import Candidate, Match, MatchMethod, MatchVerdict
from claimtrail.kernel.ids import derived_id
from tests.harness.web.client import WebClient
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C1.6")

WORDS = "the payer's desk asks for the accident date"


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


@pytest.fixture
def vip(stores: PageStores) -> str:
    """A claim that somebody closed beyond roles."""
    biller = WebClient(stores, (JobRole.BILLER,))
    row = biller.get("/claims.json").document()["claims"][0]
    claim_id: str = row["claim_id"]
    stores.restrict(claim_id, AccessRestriction.VIP)
    return claim_id


@pytest.mark.parametrize(
    "form", ["/claims?rows=500", "/claims.csv?rows=500", "/claims.json?rows=500"]
)
def test_a_list_leaves_it_out_and_says_how_many(stores: PageStores, vip: str, form: str) -> None:
    page = WebClient(stores, (JobRole.MANAGER,)).get(form)

    assert page.status == 200
    assert vip not in page.body
    if "csv" not in form:
        assert "1 restricted claim is left out" in page.body


def test_its_page_asks_for_a_reason_and_opens_once_it_is_recorded(
    stores: PageStores, vip: str
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,), person_id="ann")
    asked = biller.get(f"/claims/{vip}")
    assert asked.location.startswith(f"/claims/{vip}/break-glass")

    refused = biller.post(f"/claims/{vip}/break-glass", reason="payer_asks", words="need it")
    assert refused.status in {200, 400}
    assert biller.get(f"/claims/{vip}").status == 303

    opened = biller.post(f"/claims/{vip}/break-glass", reason="payer_asks", words=WORDS)
    assert opened.location == f"/claims/{vip}"
    assert biller.get(f"/claims/{vip}").status == 200
    assert vip in biller.get("/claims.json?rows=500").body

    [broken] = [row for row in biller.recorded if row["action"] == "claim.break_glass"]
    assert (broken["actor"], broken["subject_id"]) == ("user:ann", vip)
    [under_review] = stores.glass_breaks.listed(BreakState.AWAITING_REVIEW)
    assert under_review.words == WORDS


def test_a_response_that_it_could_mean_leaves_it_out(
    stores: PageStores, vip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = WebClient(stores, (JobRole.MANAGER,))
    row = manager.get("/claims.json").document()["claims"][0]
    doubtful = Match(
        claim_id=derived_id("clm_", "a number of the payer"),
        version=1,
        payer_id=row["payer"],
        verdict=MatchVerdict.DOUBTFUL,
        target="",
        rule="matching@1/doubtful",
        candidates=tuple(
            Candidate(claim_id=each, method=MatchMethod.SCORE, confidence=60, features=())
            for each in (vip, row["claim_id"])
        ),
    )

    def find_match(claim_id: str) -> Match | None:
        return doubtful if claim_id == doubtful.claim_id else None

    # The claims are those of every test: nothing is stored among them.
    monkeypatch.setattr(stores.stores.claims, "find_match", find_match)

    page = manager.get(f"/unmatched/{doubtful.claim_id}")

    assert page.status == 200
    assert vip not in page.body
    assert row["claim_id"] in page.body
    assert "1 restricted claim is left out" in page.body


def test_another_person_stays_outside(stores: PageStores, vip: str) -> None:
    first = WebClient(stores, (JobRole.BILLER,), person_id="ann")
    first.post(f"/claims/{vip}/break-glass", reason="audit", words=WORDS)

    second = WebClient(stores, (JobRole.BILLER,), person_id="bob")

    assert second.get(f"/claims/{vip}").status == 303
    assert vip not in second.get("/claims.json?rows=500").body


def test_who_may_not_break_the_glass_finds_no_such_claim(stores: PageStores, vip: str) -> None:
    finance = WebClient(stores, (JobRole.FINANCE,))

    assert finance.get(f"/claims/{vip}").status == 404
    assert finance.post(f"/claims/{vip}/break-glass", reason="audit", words=WORDS).status == 403


def test_the_work_reads_restrictions_once_a_page_and_again_with_the_next(
    stores: PageStores,
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))
    ticket = open_tickets(stores)[0]
    before = stores.restricted.page_reads

    assert ticket.claim_id in biller.get("/work.json?rows=500").body
    assert stores.restricted.page_reads - before == 1

    stores.restrict(ticket.claim_id, AccessRestriction.VIP)
    assert ticket.claim_id not in biller.get("/work.json?rows=500").body
