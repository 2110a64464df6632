"""Admission to one claim: found, resolved from a short id, and decided, alike for all its pages.

A claim that there is none of and one that is not the person's to see get the same answer.
"""

from dataclasses import dataclass, replace
from http import HTTPStatus

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.facts.events import ID_LETTERS, id_search_key
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.web.claims.listing import target_of
from claimtrail.web.core.errors import MissingError, RequestError, missing
from claimtrail.web.core.requests import PageRequest

WHOLE_ID = len(CLAIM_PREFIX) + 24
"""Characters of a whole id (`kernel.ids.claim_id`)."""
SHORTEST = len(CLAIM_PREFIX) + ID_LETTERS
"""Characters of a short one at the least, as commands take it."""
MOST_FOUND = 20
"""Claims whose ids begin alike that are read for a short id: of a million, two share its letters
once in a thousand times."""


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
    """Return the readable claims whose ids begin so: of the search index, at any number of claims.

    Ids are keyed hashes, so that no table can be asked for a prefix: each claim is entered under
    the first letters of its own.
    """
    claims = request.stores.claims
    found = claims.claims_found_by(id_search_key(text), limit=MOST_FOUND)
    changes = claims.recent_changes([one for one in found if one.startswith(text)])
    return [claim_id for claim_id, change in changes.items() if _is_readable(request, change.claim)]


def _is_readable(request: PageRequest, claim: Claim) -> bool:
    try:
        admit(request, claim, Operation.READ)
    except (MissingError, GlassClosedError):
        return False
    return True
