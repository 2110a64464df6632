"""Looking claims up by the parts of a search: by keyed hashes, never by reading claims through.

A part is looked up only in the ways that the person's roles see: whoever sees no names finds none
by a name, and nothing is said about it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.claims.facts.events import id_search_key
from claimtrail.claims.facts.payer_numbers import alike, comparable
from claimtrail.claims.facts.search_keys import (
    SearchKind,
    comparable_name,
    full_name,
    search_key,
)
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.matching.model import MatchMethod
from claimtrail.claims.views.near_numbers import near_numbers
from claimtrail.web.claims.reading import own_payers
from claimtrail.web.claims.subject import target_of
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions
from claimtrail.web.search.terms import SearchPart, Term, plain_date

MOST_FOUND = 200
"""Claims of one key that a search reads at most; it says so beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to look a part up, and the fields that it tells of."""

    words: str
    """`patient control number`."""
    group: FieldGroup
    claim_ids: Callable[[PageRequest, str], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The claims that a search found, and how it looked."""

    claims: tuple[Claim, ...] = ()
    looked: tuple[tuple[str, str], ...] = ()
    """Each part as it was typed, and the ways in which it was looked up."""
    are_near: bool = False
    """True if no claim has the number, and these have one that is near it."""
    is_cut: bool = False
    """True if there may be more."""
    passed_over: tuple[str, ...] = field(default=())
    """Parts that the person's roles do not search by."""


def _by_number(request: PageRequest, number: str) -> Iterator[str]:
    if number.strip():
        yield request.stores.claim_id_of(number)


def _by_payers_number(request: PageRequest, number: str) -> Iterator[str]:
    wanted = comparable(number)
    for payer in own_payers(request) if wanted else ():
        method = MatchMethod.PAYER_CLAIM_CONTROL_NUMBER.value
        key = request.stores.search_key(method, payer, wanted)
        yield from request.stores.claims.claims_bearing(key)


def _by_member(request: PageRequest, number: str) -> Iterator[str]:
    yield from _found_by(request, SearchKind.MEMBER, alike(number))


def _by_plain_date(request: PageRequest, number: str) -> Iterator[str]:
    yield from _found_by(request, SearchKind.DAY, plain_date(number))


def _by_day(request: PageRequest, day: str) -> Iterator[str]:
    yield from _found_by(request, SearchKind.DAY, day)


def _by_amount(request: PageRequest, cents: str) -> Iterator[str]:
    yield from _found_by(request, SearchKind.CENTS, cents)


def _by_name(request: PageRequest, name: str) -> Iterator[str]:
    for kind, value in dict.fromkeys(_names(name)):
        yield from _found_by(request, kind, value)


def _names(name: str) -> Iterator[tuple[SearchKind, str]]:
    """Yield the names that words may mean: `Last, First`, `First Last`, `Last First`, `Last`."""
    last, comma, first = name.partition(",")
    if comma and comparable_name(first):
        yield SearchKind.FULL_NAME, full_name(last, first)
        return
    words = name.replace(",", " ").split()
    yield SearchKind.LAST_NAME, comparable_name(" ".join(words))
    for place in range(1, len(words)):
        yield SearchKind.FULL_NAME, full_name(" ".join(words[place:]), words[0])
        yield SearchKind.FULL_NAME, full_name(" ".join(words[:place]), words[place])


def _by_id(request: PageRequest, claim_id: str) -> Iterator[str]:
    """Yield the claim of an id, or those whose ids begin so, as pages show them."""
    yield claim_id
    key = id_search_key(claim_id)
    if key:
        found = request.stores.claims.claims_found_by(key, limit=MOST_FOUND)
        yield from (one for one in found if one.startswith(claim_id))


def _found_by(request: PageRequest, kind: SearchKind, value: str) -> list[str]:
    if not value.strip():
        return []
    key = search_key(kind, value, request.stores.search_key)
    return request.stores.claims.claims_found_by(key, limit=MOST_FOUND)


