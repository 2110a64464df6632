"""The in-memory twin of `SearchIndex`."""

from collections.abc import Iterable, Mapping

from tests.twins.claims.memory import Kept, Memory, Place


class MemorySearch(Memory):
    """Search keys with the claims that they find."""

    def append_search_keys(self, found_by: Mapping[str, Iterable[str]]) -> None:
        """Let each claim be found by its keys."""
        for claim_id, keys in found_by.items():
            for key in keys:
                self._append(Place(Kept.SEARCH, key, claim_id), "")

    def claims_found_by(self, search_key: str, *, limit: int) -> list[str]:
        """The claims that a key finds."""
        return [name for name, _ in self._of(Kept.SEARCH, search_key)[:limit]]
