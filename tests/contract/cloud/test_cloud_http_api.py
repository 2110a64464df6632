"""Contract of the emulator: an HTTP API meets a browser and its function as on AWS."""

import base64
import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import create_function

pytestmark = [pytest.mark.cloud, pytest.mark.capability("T2.2")]

NAME = "pages.localhost"
PICTURE = bytes(range(256))
ANSWERING = """
import base64, json

PICTURE = base64.b64encode(bytes(range(256))).decode()

def handler(event, context):
    path = event["rawPath"]
    if path == "/picture.png":
        return {"statusCode": 200, "headers": {"content-type": "image/png"},
                "body": PICTURE, "isBase64Encoded": True}
    if path == "/moved":
        return {"statusCode": 303, "headers": {"location": "/sign-in"},
                "cookies": ["a=1; Path=/; HttpOnly", "__Host-b=2; Secure; Path=/"]}
    return {"statusCode": 200, "headers": {"content-type": "application/json"},
            "body": json.dumps(event)}
"""


class Pages:
    """An API under a name of its own, as a browser reaches it."""

    def __init__(self, cloud: RunningCloud) -> None:
        api = cloud.client("apigatewayv2")
        arn = create_function(cloud, "answering", ANSWERING, Timeout=30)
        self.api_id = api.create_api(Name="pages", ProtocolType="HTTP")["ApiId"]
        made = api.create_integration(
            ApiId=self.api_id,
            IntegrationType="AWS_PROXY",
            IntegrationUri=arn,
            PayloadFormatVersion="2.0",
        )
        target = f"integrations/{made['IntegrationId']}"
        api.create_route(ApiId=self.api_id, RouteKey="$default", Target=target)
        api.create_stage(ApiId=self.api_id, StageName="$default", AutoDeploy=True)
        api.create_domain_name(DomainName=NAME)
        api.create_api_mapping(ApiId=self.api_id, DomainName=NAME, Stage="$default")
        self._place = urlsplit(cloud.endpoint)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        host: str = NAME,
        **headers: str,
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send a request as it is, without a signature; returns status, headers and body."""
        sent = HTTPConnection(str(self._place.hostname), self._place.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent.request(method, path, body, {"Host": f"{host}:{self._place.port}", **named})
        answer = sent.getresponse()
        found = answer.status, answer.getheaders(), answer.read()
        sent.close()
        return found

    def event(self, path: str, **asked: Any) -> dict[str, Any]:
        """The event that the function is given for a request."""
        status, _, body = self.ask(path, **asked)
        assert status == 200, body
        event: dict[str, Any] = json.loads(body)
        return event


@pytest.fixture(scope="module")
def pages(cloud: RunningCloud) -> Pages:
    return Pages(cloud)


@pytest.mark.patch("apigateway.proxy_events")
def test_cookies_reach_the_function_as_a_list_and_not_among_the_headers(pages: Pages) -> None:
    event = pages.event("/claims", Cookie="__Host-session=abc; theme=dark")

    assert event["cookies"] == ["__Host-session=abc", "theme=dark"]
    assert "cookie" not in event["headers"]
    assert "cookies" not in pages.event("/claims")


@pytest.mark.patch("apigateway.proxy_events")
def test_the_function_is_told_by_which_name_and_from_where_it_was_asked(pages: Pages) -> None:
    event = pages.event("/claims", X_Forwarded_For="10.1.2.3")

    assert event["requestContext"]["domainName"] == NAME
    assert event["headers"]["x-forwarded-for"] == "10.1.2.3, 127.0.0.1"
    own = pages.event("/", host=f"{pages.api_id}.execute-api.localhost")
    assert own["requestContext"]["domainName"] == f"{pages.api_id}.execute-api.localhost"


@pytest.mark.patch("access.signed_requests")
def test_a_name_of_an_api_needs_no_signature_and_other_names_do(pages: Pages) -> None:
    assert pages.ask("/claims")[0] == 200
    assert pages.ask("/claims", host="other.localhost")[0] == 403
    assert pages.ask("/_ministack/reset", method="POST")[0] == 403


def test_paths_and_queries_reach_the_function_as_they_were_sent(pages: Pages) -> None:
    event = pages.event("/claims/a%2Fb?payer=elm&payer=oak&q=%C3%A9+x")

    assert event["version"] == "2.0"
    assert event["routeKey"] == "$default"
    assert event["rawQueryString"] == "payer=elm&payer=oak&q=%C3%A9+x"
    assert event["queryStringParameters"] == {"payer": "elm,oak", "q": "é x"}


def test_a_form_comes_in_as_base64_and_json_as_text(pages: Pages) -> None:
    form = pages.event(
        "/notes",
        method="POST",
        body=b"note=a%26b",
        Content_Type="application/x-www-form-urlencoded",
    )
    assert form["isBase64Encoded"]
    assert base64.b64decode(form["body"]) == b"note=a%26b"

    sent = pages.event("/api/x", method="PUT", body=b'{"a":1}', Content_Type="application/json")
    assert (sent["isBase64Encoded"], sent["body"]) == (False, '{"a":1}')


def test_a_binary_file_goes_out_as_it_is(pages: Pages) -> None:
    status, headers, body = pages.ask("/picture.png")

    assert (status, body) == (200, PICTURE)
    assert dict(headers)["content-type"] == "image/png"


def test_a_redirect_sets_each_cookie_by_a_header_of_its_own(pages: Pages) -> None:
    status, headers, _ = pages.ask("/moved", method="POST", body=b"")

    assert status == 303
    assert dict(headers)["location"] == "/sign-in"
    cookies = [value for name, value in headers if name.lower() == "set-cookie"]
    assert cookies == ["a=1; Path=/; HttpOnly", "__Host-b=2; Secure; Path=/"]


def test_head_is_answered_as_get_without_its_body(pages: Pages) -> None:
    status, headers, body = pages.ask("/picture.png", method="HEAD")

    assert (status, body) == (200, b"")
    assert dict(headers)["content-type"] == "image/png"
