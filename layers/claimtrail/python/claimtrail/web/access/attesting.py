"""The forms of attestations: several people at once, each decided about, and the way back.

The result returns to the list in its address: a word, counts and reasons, and nobody's name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from claimtrail.access.errors import UnusableTextError
from claimtrail.access.reviews.model import Attestation
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, NotFoundError
from claimtrail.trail.access_log import Action
from claimtrail.web.access.due import ATTESTATIONS_PATH
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.list_pages import list_page
from claimtrail.web.core.lists.listing import Listing
from claimtrail.web.core.query import Query
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest

DONE, LEFT = "done", "left"
"""Names of the address that have a result."""
MOST_SELECTED = 500
_BETWEEN = "~"
"""Between a review and a person in the value of a row: neither has it."""
_CHANGED = "changed"
WORDS: Mapping[str, str] = MappingProxyType(
    {
        Attestation.KEEP.value: "kept",
        Attestation.CHANGE.value: "to be changed: the administrators have a ticket each",
        Attestation.REMOVE.value: "removed, and signed out at once",
        _CHANGED: "marked as changed",
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "ACCESS_NOT_ALLOWED": "nobody attests their own access, and only managers attest",
        "REVIEW_OF_ANOTHER_MANAGER": "another manager's review",
        "ACCESS_REMOVED": "removed before; an administrator restores access",
        "ACCESS_SUBJECT_UNKNOWN": "not in the review, or no change was asked for",
        "ACCESS_SUBJECT_CHANGED": "somebody else was changing it: repeat",
    }
)
"""The reasons for which a person is left out, by the code of the refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestingResult:
    """The result of a form, as the list shows it."""

    words: str
    left: tuple[str, ...] = ()


def selection_of(review_id: str, person_id: str) -> str:
    """Return the value that a form sends of a row."""
    return f"{review_id}{_BETWEEN}{person_id}"


def attest(request: PageRequest, listing: Listing[Any]) -> Reply:
    """Take a manager's word on the selected people, and lead back to the list with the result.

    Words that are no reason lead to the form again. Raises BadRequestError for a word that is none.
    """
    said = request.form.first("action")
    if said not in set(Attestation):
        raise bad_value("action", known=", ".join(Attestation))
    selected = _selected(request)
    _record(request, selected)
    done, left = 0, Counter[str]()
    for review_id, people in selected.items():
        try:
            outcome = request.stores.reviews.attest_each(
                review_id,
                people,
                by=request.person,
                attested=Attestation(said),
                words=request.form.first("words"),
            )
        except UnusableTextError as error:
            return _again(request, listing, error)
        except (NotFoundError, ConflictError) as error:
            left[error.explanation.code] += len(people)
            continue
        done += len(people) - len(outcome.refused)
        left.update(one.explanation.code for one in outcome.refused.values())
    return _back(request, said, done, left)


def mark_changed(request: PageRequest) -> Reply:
    """Mark the changes as made that managers had asked for, of the selected people."""
    selected = _selected(request)
    _record(request, selected)
    done, left = 0, Counter[str]()
    for review_id, people in selected.items():
        for person_id in people:
            try:
                request.stores.reviews.make_change(review_id, person_id, by=request.person)
            except (NotFoundError, ConflictError) as error:
                left[error.explanation.code] += 1
            else:
                done += 1
    return _back(request, _CHANGED, done, left)


def result_of(query: Query) -> AttestingResult | None:
    """Return the result that an address has; None without one, or for one that nobody made."""
    said, count = _counted(query.first(DONE))
    if said not in WORDS:
        return None
    reasons = (_counted(one) for one in query.all(LEFT))
    return AttestingResult(
        words=f"{count} {WORDS[said]}",
        left=tuple(f"{number}: {REASONS[code]}" for code, number in reasons if code in REASONS),
    )


def without_result(query: Query) -> Query:
    """Return the query of the list alone."""
    return query.replaced(**{DONE: None, LEFT: None})


def _counted(text: str) -> tuple[str, str]:
    name, _, count = text.partition(".")
    is_count = count.isascii() and count.isdecimal() and len(count) <= len(str(MOST_SELECTED))
    return (name, count) if is_count else ("", "")


def _selected(request: PageRequest) -> Mapping[str, list[str]]:
    """Return the selected people by their review."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in dict.fromkeys(request.form.all("selected")[:MOST_SELECTED]):
        review_id, _, person_id = one.partition(_BETWEEN)
        found[review_id].append(person_id)
    return found


def _record(request: PageRequest, selected: Mapping[str, Iterable[str]]) -> None:
    subjects = tuple(one for review, people in selected.items() for one in (review, *people))
    if subjects:
        record(
            request,
            (ShownData(action=Action.ACCESS_REVIEWED, subjects=subjects, fields=("attested",)),),
        )


def _back(request: PageRequest, said: str, done: int, left: Mapping[str, int]) -> RedirectReply:
    query = without_result(Query.parse(request.form.first("back")))
    result = {
        DONE: (f"{said}.{done}",),
        LEFT: tuple(f"{code}.{count}" for code, count in sorted(left.items())),
    }
    return RedirectReply(location=query.replaced(**result).on(ATTESTATIONS_PATH))


def _again(request: PageRequest, listing: Listing[Any], error: ClaimTrailError) -> Reply:
    """Return the list with the words that were typed, and what is wrong with them."""
    back = without_result(Query.parse(request.form.first("back")))
    asked = replace(request, path=ATTESTATIONS_PATH, query=back)
    reply = list_page(listing)(asked)
    if not isinstance(reply, PageReply):
        return reply
    said = error.explanation
    typed = {
        "refused": f"{said.what[:1].upper()}{said.what[1:]}. {said.next_step}",
        "words": request.form.first("words"),
        "checked": frozenset(request.form.all("selected")),
    }
    return replace(reply, view={**reply.view, **typed})
