"""Sign-in by both protocols: our service, the emulator's user pool, a real identity provider."""

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.people import PEOPLE_FILE, People, read_people
from claimtrail.access.sign_in.protocol import LOOPBACK_PORTS, challenge_of, loopback_address
from claimtrail.access.sign_in.scopes import PERSON_SCOPE, full_name
from claimtrail.access.sign_in.service import SignedIn, SignInService
from claimtrail.aws.access.directory import CognitoDirectory
from claimtrail.connect.token_endpoint import HttpTokenEndpoint
from claimtrail.kernel.clock import utc_now
from infra.local.identity.configuration import OIDC, SAML
from infra.local.identity.people import LocalPerson
from infra.local.identity.people import read_people as local_people
from infra.local.processes import command_line
from infra.stage import STAGES_ROOT
from tests.harness.access.browser import ProviderPages
from tests.harness.access.user_pool import UserPool, deploy_user_pool
from tests.harness.stage.cloud import RunningCloud, free_port
from tests.twins.sign_in import MemoryRateLimiter, MemorySignInLog, MemorySignInTransactions

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C8.8")]

PROTOCOLS = (OIDC, SAML)
WRAPPED = (
    '<saml2:Assertion ID="_evil" Version="2.0"><saml2:Subject><saml2:NameID>'
    "ada.lindqvist@harborlight.example</saml2:NameID></saml2:Subject></saml2:Assertion>"
)


@pytest.fixture(scope="module")
def identity_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """An emulator with an identity provider beside it."""
    running = RunningCloud.fresh(tmp_path_factory.mktemp("identity"), identity_port=free_port())
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def pool(identity_cloud: RunningCloud) -> UserPool:
    """The local stage's user pool."""
    return deploy_user_pool(identity_cloud)


@pytest.fixture(scope="module")
def people(identity_cloud: RunningCloud, pool: UserPool) -> tuple[LocalPerson, ...]:
    """The people of the identity provider."""
    del pool
    return local_people(identity_cloud.cloud.settings.identity)


@pytest.fixture
def service(pool: UserPool) -> SignInService:
    return service_of(pool)


def service_of(pool: UserPool, *, secret: str = "") -> SignInService:
    """Return our service in front of the user pool."""
    return SignInService(
        settings=pool.settings,
        people=stage_people(),
        transactions=MemorySignInTransactions(),
        tokens=HttpTokenEndpoint(
            pool.settings.token_url,
            client_id=pool.settings.client_id,
            client_secret=lambda: secret or pool.secret,
        ),
        limiter=MemoryRateLimiter(),
        log=MemorySignInLog(),
        clock=utc_now,
    )


def stage_people() -> People:
    """Return the local stage's table."""
    return read_people(STAGES_ROOT / "local" / PEOPLE_FILE)


class Forger(ProviderPages):
    """A person who changes the assertion on its way to the user pool."""

    def __init__(self, person: LocalPerson, pool: UserPool, old: str, new: str) -> None:
        super().__init__(person.user, person.password, home=pool.settings.pages_url)
        self._old, self._new = old, new

    def changed(self, form: dict[str, str]) -> dict[str, str]:
        """Return the form with another assertion under the same signature."""
        assertion = base64.b64decode(form["SAMLResponse"]).decode()
        assert re.search(self._old, assertion)
        forged = re.sub(self._old, self._new, assertion)
        return {**form, "SAMLResponse": base64.b64encode(forged.encode()).decode()}


def sign_in(service: SignInService, pool: UserPool, person: LocalPerson, by: str) -> SignedIn:
    """Sign a person in with a provider, as a browser does."""
    begun = service.begin(provider=by, return_to="/claims", browser="", source="127.0.0.1")
    pages = ProviderPages(person.user, person.password, home=pool.settings.pages_url)
    query = pages.sign_in(begun.redirect_url)
    return service.complete(query, browser=begun.browser, source="127.0.0.1")


