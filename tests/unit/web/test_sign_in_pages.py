"""Signing in by the pages: choosing a provider, coming back, and what goes wrong on the way."""

from datetime import timedelta

import pytest

from claimtrail.access.people.model import EndCause
from claimtrail.access.sign_in.errors import SignInFailure
from claimtrail.access.sign_in.service import SignInBegun
from claimtrail.web.core.security import COOKIE, SIGN_IN_COOKIE
from tests.harness.access.sign_in import AGENCY, HOME
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = [pytest.mark.capability("C8.8"), pytest.mark.capability("T2.2")]


@pytest.fixture
def stores() -> PageStores:
    return PageStores()


def cookie_of(answer: Answer, name: str) -> str:
    found = next(one for one in answer.cookies if one.startswith(f"{name}="))
    assert "HttpOnly" in found
    assert "Secure" in found
    assert "Path=/" in found
    return found.partition("=")[2].partition(";")[0]


def begun(browser: WebClient, back: str = "/claims") -> SignInBegun:
    """Begin a sign-in at the page; return it as the provider sees it."""
    answer = browser.get(f"/sign-in/with/{HOME}?next={back}")
    assert answer.status == 303
    browser.cookies[SIGN_IN_COOKIE] = cookie_of(answer, SIGN_IN_COOKIE)
    return SignInBegun(
        redirect_url=answer.location,
        browser=browser.cookies[SIGN_IN_COOKIE],
        lasts=timedelta(minutes=10),
    )


def came_back(
    stores: PageStores, browser: WebClient, sign_in: SignInBegun, **claims: str
) -> Answer:
    query = stores.sign_in.returned(sign_in, **claims)
    return browser.get(f"/sign-in/callback?code={query['code']}&state={query['state']}")


def test_a_person_chooses_a_provider_and_comes_back_to_the_page_asked_for(
    stores: PageStores,
) -> None:
    browser = WebClient(stores)
    choice = browser.get(browser.get("/claims").location)
    assert "Sign in with Harborlight" in choice.text
    assert "Sign in with Agency" in choice.text

    done = came_back(stores, browser, begun(browser, "/claims?state=PAID"))

    assert done.location == "/claims?state=PAID"
    browser.token = cookie_of(done, COOKIE)
    assert browser.get("/claims").location == "/purpose?next=%2Fclaims"
    assert "biller" in browser.get("/about").text


def test_no_token_of_the_provider_reaches_the_browser(stores: PageStores) -> None:
    browser = WebClient(stores)
    sign_in = begun(browser)

    done = came_back(stores, browser, sign_in)

    assert "eyJ" not in str(done.headers) + done.body + "".join(done.cookies)
    assert len(cookie_of(done, COOKIE)) >= 43


def test_a_sign_in_is_completed_once_and_in_its_own_browser(stores: PageStores) -> None:
    browser, other = WebClient(stores), WebClient(stores)
    sign_in = begun(browser)
    query = stores.sign_in.returned(sign_in)
    address = f"/sign-in/callback?code={query['code']}&state={query['state']}"

    stolen = other.get(address)
    assert stolen.status == 400
    assert "another browser" in stolen.text
    replayed = browser.get(address)

    assert replayed.status == 400
    assert not replayed.cookies


def test_a_sign_in_ends_the_session_that_the_browser_had(stores: PageStores) -> None:
    browser = WebClient(stores)
    browser.token = cookie_of(came_back(stores, browser, begun(browser)), COOKIE)
    prepared = browser.token

    done = came_back(stores, browser, begun(browser))

    assert cookie_of(done, COOKIE) != prepared
    assert WebClient(stores, token=prepared).get("/about").status == 303


def test_who_is_signed_in_goes_on_without_signing_in_again(stores: PageStores) -> None:
    browser = WebClient(stores)
    browser.token = cookie_of(came_back(stores, browser, begun(browser)), COOKIE)

    assert browser.get("/sign-in?next=/claims").location == "/claims"
    assert browser.get("/sign-in?next=https://evil.example").location == "/"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("code=x&state=forged", 400),
        ("", 400),
        ("error=access_denied&state=forged", 400),
        ("code=" + "x" * 5_000 + "&state=" + "y" * 5_000, 400),
    ],
)
def test_a_forged_return_opens_nothing(stores: PageStores, query: str, status: int) -> None:
    answer = WebClient(stores).get(f"/sign-in/callback?{query}")

    assert answer.status == status
    assert "Sign in" in answer.text
    assert not answer.cookies


def test_a_provider_that_is_down_stops_nobody_who_is_signed_in(stores: PageStores) -> None:
    first = WebClient(stores)
    first.token = cookie_of(came_back(stores, first, begun(first)), COOKIE)
    stores.sign_in.tokens.is_down = True
    second = WebClient(stores)

    refused = came_back(stores, second, begun(second))

    assert refused.status == 503
    assert "does not answer" in refused.text
    assert first.get("/about").status == 200


def test_who_has_no_role_is_told_so_and_gets_no_session(stores: PageStores) -> None:
    browser = WebClient(stores)

    answer = came_back(stores, browser, begun(browser), **{"custom:groups": "ct-gardeners"})

    assert answer.status == 403
    assert "Ask your manager" in answer.text
    assert not answer.cookies
    assert stores.sign_in.log.refusals[-1].failure is SignInFailure.NO_ROLE


@pytest.mark.capability("T6.4")
@pytest.mark.parametrize("cause", [EndCause.LEFT, EndCause.CONTRACT_ENDED, EndCause.REVIEW])
def test_who_left_is_told_what_to_do_gets_no_session_and_is_recorded(
    stores: PageStores, cause: EndCause
) -> None:
    browser = WebClient(stores)
    browser.token = cookie_of(came_back(stores, browser, begun(browser)), COOKIE)
    person_id = stores.people_store.listed()[0].person_id
    stores.people.deactivate(person_id, cause=cause, by="system:scim")

    answer = came_back(stores, browser, begun(browser))

    assert answer.status == 403
    assert "Your access has ended" in answer.text
    assert "an administrator can restore it" in answer.text
    assert not answer.cookies
    assert browser.get("/about").status == 303
    assert stores.sign_in.log.refusals[-1].failure is SignInFailure.INACTIVE
    refused = [
        one.subject_id
        for one in stores.publisher.events.values()
        if one.detail_type == "person.refused"
    ]
    assert refused == [person_id]


def test_too_many_sign_ins_wait_as_long_as_the_header_says(stores: PageStores) -> None:
    browser = WebClient(stores)
    answers = [browser.get(f"/sign-in/with/{HOME}") for _ in range(140)]

    refused = answers[-1]
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) >= 1
    other = WebClient(stores, source_ip="198.51.100.9")
    assert other.get(f"/sign-in/with/{AGENCY}").status == 303


def test_signing_out_offers_the_providers_own(stores: PageStores) -> None:
    page = WebClient(stores).get("/signed-out")

    assert page.status == 200
    assert 'href="https://sign-in.example.com/logout?' in page.body
