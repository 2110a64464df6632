"""The read of a stage's claims for a list: over all payers, up to a bound, and what it left out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import product

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.ports import Listings

_PAGE = 200

Page = Callable[..., tuple[list[Claim], str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One partition of the listings, which is read page by page."""

    payer_id: str
    what: str
    """The partition as people read it: `larkspur, Denied`."""
    page: Page


@dataclass(slots=True, kw_only=True)
class Scan:
    """The claims that were read, and the partitions that were not read to their end."""

    claims: list[Claim] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """As people read it: `larkspur, Denied: from 2026-10-05 on`, `kestrel: all`."""


def parts_by_state(
    store: Listings, *, payers: Sequence[str], states: Sequence[State]
) -> list[Part]:
    """Return the partitions of payers and states; without states, those of payers."""
    wanted: Sequence[State | None] = states or [None]
    return [
        Part(
            payer_id=payer_id,
            what=f"{payer_id}, {state_words(state)}" if state else payer_id,
            page=partial(store.list_claims, payer_id=payer_id, state=state),
        )
        for payer_id, state in product(payers, wanted)
    ]


def parts_by_day(store: Listings, *, payers: Sequence[str], day: date) -> list[Part]:
    """Return the partitions of payers for a day of submission."""
    return [
        Part(
            payer_id=payer_id,
            what=f"{payer_id}, submitted {day}",
            page=partial(store.list_submitted, payer_id=payer_id, day=day),
        )
        for payer_id in payers
    ]


def scan(parts: Sequence[Part], *, most: int) -> Scan:
    """Read partitions in turns, a page of each, until all are read or so many claims are.

    No payer is left out for standing last.
    """
    found = Scan()
    waiting: list[tuple[Part, str | None]] = [(part, None) for part in parts]
    after: dict[str, Claim] = {}
    while waiting and len(found.claims) < most:
        waiting = list(_round(waiting, found, after, most))
    found.unread += [_unread(part, after.get(part.what)) for part, _ in waiting]
    return found


def _round(
    waiting: Sequence[tuple[Part, str | None]], found: Scan, last: dict[str, Claim], most: int
) -> Iterator[tuple[Part, str | None]]:
    """Read a page of each partition; yield those that have more, with the token of the next."""
    for part, token in waiting:
        room = most - len(found.claims)
        if room <= 0:
            yield part, token
            continue
        page, following = part.page(limit=min(_PAGE, room), after=token)
        found.claims += page
        if page:
            last[part.what] = page[-1]
        if following is not None:
            yield part, following


def _unread(part: Part, last: Claim | None) -> str:
    if last is None:
        return f"{part.what}: nothing was read"
    return f"{part.what}: after {state_words(last.state)} since {last.state_since}"
