"""The time of an opening, and the days for its review, as settings of the stage."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import ValidationError

from claimtrail.access.reviews.pace import ReviewPace
from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap import web
from claimtrail.partners.profile import Partners

pytestmark = pytest.mark.capability("C8.1")


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients of nobody's account, for this test alone."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nobody")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client.cache_clear()
    yield
    client.cache_clear()


@pytest.mark.usefixtures("clients")
def test_pages_open_and_review_as_the_stage_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "deployed_profiles", lambda: Partners(()))

    stores = web.web_stores(
        web.WebResources(
            stage="acme",
            organization_id="acme",
            claim_table="claims",
            operations_table="operations",
            ticket_table="tickets",
            archive_bucket="archive",
            audit_bucket="audit",
            exports_bucket="exports",
            audit_queue_url="https://sqs.us-east-1.amazonaws.com/1/audit",
            export_queue_url="https://sqs.us-east-1.amazonaws.com/1/export",
            claim_key_secret_arn="arn:aws:secretsmanager:us-east-1:1:secret:key",
            glass_days=7,
            glass_minutes=15,
        )
    )

    assert stores.glass.review_days == 7
    assert stores.glass.sessions.limits.glass == timedelta(minutes=15)
    assert stores.sessions is stores.glass.sessions


@pytest.mark.parametrize(
    "pace", [{"glass_minutes": 4}, {"glass_minutes": 721}, {"glass_days": 0}, {"glass_days": 31}]
)
def test_times_that_no_session_or_reviewer_has_are_refused(pace: dict[str, int]) -> None:
    ReviewPace(glass_minutes=720, glass_days=30)
    with pytest.raises(ValidationError):
        ReviewPace.model_validate(pace)
