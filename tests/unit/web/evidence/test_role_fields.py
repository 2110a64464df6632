"""Bytes of the lists of evidence and of finance, by role and field: nothing but what is granted."""

from collections.abc import Mapping
from typing import Any

import pytest

from claimtrail.access.decisions import groups_at_all, may_at_all
from claimtrail.access.resources import Operation
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.trail.access_log import Purpose
from claimtrail.web.core.lists.listing import Listing
from claimtrail.web.table import ROUTES
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores
from tests.harness.web.sites import evidence

pytestmark = pytest.mark.capability("C5.3")
QUERIES: Mapping[str, str] = {
    "trail": "",
    "trail-entries": "",
    "access-log": f"claim={CLAIM_ID}",
    "disclosures": f"claim={CLAIM_ID}&all=yes",
    "exported": "",
    "holds": "",
    "people": "",
    "unapplied": "",
    "payments": "",
    "adjustments": "",
}
LISTINGS = {
    one.listing.name: one.listing for one in ROUTES if one.listing and one.listing.name in QUERIES
}


@pytest.fixture(scope="module")
def stores() -> PageStores:
    return evidence()


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("role", JobRole)
def test_each_role_is_sent_the_columns_of_its_groups_and_no_others(
    stores: PageStores, role: JobRole, name: str
) -> None:
    listing: Listing[Any] = LISTINGS[name]
    person = WebClient(stores, (role,), purpose=Purpose.AUDIT)
    columns = ",".join(one.name for one in listing.columns)
    query = f"?{QUERIES[name]}&columns={columns}"

    answers = {form: person.get(f"/{name}{form}{query}") for form in ("", ".json", ".csv")}

    everywhere = frozenset({EVERYWHERE})
    principal = Principal(
        id="pat.doe", roles=frozenset({role}), facilities=everywhere, payers=everywhere
    )
    may = may_at_all(principal, Operation.LIST, listing.resource)
    assert {answer.status for answer in answers.values()} == {200 if may else 403}
    if not may:
        return
    groups = groups_at_all(principal, Operation.LIST, listing.resource)
    granted = {one.name for one in listing.columns if one.group in groups}
    rows = answers[".json"].document()[name]
    assert all(set(row) <= granted for row in rows)
    assert set(answers[".csv"].body.splitlines()[0].split(",")) <= granted
    titles = {one.title for one in listing.columns if one.name not in granted}
    shown = {one.title for one in listing.columns if one.name in granted}
    for title in titles - shown:
        assert f'<th scope="col" class="text">{title}<' not in answers[""].body