@pytest.mark.patch("cognito.identity_providers", "cognito.attribute_values", "cognito.user_info")
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_person_signs_in_with_the_role_of_a_group(
    service: SignInService, pool: UserPool, people: tuple[LocalPerson, ...], protocol: str
) -> None:
    signed_in = {person.role: sign_in(service, pool, person, protocol).person for person in people}

    assert set(signed_in) == set(JobRole)
    for person in people:
        assert signed_in[person.role].id == person.user
        assert signed_in[person.role].roles == {person.role}
    queues = signed_in[JobRole.BILLER].queues
    assert "queue:claims-follow-up" in queues
    assert "queue:privacy-office" not in queues


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_command_gets_a_token_without_a_secret_whose_account_is_the_person(
    pool: UserPool,
    people: tuple[LocalPerson, ...],
    protocol: str,
    identity_cloud: RunningCloud,
) -> None:
    settings, person, verifier = pool.settings, people[0], "v" * 43
    back = loopback_address(LOOPBACK_PORTS[0])
    asked = {
        "response_type": "code",
        "client_id": settings.command_line_id,
        "redirect_uri": back,
        "scope": f"openid {full_name(PERSON_SCOPE)}",
        "identity_provider": protocol,
        "state": "state-1",
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    browser = ProviderPages(person.user, person.password, home=back)
    query = browser.sign_in(f"{settings.authorize_url}?{urlencode(asked)}")
    form = {
        "grant_type": "authorization_code",
        "client_id": settings.command_line_id,
        "code": query["code"],
        "redirect_uri": back,
    }

    stolen = httpx.post(settings.token_url, data={**form, "code_verifier": "w" * 43})
    tokens = httpx.post(settings.token_url, data={**form, "code_verifier": verifier}).json()
    refresh = {
        "grant_type": "refresh_token",
        "client_id": settings.command_line_id,
        "refresh_token": tokens["refresh_token"],
    }
    later = httpx.post(settings.token_url, data=refresh).json()

    assert stolen.status_code == 400
    directory = CognitoDirectory(
        identity_cloud.client("cognito-idp"),
        pool.pool_id,
        providers=settings.providers,
        people=stage_people(),
    )
    for token in (tokens["access_token"], later["access_token"]):
        claims = _claims(token)
        assert claims["token_use"] == "access"
        assert claims["client_id"] == settings.command_line_id
        assert full_name(PERSON_SCOPE) in claims["scope"].split()
        assert claims["auth_time"]
        found = directory.person_of(claims["username"])
        assert found is not None
        assert (found.id, found.roles) == (person.user, {person.role})


def _claims(token: str) -> dict[str, str]:
    part = token.split(".")[1]
    found: dict[str, str] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


@pytest.mark.patch("cognito.federated_codes")
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_code_is_worth_nothing_without_verifier_and_secret(
    pool: UserPool, people: tuple[LocalPerson, ...], protocol: str
) -> None:
    service = service_of(pool)
    begun = service.begin(provider=protocol, return_to="/", browser="", source="127.0.0.1")
    person = people[0]
    query = ProviderPages(person.user, person.password, home=pool.settings.pages_url).sign_in(
        begun.redirect_url
    )
    thief = service_of(pool, secret="guessed")

    for tokens, verifier in ((service.tokens, "v" * 43), (thief.tokens, "v" * 43)):
        with pytest.raises(SignInError) as refused:
            tokens.exchange(
                code=query["code"], verifier=verifier, redirect_url=pool.settings.redirect_url
            )
        assert refused.value.failure is SignInFailure.CODE_REFUSED
    done = service.complete(query, browser=begun.browser, source="127.0.0.1")
    assert done.person.id == person.user


@pytest.mark.patch("cognito.saml_signatures")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ct-billers", "ct-administrators"),
        (r"dana\.reyes@", "ada.lindqvist@"),
        (r"(?s)<ds:Signature>.*</ds:Signature>", ""),
        # Another assertion before the signed one: signature wrapping.
        (
            r"(?s)(<saml2:Assertion .*</saml2:Assertion>)",
            WRAPPED + r"\1",
        ),
    ],
    ids=["group", "subject", "no signature", "wrapped"],
)
def test_a_forged_assertion_signs_nobody_else_in(
    service: SignInService,
    pool: UserPool,
    people: tuple[LocalPerson, ...],
    old: str,
    new: str,
) -> None:
    begun = service.begin(provider=SAML, return_to="/", browser="", source="127.0.0.1")
    forger = Forger(people[0], pool, old, new)

    try:
        query = forger.sign_in(begun.redirect_url)
    except AssertionError as refused:
        assert "Invalid SAML response received" in str(refused)  # noqa: PT017 - or it goes on
    else:
        done = service.complete(query, browser=begun.browser, source="127.0.0.1")
        assert (done.person.id, done.person.roles) == (people[0].user, {JobRole.BILLER})


