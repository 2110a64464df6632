"""Pages about the session itself: its purpose, its person, its end."""

from claimtrail.access.sign_in.model import SIGNED_OUT_PATH
from claimtrail.trail.access_log import STATED, Purpose
from claimtrail.web.core.dispatch import NEXT
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.security import ended_cookie


def local_address(text: str) -> str:
    """Return an address of these pages; the landing page in place of any other host's."""
    is_local = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if is_local and text.isprintable() else "/"


def ask_purpose(request: PageRequest) -> Reply:
    """Ask for what the person looks; every access is recorded with it."""
    return PageReply(
        template="purpose.html",
        title="Purpose of use",
        view={
            "purposes": [(one.value, one.value.replace("_", " ")) for one in STATED],
            "current": request.session.purpose.value,
            "next": local_address(request.query.first(NEXT, "/")),
        },
    )


def state_purpose(request: PageRequest) -> Reply:
    """Take the purpose, and lead on. Raises BadRequestError for a purpose that is none."""
    said = request.form.first("purpose")
    if said not in {one.value for one in STATED}:
        raise bad_value("purpose", known=", ".join(STATED))
    request.stores.sessions.state_purpose(request.session, Purpose(said))
    return RedirectReply(location=local_address(request.form.first(NEXT, "/")))


def about(_request: PageRequest) -> Reply:
    """Show who is signed in, with which roles, and what the pages hold for them."""
    return PageReply(template="about.html", title="You")


def sign_out(request: PageRequest) -> Reply:
    """End the session at once; the page that follows leads to the provider's own sign-out.

    A form may lead to pages of this host alone, so the provider's address is a link.
    """
    request.stores.sessions.close(request.session)
    return RedirectReply(location=SIGNED_OUT_PATH, cookies=(ended_cookie(),))
