"""Callers of the API: a machine or a person by a verified token, or by a session of the pages.

API Gateway verifies tokens before the function is invoked. A token that nobody has verified counts
for nothing, whatever cookie comes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from claimtrail.access.sessions import Session, SessionEndedError
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.machines import machine_principal
from claimtrail.access.subjects import Principal
from claimtrail.trail.access_log import STATED, Purpose
from claimtrail.web.api.problems import ApiError, problem
from claimtrail.web.api.requests import ApiRequest
from claimtrail.web.core.security import COOKIE, is_own_form

if TYPE_CHECKING:
    from claimtrail.bootstrap.web import WebStores

PURPOSE_HEADER = "X-Purpose-Of-Use"
FORM_TOKEN_HEADER = "X-Form-Token"  # noqa: S105 - the header's name
_CHALLENGE = 'Bearer realm="claimtrail"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A machine or person that calls, with the purpose of the request."""

    session: Session
    """Of a token it is made for this request alone, and stored nowhere."""
    machine: Principal | None = None
    """None for a person."""
    has_token: bool = False
    """True where a token says who calls: no browser sends one by itself."""

    @property
    def principal(self) -> Principal:
        """Return the caller as decisions go by them."""
        return self.machine or self.session.principal

    def require_own_form(self, asked: ApiRequest) -> None:
        """Raise ApiError for a change by a browser that does not come from the session's pages.

        Who calls by a token needs none.
        """
        if self.has_token:
            return
        headers = asked.asked.headers
        sent = headers.get(FORM_TOKEN_HEADER.lower(), "")
        if not is_own_form(sent, self.session.form_token, site=headers.get("sec-fetch-site", "")):
            raise problem("FORM_TOKEN_WRONG")

    def require_purpose(self) -> None:
        """Raise ApiError where no purpose of use is stated."""
        if self.session.purpose is Purpose.UNSTATED:
            raise problem("PURPOSE_MISSING")


def caller_of(asked: ApiRequest, stores: "WebStores", now: datetime) -> Caller:
    """Return the caller. Raises ApiError (401, or 403 for a token without a scope of use)."""
    if asked.token is not None:
        try:
            return _of_token(asked, asked.token, stores, now)
        except SignInError as error:
            raise _refused(error) from None
    if "authorization" in asked.asked.headers:
        raise problem("TOKEN_INVALID", WWW_Authenticate=f'{_CHALLENGE}, error="invalid_token"')
    try:
        session = stores.sessions.resume(asked.asked.cookies.get(COOKIE, ""))
    except SessionEndedError:
        raise problem("TOKEN_MISSING", WWW_Authenticate=_CHALLENGE) from None
    purpose = _purpose(asked) or session.purpose
    return Caller(session=session.model_copy(update={"purpose": purpose}))


def _of_token(
    asked: ApiRequest, claims: Mapping[str, str], stores: "WebStores", now: datetime
) -> Caller:
    """Return the machine or person of a token. Raises SignInError, and ApiError for a purpose."""
    sign_in = stores.sign_in
    command_line = sign_in.settings.command_line_id
    purpose = _purpose(asked) or Purpose.UNSTATED
    if command_line and claims.get("client_id") == command_line:
        person = stores.token_people.person_of(claims, client_id=command_line)
        return Caller(session=_of_request(person, purpose, now), has_token=True)
    machine = machine_principal(claims, machines=sign_in.settings.machines, people=sign_in.people)
    return Caller(session=_of_request(machine, purpose, now), machine=machine, has_token=True)


def _refused(error: SignInError) -> ApiError:
    if error.failure is SignInFailure.NO_ROLE:
        challenge = f'{_CHALLENGE}, error="insufficient_scope"'
        return problem("SCOPE_MISSING", WWW_Authenticate=challenge)
    return problem("TOKEN_INVALID", WWW_Authenticate=f'{_CHALLENGE}, error="invalid_token"')


def _purpose(asked: ApiRequest) -> Purpose | None:
    """Return the purpose that a request states; None without one.

    Raises ApiError for one that there is none of.
    """
    said = asked.asked.headers.get(PURPOSE_HEADER.lower())
    if said is None:
        return None
    if said not in set(STATED):
        raise problem("PURPOSE_MISSING")
    return Purpose(said)


def _of_request(caller: Principal, purpose: Purpose, now: datetime) -> Session:
    return Session(
        session_id="",
        person_id=caller.id,
        roles=tuple(sorted(caller.roles)),
        facilities=tuple(sorted(caller.facilities)),
        payers=tuple(sorted(caller.payers)),
        queues=tuple(sorted(caller.queues)),
        purpose=purpose,
        form_token="",
        signed_in_at=now,
        used_at=now,
        ends_at=now,
    )
