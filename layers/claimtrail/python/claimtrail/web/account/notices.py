"""The page of a person's notices: ways, kinds that are left out or gathered, and hours."""

from collections.abc import Sequence
from http import HTTPStatus

from pydantic import ValidationError

from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.tickets.notices.model import NoticeKind, NoticePreferences
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.web.core.forms import FormField, Typed, form_invalid, typed_in
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute

PATH = "/account/notices"
KEPT = "kept"
MAIL, CHAT, HOURS = "mail", "chat", "hours"
AT_ONCE, DIGEST, OFF = "at once", "digest", "off"
HOW = ((AT_ONCE, "at once"), (DIGEST, "in the digest of the next morning"), (OFF, "not at all"))
KIND_WORDS = {
    NoticeKind.ASSIGNED: "A ticket comes to you",
    NoticeKind.MENTIONED: "A comment names you",
    NoticeKind.REMINDER: "A vendor's time runs out",
    NoticeKind.WARNING: "A clock warns",
    NoticeKind.BREACH: "A clock breaches",
    NoticeKind.ESCALATED: "A ticket is escalated",
}


def show_notices(request: PageRequest) -> Reply:
    """Show the person's wishes for notices, as the form that changes them."""
    wishes = _wishes(request)
    values = {MAIL: wishes.mail, CHAT: wishes.chat, HOURS: wishes.hours}
    values |= {one.value: _how(wishes, one) for one in NoticeKind}
    return _page(values, done=bool(request.query.first(KEPT)))


def keep_notices(request: PageRequest) -> Reply:
    """Keep the person's wishes; a form that cannot be taken is shown again with its reason."""
    fields = _fields()
    try:
        typed = typed_in(request.form, fields)
        request.stores.desk.notices.keep(_asked(request, typed))
    except ClaimTrailError as error:
        values = {one.name: request.form.first(one.name) for one in fields}
        return _page(values, error=error)
    return RedirectReply(location=f"{PATH}?{KEPT}=yes")


def _page(
    values: dict[str, str], *, done: bool = False, error: ClaimTrailError | None = None
) -> PageReply:
    return PageReply(
        status=HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK,
        template="notices.html",
        title="Your notices",
        view={
            "fields": _fields(),
            "values": values,
            "kinds": [one.value for one in NoticeKind],
            "done": done,
            "refused": error.explanation if error else None,
        },
    )


def _fields() -> tuple[FormField, ...]:
    calendars = tuple((one, one.replace("-", " ")) for one in sorted(clock_tables().calendars))
    return (
        FormField(
            name=MAIL,
            label="Mail address",
            kind="text",
            is_required=False,
            hint="Empty: you get no mail.",
        ),
        FormField(
            name=CHAT,
            label="Chat",
            kind="text",
            is_required=False,
            hint="The name of one of the stage's webhooks, as an administrator entered it.",
        ),
        FormField(
            name=HOURS,
            label="Hours",
            kind="choice",
            choices=calendars,
            is_required=False,
            hint="Outside of them notices wait; a digest comes when they begin. Empty: always.",
        ),
        *(
            FormField(
                name=one.value, label=KIND_WORDS[one], kind="choice", choices=HOW, value=AT_ONCE
            )
            for one in NoticeKind
        ),
    )


def _wishes(request: PageRequest) -> NoticePreferences:
    recipient = _recipient(request)
    return request.stores.desk.notices.find(recipient) or NoticePreferences(recipient=recipient)


def _recipient(request: PageRequest) -> str:
    return f"user:{request.person.id}"


def _how(wishes: NoticePreferences, kind: NoticeKind) -> str:
    if kind in wishes.off:
        return OFF
    return DIGEST if kind in wishes.digest else AT_ONCE


def _asked(request: PageRequest, typed: Typed) -> NoticePreferences:
    """Return the wishes of a form. Raises FormInvalidError."""
    if _kinds(typed, DIGEST) and not typed.text(HOURS):
        raise form_invalid(
            "a digest comes when working hours begin, and no hours are chosen",
            "Choose hours, or another way for these kinds.",
        )
    try:
        return NoticePreferences(
            recipient=_recipient(request),
            mail=typed.text(MAIL),
            chat=typed.text(CHAT),
            off=frozenset(_kinds(typed, OFF)),
            digest=frozenset(_kinds(typed, DIGEST)),
            hours=typed.text(HOURS),
        )
    except ValidationError:
        raise form_invalid(
            "mail or chat is of another form",
            "Type a mail address, and for chat the name of a webhook: desk.",
        ) from None


def _kinds(typed: Typed, how: str) -> Sequence[NoticeKind]:
    return [one for one in NoticeKind if typed.text(one.value) == how]


ROUTES: tuple[PageRoute, ...] = (
    PageRoute(
        path=PATH,
        page=show_notices,
        resource=None,
        title="Your notices",
        menu=MenuPlace.SETTINGS,
        shows_claims=False,
    ),
    PageRoute(
        path=PATH,
        page=keep_notices,
        resource=None,
        method=Method.POST,
        shows_claims=False,
    ),
)
