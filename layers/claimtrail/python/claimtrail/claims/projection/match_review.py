"""The review of doubtful partitions, where people decide what no rule may guess.

The decision is appended to the partition as one more fact, numbered, and the stream has the claims
folded again. Of two people at once the second finds the number taken; of two one after the other
the second is shown what stands, and has to take it back first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from claimtrail.claims.facts.decisions import MatchDecided
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.fold.decisions.evidence_decisions import decision_event
from claimtrail.claims.fold.decisions.match_decisions import last_decision
from claimtrail.claims.matching.model import Match, MatchVerdict
from claimtrail.claims.matching.rules import is_waiting
from claimtrail.claims.projection.matching import as_facts_stand
from claimtrail.claims.store.ports import EventLog, MatchStore
from claimtrail.kernel.errors import ConflictError, Explanation, NotFoundError

_LIST = "`claimtrail unmatched` lists what is in doubt, with the claims that it may mean."


class DoubtStore(MatchStore, EventLog, Protocol):
    """Partitions whose match is in doubt, and the log of decisions about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReview:
    """Decides about one partition at a time, in the name of `by` (`user:<id>`).

    Deciding the same again adds nothing and gives the decision that stands. Each method raises
    ConflictError when somebody decided otherwise, before or meanwhile.
    """

    store: DoubtStore
    by: str
    at: datetime
    code_version: str

    def accept(self, claim_id: str, *, other: str, why: str) -> ClaimEvent:
        """It means that claim, one of the candidates. Raises NotFoundError when it is none."""
        doubt, last = self._standing(claim_id)
        if last and _fact(last).accepted == other:
            return last
        self._require_doubt(doubt, last)
        if other not in {candidate.claim_id for candidate in doubt.candidates}:
            raise _no_candidate(claim_id, other)
        return self._append(doubt, last, accepted=other, rejected=_rejected(last), why=why)

    def reject(self, claim_id: str, *, why: str) -> ClaimEvent:
        """It means none of the candidates; one that comes to light later is a doubt of its own.

        Money that fits no claim is rejected under its own number: it is no claim of ours.
        """
        doubt, last = self._standing(claim_id)
        if (
            last
            and _fact(last).decision == "REJECTED"
            and doubt.verdict is not MatchVerdict.DOUBTFUL
        ):
            return last
        if not self._is_money_without_claim(doubt):
            self._require_doubt(doubt, last)
        found = {candidate.claim_id for candidate in doubt.candidates}
        rejected = tuple(sorted({*_rejected(last), *found} or {claim_id}))
        return self._append(doubt, last, accepted="", rejected=rejected, why=why)

    def withdraw(self, claim_id: str, *, why: str) -> ClaimEvent:
        """As if nobody had decided. Raises NotFoundError when nobody has."""
        doubt, last = self._standing(claim_id)
        if last is None:
            raise _nothing_decided(claim_id)
        if _fact(last).decision == "WITHDRAWN":
            return last
        return self._append(doubt, last, accepted="", rejected=(), why=why)

    def _standing(self, claim_id: str) -> tuple[Match, ClaimEvent | None]:
        """Return what the facts say as they are now, and the last decision."""
        events = self.store.events_of(claim_id)
        if not events:
            raise _not_in_doubt(claim_id)
        return as_facts_stand(claim_id, events, store=self.store), last_decision(events)

    def _is_money_without_claim(self, doubt: Match) -> bool:
        """Return whether payers paid under a number that no 837 has and no claim fits."""
        events = self.store.events_of(doubt.claim_id)
        is_alone = doubt.verdict is MatchVerdict.UNMATCHED and is_waiting(events)
        return is_alone and any(
            isinstance(event.fact, Remitted) and event.fact.paid_cents for event in events
        )

    def _require_doubt(self, doubt: Match, last: ClaimEvent | None) -> None:
        if doubt.verdict is MatchVerdict.DOUBTFUL:
            return
        if last and _fact(last).decision != "WITHDRAWN":
            raise _decided_already(last)
        raise _not_in_doubt(doubt.claim_id)

    def _append(
        self,
        doubt: Match,
        last: ClaimEvent | None,
        *,
        accepted: str,
        rejected: tuple[str, ...],
        why: str,
    ) -> ClaimEvent:
        number = _fact(last).number + 1 if last else 1
        event = decision_event(
            MatchDecided(number=number, accepted=accepted, rejected=rejected, why=why),
            claim_id=doubt.claim_id,
            payer_id=doubt.payer_id,
            by=self.by,
            at=self.at,
            code_version=self.code_version,
        )
        try:
            self.store.append_decision(event)
        except ConflictError:
            won = last_decision(self.store.events_of(doubt.claim_id))
            if won is None or (_fact(won).accepted, _fact(won).rejected) != (accepted, rejected):
                raise
            return won
        return event


def _fact(event: ClaimEvent) -> MatchDecided:
    if not isinstance(event.fact, MatchDecided):
        raise TypeError("not what a person decided")
    return event.fact


def _rejected(last: ClaimEvent | None) -> tuple[str, ...]:
    return _fact(last).rejected if last else ()


def _decided_already(last: ClaimEvent) -> ConflictError:
    return ConflictError(
        Explanation(
            code="MATCH_DECIDED_ALREADY",
            what=f"{last.source.partner_id} decided on {last.recorded_at:%Y-%m-%d %H:%MZ}",
            where=f"claim {last.claim_id}",
            next_step=f"`claimtrail claim {last.claim_id}` shows what and why; to decide again, "
            f"`claimtrail match {last.claim_id} --withdraw --why TEXT`.",
        )
    )


def _not_in_doubt(claim_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="MATCH_NOT_IN_DOUBT",
            what="nothing about this claim waits for a decision",
            where=f"claim {claim_id}",
            next_step=_LIST,
        )
    )


def _nothing_decided(claim_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="MATCH_NOT_DECIDED",
            what="nobody has decided about this claim",
            where=f"claim {claim_id}",
            next_step=_LIST,
        )
    )


def _no_candidate(claim_id: str, other: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="MATCH_NO_CANDIDATE",
            what=f"it cannot mean {other}, which shares no number or score with it",
            where=f"claim {claim_id}",
            next_step=_LIST,
        )
    )
