"""The in-memory twin of `SearchIndex`."""

from collections.abc import Iterable, Mapping

from claimtrail.claims.facts.search_keys import WITHIN
from tests.twins.claims.memory import Kept, Memory, Place


class MemorySearch(Memory):
    """Search keys with the claims that they find."""

    def append_search_keys(self, found_by: Mapping[str, Iterable[str]]) -> None:
        """Let each claim be found by its keys."""
        for claim_id, keys in found_by.items():
            for key in keys:
                wider, _, narrower = key.partition(WITHIN)
                self._append(Place(Kept.SEARCH, wider, f"{narrower}#{claim_id}"), "")

    def claims_found_by(self, search_key: str, *, limit: int) -> list[str]:
        """The claims that a key finds."""
        wider, _, narrower = search_key.partition(WITHIN)
        named = [name.rpartition("#") for name, _ in self._of(Kept.SEARCH, wider)]
        found = [claim_id for key, _, claim_id in named if narrower in {"", key}]
        return list(dict.fromkeys(found[:limit]))
