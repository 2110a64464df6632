"""The pages' application as an HTTP server to httpx: what API Gateway hands over, and what it does.

A bearer token of the bench is one that the authorizer has verified; another is refused before the
application, as API Gateway does.
"""

from collections.abc import Mapping
from typing import Any

import httpx

from claimtrail.web.app import WebApp
from tests.harness.invocation import CONTEXT
from tests.harness.web.page_stores import PageStores


class ApiTransport(httpx.BaseTransport):
    """Sends requests of a client to the application."""

    def __init__(self, stores: PageStores, tokens: Mapping[str, dict[str, str]]) -> None:
        self.tokens = tokens
        """The claims of each token that is verified."""
        self.sent: list[httpx.Request] = []
        self._app = WebApp(stores.stores)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the application's answer."""
        self.sent.append(request)
        context: dict[str, Any] = {
            "http": {
                "method": request.method,
                "path": request.url.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "claimtrail",
            },
            "requestId": f"request-{len(self.sent)}",
            "stage": "$default",
        }
        if request.url.path.startswith("/api/"):
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme != "Bearer" or token not in self.tokens:
                return httpx.Response(401, json={"message": "Unauthorized"})
            context["authorizer"] = {"jwt": {"claims": self.tokens[token], "scopes": None}}
        answer = self._app.answer(
            {
                "version": "2.0",
                "routeKey": "$default",
                "rawPath": request.url.path,
                "rawQueryString": request.url.query.decode(),
                "headers": dict(request.headers) | {"accept-encoding": "identity"},
                "requestContext": context,
                "body": request.content.decode() or None,
                "isBase64Encoded": False,
            },
            CONTEXT,
        )
        return httpx.Response(
            answer["statusCode"], headers=answer["headers"], text=answer["body"] or ""
        )
