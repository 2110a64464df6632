"""Given identity providers, check_identity_providers counts what somebody has to be notified of."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.access.provider_watch.model import WatchedProvider, dump_providers
from claimtrail.access.provider_watch.service import ProviderWatch
from claimtrail.kernel.log_events import LogEvent
from functions.access import check_identity_providers
from functions.access.check_identity_providers import handler
from tests.harness.invocation import CONTEXT
from tests.twins.provider_documents import MemoryProviderDocuments

pytestmark = pytest.mark.capability("C8.8")

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def saml(name: str, *, days: int) -> WatchedProvider:
    """Return a provider whose certificate ends in so many days."""
    return WatchedProvider(
        kind="saml", name=name, certificates_end_at=(NOW + timedelta(days=days),)
    )


def test_lines_and_metrics_name_the_provider_and_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    providers = (
        WatchedProvider(kind="oidc", name="silent", issuer="https://silent.example"),
        *(saml(f"days-{days}", days=days) for days in (400, 60, 30, 7, 1, -3)),
    )
    monkeypatch.setenv("IDENTITY_PROVIDERS", dump_providers(providers))
    monkeypatch.setattr(
        check_identity_providers,
        "provider_watch",
        lambda: ProviderWatch(documents=MemoryProviderDocuments(), clock=lambda: NOW),
    )
    lines: list[tuple[LogEvent, object, object]] = []

    def noted(event: LogEvent, **fields: object) -> None:
        lines.append((event, fields.get("provider"), fields.get("days", fields.get("problem"))))

    monkeypatch.setattr(check_identity_providers, "note", noted)

    assert handler({}, CONTEXT) == {"providers": 7, "problems": 1}

    assert [line[1:] for line in lines[:-1]] == [
        ("silent", "unreachable"),
        ("days-60", 60),
        ("days-30", 30),
        ("days-7", 7),
        ("days-1", 1),
        ("days--3", -3),
    ]
    assert Counter(line[0].metric for line in lines if line[0].metric) == {
        "IdentityProvidersUnreachable": 1,
        "SigningCertificatesExpiring": 2,
        "SigningCertificatesEnding": 3,
    }
