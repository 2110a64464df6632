"""The last word about a claim: its plain meaning, who said it, by which record, and when."""

from dataclasses import dataclass
from datetime import date

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.views.code_words import words_of
from claimtrail.claims.views.timeline import TRANSACTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """The word that moved the claim last."""

    words: str
    by: str
    """The partner's id, or `user:<id>`."""
    record: str
    """`835`, `277CA`; `person` where a person decided."""
    on: date

    @property
    def speaker(self) -> str:
        """Return who said it and how: `granite-health, 835`."""
        return f"{self.by}, {self.record}"


def last_word(claim: Claim) -> LastWord | None:
    """Return the last word about a claim; None before the first."""
    if not claim.steps:
        return None
    step = claim.steps[-1]
    return LastWord(
        words=words_of(step.codes) or state_words(step.after),
        by=step.source.partner_id,
        record=TRANSACTIONS[step.evidence],
        on=step.effective_on,
    )
