"""Admission to one claim: found, resolved from a short id, and decided, alike for all its pages.

A claim that there is none of and one that is not the person's to see get the same answer.
"""

from dataclasses import dataclass, replace
from http import HTTPStatus

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.web.claims.listing import target_of
from claimtrail.web.core.errors import MissingError, RequestError, missing
from claimtrail.web.core.requests import PageRequest

WHOLE_ID = len(CLAIM_PREFIX) + 24
"""Characters of a whole id (`kernel.ids.claim_id`)."""
SHORTEST = len(CLAIM_PREFIX) + 6
"""Characters of a short one at the least, as commands take it."""
MOST_READ = 2_000
"""Claims that are looked at for a short id, at most."""
_PAGE = 200


class GlassClosedError(RequestError):
    """The claim is restricted, and the person may break its glass."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, claim_id: str) -> None:
        super().__init__(
            Explanation(
                code="RESTRICTED",
                what="the claim is restricted beyond roles",
                where="the claim",
                next_step="Break the glass with a reason, if your work needs it.",
            )
        )
        self.claim_id = claim_id


class ShortIdError(RequestError):
    """A short id names this claim: the address is another one."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, claim_id: str) -> None:
        super().__init__(missing("claim").explanation)
        self.claim_id = claim_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The part of a claim that a person sees."""

    target: AccessTarget
    groups: frozenset[FieldGroup]


def admit(request: PageRequest, claim: Claim, operation: Operation) -> Admission:
    """Return what the person sees of a claim.

    Raises MissingError where the person may not know of it, and GlassClosedError where the person
    may break the glass.
    """
    target = restricted_target(request, claim)
    decision = request.decide(operation, target, subject=claim.claim_id)
    if decision.is_allowed:
        return Admission(target=target, groups=decision.groups)
    if decision.needs_break_glass:
        raise GlassClosedError(claim.claim_id)
    raise missing("claim")


def restricted_target(request: PageRequest, claim: Claim) -> AccessTarget:
    """Return a claim as decisions go by it, with its restrictions to this person."""
    return replace(
        target_of(claim), restrictions=request.stores.restrictions_of(request.person, claim)
    )


def not_found(request: PageRequest, text: str) -> RequestError:
    """Return the error for an address that names no claim as a whole.

    ShortIdError where the text is the beginning of one claim's id that the person may read.
    """
    if not (text.startswith(CLAIM_PREFIX) and SHORTEST <= len(text) < WHOLE_ID):
        return missing("claim")
    found = _beginning_with(request, text)
    return ShortIdError(found[0]) if len(found) == 1 else missing("claim")


def _beginning_with(request: PageRequest, text: str) -> list[str]:
    """Return the readable claims whose ids begin so, two at most; MOST_READ claims are read.

    Ids are keyed hashes, so that no table can be asked for a prefix: the lists are read instead.
    """
    found: list[str] = []
    read = 0
    for payer_id in request.stores.payer_ids:
        after: str | None = None
        while read < MOST_READ and len(found) < 2:  # noqa: PLR2004 - two are ambiguous
            page, after = request.stores.claims.list_claims(
                payer_id=payer_id, state=None, limit=_PAGE, after=after
            )
            read += len(page)
            found += [
                one.claim_id
                for one in page
                if one.claim_id.startswith(text) and _is_readable(request, one)
            ]
            if after is None:
                break
    return found[:2]


def _is_readable(request: PageRequest, claim: Claim) -> bool:
    try:
        admit(request, claim, Operation.READ)
    except (MissingError, GlassClosedError):
        return False
    return True
