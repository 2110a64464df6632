"""The in-memory twin of `MatchStore`."""

from collections.abc import Iterable, Mapping

from claimtrail.claims.facts.limits import AWAITING_CLAIMS, BEARERS
from claimtrail.claims.matching.model import Match
from claimtrail.claims.store import documents
from claimtrail.claims.store.conflicts import match_conflict
from tests.twins.claims.memory import Kept, Memory, Place


class MemoryMatches(Memory):
    """Match keys with who bears or awaits them, decisions and links."""

    def append_match_keys(
        self, claim_id: str, match_keys: tuple[str, ...], *, awaiting_match: bool = False
    ) -> None:
        """Let the claim be found by these keys."""
        for key in match_keys:
            self._append(Place(Kept.BEARING, key, claim_id), "")
            if awaiting_match:
                self._append(Place(Kept.AWAITING, key, claim_id), "")
                self._append(Place(Kept.AWAITED, key), "")

    def introduce(self, bearing: Mapping[str, Iterable[str]]) -> set[str]:
        """Let claims be found by their keys; afterwards the keys that are awaited."""
        named = {(key, claim_id) for claim_id, borne in bearing.items() for key in borne}
        for key, claim_id in sorted(named):
            self._append(Place(Kept.BEARING, key, claim_id), "")
        return self.awaited_among({key for key, _ in named})

    def awaited_among(self, match_keys: Iterable[str]) -> set[str]:
        """The keys that are awaited."""
        return {key for key in match_keys if self._is_awaited(key)}

    def _is_awaited(self, match_key: str) -> bool:
        return self._has(Place(Kept.AWAITED, match_key))

    def claims_bearing(self, match_key: str) -> list[str]:
        """The claims that bear a key."""
        return [name for name, _ in self._of(Kept.BEARING, match_key)[: BEARERS + 2]]

    def claims_awaiting(self, match_key: str) -> list[str]:
        """The partitions that await another by a key, or did once."""
        return [name for name, _ in self._of(Kept.AWAITING, match_key)[: AWAITING_CLAIMS + 2]]

    def find_match(self, claim_id: str) -> Match | None:
        """The decision about a waiting partition."""
        text = self._document(Kept.MATCH, claim_id)
        return documents.load_match(text) if text else None

    def save_match(self, match: Match, *, previous: Match | None) -> None:
        """Store a decision and its link. Raises ConflictError when another one is stored."""
        if self.find_match(match.claim_id) != previous:
            raise match_conflict(match)
        text = documents.dump_match(match)
        self._write(Place(Kept.MATCH, match.claim_id), text)
        if previous and previous.target:
            self._remove(Place(Kept.LINK, previous.target, match.claim_id))
        if match.target:
            self._write(Place(Kept.LINK, match.target, match.claim_id), text)

    def links_of(self, claim_id: str) -> list[Match]:
        """The decisions by which a claim has evidence of other partitions."""
        return [documents.load_match(text) for _, text in self._of(Kept.LINK, claim_id)]
