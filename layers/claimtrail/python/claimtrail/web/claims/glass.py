"""Breaking the glass of a restricted claim: a reason is asked for and recorded before it opens."""

from claimtrail.access.break_glass.model import REASONS, GlassReason
from claimtrail.access.errors import UnusableTextError
from claimtrail.access.free_text import GUIDANCE, LEAST, MOST
from claimtrail.access.resources import Operation
from claimtrail.access.subjects import AccessTarget
from claimtrail.web.claims.admission import not_found, restricted_target
from claimtrail.web.claims.page.context import claim_address
from claimtrail.web.core.dispatch import NEXT
from claimtrail.web.core.errors import missing
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.session_pages import local_address

REASON, WORDS = "reason", "words"


def ask_reason(request: PageRequest) -> Reply:
    """Ask why a restricted claim is to be opened; one that is open leads on."""
    target = _target(request)
    if _is_open(request, target):
        return RedirectReply(location=_next(request.query.first(NEXT), request))
    return _form(request, next_page=request.query.first(NEXT))


def break_glass(request: PageRequest) -> Reply:
    """Open a restricted claim for this session, once its reason is recorded; lead on to it."""
    target = _target(request)
    next_page = request.form.first(NEXT)
    if _is_open(request, target):
        return RedirectReply(location=_next(next_page, request))
    reason = request.form.first(REASON)
    if reason not in set(GlassReason):
        return _form(request, next_page=next_page, refused="Choose a reason.")
    try:
        request.stores.glass.break_glass(
            request.session,
            target,
            request.arguments[0],
            reason=GlassReason(reason),
            words=request.form.first(WORDS),
            origin=request.origin,
        )
    except UnusableTextError as error:
        said = error.explanation
        refused = f"{said.what[:1].upper()}{said.what[1:]}. {said.next_step}"
        return _form(request, next_page=next_page, refused=refused)
    return RedirectReply(location=_next(next_page, request))


def _target(request: PageRequest) -> AccessTarget:
    """Return the claim of the address. Raises MissingError for who may not break its glass."""
    wanted = request.arguments[0]
    claim = request.stores.claims.find(wanted)
    if claim is None:
        raise not_found(request, wanted)
    target = restricted_target(request, claim)
    if not request.decide(Operation.BREAK_GLASS, target, subject=wanted).is_allowed:
        raise missing("claim")
    return target


def _is_open(request: PageRequest, target: AccessTarget) -> bool:
    claim_id = request.arguments[0]
    broken = request.session.has_broken_glass(claim_id, now=request.now)
    return broken or not target.restrictions


def _next(text: str, request: PageRequest) -> str:
    """Return the page to lead on to: the claim's own where none is named."""
    return local_address(text) if text else claim_address(request.arguments[0])


def _form(request: PageRequest, *, next_page: str, refused: str = "") -> PageReply:
    """Return the form; it shows nothing of the claim but its id."""
    return PageReply(
        template="break_glass.html",
        title="Restricted claim",
        view={
            "claim_id": request.arguments[0],
            "reasons": [(one.value, words) for one, words in REASONS.items()],
            "next": next_page,
            "typed": {REASON: request.form.first(REASON), WORDS: request.form.first(WORDS)},
            "refused": refused,
            "guidance": GUIDANCE,
            "least": LEAST,
            "most": MOST,
            "minutes": int(request.stores.sessions.limits.glass.total_seconds() // 60),
        },
    )
