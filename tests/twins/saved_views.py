"""In-memory twin of the store of saved views, for tests."""

from collections.abc import Iterable

from claimtrail.access.saved_views import SavedView, ViewChoices, view_conflict


class MemorySavedViewStore:
    """Views and choices in dictionaries."""

    def __init__(self) -> None:
        self.views: dict[str, SavedView] = {}
        self.choices: dict[str, ViewChoices] = {}

    def save(self, view: SavedView, *, previous: SavedView | None) -> None:
        """Keep a view. Raises ConflictError when the version before is not kept."""
        del previous
        stored = self.views.get(view.view_id)
        if view.version != (stored.version if stored else 0) + 1:
            raise view_conflict(view.view_id)
        self.views[view.view_id] = view

    def delete(self, view: SavedView) -> None:
        """Remove a view, if it is there."""
        self.views.pop(view.view_id, None)

    def find(self, view_id: str) -> SavedView | None:
        """A view, or None."""
        return self.views.get(view_id)

    def readable_by(self, readers: Iterable[str]) -> list[SavedView]:
        """The views of these readers, by name."""
        wanted = frozenset(readers)
        found = [one for one in self.views.values() if not one.readers.isdisjoint(wanted)]
        return sorted(found, key=lambda one: (one.name.casefold(), one.view_id))

    def choices_of(self, person: str) -> ViewChoices:
        """The choices of a person."""
        return self.choices.get(person, ViewChoices(person=person))

    def save_choices(self, choices: ViewChoices) -> None:
        """Keep choices. Raises ConflictError when the version before is not kept."""
        if choices.version != self.choices_of(choices.person).version + 1:
            raise view_conflict(choices.person)
        self.choices[choices.person] = choices
