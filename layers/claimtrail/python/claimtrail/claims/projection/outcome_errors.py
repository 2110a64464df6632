"""Refusals of decisions about a claim's outcome: code, what, where, and what to do next."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.outcome_decisions import outcome_fact
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES
from claimtrail.claims.lifecycle.write_off_limits import NOBODY
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation, NotFoundError

_SHOW = "`claimtrail claim CLAIM` shows where it stands and what people decided."
_DONE: Mapping[State, str] = MappingProxyType(
    {
        State.APPEALED: "appealed",
        State.WRITTEN_OFF: "written off",
        State.CLOSED: "closed",
    }
)
"""The states to which people's decisions lead, as a sentence names them."""


class NotPermittedError(ClaimTrailError):
    """A person may not decide this alone, or at all; the refusal itself goes into the trail."""


def dollars(cents: int) -> str:
    """Return whole cents as messages name them."""
    return f"${cents // 100:,}.{cents % 100:02d}"


def claim_unknown(claim_id: str) -> NotFoundError:
    """Return the error for a claim that is not there."""
    return NotFoundError(
        Explanation(
            code="CLAIM_UNKNOWN",
            what=f"no claim {claim_id}",
            where="the claims of this stage",
            next_step="`claimtrail claims` lists ids; a patient control number is taken as well.",
        )
    )


def invalid(what: str, next_step: str) -> ClaimTrailError:
    """Return the error for a decision that says nothing, or too little."""
    return ClaimTrailError(
        Explanation(code="OUTCOME_INVALID", what=what, where="the decision", next_step=next_step)
    )


def not_possible(claim: Claim, wanted: State) -> ClaimTrailError:
    """Return the error for a state from which the table has no edge to the one that is wanted."""
    done = _DONE.get(wanted, state_words(wanted))
    sources = "; ".join(state_words(state) for state in State if wanted in EDGES[state])
    return ClaimTrailError(
        Explanation(
            code="OUTCOME_NOT_POSSIBLE",
            what=f"a claim at {state_words(claim.state)!r} cannot be {done}",
            where=_of(claim),
            next_step=f"It can be {done} at: {sources}. {_named(_SHOW, claim.claim_id)}",
        )
    )


def lives_elsewhere(claim: Claim, other: str) -> ClaimTrailError:
    """Return the error for a claim that is pursued under another number."""
    return ClaimTrailError(
        Explanation(
            code="OUTCOME_NOT_POSSIBLE",
            what="the claim is pursued under another number",
            where=_of(claim),
            next_step=f"Decide about it there: `claimtrail claim {other}`.",
        )
    )


def nothing_left(claim: Claim) -> ClaimTrailError:
    """Return the error for a write-off of a claim without a balance."""
    return ClaimTrailError(
        Explanation(
            code="BALANCE_NOTHING_LEFT",
            what="the claim has no balance to write off",
            where=_of(claim),
            next_step=_named(
                "Close it: `claimtrail close CLAIM --why TEXT`; turn down a request that "
                "waits: `claimtrail write-off CLAIM --decline --why TEXT`.",
                claim.claim_id,
            ),
        )
    )


def too_much(claim: Claim, amount_cents: int) -> ClaimTrailError:
    """Return the error for a write-off of more than there is."""
    left = dollars(claim.balance_cents)
    return ClaimTrailError(
        Explanation(
            code="BALANCE_EXCEEDED",
            what=f"{dollars(amount_cents)} is more than the balance of {left}",
            where=_of(claim),
            next_step=f"Write off {left} or less; `--balance` takes all of it.",
        )
    )


def nothing_to(what: str, claim: Claim) -> NotFoundError:
    """Return the error for reopening, approving or declining what nobody decided."""
    return NotFoundError(
        Explanation(
            code="OUTCOME_NOT_DECIDED",
            what=f"there is nothing to {what}",
            where=_of(claim),
            next_step=_named(_SHOW, claim.claim_id),
        )
    )


def awaiting(asked: ClaimEvent) -> ConflictError:
    """Return the error for another write-off while one waits for a second person."""
    return ConflictError(
        Explanation(
            code="WRITE_OFF_AWAITS_APPROVAL",
            what=f"{_decision(asked)} asked for a write-off, for its own reason, and nobody has "
            "approved it yet; what you said is not recorded",
            where=f"claim {asked.claim_id}",
            next_step=_named(
                "Decide about it first: `claimtrail write-off CLAIM --approve --why TEXT` or "
                "`claimtrail write-off CLAIM --decline --why TEXT`.",
                asked.claim_id,
            ),
        )
    )


def already_written_off(given_up: ClaimEvent, approval: ClaimEvent | None) -> ConflictError:
    """Return the error for writing off once more what a decision wrote off."""
    agreed = f", approved by {approval.source.partner_id}" if approval else ""
    return ConflictError(
        Explanation(
            code="ALREADY_WRITTEN_OFF",
            what=f"it is already written off by {_decision(given_up)}{agreed}; "
            "what you said is not recorded",
            where=f"claim {given_up.claim_id}",
            next_step=_named(
                f"{_SHOW} `claimtrail reopen CLAIM --why TEXT` undoes a write-off.",
                given_up.claim_id,
            ),
        )
    )