_NUMBER = Way(words="patient control number", group=FieldGroup.ACCOUNT, claim_ids=_by_number)
WAYS: Mapping[SearchPart, tuple[Way, ...]] = MappingProxyType(
    {
        SearchPart.CLAIM_ID: (Way(words="claim id", group=FieldGroup.REFERENCE, claim_ids=_by_id),),
        SearchPart.NUMBER: (
            _NUMBER,
            Way(
                words="payer's claim number",
                group=FieldGroup.ACCOUNT,
                claim_ids=_by_payers_number,
            ),
            Way(words="member id", group=FieldGroup.PATIENT, claim_ids=_by_member),
            Way(
                words="date of service (YYYYMMDD)",
                group=FieldGroup.SERVICE,
                claim_ids=_by_plain_date,
            ),
        ),
        SearchPart.NAME: (
            Way(words="patient's name", group=FieldGroup.PATIENT, claim_ids=_by_name),
            _NUMBER,
        ),
        SearchPart.DAY: (
            Way(words="date of service", group=FieldGroup.SERVICE, claim_ids=_by_day),
        ),
        SearchPart.AMOUNT: (
            Way(words="charge or payment", group=FieldGroup.MONEY, claim_ids=_by_amount),
        ),
    }
)
"""By kind of part, the ways in which it is looked up."""


def find_claims(request: PageRequest, terms: Iterable[Term]) -> SearchResult:
    """Return the claims that fit every part and that the person may see, oldest state first."""
    may_see = request.groups_at_all(Operation.LIST, Resource.CLAIM)
    looked: list[tuple[str, str]] = []
    passed_over: list[str] = []
    groups_by_term: list[Mapping[str, frozenset[FieldGroup]]] = []
    wanted = tuple(terms)
    for term in wanted:
        ways = [way for way in WAYS.get(term.kind, ()) if way.group in may_see]
        if not ways:
            passed_over.append(term.kind.value)
            continue
        looked.append((term.value, ", ".join(way.words for way in ways)))
        groups_by_term.append(_looked_up(request, term.value, ways))
    if passed_over or not groups_by_term:
        return SearchResult(looked=tuple(looked), passed_over=tuple(passed_over))
    ids = [one for one in groups_by_term[0] if all(one in found for found in groups_by_term[1:])]
    claims = _claims(request, ids[:MOST_FOUND], groups_by_term)
    is_cut = any(len(found) >= MOST_FOUND for found in groups_by_term)
    if claims or len(wanted) > 1 or wanted[0].kind is not SearchPart.NUMBER:
        return SearchResult(claims=claims, looked=tuple(looked), is_cut=is_cut)
    near = _near(request, wanted[0].value) if FieldGroup.ACCOUNT in may_see else ()
    return SearchResult(claims=near, looked=tuple(looked), are_near=bool(near))


def _looked_up(
    request: PageRequest, value: str, ways: Iterable[Way]
) -> Mapping[str, frozenset[FieldGroup]]:
    """Return the claims of a part, each with the groups of fields by which it was found."""
    found: dict[str, frozenset[FieldGroup]] = {}
    for way in ways:
        for claim_id in way.claim_ids(request, value):
            found[claim_id] = found.get(claim_id, frozenset()) | {way.group}
    return found


def _claims(
    request: PageRequest,
    ids: Iterable[str],
    groups_by_term: Iterable[Mapping[str, frozenset[FieldGroup]]],
) -> tuple[Claim, ...]:
    """Return the claims that the person may see, by fields that the person sees of each."""
    needed = tuple(groups_by_term)
    read = _read(request, ids)
    learn_restrictions(request, read.values())
    return tuple(
        claim
        for typed_id, claim in read.items()
        if (groups := _groups_of(request, claim))
        and all(found[typed_id] & groups for found in needed)
    )


def _near(request: PageRequest, number: str) -> tuple[Claim, ...]:
    """Return the claims whose numbers are near one that no claim has."""
    ids = map(request.stores.claim_id_of, near_numbers(number))
    found = _read(request, dict.fromkeys(ids))
    learn_restrictions(request, found.values())
    return tuple(one for one in found.values() if FieldGroup.ACCOUNT in _groups_of(request, one))


def _read(request: PageRequest, ids: Iterable[str]) -> dict[str, Claim]:
    """Return the claims by the ids that were looked up.

    A number that a payer cut or changed leads to the claim that it was found to mean.
    """
    wanted = tuple(ids)
    changes = request.stores.claims.recent_changes(wanted)
    claims = {one: changes[one].claim for one in wanted if one in changes}
    meant = {one.matched_to for one in claims.values() if one.matched_to} - claims.keys()
    others = request.stores.claims.recent_changes(meant)
    known = claims | {one: change.claim for one, change in others.items()}
    found = {one: known.get(claim.matched_to, claim) for one, claim in claims.items()}
    once = {claim.claim_id: typed for typed, claim in reversed(found.items())}
    return {typed: found[typed] for typed in found if typed in once.values()}


def _groups_of(request: PageRequest, claim: Claim) -> frozenset[FieldGroup]:
    decision = request.decide(Operation.LIST, target_of(claim), subject=claim.claim_id)
    return decision.groups if decision.is_allowed else frozenset()
