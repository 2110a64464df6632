"""Saved queries about access: its reviews, and the accounting of disclosures."""

from typing import Any

import pytest

from claimtrail.access.break_glass.model import GlassReason
from claimtrail.access.resources import Resource
from claimtrail.access.reviews.model import Attestation
from claimtrail.access.subjects import AccessRestriction, AccessTarget
from claimtrail.analytics.saved import saved_queries
from claimtrail.trail.access_log import Access, Action, Purpose, access_rows
from claimtrail.trail.datasets.rows import audit_row
from tests.harness.access.use_cases import DANA, KIM, START, WHY, UseCases, listed
from tests.twins.access import MemoryDirectory

pytestmark = pytest.mark.cloud

SQL = {one.name: one.sql for one in saved_queries()}


@pytest.mark.capability("C5.8")
def test_attestations_ends_and_openings_are_reported_newest_first_each_once(lake: Any) -> None:
    cases = UseCases(directory=MemoryDirectory(listed("dana")))
    _, session = cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)
    vip = frozenset({AccessRestriction.VIP})
    cases.glass.break_glass(
        session,
        AccessTarget(resource=Resource.CLAIM, restrictions=vip),
        "clm_vip",
        reason=GlassReason.PAYER_ASKS,
        words="the payer called about it",
        origin="here",
    )
    [review] = cases.reviews.open_due()
    cases.clock.after(days=1)
    cases.reviews.attest(review.review_id, "dana", by=KIM, attested=Attestation.REMOVE, words=WHY)
    rows = [audit_row(one) for one in cases.publisher.events.values()]
    lake.write("audit", rows)
    lake.write("audit", rows)

    answer = lake.ask(SQL["access_reviews"])

    days = [row["occurred_at"] for row in answer]
    assert days == sorted(days, reverse=True)
    assert sorted((row["detail_type"], row["actor"], row["about"]) for row in answer) == [
        ("access_review.attested", "user:kim", "dana"),
        ("access_review.completed", "user:kim", review.review_id),
        ("access_review.opened", "system:review_access", review.review_id),
        ("glass.broken", "user:dana", "clm_vip"),
        ("person.deactivated", "user:kim", "dana"),
    ]


@pytest.mark.capability("C5.4")
def test_pages_are_in_the_log_with_address_and_route_and_other_purposes_are_accounted_for(
    lake: Any,
) -> None:
    rows = [
        row
        for number, purpose in enumerate(Purpose)
        for row in access_rows(
            Access(
                correlation_id=f"req_{number}",
                accessed_at=START.replace(minute=number),
                actor="user:kim",
                role="auditor",
                purpose=purpose,
                action=Action.CLAIM_READ,
                fields=("state",),
                origin="203.0.113.7 /claims/{claim_id}",
            ),
            ["clm_a"],
        )
    ]
    lake.write("access_log", rows)
    lake.write("access_log", rows)

    looked = lake.ask(SQL["who_accessed_a_claim"])
    owed = lake.ask(SQL["accounting_of_disclosures"])

    assert {row["origin"] for row in looked} == {"203.0.113.7 /claims/{claim_id}"}
    assert [row["purpose"] for row in owed] == ["audit", "legal", "public_health", "unstated"]
    assert {(row["recipient"], row["role"], row["fields"]) for row in owed} == {
        ("user:kim", "auditor", "state")
    }
