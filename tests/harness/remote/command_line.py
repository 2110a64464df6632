"""A stage whose API people reach from the command line: application, user pool, browser."""

from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx

from claimtrail.access.people.model import DirectoryPerson
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.protocol import challenge_of
from tests.harness.access.sign_in import SignInBench, settings_of
from tests.harness.remote.api_transport import ApiTransport
from tests.harness.web.page_stores import PageStores

PAGES, CLIENT_ID, PERSON, STAGE = "https://pages.example.com", "command-line", "dana", "local"
TOKEN, NEXT_TOKEN, REFRESH = "token-1", "token-2", "refresh-1"


def person_claims(stores: PageStores, **changes: str) -> dict[str, str]:
    """Return the claims of an access token of the person, who has just signed in."""
    return {
        "token_use": "access",
        "client_id": CLIENT_ID,
        "sub": "8d3f",
        "username": PERSON,
        "scope": "openid claimtrail/person",
        "auth_time": str(int(stores.watch().timestamp())),
        **changes,
    }


def know_person(stores: PageStores, *roles: JobRole, **more: frozenset[str]) -> None:
    """Have an account of the person, and a client for commands; before the stores are asked."""
    everywhere = frozenset({"*"})
    rights = {"facilities": everywhere, "payers": everywhere, **more}
    stores.directory.known[PERSON] = DirectoryPerson(
        person_id=PERSON, is_enabled=True, roles=frozenset(roles), **rights
    )
    settings = settings_of().model_copy(
        update={"command_line_id": CLIENT_ID, "providers": settings_of().providers[:1]}
    )
    stores.sign_in = SignInBench(clock=stores.watch, settings=settings)


@dataclass
class CommandLineStage(httpx.BaseTransport):
    """The pages and the user pool as HTTP servers, and the person in front of a browser."""

    stores: PageStores
    forms: list[dict[str, str]] = field(default_factory=list)
    """Forms that were sent to the user pool."""
    is_refused: bool = False
    """True: the user pool gives no token."""
    _challenge: str = ""

    def __post_init__(self) -> None:
        claims = person_claims(self.stores)
        self.api = ApiTransport(self.stores, {TOKEN: claims, NEXT_TOKEN: claims})

    def client(self) -> httpx.Client:
        """Return a client of this stage."""
        return httpx.Client(transport=self)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer of the pages, or of the user pool."""
        if request.url.host != "sign-in.example.com":
            return self.api.handle_request(request)
        form = {name: one for name, [one] in parse_qs(request.content.decode()).items()}
        self.forms.append(form)
        if request.url.path == "/oauth2/revoke":
            return httpx.Response(200)
        is_code = form["grant_type"] == "authorization_code"
        is_proven = not is_code or challenge_of(form["code_verifier"]) == self._challenge
        if self.is_refused or not is_proven:
            return httpx.Response(400, json={"error": "invalid_grant"})
        tokens = {"access_token": TOKEN if is_code else NEXT_TOKEN, "expires_in": 900}
        return httpx.Response(200, json=tokens | ({"refresh_token": REFRESH} if is_code else {}))

    def open_browser(self, address: str) -> bool:
        """Sign in by an address, and come back as a browser does; first a page that forges it."""
        asked = {name: one for name, [one] in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        self._challenge = asked["code_challenge"]

        def come_back() -> None:
            for state, code in (("guessed", "stolen"), (asked["state"], "code-1")):
                httpx.get(asked["redirect_uri"], params={"state": state, "code": code})

        Thread(target=come_back, daemon=True).start()
        return True
