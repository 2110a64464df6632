"""The application: requests of the HTTP API to the routes of the table, and back.

Powertools reads the event (payload 2.0), finds the route and compresses the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as RouteUnknownError

from claimtrail.bootstrap.web import WebStores
from claimtrail.kernel.errors import NotFoundError
from claimtrail.web.api.dispatch import API, ApiDispatcher
from claimtrail.web.api.openapi import document_reply
from claimtrail.web.api.requests import api_request_of
from claimtrail.web.api.routes import DOCUMENT_PATH, ApiRoute
from claimtrail.web.api.table import API_ROUTES
from claimtrail.web.core.dispatch import Dispatcher
from claimtrail.web.core.errors import RequestError
from claimtrail.web.core.events import bare_request, request_of
from claimtrail.web.core.rendering import content_type, static_file
from claimtrail.web.core.responses import WebResponse
from claimtrail.web.core.routes import PageRoute
from claimtrail.web.core.web_requests import OpenRoute, WebRequest
from claimtrail.web.scim import SCIM, scim_answer
from claimtrail.web.table import OPEN_ROUTES, ROUTES


class WebApp:
    """Answers the events of one HTTP API."""

    def __init__(self, stores: WebStores, routes: Sequence[PageRoute] = ROUTES) -> None:
        self._stores = stores
        self._dispatcher = Dispatcher(stores=stores, routes=routes)
        self._resolver = APIGatewayHttpResolver()
        for route in routes:
            register = self._resolver.route(route.path, method=[route.method.value], compress=True)
            register(self._handler(route))
        for open_route in OPEN_ROUTES:
            register = self._resolver.route(
                open_route.path, method=[open_route.method.value], compress=True
            )
            register(self._open_handler(open_route))
        self._api = ApiDispatcher(stores=stores, routes=API_ROUTES)
        for api_route in API_ROUTES:
            register = self._resolver.route(
                api_route.address, method=[api_route.method.value], compress=True
            )
            register(self._api_handler(api_route))
        self._resolver.get(DOCUMENT_PATH, compress=True)(_openapi)
        self._resolver.get("/static/<digest>/<name>", compress=True)(_static)
        self._resolver.not_found(self._unknown)

    def answer(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Return the answer to an event; HEAD is answered as GET without its body."""
        if event["rawPath"].startswith(SCIM):
            return scim_answer(event, self._stores)
        is_head = event["requestContext"]["http"]["method"] == "HEAD"
        answered = self._resolver.resolve(_as_get(event) if is_head else dict(event), context)
        return answered | {"body": ""} if is_head else answered

    def _handler(self, route: PageRoute) -> Callable[..., Response[Any]]:
        def handle(**arguments: str) -> Response[Any]:
            return self._answered(
                lambda asked: self._dispatcher.answer(route, asked, tuple(arguments.values()))
            )

        return handle

    def _open_handler(self, route: OpenRoute) -> Callable[..., Response[Any]]:
        def handle(**arguments: str) -> Response[Any]:
            return self._answered(
                lambda asked: self._dispatcher.answer_open(route, asked, tuple(arguments.values()))
            )

        return handle

    def _api_handler(self, route: ApiRoute) -> Callable[..., Response[Any]]:
        def handle(**arguments: str) -> Response[Any]:
            asked = api_request_of(self._resolver.current_event.raw_event)
            return _sent(self._api.answer(route, asked, tuple(arguments.values())))

        return handle

    def _answered(self, answer: Callable[[WebRequest], WebResponse]) -> Response[Any]:
        event = self._resolver.current_event.raw_event
        try:
            return _sent(answer(request_of(event)))
        except RequestError as error:
            refused = self._dispatcher.refused(bare_request(event), None, error, error.status)
            return _sent(refused)

    def _unknown(self, _error: RouteUnknownError) -> Response[Any]:
        asked = bare_request(self._resolver.current_event.raw_event)
        return _sent(
            self._api.unknown(asked)
            if asked.path.startswith(API)
            else self._dispatcher.unknown(asked)
        )


def _as_get(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return a HEAD request as the GET that it stands for."""
    context = event["requestContext"]
    http = context["http"] | {"method": "GET"}
    return {**event, "requestContext": {**context, "http": http}}


def _openapi() -> Response[Any]:
    """Return the description of the API, which is the same on every stage."""
    return _sent(WebResponse.data(document_reply()))


def _static(digest: str, name: str) -> Response[Any]:
    """Return a static file; its address has the digest of its content, so it is kept for good."""
    del digest
    try:
        found = WebResponse(body=static_file(name), content_type=content_type(name), is_stored=True)
    except NotFoundError:
        found = WebResponse(status=HTTPStatus.NOT_FOUND, content_type="text/plain")
    return _sent(found)


def _sent(response: WebResponse) -> Response[Any]:
    return Response(
        status_code=response.status.value,
        content_type=response.content_type,
        body=response.body,
        headers=response.all_headers,
        cookies=list(response.cookies),
    )
