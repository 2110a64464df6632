"""The section of docs/lifecycle.md on people's decisions about the outcome, from the tables."""

from claimtrail.claims.facts.outcomes import OutcomeAct
from claimtrail.claims.lifecycle.evidence_codes import OUTCOME_STATES
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES, REOPENINGS
from claimtrail.claims.lifecycle.write_off_reasons import WRITE_OFF_REASONS

HEAD = """\
## Decisions about the outcome

    claimtrail appeal CLAIM --sent 2026-11-20 --how portal --why "operative report attached"
    claimtrail write-off CLAIM --amount 12.50 --reason small_balance --why "manager's list"
    claimtrail write-off CLAIM --balance --reason timely_filing --why "filed a month late"
    claimtrail write-off CLAIM --approve --why "agreed with patient accounts"
    claimtrail close CLAIM --why "paid in full, nothing open"
    claimtrail reopen CLAIM --why "the payer found the authorization"

A person's decision is a fact of the claim like a payer's record: appended, never changed, folded
in order, published (`claim.outcome_decided`), and proven by its statement. It holds from its day,
an appeal from the day on which it was sent, and never from before what its person saw. Whichever of
a decision and a payer's file comes first, the claim ends alike.
"""

TAIL = """\
The balance is the charge without payments, contractual adjustments and what was written off. A
write-off of all of the balance moves the claim to WRITTEN_OFF; of a part, the claim stays where it
is. A write-off never counts as paid. Money that comes for a written-off claim moves it on, and the
write-off counts no more; where the payer had settled the balance by the day of the write-off, it
has no effect (`nothing_left`). Money for a closed claim is held (`impossible`)
until a person reopens it.

An appeal begins a new round: what the payer said before weighs no more, and its next word moves the
claim. After the payer's last day (`deadlines.appeal_days` of its profile, from its last word) an
appeal is recorded with a warning; so is one at a level when none at the level below is on file. An
appeal sent before the payer's first decision on the submission is refused.

A write-off for timely filing while the payer's last day is still to come keeps that day
(`open_until`): the claim, its event and the list of whoever approves it (`claimtrail exceptions`)
say so.

Reopening undoes the last write-off or close that stands. The claim stands again where it stood, and
what came meanwhile is read once more. The days in its state count from the reopening, its age from
the submission, and each word is due when it was due before. No payer's word takes these steps:
"""

LIMITS = """\
Who may write off how much stands in the stage's settings (`[[write_off_limits]]`,
[deploying.md](deploying.md)). Up to `alone_cents` of one claim a person decides alone. Above, the
write-off is noted as `awaiting_approval`, is an exception, and counts for nothing until another
person approves it, up to that person's `approve_cents`. Nobody approves what they asked for, and a
claim with a larger balance than a person may give up alone cannot be closed. What is refused is in
the access log as `claim.decision_refused`.
"""


def render() -> str:
    """Return the section, Markdown."""
    acts = _table(
        ("Decision", "Leads to", "From"),
        [(act.value, _leads_to(act), _sources(OUTCOME_STATES[act])) for act in OutcomeAct],
    )
    reasons = _table(("Reason of a write-off", "Meaning"), list(WRITE_OFF_REASONS.items()))
    back = _table(
        ("Reopened from", "Back to"),
        [(given_up.value, _names(before)) for given_up, before in REOPENINGS.items()],
    )
    return f"{HEAD}\n{acts}\n{TAIL}\n{back}\n{LIMITS}\n{reasons}"


def _leads_to(act: OutcomeAct) -> str:
    state = OUTCOME_STATES[act]
    if state:
        return state.value
    return _WITHOUT_STATE[act]


_WITHOUT_STATE = {
    OutcomeAct.APPROVE: "WRITTEN_OFF, or a part is written off",
    OutcomeAct.DECLINE: "unchanged",
    OutcomeAct.REOPEN: "where the claim stood",
}


def _sources(state: State | None) -> str:
    return _names({before for before in State if state in EDGES[before]}) if state else ""


def _names(states: frozenset[State] | set[State]) -> str:
    return ", ".join(state.value for state in State if state in states)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
