"""Identity providers are looked at: what they publish, and when their certificates end."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.access.provider_watch.certificates import (
    MOST_BYTES,
    certificate_end,
    signing_certificates_end,
)
from claimtrail.access.provider_watch.model import (
    ProviderStanding,
    WatchedProvider,
    dump_providers,
    load_providers,
    mark_of,
)
from claimtrail.access.provider_watch.ports import ProviderProblem
from claimtrail.access.provider_watch.service import ProviderWatch
from infra.settings import IdentityProvider
from tests.harness.access.metadata import certificate, metadata
from tests.twins.provider_documents import MemoryProviderDocuments

pytestmark = pytest.mark.capability("C8.8")

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
ISSUER = "https://login.acme.example/v2.0"
DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
KEYS, TOKENS, METADATA = f"{ISSUER}/keys", f"{ISSUER}/token", "https://idp.acme.example/metadata"
OIDC = WatchedProvider(kind="oidc", name="acme", issuer=ISSUER)
SAML = WatchedProvider(kind="saml", name="agency", metadata_url=METADATA)


def published() -> dict[str, bytes]:
    """Return what a provider in order publishes."""
    document = {"issuer": ISSUER, "jwks_uri": KEYS, "token_endpoint": TOKENS}
    return {
        DISCOVERY: json.dumps(document).encode(),
        KEYS: b'{"keys": [{"kid": "1"}]}',
        TOKENS: b"",
        METADATA: metadata(NOW + timedelta(days=400)),
    }


def standings(documents: dict[str, bytes], *providers: WatchedProvider) -> list[ProviderStanding]:
    watch = ProviderWatch(documents=MemoryProviderDocuments(documents), clock=lambda: NOW)
    return list(watch.standings(providers or (OIDC, SAML)))


def test_providers_in_order_need_nobody() -> None:
    assert standings(published()) == [
        ProviderStanding(name="acme"),
        ProviderStanding(name="agency", certificate_days=400),
    ]


@pytest.mark.parametrize(
    ("address", "document", "problem"),
    [
        (DISCOVERY, None, ProviderProblem.UNREACHABLE),
        (DISCOVERY, b"<html>moved</html>", ProviderProblem.DISCOVERY),
        (DISCOVERY, b'{"issuer": "https://other.example"}', ProviderProblem.DISCOVERY),
        (KEYS, None, ProviderProblem.UNREACHABLE),
        (KEYS, b'{"keys": []}', ProviderProblem.KEYS),
        (TOKENS, None, ProviderProblem.TOKEN_ENDPOINT),
    ],
)
def test_what_an_oidc_provider_lacks_is_named_and_the_others_are_seen(
    address: str, document: bytes | None, problem: ProviderProblem
) -> None:
    documents = published()
    if document is None:
        del documents[address]
    else:
        documents[address] = document

    broken, other = standings(documents)

    assert broken == ProviderStanding(name="acme", problem=problem.value)
    assert not other.problem


@pytest.mark.parametrize("document", [b"", b"<html/>", b"{}", b"x" * (MOST_BYTES + 1)])
def test_what_are_no_metadata_are_a_problem(document: bytes) -> None:
    [found] = standings({METADATA: document}, SAML)
    assert found.problem == ProviderProblem.METADATA.value


def test_of_several_certificates_the_last_one_counts_and_encryption_does_not() -> None:
    soon, later = NOW + timedelta(days=5), NOW + timedelta(days=90)
    documents = {METADATA: metadata(soon, later, encryption=NOW + timedelta(days=900))}

    [found] = standings(documents, SAML)

    assert found.certificate_days == 90


def test_a_key_without_a_use_signs() -> None:
    end = NOW + timedelta(days=30)
    assert signing_certificates_end(metadata(end, use="")) == (end,)


def test_metadata_of_the_stages_own_settings_are_read_when_it_is_synthesized() -> None:
    end = NOW + timedelta(days=7)
    provider = IdentityProvider(kind="saml", name="agency", metadata=metadata(end).decode())

    [given] = load_providers(dump_providers([provider.watched]))
    [found] = standings({}, given)

    assert (found.certificate_days, found.mark) == (7, 7)


@pytest.mark.parametrize(
    ("days", "mark"),
    [
        (400, None),
        (61, None),
        *((60, 60), (59, 60), (58, None)),
        *((31, None), (30, 30), (29, 30), (28, None)),
        *((8, None), (7, 7), (6, 7), (5, None), (2, None)),
        *((1, 1), (0, 1), (-40, 1)),
    ],
)
def test_a_mark_holds_for_two_days_and_the_last_one_from_then_on(
    days: int, mark: int | None
) -> None:
    assert mark_of(days) == mark


@pytest.mark.parametrize("year", [1999, 2026, 2049, 2050, 2101])
def test_ends_are_read_of_either_form_of_time(year: int) -> None:
    end = datetime(year, 3, 1, 12, 30, 15, tzinfo=UTC)
    assert certificate_end(certificate(end)) == end


def test_a_certificate_that_was_cut_is_none() -> None:
    whole = certificate(NOW)
    for length in (*range(40), len(whole) // 2, len(whole) - 1):
        with pytest.raises(ValueError, match=r"X\.509"):
            certificate_end(whole[:length])
