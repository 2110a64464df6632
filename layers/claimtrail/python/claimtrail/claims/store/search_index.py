"""The port of the search index: claims by what people know of them, as keyed hashes."""

from collections.abc import Iterable, Mapping
from typing import Protocol


class SearchIndex(Protocol):
    """Claims by the values that people search for, as keyed hashes."""

    def append_search_keys(self, found_by: Mapping[str, Iterable[str]]) -> None:
        """Let each claim be found by its keys; idempotent.

        A key that is written `wider/narrower` is found by both: by `wider` and as a whole.
        """
        ...

    def claims_found_by(self, search_key: str, *, limit: int) -> list[str]:
        """Return the claims that a key finds, each once, `limit` at most, in no promised order.

        Strongly consistent.
        """
        ...
