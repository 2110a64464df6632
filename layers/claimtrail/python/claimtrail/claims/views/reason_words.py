"""The words for why evidence moved nothing, waits, or needs a review: a row for each reason."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.claims.fold.review.exceptions import NEXT_STEPS
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.lifecycle import reasons

NOTE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "weaker": "lower priority than what the payer said already",
        "repeated": "duplicate of what came before",
        "confirmed": "says again where the claim is",
        "superseded": "about an earlier submission of the claim",
        "duplicate_denial": "duplicate of a denial that counts already",
        "other_payer_claim": "about another of the payer's numbers for this claim",
        "matched": "counts for another claim",
        reasons.INFORMATIONAL: "information only",
        reasons.UNKNOWN_CODE: "a code that no list has",
        reasons.UNKNOWN_TERM: "a payer's own word that nobody has explained",
        reasons.UNBALANCED: "remittance does not balance: nothing posted",
        reasons.FAULTY: "record has errors: nothing of it counts",
        reasons.SECOND_PAYMENT: "second payment of the same charge",
        reasons.DECIDED: "a person's decision",
        reasons.REJECTED_AUTHORITY: "rejected by a person: from a source without authority",
        reasons.REJECTED_FAULTY: "rejected by a person: the record has errors",
        reasons.UNMATCHED_REMITTANCE_LINE: "remittance line that is on no claim of ours",
        reasons.AWAITING_APPROVAL: "a write-off that a second person has to approve",
        reasons.NOTHING_TO_UNDO: "a person's decision about what does not stand any more",
        reasons.BEFORE_SUBMISSION: "seen on a day before the claim was sent",
        reasons.DUPLICATE_SUBMISSION: "duplicate submission: the payer has this claim",
    }
)
"""By the reason of a note."""

HOLD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        HoldReason.NO_SUBMISSION: "no 837 on file for this number",
        HoldReason.MISSING_STEPS: "the 999 or 277CA before it is missing",
        HoldReason.CONTRADICTION: "one acknowledgment accepts the claim, another one rejects it",
        HoldReason.IMPOSSIBLE: "it cannot follow the present status",
        HoldReason.NOTHING_TO_REVERSE: "reversal of a payment that is not on file",
        HoldReason.BEFORE_RESUBMISSION: "it is older than the resubmission",
        HoldReason.OTHER_PAYER: "from a payer that the claim does not name",
        HoldReason.OTHER_BILLER: "from a biller whose claim it is not",
        HoldReason.TOO_MANY_EVENTS: "more facts than a claim can have",
        HoldReason.TOO_MANY_LINKS: "more links than a claim can have",
        HoldReason.TOO_MANY_OF_SOURCE: "more facts of one source than it may have",
        HoldReason.OUT_OF_TIME: "reading it took too long",
    }
)
"""By the reason for which evidence is held."""

_REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "is not registered",
        "withdrawn": "was withdrawn",
        "differs": "is registered otherwise",
    }
)


def reason_words(reason: str) -> str:
    """Return why evidence moved nothing, waits, or needs a review; else the reason as it is."""
    known = NOTE_WORDS.get(reason) or HOLD_WORDS.get(reason)
    fault, _, what = reason.partition("_")
    if known is None and reason in NEXT_STEPS and fault in _REFERENCES:
        return f"{what} {_REFERENCES[fault]}"
    return known or reason
