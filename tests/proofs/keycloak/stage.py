"""Our sign-in in front of a user pool whose identity providers are one Keycloak."""

import base64
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import Popen

from claimtrail.access.sessions import SessionService
from claimtrail.access.sign_in.people import GroupRights, People
from claimtrail.access.sign_in.service import SignedIn, SignInBegun, SignInService
from claimtrail.connect.token_endpoint import HttpTokenEndpoint
from claimtrail.kernel.clock import utc_now
from infra.local.identity.configuration import user_pool_address
from infra.settings import IdentityProvider
from infra.settings import SignIn as SignInModel
from tests.harness.access.browser import ProviderPages
from tests.harness.access.sign_in import PEOPLE
from tests.harness.access.user_pool import UserPool, deploy_user_pool_of
from tests.harness.stage.cloud import RunningCloud
from tests.proofs.keycloak.realm import CLIENT_ID, NIGHT, PASSWORD, oidc_client, realm, saml_client
from tests.proofs.keycloak.server import Keycloak, end, running
from tests.twins.sessions import MemorySessionStore
from tests.twins.sign_in import MemoryRateLimiter, MemorySignInLog, MemorySignInTransactions

OIDC, SAML = "keycloak", "keycloak-saml"
SOURCE = "127.0.0.1"
_PEOPLE = People(group=(*PEOPLE.group, GroupRights(name=NIGHT, queues=frozenset({"queue:nights"}))))


@dataclass
class MovedClock:
    """The time of day, and what a check lets go by."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


class AssertionForger(ProviderPages):
    """A person who changes the assertion on its way to the user pool."""

    def __init__(self, user: str, home: str, old: str, new: str) -> None:
        super().__init__(user, PASSWORD, home=home)
        self._old, self._new = old, new

    def changed(self, form: dict[str, str]) -> dict[str, str]:
        """Return the form with another assertion under the same signature."""
        assertion = base64.b64decode(form["SAMLResponse"]).decode()
        assert re.search(self._old, assertion), assertion
        forged = re.sub(self._old, self._new, assertion)
        return {**form, "SAMLResponse": base64.b64encode(forged.encode()).decode()}


@dataclass
class KeycloakStage:
    """The service, its user pool, and the Keycloak behind it."""

    keycloak: Keycloak
    server: "Popen[bytes]"
    cloud: RunningCloud
    pool: UserPool
    clock: MovedClock = field(default_factory=MovedClock)
    transactions: MemorySignInTransactions = field(default_factory=MemorySignInTransactions)
    session_store: MemorySessionStore = field(default_factory=MemorySessionStore)

    @property
    def service(self) -> SignInService:
        """Return what signs people in."""
        return SignInService(
            settings=self.pool.settings,
            people=_PEOPLE,
            transactions=self.transactions,
            tokens=HttpTokenEndpoint(
                self.pool.settings.token_url,
                client_id=self.pool.settings.client_id,
                client_secret=lambda: self.pool.secret,
            ),
            limiter=MemoryRateLimiter(),
            log=MemorySignInLog(),
            clock=self.clock,
        )

    @property
    def sessions(self) -> SessionService:
        """Return what opens and ends sessions."""
        return SessionService(store=self.session_store, clock=self.clock)

    def begin(self, provider: str) -> SignInBegun:
        """Begin a sign-in."""
        return self.service.begin(provider=provider, return_to="/", browser="", source=SOURCE)

    def came_back(
        self, begun: SignInBegun, user: str, forged: tuple[str, str] | None = None
    ) -> dict[str, str]:
        """Let a person sign in at Keycloak; return what the browser comes back with.

        Raises AssertionError when it never comes back.
        """
        home = self.pool.settings.pages_url
        pages = (
            AssertionForger(user, home, *forged)
            if forged
            else ProviderPages(user, PASSWORD, home=home)
        )
        return pages.sign_in(begun.redirect_url)

    def complete(self, query: dict[str, str], browser: str) -> SignedIn:
        """Complete a sign-in."""
        return self.service.complete(query, browser=browser, source=SOURCE)

    def sign_in(self, provider: str, user: str) -> SignedIn:
        """Sign a person in from beginning to end."""
        begun = self.begin(provider)
        return self.complete(self.came_back(begun, user), begun.browser)

    def renew_metadata(self) -> None:
        """Give the user pool the metadata of today, as Cognito fetches them from an address."""
        self.cloud.client("cognito-idp").update_identity_provider(
            UserPoolId=self.pool.pool_id,
            ProviderName=SAML,
            ProviderDetails={"MetadataFile": self.keycloak.metadata()},
        )

    def stop_keycloak(self) -> None:
        """Have the identity provider go down for good."""
        end(self.server)


@contextmanager
def on_cloud(folder: Path) -> Iterator[KeycloakStage]:
    """Start a Keycloak and an embedded cloud, and deploy the user pool between them."""
    with running(folder) as (keycloak, server):
        keycloak.create_realm(realm())
        shutil.rmtree(folder / "cloud", ignore_errors=True)
        cloud = RunningCloud.fresh(folder / "cloud")
        try:
            address, secret = user_pool_address(cloud.cloud.settings), secrets.token_hex(16)
            pool = deploy_user_pool_of(cloud, _sign_in(keycloak, address, secret))
            keycloak.create_client(oidc_client(secret, callback=f"{address}/oauth2/idpresponse"))
            keycloak.create_client(
                saml_client(
                    f"urn:amazon:cognito:sp:{pool.pool_id}", consumer=f"{address}/saml2/idpresponse"
                )
            )
            yield KeycloakStage(keycloak=keycloak, server=server, cloud=cloud, pool=pool)
        finally:
            cloud.stop()


def _sign_in(keycloak: Keycloak, address: str, secret: str) -> SignInModel:
    return SignInModel(
        local_address=address,
        providers=(
            IdentityProvider(
                kind="oidc",
                name=OIDC,
                directory="",
                issuer=keycloak.issuer,
                client_id=CLIENT_ID,
                client_secret=secret,
                person_attribute="preferred_username",
            ),
            IdentityProvider(
                kind="saml",
                name=SAML,
                directory="",
                metadata=keycloak.metadata(),
                person_attribute="uid",
            ),
        ),
    )
