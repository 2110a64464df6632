"""The way of a request to the API: caller, limit, permission, purpose, page, record, answer.

A change passes its idempotency key between its body and its page. As of the pages, nothing is
answered before its access is recorded (45 CFR 164.312(b)).
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from claimtrail.access.idempotency import KeyedRequest, KeyedRequests, KeyInUseError, KeyReusedError
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.tickets.masking.notice import watching
from claimtrail.web.api.bodies import read_body
from claimtrail.web.api.callers import Caller, caller_of
from claimtrail.web.api.limits import use_one
from claimtrail.web.api.parameters import read_query
from claimtrail.web.api.problems import ApiError, problem, problem_of, problem_reply
from claimtrail.web.api.requests import ApiRequest
from claimtrail.web.api.routes import BASE, DOCUMENT_PATH, ApiRoute
from claimtrail.web.core.errors import forbidden, missing
from claimtrail.web.core.lists.downloads import JSON_TYPE
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import DataReply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.responses import WebResponse
from claimtrail.web.core.routes import Method
from claimtrail.web.core.web_requests import WebRequest

if TYPE_CHECKING:
    from claimtrail.bootstrap.web import WebStores

API = "/api/"
KEY_HEADER, REPLAYED_HEADER = "Idempotency-Key", "Idempotency-Replayed"
KEY_PATTERN = r'"?[A-Za-z0-9._:-]{1,128}"?'
"""A key, bare or in the quotes of a structured header."""
_KEY = re.compile(KEY_PATTERN, re.ASCII)
_VARIABLE = re.compile(r"<[a-z_]{1,40}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDispatcher:
    """Answers requests to the API."""

    stores: "WebStores"
    routes: Sequence[ApiRoute]

    def answer(self, route: ApiRoute, asked: ApiRequest, arguments: tuple[str, ...]) -> WebResponse:
        """Return the answer to a request for a route, whatever becomes of it."""
        headers: Mapping[str, str] = {}
        now = self.stores.clock()
        try:
            caller = caller_of(asked, self.stores, now)
            headers, too_many = use_one(self.stores.sign_in, caller.principal, now)
            if too_many:
                raise too_many
            reply = self._answer(route, asked, arguments, caller)
        except ClaimTrailError as error:
            found = problem_of(error, is_change=route.is_change)
            reply = problem_reply(found, asked.asked.request_id)
        return WebResponse.data(replace(reply, headers={**reply.headers, **headers}))

    def unknown(self, asked: WebRequest) -> WebResponse:
        """Return the answer to an address that is none, or does not take the method."""
        methods = sorted(_methods_at(asked.path, self.routes))
        error = (
            problem("METHOD_NOT_ALLOWED", Allow=", ".join(methods))
            if methods
            else ApiError(missing("address").explanation, HTTPStatus.NOT_FOUND)
        )
        return WebResponse.data(problem_reply(error, asked.request_id))

    def _answer(
        self, route: ApiRoute, asked: ApiRequest, arguments: tuple[str, ...], caller: Caller
    ) -> DataReply:
        if route.has_body:
            caller.require_own_form(asked)
        if not route.is_open_to(caller.principal):
            raise forbidden(f"this: {route.summary[:1].lower()}{route.summary[1:]}")
        if route.shows_claims:
            caller.require_purpose()
        request = PageRequest(
            session=caller.session,
            machine=caller.machine,
            stores=self.stores,
            path=asked.asked.path,
            arguments=arguments,
            query=read_query(asked.query, route.parameters),
            now=self.stores.clock(),
            request_id=asked.asked.request_id,
            origin=f"{asked.asked.source_ip} {route.method} {route.address}",
        )
        if route.has_body:
            kind = asked.asked.headers.get("content-type", "")
            request = replace(request, form=read_body(asked.body, kind, route.fields))
        if route.is_change:
            return self._changed(route, asked, request)
        return _recorded(route, request)

    def _changed(self, route: ApiRoute, asked: ApiRequest, request: PageRequest) -> DataReply:
        """Return the answer to a change: of this request, or of an earlier one with its key."""
        keyed = KeyedRequests(store=self.stores.idempotency, clock=self.stores.clock)
        begun = _begun(keyed, request, _key_of(asked.asked.headers), asked.body)
        if begun.status is not None:
            return DataReply(
                content_type=JSON_TYPE,
                body=begun.body,
                status=HTTPStatus(begun.status),
                headers={REPLAYED_HEADER: "true"},
            )
        try:
            reply = _recorded(route, request)
        except BaseException:
            keyed.forget(begun)  # Nothing was changed, or the use case finds its own change again.
            raise
        keyed.finish(begun, status=reply.status.value, body=str(reply.body))
        return reply


def _recorded(route: ApiRoute, request: PageRequest) -> DataReply:
    """Return a page's answer once its access is recorded."""
    with watching():
        reply = route.page(request)
    record(request, reply.shows)
    return reply


def _key_of(headers: Mapping[str, str]) -> str:
    """Return the idempotency key of a request. Raises ApiError without one."""
    key = headers.get(KEY_HEADER.lower(), "").strip()
    if not _KEY.fullmatch(key):
        raise problem("IDEMPOTENCY_KEY_MISSING")
    return key.strip('"')


def _begun(keyed: KeyedRequests, request: PageRequest, key: str, body: bytes) -> KeyedRequest:
    asked_for = json.dumps([request.path, json.loads(body)], sort_keys=True)
    digest = hashlib.sha256(asked_for.encode()).hexdigest()
    try:
        return keyed.begin(request.person.id, key, digest)
    except KeyReusedError as error:
        raise ApiError(error.explanation, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    except KeyInUseError as error:
        raise ApiError(error.explanation, HTTPStatus.CONFLICT, {"Retry-After": "60"}) from None


def _methods_at(path: str, routes: Sequence[ApiRoute]) -> set[str]:
    """Return the methods that an address takes; none where there is no such address."""
    found = {one.method for one in routes if _fits(path, one.address)}
    if path == DOCUMENT_PATH:
        found.add(Method.GET)
    return {"HEAD", *found} if Method.GET in found else set[str](found)


def _fits(path: str, address: str) -> bool:
    parts, wanted = path.split("/"), address.split("/")
    return len(parts) == len(wanted) and all(
        bool(part) if _VARIABLE.fullmatch(name) else part == name
        for part, name in zip(parts, wanted, strict=True)
    )


__all__ = ["API", "BASE", "ApiDispatcher"]
