"""In-memory twins of people, openings and reviews of access, for tests."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Generic, TypeVar

from claimtrail.access.break_glass.model import BreakState, GlassBreak, GlassView
from claimtrail.access.people.model import DirectoryPerson, KnownPerson
from claimtrail.access.reviews.model import AccessReview, ReviewRound
from claimtrail.access.reviews.uses import PersonUses
from claimtrail.access.scim.model import DirectoryGroup
from claimtrail.access.subjects import Principal

Document = TypeVar("Document", GlassBreak, KnownPerson, AccessReview, DirectoryGroup)


class _Versions(Generic[Document]):
    """Documents that are stored version by version."""

    def __init__(self) -> None:
        self.stored: dict[str, Document] = {}

    def put(self, name: str, document: Document) -> bool:
        stored = self.stored.get(name)
        if document.version != (stored.version if stored else 0) + 1:
            return False
        self.stored[name] = document
        return True


class MemoryGlassBreakStore:
    """Openings in a dictionary."""

    def __init__(self) -> None:
        self._breaks: _Versions[GlassBreak] = _Versions()
        self._views: dict[tuple[str, str, str], GlassView] = {}

    def find(self, break_id: str) -> GlassBreak | None:
        """Return an opening."""
        return self._breaks.stored.get(break_id)

    def save(self, opened: GlassBreak) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._breaks.put(opened.break_id, opened)

    def add_view(self, break_id: str, view: GlassView) -> None:
        """Store what was seen after an opening."""
        self._views[break_id, view.request_id, view.action] = view

    def views(self, break_id: str) -> list[GlassView]:
        """Return what was seen after an opening, the first view first."""
        found = [view for (opening, *_), view in self._views.items() if opening == break_id]
        return sorted(found, key=lambda view: (view.viewed_at, view.request_id, view.action))

    def listed(self, state: BreakState) -> list[GlassBreak]:
        """Return the openings of a state, the nearest last day first."""
        found = [one for one in self._breaks.stored.values() if one.state is state]
        return sorted(found, key=lambda one: (one.review_by, one.break_id))


class MemoryPeopleStore:
    """People in a dictionary."""

    def __init__(self) -> None:
        self._people: _Versions[KnownPerson] = _Versions()

    def find(self, person_id: str) -> KnownPerson | None:
        """Return a person."""
        return self._people.stored.get(person_id)

    def save(self, person: KnownPerson) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._people.put(person.person_id, person)

    def listed(self) -> list[KnownPerson]:
        """Return everybody, by id."""
        return [one for _, one in sorted(self._people.stored.items())]


class MemoryReviewStore:
    """Reviews and rounds in dictionaries."""

    def __init__(self) -> None:
        self._reviews: _Versions[AccessReview] = _Versions()
        self.rounds: dict[date, ReviewRound] = {}

    def find(self, review_id: str) -> AccessReview | None:
        """Return a review."""
        return self._reviews.stored.get(review_id)

    def save(self, review: AccessReview) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._reviews.put(review.review_id, review)

    def open_reviews(self) -> list[AccessReview]:
        """Return the reviews that are not completed, due next first."""
        found = [one for one in self._reviews.stored.values() if not one.completed_at]
        return sorted(found, key=lambda one: (one.due_on, one.review_id))

    def completed_since(self, day: date) -> list[AccessReview]:
        """Return the reviews that were completed on that day or later."""
        return [
            one
            for one in self._reviews.stored.values()
            if one.completed_at and one.completed_at.date() >= day
        ]

    def find_round(self, period: date) -> ReviewRound | None:
        """Return the mark of a period."""
        return self.rounds.get(period)

    def mark_round(self, done: ReviewRound) -> None:
        """Store the mark of a period."""
        self.rounds[done.period] = done


class MemoryGroupStore:
    """Groups of the leaver feed in a dictionary."""

    def __init__(self) -> None:
        self._groups: _Versions[DirectoryGroup] = _Versions()

    def find(self, group_id: str) -> DirectoryGroup | None:
        """Return a group."""
        return self._groups.stored.get(group_id)

    def save(self, group: DirectoryGroup) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._groups.put(group.group_id, group)

    def delete(self, group_id: str) -> None:
        """Remove a group, if there is one."""
        self._groups.stored.pop(group_id, None)

    def listed(self) -> list[DirectoryGroup]:
        """Return all groups by name."""
        return sorted(self._groups.stored.values(), key=lambda one: (one.name, one.group_id))


class MemoryAccessUses:
    """The access log's counts, as a test says them."""

    def __init__(self, counts: Mapping[str, PersonUses] | None = None) -> None:
        self.counts = counts or {}
        self.asked: list[date] = []

    def since(self, day: date) -> Mapping[str, PersonUses]:
        """Return the accesses from a day on."""
        self.asked.append(day)
        return self.counts


class MemoryDirectory:
    """An identity provider's directory."""

    def __init__(self, *people: DirectoryPerson) -> None:
        self.known = {one.person_id: one for one in people}

    def people(self) -> Iterator[DirectoryPerson]:
        """Yield everybody."""
        yield from list(self.known.values())

    def person_of(self, account: str) -> Principal | None:
        """Return a person whose account has the name of the person."""
        one = self.known.get(account)
        if one is None or not one.is_enabled:
            return None
        return Principal(
            id=one.person_id, roles=one.roles, facilities=one.facilities, payers=one.payers
        )

    def disable(self, person_id: str) -> None:
        """Let a person sign in no more."""
        self._set(person_id, is_enabled=False)

    def enable(self, person_id: str) -> None:
        """Let a person sign in again."""
        self._set(person_id, is_enabled=True)

    def _set(self, person_id: str, *, is_enabled: bool) -> None:
        if person_id in self.known:
            self.known[person_id] = replace(self.known[person_id], is_enabled=is_enabled)
