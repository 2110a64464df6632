"""Bad input at every address of the pages: forged cookies, injected texts, bodies that are none."""

import re
from urllib.parse import quote

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.sessions import TOKEN_BYTES
from claimtrail.web.core.routes import Method
from claimtrail.web.core.security import COOKIE
from claimtrail.web.table import OPEN_ROUTES, ROUTES
from tests.harness.web.claim_stores import seeded
from tests.harness.web.client import Answer, WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("T2.2")

SCRIPT = "<script>alert(1)</script>"
INJECTED = (
    "' OR 1=1 --",
    SCRIPT,
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\r\nSet-Cookie: a=b",
    "=HYPERLINK(1)",
    "\x00\ud7ff",
)
VARIABLE = re.compile(r"<\w{1,40}>")
MOST_BODY = 65_536
EVERY_ROLE = tuple(JobRole)


@pytest.fixture(scope="module")
def claims() -> PageStores:
    """Stores with a claim; nothing here may change them."""
    return seeded()


@pytest.fixture(scope="module")
def everybody(claims: PageStores) -> WebClient:
    """A person with every role, so that no page ends before it has read what was sent."""
    return WebClient(claims, EVERY_ROLE)


def addresses(method: Method, text: str = "x") -> list[str]:
    """Return every address of a method, with a text in place of its variable parts."""
    paths = {one.path for one in ROUTES if one.method is method}
    if method is Method.GET:
        paths |= {one.path for one in OPEN_ROUTES}
    return sorted(VARIABLE.sub(lambda _: quote(text, safe=""), path) for path in paths)


def forms() -> list[str]:
    """Return every address to which a form is sent, but for the one that ends the session."""
    return [path for path in addresses(Method.POST) if path != "/sign-out"]


def never_repeats(answer: Answer, text: str) -> None:
    assert answer.status < 500, answer.status
    assert SCRIPT not in answer.body
    assert "passwd" not in str(answer.headers.get("Location", "")).partition("?")[0]
    for value in (*answer.headers.values(), *answer.cookies):
        assert "\r" not in value
        assert "\n" not in value
        assert "Set-Cookie: a=b" not in value
    if answer.headers.get("Content-Type", "").startswith("text/csv"):
        assert not re.search(r"(?m)(^|,)\"?=HYPERLINK", answer.body), text


@pytest.mark.parametrize("text", INJECTED)
def test_nothing_that_is_injected_into_an_address_comes_back(
    text: str, everybody: WebClient
) -> None:
    for address in addresses(Method.GET, text):
        never_repeats(everybody.get(address), text)
    for address in (one for one in addresses(Method.GET) if "/x" not in one):
        for parameter in ("state", "order", "after", "q", "next"):
            answer = everybody.get(f"{address}?{parameter}={quote(text, safe='')}")
            never_repeats(answer, text)


def test_nothing_that_is_injected_into_a_header_comes_back(everybody: WebClient) -> None:
    for name in ("referer", "user-agent", "x-forwarded-for", "accept", "accept-encoding", "origin"):
        for text in INJECTED:
            answer = everybody.send("GET", "/claims", headers={name: text})
            assert answer.status == 200, name
            never_repeats(answer, text)


@pytest.mark.parametrize("name", ["x-purpose-of-use", "authorization", "if-none-match", "range"])
def test_no_header_stands_for_a_session(name: str, claims: PageStores) -> None:
    answer = WebClient(claims).send("GET", "/claims", headers={name: "Bearer payment"})

    assert answer.status == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("x" * (MOST_BODY + 1), "application/x-www-form-urlencoded"),
        ("\x00", "application/x-www-form-urlencoded"),
        ("form_token", "application/x-www-form-urlencoded"),
        ("form_token=" + "a" * 60_000, "application/x-www-form-urlencoded"),
        ("&".join(f"f{n}=1" for n in range(5_000)), "application/x-www-form-urlencoded"),
        ("%ff%fe=%f0", "application/x-www-form-urlencoded"),
        ("{", "application/json"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml"),
        ("--x\r\n", "multipart/form-data; boundary=x"),
        ("", ""),
    ],
    ids=[
        *("oversized", "control character", "no value", "long token", "many fields"),
        *("no UTF-8", "JSON", "XML with an entity", "cut multipart", "none"),
    ],
)
def test_a_body_that_is_no_form_of_ours_changes_nothing(
    body: str, kind: str, claims: PageStores, everybody: WebClient
) -> None:
    before = len(claims.publisher.events)
    for address in forms():
        answer = everybody.send("POST", address, body=body, headers={"content-type": kind})
        assert 400 <= answer.status < 500, (address, answer.status)
        never_repeats(answer, body)
    assert len(claims.publisher.events) == before


def test_a_forged_session_opens_nothing(claims: PageStores) -> None:
    signed_in = WebClient(claims, (JobRole.BILLER,), person_id="forged.from")
    token = signed_in.token
    assert len(token) >= TOKEN_BYTES
    other = "A" if token[-1] != "A" else "B"
    for forged in (
        *("", "x", "0", "null", "../../session", token[:-1], token + "=", token[:-1] + other),
        *(token.swapcase(), token[::-1], "x" * 5_000, f"{token} {token}"),
    ):
        browser = WebClient(claims, token=forged)
        assert browser.get("/claims").status == 303, forged
        assert browser.get("/claims.json").status == 401, forged
        assert browser.get("/api/v1/claims").status == 401, forged


def test_a_session_that_was_left_is_not_played_again(claims: PageStores) -> None:
    left = WebClient(claims, (JobRole.BILLER,), person_id="left.behind")
    thief = WebClient(claims, token=left.token)
    assert thief.get("/claims").status == 200

    left.post("/sign-out")

    assert thief.get("/claims").status == 303
    assert thief.get("/api/v1/claims").status == 401


def test_a_cookie_of_another_name_is_no_session(claims: PageStores) -> None:
    signed_in = WebClient(claims, (JobRole.BILLER,), person_id="other.name")
    # A page of a neighboring host can set cookies for the domain, and none with the prefix.
    planted = {COOKIE.removeprefix("__Host-"): signed_in.token, "session": signed_in.token}

    assert WebClient(claims, cookies=planted).get("/claims").status == 303
