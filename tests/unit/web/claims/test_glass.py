"""Restricted claims: closed beyond roles until a reason is given, recorded before it is open."""

from datetime import timedelta

import pytest

from claimtrail.access.break_glass.model import BreakState
from claimtrail.access.resources import Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import (
    EVERYWHERE,
    RESTRICTION_WORDS,
    AccessRestriction,
    AccessTarget,
    Principal,
)
from tests.harness.claims.claim_events import CLAIM_ID, PAYER
from tests.harness.web.claim_stores import seeded
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("C1.6")
PAGE = f"/claims/{CLAIM_ID}"
GLASS = f"{PAGE}/break-glass"
WORDS = "the payer is on the line about the appeal"


@pytest.fixture
def stores() -> PageStores:
    made = seeded()
    everywhere = frozenset({EVERYWHERE})
    manager = Principal(
        id="mia", roles=frozenset({JobRole.MANAGER}), facilities=everywhere, payers=everywhere
    )
    made.restrictions.set(
        AccessTarget(resource=Resource.CLAIM, payer=PAYER),
        CLAIM_ID,
        by=manager,
        kind=AccessRestriction.VIP,
        why="a board member of the hospital",
    )
    return made


def test_a_restricted_claim_asks_for_a_reason_and_then_opens(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    closed = biller.get(PAGE)
    assert closed.location == f"{GLASS}?next=%2Fclaims%2F{CLAIM_ID}"
    assert not biller.recorded
    asked = biller.get(closed.location)
    assert "closed beyond your role" in asked.text
    for value in ("Secretperson", "PCN-SECRET-77"):
        assert value not in asked.body
    assert "vip" not in asked.text.casefold()
    opened = biller.post(GLASS, reason="payer_asks", words=WORDS, next=PAGE)

    assert opened.location == PAGE
    opening = biller.recorded[-1]
    assert (opening["action"], opening["subject_id"]) == ("claim.break_glass", CLAIM_ID)
    assert opening["statement"] == "reason:payer_asks"
    [awaiting] = stores.glass_breaks.listed(BreakState.AWAITING_REVIEW)
    assert (awaiting.person_id, awaiting.words) == ("pat.doe", WORDS)
    page = biller.get(PAGE)
    assert "Secretperson" in page.body
    assert RESTRICTION_WORDS[AccessRestriction.VIP] in page.text
    assert biller.get(GLASS).location == PAGE


def test_it_opens_for_this_person_alone_and_for_its_time(stores: PageStores) -> None:
    biller, other = WebClient(stores, (JobRole.BILLER,)), WebClient(stores, (JobRole.MANAGER,))
    biller.post(GLASS, reason="deadline", words=WORDS)

    assert other.get(PAGE).status == 303
    for _ in range(3):
        stores.watch.move(timedelta(minutes=25))
        answer = biller.get(PAGE)
    assert answer.location.startswith(GLASS)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", WORDS),
        ("curious", WORDS),
        ("other", "short"),
        ("other", "x" * 600),
        ("other", "it is about account 1234567"),
    ],
)
def test_without_a_reason_it_stays_closed(stores: PageStores, reason: str, words: str) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    answer = biller.post(GLASS, reason=reason, words=words)

    assert 'role="alert"' in answer.body
    assert not biller.recorded
    assert biller.get(PAGE).status == 303


def test_nothing_opens_that_cannot_be_recorded(
    stores: PageStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    def refuse(*_: object) -> None:
        raise OSError("the queue is gone")

    with monkeypatch.context() as patched:
        patched.setattr(stores.rows, "send", refuse)
        with pytest.raises(OSError, match="queue"):
            biller.post(GLASS, reason="deadline", words=WORDS)

    assert biller.get(PAGE).status == 303


def test_who_may_not_break_the_glass_is_told_of_no_claim(stores: PageStores) -> None:
    finance = WebClient(stores, (JobRole.FINANCE,))
    stranger = WebClient(stores, (JobRole.BILLER,), payers=("juniper-medicaid",))

    assert finance.get(PAGE).status == 404
    assert finance.get(GLASS).status == 403
    assert stranger.get(PAGE).status == 404
    assert stranger.get(GLASS).status == 404
    assert stranger.post(GLASS, reason="deadline", words=WORDS).status == 404


def test_no_way_of_a_restricted_claim_goes_past_the_glass(stores: PageStores) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    for address in (PAGE, f"{PAGE}/steps/1/segment", f"{PAGE}/appeal"):
        assert biller.get(address).location.startswith(GLASS)
    assert biller.post(f"{PAGE}/close", why="done with it").location.startswith(GLASS)
    twin = biller.get(f"{PAGE}.json")
    assert twin.status == 403
    assert twin.document()["type"] == "urn:claimtrail:restricted"


@pytest.mark.parametrize("place", ["https://evil.example", "//evil.example"])
def test_the_way_on_is_one_of_these_pages(stores: PageStores, place: str) -> None:
    biller = WebClient(stores, (JobRole.BILLER,))

    assert biller.post(GLASS, reason="deadline", words=WORDS, next=place).location == "/"
