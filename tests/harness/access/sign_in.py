"""A sign-in on twins: a browser, an identity provider that answers, a clock that a test moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import ProviderChoice, SignInLimits, SignInSettings
from claimtrail.access.sign_in.people import GroupRights, People
from claimtrail.access.sign_in.service import SignedIn, SignInBegun, SignInService
from tests.twins.sign_in import (
    MemoryRateLimiter,
    MemorySignInLog,
    MemorySignInTransactions,
    MemoryTokenEndpoint,
)

START = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool"
HOME, AGENCY = "harborlight", "agency"
SOURCE = "203.0.113.7"
PEOPLE = People(
    group=(
        GroupRights(
            name="ct-billers",
            roles=frozenset({JobRole.BILLER}),
            queues=frozenset({"queue:claims-follow-up"}),
        ),
        GroupRights(name="ct-managers", roles=frozenset({JobRole.MANAGER})),
        GroupRights(
            name="ct-north",
            facilities=frozenset({"1234567893"}),
            payers=frozenset({"elm-mutual"}),
        ),
        GroupRights(name="ct-everywhere", facilities=frozenset({"*"}), payers=frozenset({"*"})),
        GroupRights(name="callers", directory=AGENCY, roles=frozenset({JobRole.SUPPORT_1})),
    )
)


def settings_of(limits: SignInLimits | None = None) -> SignInSettings:
    """Return the settings of a stage with the organization's provider and an agency's."""
    return SignInSettings(
        issuer=ISSUER,
        address="https://sign-in.example.com",
        client_id="pages",
        pages_url="https://pages.example.com",
        providers=(
            ProviderChoice(name=HOME, title="Harborlight"),
            ProviderChoice(name="agency", title="Agency", directory=AGENCY),
        ),
        limits=limits or SignInLimits(),
    )


@dataclass
class Watch:
    """A clock that a test moves on."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class SignInBench:
    """The service on twins, and a person's browser in front of it."""

    settings: SignInSettings = field(default_factory=settings_of)
    people: People = PEOPLE
    clock: Any = field(default_factory=Watch)
    transactions: MemorySignInTransactions = field(default_factory=MemorySignInTransactions)
    tokens: MemoryTokenEndpoint = field(default_factory=MemoryTokenEndpoint)
    limiter: MemoryRateLimiter = field(default_factory=MemoryRateLimiter)
    log: MemorySignInLog = field(default_factory=MemorySignInLog)

    @property
    def service(self) -> SignInService:
        """Return the service."""
        return SignInService(
            settings=self.settings,
            people=self.people,
            transactions=self.transactions,
            tokens=self.tokens,
            limiter=self.limiter,
            log=self.log,
            clock=self.clock,
        )

    def after(self, pause: timedelta) -> None:
        """Let time go by."""
        self.clock.now += pause

    def begin(
        self, provider: str = HOME, *, return_to: str = "/claims", browser: str = ""
    ) -> SignInBegun:
        """Begin a sign-in."""
        return self.service.begin(
            provider=provider, return_to=return_to, browser=browser, source=SOURCE
        )

    def returned(self, begun: SignInBegun, **claims: Any) -> dict[str, str]:
        """Let the provider know the person; return the query that the browser comes back with."""
        asked = asked_of(begun)
        self.tokens.issue(
            "code-1",
            challenge=asked["code_challenge"],
            redirect_url=asked["redirect_uri"],
            claims=self.claims(asked, **claims),
        )
        return {"code": "code-1", "state": asked["state"]}

    def claims(self, asked: Mapping[str, str], **claims: Any) -> dict[str, Any]:
        """Return the claims of a good token for a sign-in, changed as a test wants it."""
        provider = asked["identity_provider"]
        good = {
            "iss": ISSUER,
            "aud": "pages",
            "token_use": "id",
            "iat": int(self.clock().timestamp()),
            "exp": int((self.clock() + timedelta(minutes=5)).timestamp()),
            "nonce": asked["nonce"],
            "cognito:username": f"{provider}_dana",
            "identities": [{"providerName": provider, "userId": "dana"}],
            "name": "Dana Reyes",
            "custom:groups": "ct-billers",
        }
        return {name: value for name, value in {**good, **claims}.items() if value is not None}

    def complete(self, query: Mapping[str, str], *, browser: str, source: str = SOURCE) -> SignedIn:
        """Complete a sign-in."""
        return self.service.complete(query, browser=browser, source=source)

    def sign_in(self, provider: str = HOME, **claims: Any) -> SignedIn:
        """Sign a person in, from beginning to end."""
        begun = self.begin(provider)
        return self.complete(self.returned(begun, **claims), browser=begun.browser)


def asked_of(begun: SignInBegun) -> dict[str, str]:
    """Return what the browser is sent to the authorize endpoint with."""
    query = parse_qs(urlsplit(begun.redirect_url).query)
    return {name: values[0] for name, values in query.items()}
