"""Signing in by the organization's identity provider, and what is shown once a person is out."""

from http import HTTPStatus
from math import ceil
from types import MappingProxyType
from urllib.parse import quote, urlencode

from claimtrail.access.people.last_use import PersonInactiveError
from claimtrail.access.sessions import SessionEndedError
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.model import (
    CALLBACK_PATH,
    COMMAND_LINE_PATH,
    SIGNED_OUT_PATH,
    CommandLineClient,
)
from claimtrail.access.sign_in.protocol import own_path
from claimtrail.trail.access_log import Purpose
from claimtrail.web.core.dispatch import NEXT, SIGN_IN
from claimtrail.web.core.lists.downloads import JSON_TYPE
from claimtrail.web.core.replies import DataReply, PageReply, RedirectReply
from claimtrail.web.core.security import (
    COOKIE,
    SIGN_IN_COOKIE,
    ended_sign_in_cookie,
    session_cookie,
    sign_in_cookie,
)
from claimtrail.web.core.web_requests import OpenRequest, OpenRoute

_STATUS = MappingProxyType(
    {
        SignInFailure.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
        SignInFailure.PROVIDER_UNKNOWN: HTTPStatus.NOT_FOUND,
        SignInFailure.PROVIDER_DOWN: HTTPStatus.SERVICE_UNAVAILABLE,
        SignInFailure.NO_ROLE: HTTPStatus.FORBIDDEN,
        SignInFailure.DENIED: HTTPStatus.FORBIDDEN,
        SignInFailure.INACTIVE: HTTPStatus.FORBIDDEN,
    }
)
"""The status of an answer to a failure; 400 for any other."""


def choose_provider(request: OpenRequest) -> PageReply | RedirectReply:
    """Show the identity providers; who is signed in goes on to what was asked for."""
    back = own_path(request.asked.query.first(NEXT, "/"))
    if _is_signed_in(request):
        return RedirectReply(location=back)
    return PageReply(
        template="sign_in.html",
        title="Sign in",
        view={
            "providers": [
                (one.title, f"{SIGN_IN}/with/{quote(one.name, safe='')}?{urlencode({NEXT: back})}")
                for one in request.stores.sign_in.providers
            ]
        },
    )


def begin(request: OpenRequest) -> PageReply | RedirectReply:
    """Send the browser to the identity provider that was chosen, with a cookie to know it by."""
    try:
        begun = request.stores.sign_in.begin(
            provider=request.arguments[0],
            return_to=request.asked.query.first(NEXT, "/"),
            browser=request.asked.cookies.get(SIGN_IN_COOKIE, ""),
            source=request.asked.source_ip,
        )
    except SignInError as error:
        return _refused(error)
    cookie = sign_in_cookie(begun.browser, seconds=int(begun.lasts.total_seconds()))
    return RedirectReply(location=begun.redirect_url, cookies=(cookie,))


def complete(request: OpenRequest) -> PageReply | RedirectReply:
    """Open a session for the person that the browser comes back for from the provider.

    The session is a new one, whatever cookie the browser had: nobody can prepare it (session
    fixation). Its purpose is asked for before the first claim.
    """
    query = request.asked.query
    try:
        done = request.stores.sign_in.complete(
            {name: query.first(name) for name in ("state", "code", "error")},
            browser=request.asked.cookies.get(SIGN_IN_COOKIE, ""),
            source=request.asked.source_ip,
        )
    except SignInError as error:
        return _refused(error)
    _end_session(request)
    try:
        token, _ = request.stores.sessions.open(done.person, purpose=Purpose.UNSTATED)
    except PersonInactiveError:
        request.stores.people.refused_sign_in(done.person.id)
        return _refused(request.stores.sign_in.refused_as_inactive(done.person.id))
    return RedirectReply(
        location=done.return_to, cookies=(session_cookie(token), ended_sign_in_cookie())
    )


def command_line(request: OpenRequest) -> DataReply:
    """Return how a command signs a person in; nothing of it is secret. 404 where none may."""
    settings = request.stores.sign_in.settings
    document = CommandLineClient(
        stage=request.stores.stage,
        address=settings.address,
        client_id=settings.command_line_id,
        providers=settings.providers,
    )
    return DataReply(
        content_type=JSON_TYPE,
        body=document.model_dump_json(),
        status=HTTPStatus.OK if document.client_id else HTTPStatus.NOT_FOUND,
    )


def signed_out(request: OpenRequest) -> PageReply:
    """Say that the session is over, and how to end the provider's own."""
    return PageReply(
        template="signed_out.html",
        title="Signed out",
        view={"sign_out_url": request.stores.sign_in.sign_out_url(), "sign_in": SIGN_IN},
    )


def _refused(error: SignInError) -> PageReply:
    wait = ceil(error.retry_after.total_seconds())
    return PageReply(
        template="sign_in_error.html",
        title="Not signed in",
        view={"error": error.explanation, "sign_in": SIGN_IN},
        status=_STATUS.get(error.failure, HTTPStatus.BAD_REQUEST),
        headers={"Retry-After": str(wait)} if wait else {},
    )


def _is_signed_in(request: OpenRequest) -> bool:
    try:
        request.stores.sessions.resume(request.asked.cookies.get(COOKIE, ""))
    except SessionEndedError:
        return False
    return True


def _end_session(request: OpenRequest) -> None:
    """End the session that the browser had, if it had one."""
    sessions = request.stores.sessions
    try:
        sessions.close(sessions.resume(request.asked.cookies.get(COOKIE, "")))
    except SessionEndedError:
        return


OPEN_ROUTES: tuple[OpenRoute, ...] = (
    OpenRoute(path=SIGN_IN, page=choose_provider),
    OpenRoute(path=f"{SIGN_IN}/with/<provider>", page=begin),
    OpenRoute(path=CALLBACK_PATH, page=complete),
    OpenRoute(path=COMMAND_LINE_PATH, page=command_line),
    OpenRoute(path=SIGNED_OUT_PATH, page=signed_out),
)
