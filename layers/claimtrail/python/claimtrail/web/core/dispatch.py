"""The way of every request: session, purpose, permission, page, record, and only then the answer.

A page returns what it shows; the access is recorded in the trail before the answer is rendered.
When the trail cannot take it, nothing is shown (45 CFR 164.312(b)).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from claimtrail.access.roles import role_words
from claimtrail.access.sessions import Session, SessionEndedError
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, NotFoundError
from claimtrail.tickets.masking.notice import watching
from claimtrail.trail.access_log import Purpose
from claimtrail.web.core.errors import RequestError, forbidden, missing
from claimtrail.web.core.masked_words import MASKED, masked_words, with_masked
from claimtrail.web.core.recording import record
from claimtrail.web.core.rendering import render
from claimtrail.web.core.replies import DataReply, PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.responses import WebResponse
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.core.security import COOKIE, FORM_TOKEN, ended_cookie, is_own_form
from claimtrail.web.core.web_requests import OpenRequest, OpenRoute, WebRequest

if TYPE_CHECKING:
    from claimtrail.bootstrap.web import WebStores

SIGN_IN, PURPOSE = "/sign-in", "/purpose"
NEXT = "next"
"""The field that has the address to return to."""
_PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Answers requests for routes."""

    stores: "WebStores"
    routes: Sequence[PageRoute]

    def answer(
        self, route: PageRoute, asked: WebRequest, arguments: tuple[str, ...]
    ) -> WebResponse:
        """Return the answer to a request, whatever becomes of it."""
        try:
            session = self._session(asked)
        except SessionEndedError:
            return _sign_in_first(asked)
        try:
            return self._answer(route, asked, arguments, session)
        except RequestError as error:
            return self.refused(asked, session, error, error.status)
        except NotFoundError as error:
            return self.refused(asked, session, error, HTTPStatus.NOT_FOUND)
        except ConflictError as error:
            return self.refused(asked, session, error, HTTPStatus.CONFLICT)
        except SessionEndedError:
            return _sign_in_first(asked)

    def unknown(self, asked: WebRequest) -> WebResponse:
        """Return the answer to an address that no route has."""
        try:
            session = self._session(asked)
        except SessionEndedError:
            session = None
        return self.refused(asked, session, missing("page"), HTTPStatus.NOT_FOUND)

    def _session(self, asked: WebRequest) -> Session:
        """Return the session of the request's cookie. Raises SessionEndedError."""
        return self.stores.sessions.resume(asked.cookies.get(COOKIE, ""))

    def _answer(
        self, route: PageRoute, asked: WebRequest, arguments: tuple[str, ...], session: Session
    ) -> WebResponse:
        if asked.method is not Method.GET:
            _require_own_form(asked, session)
        if not route.is_open_to(session.principal):
            raise forbidden(route.title.lower() or "this page")
        if route.shows_claims and session.purpose is Purpose.UNSTATED:
            return WebResponse.redirect(f"{PURPOSE}?{NEXT}={quote(asked.address, safe='')}")
        request = PageRequest(
            session=session,
            stores=self.stores,
            path=asked.path,
            arguments=arguments,
            # Said once: no link of a list, and no saved view, has it.
            query=asked.query.replaced(**{MASKED: None}),
            form=asked.form,
            now=self.stores.clock(),
            request_id=asked.request_id,
            origin=f"{asked.source_ip} {route.method} {route.path}",
            lists={one.listing.name: one for one in self.routes if one.listing},
        )
        with watching() as masked:
            reply = route.page(request)
        record(request, reply.shows)
        if isinstance(reply, RedirectReply):
            reply = replace(reply, location=with_masked(reply.location, masked))
        return self._response(reply, asked, session)

    def _response(self, reply: Reply, asked: WebRequest, session: Session) -> WebResponse:
        if isinstance(reply, RedirectReply):
            return WebResponse.redirect(reply.location, cookies=reply.cookies)
        if isinstance(reply, DataReply):
            return WebResponse.data(reply)
        return self.page(reply, asked, session)

    def page(self, reply: PageReply, asked: WebRequest, session: Session | None) -> WebResponse:
        """Return a page in the frame of its reader: the menu has what the roles reach."""
        view = {**self._frame(asked, session), **reply.view, "title": reply.title}
        return WebResponse(
            status=reply.status,
            body=render(reply.template, view),
            headers=reply.headers,
            cookies=reply.cookies,
        )

    def answer_open(
        self, route: OpenRoute, asked: WebRequest, arguments: tuple[str, ...]
    ) -> WebResponse:
        """Return the answer to a request that needs no session."""
        reply = route.page(OpenRequest(asked=asked, stores=self.stores, arguments=arguments))
        if isinstance(reply, RedirectReply):
            return WebResponse.redirect(reply.location, cookies=reply.cookies)
        return (
            WebResponse.data(reply)
            if isinstance(reply, DataReply)
            else self.page(reply, asked, None)
        )

    def refused(
        self,
        asked: WebRequest,
        session: Session | None,
        error: ClaimTrailError,
        status: HTTPStatus,
    ) -> WebResponse:
        """Return the answer to what cannot be answered: what, where, and what to do next."""
        said = error.explanation
        if asked.wants_data:
            document = {
                "type": f"urn:claimtrail:{said.code.lower()}",
                "title": said.what,
                "status": status.value,
                "detail": said.next_step,
                "instance": asked.path,
            }
            return WebResponse.data(
                DataReply(content_type=_PROBLEM, body=json.dumps(document), status=status)
            )
        reply = PageReply(
            template="error.html", title=status.phrase, view={"error": said}, status=status
        )
        return self.page(reply, asked, session)

    def _frame(self, asked: WebRequest, session: Session | None) -> dict[str, Any]:
        person = session.principal if session else None
        open_routes = [one for one in self.routes if one.menu and person and one.is_open_to(person)]
        places = {place: [one for one in open_routes if one.menu is place] for place in MenuPlace}
        return {
            "session": session,
            "roles": [role_words(one) for one in session.roles] if session else [],
            "menu": {place: found for place, found in places.items() if found},
            "path": asked.path,
            "address": asked.address,
            "stage": self.stores.stage,
            "form_token": session.form_token if session else "",
            "masked": masked_words(asked.query.first(MASKED)) if session else "",
        }


def _require_own_form(asked: WebRequest, session: Session) -> None:
    """Raise ForbiddenError for a form that is not of the session's own pages."""
    sent = asked.form.first(FORM_TOKEN) or asked.headers.get("x-form-token", "")
    if not is_own_form(sent, session.form_token, site=asked.headers.get("sec-fetch-site", "")):
        raise forbidden("forms that another page sends; load the page again and repeat")


def _sign_in_first(asked: WebRequest) -> WebResponse:
    if asked.wants_data:
        document = {
            "type": "urn:claimtrail:signed_out",
            "title": "nobody is signed in",
            "status": HTTPStatus.UNAUTHORIZED.value,
            "detail": f"Sign in at {SIGN_IN}, or send an access token.",
        }
        return WebResponse.data(
            DataReply(
                content_type=_PROBLEM,
                body=json.dumps(document),
                status=HTTPStatus.UNAUTHORIZED,
            )
        )
    back = asked.address if asked.method is Method.GET else "/"
    return WebResponse.redirect(
        f"{SIGN_IN}?{NEXT}={quote(back, safe='')}",
        cookies=(ended_cookie(),) if COOKIE in asked.cookies else (),
    )