@pytest.mark.patch("cognito.saml_signatures")
def test_an_assertion_that_is_no_sign_in_signs_nobody_in(
    service: SignInService, pool: UserPool, identity_cloud: RunningCloud
) -> None:
    provider = identity_cloud.cloud.identity.address
    query = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<p:AttributeQuery xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">'
        '<a:Subject xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">'
        "<a:NameID>ada.lindqvist</a:NameID></a:Subject></p:AttributeQuery></s:Body></s:Envelope>"
    )
    answered = httpx.post(f"{provider}/saml/attribute-query", content=query).text
    response = re.search(r"(?s)<(\w+):Response.*</\1:Response>", answered)
    assertion = response[0] if response else answered
    begun = service.begin(provider=SAML, return_to="/", browser="", source="127.0.0.1")
    at_provider = httpx.get(begun.redirect_url).headers["location"]
    relay = httpx.URL(at_provider).params["RelayState"]

    refused = httpx.post(
        pool.settings.token_url.replace("/oauth2/token", "/saml2/idpresponse"),
        data={
            "SAMLResponse": base64.b64encode(assertion.encode()).decode(),
            "RelayState": relay,
        },
    )

    assert refused.status_code == 400
    assert "Invalid SAML response received" in refused.text


def test_who_signs_out_is_sent_back_to_our_own_page(service: SignInService) -> None:
    answer = httpx.get(service.sign_out_url())

    assert answer.status_code == 302
    assert answer.headers["location"] == "http://pages.localhost:8080/signed-out"


def test_a_machine_gets_a_token_for_its_scopes_alone(
    pool: UserPool, identity_cloud: RunningCloud
) -> None:
    [machine] = [one for one in pool.settings.machines if one.name == "warehouse"]
    described = identity_cloud.client("cognito-idp").describe_user_pool_client(
        UserPoolId=pool.pool_id, ClientId=machine.client_id
    )["UserPoolClient"]

    def asked(scope: str) -> httpx.Response:
        return httpx.post(
            pool.settings.token_url,
            content=urlencode({"grant_type": "client_credentials", "scope": scope}),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=(machine.client_id, described["ClientSecret"]),
        )

    token = asked("claimtrail/claims:read").json()["access_token"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["scope"] == "claimtrail/claims:read"
    assert claims["client_id"] == claims["sub"] == machine.client_id
    assert claims["token_use"] == "access"
    assert asked("claimtrail/trail:read").status_code == 400


def test_nobody_signs_up_or_in_with_a_password(
    pool: UserPool, identity_cloud: RunningCloud
) -> None:
    described = identity_cloud.client("cognito-idp").describe_user_pool(UserPoolId=pool.pool_id)
    client = identity_cloud.client("cognito-idp").describe_user_pool_client(
        UserPoolId=pool.pool_id, ClientId=pool.settings.client_id
    )["UserPoolClient"]

    assert described["UserPool"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["SupportedIdentityProviders"] == list(PROTOCOLS)


def test_who_is_under_way_learns_that_the_provider_is_down(
    pool: UserPool, people: tuple[LocalPerson, ...]
) -> None:
    service = service_of(pool)
    begun = service.begin(provider=OIDC, return_to="/", browser="", source="127.0.0.1")
    query = ProviderPages(people[0].user, people[0].password, home=pool.settings.pages_url).sign_in(
        begun.redirect_url
    )
    nobody = HttpTokenEndpoint(
        f"http://127.0.0.1:{free_port()}/oauth2/token",
        client_id="pages",
        client_secret=lambda: "secret",
    )

    with pytest.raises(SignInError) as refused:
        nobody.exchange(code=query["code"], verifier="v" * 43, redirect_url="http://x")

    assert refused.value.failure is SignInFailure.PROVIDER_DOWN


def test_the_provider_ends_with_its_cloud(tmp_path_factory: pytest.TempPathFactory) -> None:
    port = free_port()
    running = RunningCloud.fresh(tmp_path_factory.mktemp("ends"), identity_port=port)
    assert running.cloud.status().identity_provider == f"http://127.0.0.1:{port}"
    record = running.cloud.settings.root / "identity.json"
    pid = json.loads(record.read_text(encoding="utf-8"))["pid"]
    assert command_line(pid)

    running.stop()

    assert not command_line(pid)
    assert running.cloud.status().identity_provider is None
