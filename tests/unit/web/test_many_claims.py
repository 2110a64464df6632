"""The list of claims over a table of any size: what a page reads does not grow with it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from heapq import merge
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.analytics.figures.counting import Contribution
from claimtrail.analytics.figures.rows import ALL, NOW, row_key
from claimtrail.analytics.figures.rows import STATES as OF_STATES
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.listing_order import listing_order
from claimtrail.web.claims.reading import COUNTED, LOOKED_AT
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.twins.claims.memory import Kept

MANY = 100_000
STATES = (State.ACCEPTED, State.DENIED, State.IN_PROCESS, State.PAID)
FIRST_DAY = date(2026, 1, 1)


class ManyClaims:
    """A listing of many claims by payer, in the index's order; it counts what it gives."""

    def __init__(self, model: Claim, payers: tuple[str, ...], many: int) -> None:
        self.read: Counter[str] = Counter()
        self._by_payer: dict[str, list[tuple[str, dict[str, Any]]]] = {one: [] for one in payers}
        for number in range(many):
            state = STATES[number % len(STATES)]
            since = FIRST_DAY + timedelta(number * 7 % 300)
            claim_id = f"clm_{number:06d}".translate(str.maketrans("0189", "abcd"))
            order = f"{state.value}#{since.isoformat()}#{claim_id}"
            values = {
                "claim_id": claim_id,
                "payer_id": payers[number % len(payers)],
                "state": state,
                "state_since": since,
                "charge_cents": number,
            }
            self._by_payer[payers[number % len(payers)]].append((order, values))
        for listed in self._by_payer.values():
            listed.sort(key=lambda one: one[0])
        self._model = model

    def walk_claims(
        self, *, payer_ids: Sequence[str], states: Sequence[State], after: str, at_once: int
    ) -> Iterator[Claim]:
        asked = merge(*(self._from(one, after) for one in payer_ids), key=lambda one: one[0])
        wanted = (values for _, values in asked if not states or values["state"] in states)
        while some := list(islice(wanted, at_once)):
            self.read.update(values["payer_id"] for values in some)
            yield from (self._model.model_copy(update=values) for values in some)

    def _from(self, payer_id: str, after: str) -> Iterator[tuple[str, dict[str, Any]]]:
        listed = self._by_payer[payer_id]
        first = bisect_right(listed, after, key=lambda one: one[0])
        return islice(listed, first, None)


@cache
def model_claim() -> Claim:
    claims = PageStores().intake.claims
    found = map(claims.find, claims.owners_of(Kept.CHANGE))
    return next(one for one in found if one and not one.is_hidden and one.submissions)


@pytest.fixture(scope="module")
def many() -> ManyClaims:
    return ManyClaims(model_claim(), PageStores().stores.payer_ids, MANY)


@pytest.fixture
def biller(many: ManyClaims) -> WebClient:
    stores = PageStores()
    object.__setattr__(stores.stores, "claims", SimpleNamespace(walk_claims=many.walk_claims))
    many.read.clear()
    return WebClient(stores, (JobRole.BILLER,))


def rows(biller: WebClient, address: str) -> tuple[list[dict[str, Any]], str]:
    document = biller.get(address).document()
    return document["claims"], document["next"]


def test_a_page_of_many_claims_reads_few_of_them(biller: WebClient, many: ManyClaims) -> None:
    page = biller.get("/claims")

    assert page.status == 200
    assert f"More than {COUNTED} claims are in this view" in page.text
    assert many.read.total() <= 2 * COUNTED


def test_a_view_that_figures_know_to_be_large_reads_no_more_than_its_page(
    biller: WebClient, many: ManyClaims
) -> None:
    stores = biller.page_stores
    stores.figures.apply(
        Contribution(
            subject_id=payer,
            version=1,
            rows={row_key(ALL, NOW, OF_STATES, payer): {"ACCEPTED.n": 3 * COUNTED}},
        )
        for payer in stores.stores.payer_ids
    )

    page = biller.get("/claims")

    assert f"More than {COUNTED} claims are in this view" in page.text
    assert many.read.total() <= COUNTED * 3 // 4
    many.read.clear()
    biller.get("/claims?state=DENIED")
    assert many.read.total() > COUNTED, "figures know of none of that state: it is read"


def test_pages_of_all_payers_follow_one_another_in_one_order(
    biller: WebClient, many: ManyClaims
) -> None:
    read: list[tuple[str, str, str]] = []
    address = "/claims.json?rows=40&columns=state,since,claim_id"
    for _ in range(8):
        found, address = rows(biller, address)
        read += [(one["state"], one["since"], one["claim_id"]) for one in found]

    assert len(set(read)) == len(read) == 320
    assert read == sorted(read)
    assert many.read.total() <= COUNTED * 2 + 8 * 150


def test_pages_of_some_states_go_on_from_one_state_to_the_next(biller: WebClient) -> None:
    payer = biller.page_stores.stores.payer_ids[0]
    query = f"payer={payer}&state=PAID&state=DENIED&rows=500&columns=state"
    counts: Counter[str] = Counter()
    address = f"/claims.json?{query}"
    while address:
        found, address = rows(biller, address)
        counts.update(one["state"] for one in found)

    per_payer = Counter(
        STATES[number % len(STATES)].value
        for number in range(MANY)
        if number % len(biller.page_stores.stores.payer_ids) == 0
    )
    assert counts == {name: per_payer[name] for name in ("DENIED", "PAID") if per_payer[name]}


def test_a_facet_that_few_claims_fit_looks_at_so_many_and_goes_on(
    biller: WebClient, many: ManyClaims
) -> None:
    found, after = rows(biller, "/claims.json?amount=%2410,000+and+more")
    page = biller.get("/claims?amount=%2410,000+and+more")

    assert after
    assert found == []
    assert f"looked at {LOOKED_AT:,} claims" in page.text
    assert many.read.total() <= 2 * (LOOKED_AT + COUNTED + 200)


@pytest.mark.parametrize("after", ["x", "PAID#2026-01-01", "PAID#2026-01-01#clm_a<", "-1"])
def test_a_token_that_no_page_gave_is_refused(biller: WebClient, after: str) -> None:
    assert biller.get(f"/claims?after={after}").status == 400


def test_the_order_of_a_list_is_the_order_of_its_tokens() -> None:
    claim = model_claim()

    assert listing_order(claim).startswith(f"{claim.state.value}#{claim.state_since}#clm_")
