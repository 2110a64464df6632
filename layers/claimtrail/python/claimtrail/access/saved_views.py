"""Saved views: a list's filters, columns and order under a name, shared, defaulted, pinned.

A view is the query of an address and nothing else. Whoever opens it has the list's own answer, so
it shows each person what that person may see. It keeps no word that somebody searched for.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id

VIEW_PREFIX = "viw_"
USER, ROLE = "user:", "role:"
MOST_LETTERS = 80
"""Letters of a view's name at most."""
MOST_QUERY = 1_900
"""Letters of a view's query at most: the firewall in front takes 2,048, the view's id included."""
MOST_SHARES = 20
"""People and roles that one view is shared with at most: each is an item beside it."""
MOST_PINNED = 6
"""Views on one landing page: each is counted when the page is opened."""
MOST_VIEWS = 100
"""Views that one person may own."""


class SavedView(FrozenModel):
    """One view of one list."""

    schema_version: Literal[1] = 1
    version: int = Field(default=1, ge=1)
    """Grows by one with each write; a write against an older version is refused."""
    view_id: str
    name: str
    listing: str
    """The list's name: `claims`."""
    query: str
    """Facets, order and columns, as they stand in an address."""
    owner: str
    """`user:<id>`."""
    shared_with: tuple[str, ...] = ()
    """`user:<id>` and `role:<name>`."""
    saved_at: datetime

    @property
    def readers(self) -> frozenset[str]:
        """Return everybody who finds it."""
        return frozenset({self.owner, *self.shared_with})


class ViewChoices(FrozenModel):
    """The default and pinned views of one person."""

    schema_version: Literal[1] = 1
    version: int = Field(default=0, ge=0)
    """Grows by one with each write; 0 is unsaved."""
    person: str
    """`user:<id>`."""
    defaults: dict[str, str] = Field(default_factory=dict)
    """The view that a list opens with, by the list's name."""
    pinned: tuple[str, ...] = ()
    """The views on the landing page, in order."""

    def with_default(self, listing: str, view_id: str) -> "ViewChoices":
        """Return the choices with another default of a list; an empty id removes it."""
        kept = {name: one for name, one in self.defaults.items() if name != listing}
        return self._next(defaults=kept | ({listing: view_id} if view_id else {}))

    def with_pin(self, view_id: str, *, is_pinned: bool) -> "ViewChoices":
        """Return the choices with a view pinned or not. Raises ConflictError beyond MOST_PINNED."""
        kept = tuple(one for one in self.pinned if one != view_id)
        pinned = (*kept, view_id) if is_pinned else kept
        if len(pinned) > MOST_PINNED:
            raise ConflictError(
                _explained(
                    "VIEWS_PINNED",
                    f"{MOST_PINNED} views are pinned already",
                    "Unpin one of them first.",
                )
            )
        return self._next(pinned=pinned)

    def without(self, view_id: str) -> "ViewChoices":
        """Return the choices without a view that is gone."""
        return self._next(
            defaults={name: one for name, one in self.defaults.items() if one != view_id},
            pinned=tuple(one for one in self.pinned if one != view_id),
        )

    def _next(self, **changes: object) -> "ViewChoices":
        return self.model_copy(update={**changes, "version": self.version + 1})


class SavedViewStore(Protocol):
    """The store of saved views, and of what each person chose among them."""

    def save(self, view: SavedView, *, previous: SavedView | None) -> None:
        """Store a view in place of the one before. Raises ConflictError when that is not stored."""
        ...

    def delete(self, view: SavedView) -> None:
        """Remove a view, if it is there."""
        ...

    def find(self, view_id: str) -> SavedView | None:
        """Return a view, strongly consistent; None when there is none."""
        ...

    def readable_by(self, readers: Iterable[str]) -> list[SavedView]:
        """Return the views that one of these owns or has been given, each once, by name."""
        ...

    def choices_of(self, person: str) -> ViewChoices:
        """Return what a person chose, strongly consistent; nothing is a choice, too."""
        ...

    def save_choices(self, choices: ViewChoices) -> None:
        """Store a person's choices. Raises ConflictError when the version before is not stored."""
        ...


def readers_of(person: Principal) -> tuple[str, ...]:
    """Return the names under which a person finds views: the own one, and those of the roles."""
    return (user(person.id), *(f"{ROLE}{role.value}" for role in sorted(person.roles)))


def user(person_id: str) -> str:
    """Return a person as owner or reader of views."""
    return f"{USER}{person_id}"


def may_read(view: SavedView, person: Principal) -> bool:
    """Return whether a person owns a view or has been given it."""
    return not view.readers.isdisjoint(readers_of(person))


def view_id_of(*, owner: str, listing: str, saved_at: datetime, name: str) -> str:
    """Return the id of a view that is saved first: the same form sent twice saves one."""
    return derived_id(VIEW_PREFIX, owner, listing, name, saved_at.date().isoformat())


def is_audience(text: str) -> bool:
    """Return whether a view can be shared with it: `user:<id>`, or `role:<name>` of a job role."""
    if text.startswith(ROLE):
        return text.removeprefix(ROLE) in set(JobRole)
    name = text.removeprefix(USER)
    return text.startswith(USER) and 0 < len(name) <= MOST_LETTERS and name.isprintable()


def view_conflict(view_id: str) -> ConflictError:
    """Return the error of a write that another one overtook."""
    return ConflictError(
        _explained(
            "SAVED_VIEW_CONFLICT",
            f"saved view {view_id} changed meanwhile",
            "Load the page again and repeat.",
        )
    )


def _explained(code: str, what: str, next_step: str) -> Explanation:
    return Explanation(code=code, what=what, where="saved views", next_step=next_step)