def already_closed(end: ClaimEvent) -> ConflictError:
    """Return the error for closing what a decision closed."""
    return ConflictError(
        Explanation(
            code="ALREADY_CLOSED",
            what=f"it is already closed by {_decision(end)}; what you said is not recorded",
            where=f"claim {end.claim_id}",
            next_step=_named(
                f"{_SHOW} `claimtrail reopen CLAIM --why TEXT` undoes a close.", end.claim_id
            ),
        )
    )


def appeal_before_decision(claim: Claim, sent_on: date, decided_on: date) -> ClaimTrailError:
    """Return the error for an appeal sent before the payer said what it appeals."""
    return ClaimTrailError(
        Explanation(
            code="APPEAL_BEFORE_DECISION",
            what=f"{sent_on} is before the payer's decision of {decided_on}",
            where=_of(claim),
            next_step=f"Say --sent with the day on which the appeal went out, {decided_on} or "
            f"later. {_named(_SHOW, claim.claim_id)}",
        )
    )


def appeal_since(asked: ClaimEvent, appeal: ClaimEvent) -> ConflictError:
    """Return the error for an approval while a later appeal awaits the payer's answer."""
    return ConflictError(
        Explanation(
            code="APPEAL_STANDS",
            what=f"{_decision(appeal)} appealed after the write-off was asked for, and the payer "
            "has not answered",
            where=f"claim {asked.claim_id}",
            next_step=_named(
                "Approve it once the payer has answered, or turn it down: "
                "`claimtrail write-off CLAIM --decline --why TEXT`.",
                asked.claim_id,
            ),
        )
    )


def not_current(claim: Claim) -> ConflictError:
    """Return the error for a claim whose latest decision has not been folded in yet."""
    return ConflictError(
        Explanation(
            code="CLAIM_NOT_CURRENT",
            what="a decision of a moment ago is not taken in yet",
            where=_of(claim),
            next_step="Run the command again in a few seconds.",
        )
    )


def limit_exceeded(claim: Claim, amount_cents: int, *, role: str, most: int) -> NotPermittedError:
    """Return the error for an amount that nobody who is there may give up."""
    return NotPermittedError(
        Explanation(
            code="AMOUNT_NOT_PERMITTED",
            what=f"{dollars(amount_cents)} is more than anybody may approve ({dollars(most)}); "
            f"{_role(role)}",
            where=_of(claim),
            next_step="Appeal or resubmit it, or have `write_off_limits` in the stage's "
            "settings.toml changed.",
        )
    )


def close_exceeds(claim: Claim, *, role: str, most: int) -> NotPermittedError:
    """Return the error for closing a claim whose balance is more than a person may give up."""
    return NotPermittedError(
        Explanation(
            code="AMOUNT_NOT_PERMITTED",
            what=f"the balance of {dollars(claim.balance_cents)} is more than you may give up "
            f"alone ({dollars(most)}); {_role(role)}",
            where=_of(claim),
            next_step=_named(
                "Write the balance off first: `claimtrail write-off CLAIM --balance "
                "--reason CODE --why TEXT`; above your limit a second person approves.",
                claim.claim_id,
            ),
        )
    )


def own_request(asked: ClaimEvent) -> NotPermittedError:
    """Return the error for approving what one asked for oneself."""
    return NotPermittedError(
        Explanation(
            code="SELF_APPROVAL",
            what="you asked for this write-off; a second person has to approve it",
            where=f"claim {asked.claim_id}",
            next_step=_named(
                "Have a colleague run `claimtrail write-off CLAIM --approve --why TEXT`, or turn "
                "it down yourself: `claimtrail write-off CLAIM --decline --why TEXT`.",
                asked.claim_id,
            ),
        )
    )


def approval_exceeds(asked: ClaimEvent, amount: int, *, role: str, most: int) -> NotPermittedError:
    """Return the error for approving more than one may."""
    return NotPermittedError(
        Explanation(
            code="AMOUNT_NOT_PERMITTED",
            what=f"{dollars(amount)} is more than you may approve ({dollars(most)}); {_role(role)}",
            where=f"claim {asked.claim_id}",
            next_step="Have somebody approve it whose row of `write_off_limits` in the stage's "
            "settings.toml allows as much.",
        )
    )


def _role(role: str) -> str:
    """Return by which row of the limits a person may do what."""
    if role == NOBODY.role:
        return "no row of `write_off_limits` names you"
    return f"you are named as {role} in `write_off_limits`"


def _named(text: str, claim_id: str) -> str:
    return with_ids(text, CLAIM=claim_id)


def _decision(event: ClaimEvent) -> str:
    return f"decision {outcome_fact(event).number} of {event.source.partner_id}"


def _of(claim: Claim) -> str:
    return f"claim {claim.claim_id}"
