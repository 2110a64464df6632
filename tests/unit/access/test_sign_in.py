"""A sign-in: what is asked of the provider, who comes out of it, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from claimtrail.access.rate_limits import RateLimit
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.model import SignInLimits
from claimtrail.access.sign_in.protocol import challenge_of
from claimtrail.access.sign_in.service import LASTS
from tests.harness.access.sign_in import AGENCY, HOME, SignInBench, asked_of, settings_of

pytestmark = pytest.mark.capability("C8.8")


@pytest.fixture
def bench() -> SignInBench:
    return SignInBench()


def failure(bench: SignInBench, query: dict[str, str], *, browser: str) -> SignInFailure:
    """Return why a sign-in fails."""
    with pytest.raises(SignInError) as refused:
        bench.complete(query, browser=browser)
    return refused.value.failure


def test_a_person_comes_out_with_the_rights_of_all_groups(bench: SignInBench) -> None:
    signed_in = bench.sign_in(**{"custom:groups": "[ct-billers, ct-managers, ct-north, bowling]"})

    assert signed_in.person.id == "dana"
    assert signed_in.display_name == "Dana Reyes"
    assert signed_in.return_to == "/claims"
    assert signed_in.person.roles == {JobRole.BILLER, JobRole.MANAGER}
    assert signed_in.person.facilities == {"1234567893"}
    assert signed_in.person.payers == {"elm-mutual"}
    assert signed_in.person.queues == {"queue:claims-follow-up"}
    assert bench.log.people == ["dana"]


def test_all_facilities_are_all_of_them_beside_single_ones(bench: SignInBench) -> None:
    signed_in = bench.sign_in(**{"custom:groups": "[ct-billers, ct-north, ct-everywhere]"})

    assert signed_in.person.facilities == {"*"}


def test_the_provider_is_asked_with_pkce_state_and_nonce(bench: SignInBench) -> None:
    begun = bench.begin()
    asked = asked_of(begun)
    [stored] = bench.transactions.under_way.values()

    assert begun.redirect_url.startswith("https://sign-in.example.com/oauth2/authorize?")
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == challenge_of(stored.verifier)
    assert asked["redirect_uri"] == "https://pages.example.com/sign-in/callback"
    assert asked["identity_provider"] == HOME
    assert stored.verifier not in begun.redirect_url
    assert asked["state"] not in stored.model_dump_json()
    assert begun.browser not in stored.model_dump_json()


def test_pkce_follows_the_example_of_its_rfc() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_two_sign_ins_have_nothing_in_common(bench: SignInBench) -> None:
    one, other = asked_of(bench.begin()), asked_of(bench.begin())

    assert not {one[name] for name in ("state", "nonce", "code_challenge")} & set(other.values())


def test_two_tabs_of_a_browser_sign_in_side_by_side(bench: SignInBench) -> None:
    first = bench.begin(return_to="/one")
    second = bench.begin(return_to="/two", browser=first.browser)

    assert second.browser == first.browser
    done = [
        bench.complete(bench.returned(begun), browser=second.browser).return_to
        for begun in (first, second)
    ]
    assert done == ["/one", "/two"]


def test_a_state_that_was_never_given_signs_nobody_in(bench: SignInBench) -> None:
    begun = bench.begin()
    query = bench.returned(begun) | {"state": "forged"}

    assert failure(bench, query, browser=begun.browser) is SignInFailure.NOT_BEGUN
    assert failure(bench, {"code": "code-1"}, browser=begun.browser) is SignInFailure.NOT_BEGUN
    assert "code-1" in bench.tokens.codes


def test_a_sign_in_is_completed_once(bench: SignInBench) -> None:
    begun = bench.begin()
    query = bench.returned(begun)
    bench.complete(query, browser=begun.browser)
    bench.returned(begun)

    assert failure(bench, query, browser=begun.browser) is SignInFailure.NOT_BEGUN


def test_a_sign_in_of_another_browser_signs_nobody_in(bench: SignInBench) -> None:
    begun, other = bench.begin(), bench.begin()
    query = bench.returned(begun)

    assert failure(bench, query, browser=other.browser) is SignInFailure.OTHER_BROWSER
    assert failure(bench, query, browser=begun.browser) is SignInFailure.NOT_BEGUN


def test_a_sign_in_that_takes_too_long_is_over(bench: SignInBench) -> None:
    begun = bench.begin()
    query = bench.returned(begun)
    bench.after(LASTS)

    assert failure(bench, query, browser=begun.browser) is SignInFailure.EXPIRED


def test_a_code_that_was_used_signs_nobody_in(bench: SignInBench) -> None:
    first = bench.begin()
    query = bench.returned(first)
    bench.complete(query, browser=first.browser)
    second = bench.begin()

    replayed = {"code": query["code"], "state": asked_of(second)["state"]}

    assert failure(bench, replayed, browser=second.browser) is SignInFailure.CODE_REFUSED


def test_a_code_of_another_sign_in_fails_by_its_verifier(bench: SignInBench) -> None:
    stolen = bench.returned(bench.begin())["code"]
    own = bench.begin()
    query = {"code": stolen, "state": asked_of(own)["state"]}

    assert failure(bench, query, browser=own.browser) is SignInFailure.CODE_REFUSED


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"error": "access_denied"}, SignInFailure.DENIED),
        ({"error": "server_error"}, SignInFailure.PROVIDER_REFUSED),
        ({}, SignInFailure.PROVIDER_REFUSED),
        ({"code": "c" * 5000}, SignInFailure.PROVIDER_REFUSED),
    ],
)
def test_a_refusal_of_the_provider_is_shown_as_one(
    bench: SignInBench, query: dict[str, str], expected: SignInFailure
) -> None:
    begun = bench.begin()
    query = {**query, "state": asked_of(begun)["state"]}

    assert failure(bench, query, browser=begun.browser) is expected


def test_a_provider_that_is_down_is_named_as_the_reason(bench: SignInBench) -> None:
    begun = bench.begin()
    query = bench.returned(begun)
    bench.tokens.is_down = True

    with pytest.raises(SignInError, match="SIGN_IN_PROVIDER_DOWN") as refused:
        bench.complete(query, browser=begun.browser)

    assert "Who is signed in can go on working" in refused.value.explanation.next_step
    assert bench.log.refusals == [refused.value]


@pytest.mark.parametrize(
    ("changed", "claim"),
    [
        ({"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another client"}, "aud"),
        ({"aud": ["pages", "another client"]}, "aud"),
        ({"token_use": "access"}, "token_use"),
        ({"exp": 0}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": 1e300}, "exp"),
        ({"iat": 4_000_000_000}, "iat"),
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"identities": None}, "identities"),
        ({"identities": [{"providerName": "agency", "userId": "dana"}]}, "identities"),
        ({"preferred_username": "dana reyes"}, "preferred_username"),
        ({"preferred_username": "machine/loader"}, "preferred_username"),
    ],
)
def test_a_token_that_is_not_about_this_sign_in_is_refused(
    bench: SignInBench, changed: dict[str, Any], claim: str
) -> None:
    begun = bench.begin()
    query = bench.returned(begun, **changed)

    with pytest.raises(SignInError) as refused:
        bench.complete(query, browser=begun.browser)

    assert refused.value.failure is SignInFailure.TOKEN_INVALID
    assert refused.value.detail == claim


def test_groups_that_nobody_knows_give_nothing(bench: SignInBench) -> None:
    begun = bench.begin()
    query = bench.returned(begun, **{"custom:groups": "[bowling, callers]"})

    with pytest.raises(SignInError) as refused:
        bench.complete(query, browser=begun.browser)

    assert refused.value.failure is SignInFailure.NO_ROLE
    assert refused.value.person_id == "dana"


def test_a_group_counts_in_its_own_directory_alone(bench: SignInBench) -> None:
    signed_in = bench.sign_in("agency", **{"custom:groups": "[callers, ct-managers]"})

    assert signed_in.person.id == f"{AGENCY}/dana"
    assert signed_in.person.roles == {JobRole.SUPPORT_1}


def test_a_provider_that_is_not_configured_begins_nothing(bench: SignInBench) -> None:
    with pytest.raises(SignInError, match="SIGN_IN_PROVIDER_UNKNOWN"):
        bench.begin("evil")

    assert not bench.transactions.under_way


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/claims\r\nSet-Cookie: a=b",
        "",
        "/" + "a" * 2000,
    ],
)
def test_a_sign_in_leads_to_our_own_pages_alone(bench: SignInBench, asked: str) -> None:
    begun = bench.begin(return_to=asked)

    assert bench.complete(bench.returned(begun), browser=begun.browser).return_to == "/"


def test_a_sign_in_leads_to_what_was_asked_for(bench: SignInBench) -> None:
    begun = bench.begin(return_to="/claims?state=DENIED&payer=elm-mutual")

    done = bench.complete(bench.returned(begun), browser=begun.browser)

    assert done.return_to == "/claims?state=DENIED&payer=elm-mutual"


def test_too_many_sign_ins_of_one_source_wait_and_others_do_not() -> None:
    limits = SignInLimits(per_source=RateLimit(a_minute=6, burst=3))
    bench = SignInBench(settings=settings_of(limits))
    for _ in range(3):
        bench.begin()

    with pytest.raises(SignInError) as refused:
        bench.begin()

    assert refused.value.failure is SignInFailure.TOO_MANY
    assert refused.value.retry_after == timedelta(seconds=10)
    other = bench.service.begin(provider=HOME, return_to="/", browser="", source="2001:db8:0:1::1")
    assert other.browser
    bench.after(refused.value.retry_after)
    assert bench.begin().browser


def test_all_addresses_of_a_site_count_as_one_source() -> None:
    limits = SignInLimits(per_source=RateLimit(a_minute=6, burst=1))
    bench = SignInBench(settings=settings_of(limits))
    service = bench.service
    service.begin(provider=HOME, return_to="/", browser="", source="2001:db8:0:1::1")

    with pytest.raises(SignInError, match="SIGN_IN_TOO_MANY"):
        service.begin(provider=HOME, return_to="/", browser="", source="2001:db8:0:1:ffff::2")


def test_guessed_states_are_counted_too() -> None:
    limits = SignInLimits(per_source=RateLimit(a_minute=6, burst=2))
    bench = SignInBench(settings=settings_of(limits))

    found = [failure(bench, {"state": f"guess-{n}"}, browser="") for n in range(3)]

    assert found == [SignInFailure.NOT_BEGUN, SignInFailure.NOT_BEGUN, SignInFailure.TOO_MANY]


def test_signing_out_ends_the_session_of_the_user_pool_too(bench: SignInBench) -> None:
    assert bench.service.sign_out_url() == (
        "https://sign-in.example.com/logout?client_id=pages"
        "&logout_uri=https%3A%2F%2Fpages.example.com%2Fsigned-out"
    )


def test_each_reason_says_what_to_do() -> None:
    for reason in SignInFailure:
        explanation = SignInError(reason).explanation
        assert explanation.what
        assert explanation.next_step.endswith(".")
