"""Look at each identity provider: a sign-in needs what they publish.

Cognito reads the same documents, and tells nobody when it cannot (AWS: it fetches SAML metadata
again every six hours, or before they end).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claimtrail.access.provider_watch.certificates import signing_certificates_end
from claimtrail.access.provider_watch.model import (
    ProviderStanding,
    WatchedProvider,
    days_until,
)
from claimtrail.access.provider_watch.ports import (
    ProviderDocuments,
    ProviderProblem,
    ProviderUnreachableError,
)
from claimtrail.kernel.clock import Clock

_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderWatch:
    """Looks at providers; one that does not answer keeps none of the others from it."""

    documents: ProviderDocuments
    clock: Clock

    def standings(self, providers: tuple[WatchedProvider, ...]) -> Iterator[ProviderStanding]:
        """Yield how each provider stands."""
        looks: Mapping[str, Callable[[WatchedProvider], ProviderStanding]] = {
            "oidc": self._oidc,
            "saml": self._saml,
        }
        for provider in providers:
            try:
                yield looks[provider.kind](provider)
            except ProviderUnreachableError:
                yield _with(provider, ProviderProblem.UNREACHABLE)

    def _oidc(self, provider: WatchedProvider) -> ProviderStanding:
        found = _document(self.documents.read(provider.issuer.rstrip("/") + _DISCOVERY))
        keys_at, tokens_at = found.get("jwks_uri"), found.get("token_endpoint")
        if found.get("issuer") != provider.issuer or not (
            isinstance(keys_at, str) and isinstance(tokens_at, str)
        ):
            return _with(provider, ProviderProblem.DISCOVERY)
        if not _document(self.documents.read(keys_at)).get("keys"):
            return _with(provider, ProviderProblem.KEYS)
        try:
            self.documents.reach(tokens_at)
        except ProviderUnreachableError:
            return _with(provider, ProviderProblem.TOKEN_ENDPOINT)
        return ProviderStanding(name=provider.name)

    def _saml(self, provider: WatchedProvider) -> ProviderStanding:
        ends = provider.certificates_end_at
        if provider.metadata_url:
            try:
                ends = signing_certificates_end(self.documents.read(provider.metadata_url))
            except ValueError:
                return _with(provider, ProviderProblem.METADATA)
        if not ends:
            return _with(provider, ProviderProblem.METADATA)
        # Of several certificates the provider goes over to the one that lasts longest.
        return ProviderStanding(
            name=provider.name, certificate_days=days_until(max(ends), self.clock())
        )


def _document(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _with(provider: WatchedProvider, problem: ProviderProblem) -> ProviderStanding:
    return ProviderStanding(name=provider.name, problem=problem.value)
