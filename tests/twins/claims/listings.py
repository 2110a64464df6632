"""The in-memory twin of `Listings`: every document is looked at."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.batch_model import BatchResult
from claimtrail.claims.matching.model import Match, MatchVerdict
from claimtrail.claims.store import documents
from claimtrail.claims.store.due_claims import DuePage, listed_on
from claimtrail.claims.store.listing_order import listing_order
from tests.twins.claims.due_claims import page_of
from tests.twins.claims.loaded import load_change
from tests.twins.claims.memory import Kept, Memory


class MemoryListings(Memory):
    """Claims, matches and batch results by what people and schedules ask for."""

    def list_claims(
        self, *, payer_id: str, state: State | None, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Claims of a payer by state, oldest first, and the token of the next page."""
        listed = {
            _by_state(claim): claim
            for claim in self._claims()
            if claim.payer_id == payer_id and not claim.matched_to and state in {None, claim.state}
        }
        return _page(listed, limit=limit, after=after)

    def walk_claims(
        self, *, payer_ids: Sequence[str], states: Collection[State], after: str, at_once: int
    ) -> Iterator[Claim]:
        """The claims of payers in some states after a place, in its order."""
        assert at_once > 0
        listed = {
            _by_state(claim): claim
            for claim in self._claims()
            if claim.payer_id in payer_ids
            and not claim.matched_to
            and (not states or claim.state in states)
        }
        return (listed[order] for order in sorted(listed) if order > after)

    def list_submitted(
        self, *, payer_id: str, day: date, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """A payer's claims of a day of submission, and the token of the next page."""
        listed = {
            claim.claim_id: claim
            for claim in self._claims()
            if claim.payer_id == payer_id and claim.submitted_on == day and not claim.matched_to
        }
        return _page(listed, limit=limit, after=after)

    def list_unmatched(self, *, payer_id: str, limit: int) -> list[Match]:
        """A payer's doubtful matches."""
        found = [
            match
            for match in map(documents.load_match, self.documents_of(Kept.MATCH))
            if match.payer_id == payer_id and match.verdict is MatchVerdict.DOUBTFUL
        ]
        return sorted(found, key=lambda match: match.claim_id)[:limit]

    def list_due(
        self, *, day: date, limit: int, per_payer: int, after: str | None = None
    ) -> DuePage:
        """A page of the claims that are listed under that day and not delisted."""
        due = (
            claim
            for claim in self._claims()
            if listed_on(claim) == day and self.delisted.get(claim.claim_id) != claim.version
        )
        return page_of(due, limit=limit, per_payer=per_payer, after=after)

    def delist_due(self, claims: Iterable[Claim]) -> None:
        """Take these versions off the list."""
        self.delisted |= {claim.claim_id: claim.version for claim in claims}

    def relist_due(self, claim_id: str) -> None:
        """List the stored version again, if it was delisted."""
        self.delisted.pop(claim_id, None)

    def list_waiting(self, *, day: date, limit: int) -> list[Claim]:
        """Claims whose held evidence next becomes an exception on that day."""
        return _by_id(claim for claim in self._claims() if claim.overdue_next_on == day)[:limit]

    def list_exceptions(self, *, payer_id: str, limit: int) -> list[Claim]:
        """A payer's claims with something that needs review, the oldest exception first."""
        found = {
            (since, claim.claim_id): claim
            for claim in self._claims()
            if (since := claim.exception_since) and claim.payer_id == payer_id
        }
        return [found[order] for order in sorted(found)][:limit]

    def list_batch_exceptions(self, *, payer_id: str, limit: int) -> list[BatchResult]:
        """A payer's batch results that are exceptions, the oldest first."""
        found = [
            result
            for result in map(documents.load_batch_result, self.documents_of(Kept.BATCH_RESULT))
            if result.payer_id == payer_id and result.reason
        ]
        return sorted(found, key=lambda result: (result.since, result.status_id))[:limit]

    def _claims(self) -> list[Claim]:
        return [load_change(text).claim for text in self.documents_of(Kept.CHANGE)]


def _by_state(claim: Claim) -> str:
    """By the name of the state, then by how long the claim has been in it."""
    return listing_order(claim)


def _by_id(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: claim.claim_id)


def _page(
    listed: dict[str, Claim], *, limit: int, after: str | None
) -> tuple[list[Claim], str | None]:
    found = sorted(order for order in listed if after is None or order > after)
    token = found[limit - 1] if len(found) > limit else None
    return [listed[order] for order in found[:limit]], token
