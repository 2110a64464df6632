"""The forms of a claim's page: one table, each offered by permission and by the claim's state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from claimtrail.access.resources import Operation
from claimtrail.claims.facts.outcomes import OutcomeAct
from claimtrail.claims.fold.decisions.approvals import (
    ApprovalBar,
    approval_bar,
    awaiting_approval,
)
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeStatus
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES
from claimtrail.claims.lifecycle.write_off_limits import is_same_person, limit_of
from claimtrail.claims.lifecycle.write_off_reasons import WRITE_OFF_REASONS
from claimtrail.claims.views.last_days import appeal_day
from claimtrail.web.claims.page.context import claim_address
from claimtrail.web.claims.page.reading import OpenClaim
from claimtrail.web.core.forms import ActionForm, FormField
from claimtrail.web.core.words import money

WHY, NOTE = "why", "note"
_SENT_BY = (("portal", "payer's portal"), ("fax", "fax"), ("mail", "mail"), ("phone", "phone"))
_SEEN_IN = (("portal", "payer's portal"), ("phone", "phone call"), ("letter", "letter"))
_LEVELS = tuple((str(level), str(level)) for level in range(1, 6))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionKind:
    """A row of the table of actions."""

    name: str
    title: str
    button: str
    operation: Operation
    fields: Callable[[OpenClaim], tuple[FormField, ...]]
    fits: Callable[[Claim], bool]
    """Tells whether the claim stands where the action can be taken at all."""
    intro: Callable[[OpenClaim], str] = lambda _: ""
    is_danger: bool = False
    asked_by: Callable[[Claim], str] = lambda _: ""
    """The person whose request it decides about; empty for an action of its own."""


def action_forms(found: OpenClaim) -> tuple[ActionForm, ...]:
    """Return the forms that the person may send about a claim as it stands."""
    claim = found.whole.claim
    return tuple(
        ActionForm(
            name=kind.name,
            title=kind.title,
            button=kind.button,
            action=f"{claim_address(found.claim_id)}/{kind.name}",
            fields=kind.fields(found),
            intro=kind.intro(found),
            is_danger=kind.is_danger,
        )
        for kind in ACTIONS.values()
        if kind.fits(claim) and may_act(found, kind)
    )


def may_act(found: OpenClaim, kind: ActionKind) -> bool:
    """Return whether the person may take an action on a claim."""
    asked_by = kind.asked_by(found.whole.claim)
    target = replace(found.target, asked_by=asked_by) if asked_by else found.target
    return found.request.decide(kind.operation, target, subject=found.claim_id).is_allowed


def _may_be_approved(claim: Claim) -> bool:
    asked = awaiting_approval(claim)
    return asked is not None and approval_bar(claim, asked) is ApprovalBar.NONE


def _asked_by(claim: Claim) -> str:
    asked = awaiting_approval(claim)
    return asked.by if asked else ""


def _leads_to(state: State) -> Callable[[Claim], bool]:
    """Return what tells whether the table has a step from the claim's state to one."""
    return lambda claim: not claim.is_hidden and state in EDGES[claim.state]


def _may_be_reopened(claim: Claim) -> bool:
    given_up = {OutcomeAct.WRITE_OFF, OutcomeAct.CLOSE}
    standing = OutcomeStatus.STANDS
    return any(one.act in given_up and one.status is standing for one in claim.outcome_decisions)


def _why(label: str = "Why") -> FormField:
    return FormField(
        name=WHY,
        label=label,
        kind="words",
        hint="Name your source; leave out patients' names.",
    )


def _only_why(_: OpenClaim) -> tuple[FormField, ...]:
    return (_why(),)


def _status_fields(found: OpenClaim) -> tuple[FormField, ...]:
    today = found.request.today
    return (
        FormField(
            name="term",
            label="The payer's word for the status",
            kind="text",
            hint="As the payer has it, and nothing else (Processed, Pended); or a category: F1.",
        ),
        FormField(name="seen_in", label="Seen in", kind="choice", choices=_SEEN_IN),
        _day("seen_on", "Seen on", today),
        FormField(
            name="said",
            label="What else was said",
            kind="words",
            is_required=False,
            hint="A call's reference, who answered.",
        ),
    )


def _day(name: str, label: str, today: date) -> FormField:
    text = today.isoformat()
    return FormField(name=name, label=label, kind="date", most=text, value=text)


def _appeal_fields(found: OpenClaim) -> tuple[FormField, ...]:
    return (
        FormField(
            name="level", label="Level", kind="choice", choices=_LEVELS, hint="1 is the first."
        ),
        _day("sent", "Sent on", found.request.today),
        FormField(name="how", label="Sent by", kind="choice", choices=_SENT_BY),
        FormField(
            name="reference",
            label="The payer's reference",
            kind="text",
            is_required=False,
            hint="Its own number for the appeal, if it gave one.",
        ),
        _why(),
    )


def _write_off_fields(_: OpenClaim) -> tuple[FormField, ...]:
    return (
        FormField(
            name="amount",
            label="Amount in dollars",
            kind="number",
            is_required=False,
            hint="Empty: the whole balance.",
        ),
        FormField(
            name="reason",
            label="Reason",
            kind="choice",
            choices=tuple(WRITE_OFF_REASONS.items()),
        ),
        _why(),
    )


def _own_limit(found: OpenClaim) -> str:
    limit = limit_of(_actor(found), found.request.stores.write_off_limits)
    return (
        f"You may write off {money(limit.alone_cents)} of a claim alone; more is a request that "
        "another person approves."
    )


def _actor(found: OpenClaim) -> str:
    return f"user:{found.request.person.id}"


def _who_asked(found: OpenClaim) -> str:
    asked = awaiting_approval(found.whole.claim)
    if asked is None or asked.write_off is None:
        return ""
    own = " You asked for it yourself." if is_same_person(asked.by, _actor(found)) else ""
    return f"{asked.by} asked to write off {money(asked.write_off.amount_cents)}.{own}"


def _appeal_intro(found: OpenClaim) -> str:
    claim = found.whole.claim
    last = appeal_day(claim, found.request.stores.deadlines(claim))
    return (
        f"The payer's last day for an appeal is {last:%b} {last.day}, {last.year}." if last else ""
    )


def _note_fields(_: OpenClaim) -> tuple[FormField, ...]:
    return (
        FormField(
            name=NOTE,
            label="Note",
            kind="words",
            hint="Who was called, what was promised. Leave out patients' names and numbers.",
        ),
    )


_ROWS: Sequence[ActionKind] = (
    ActionKind(
        name=NOTE,
        title="Add a note",
        button="Add the note",
        operation=Operation.NOTE,
        fields=_note_fields,
        fits=lambda _: True,
        intro=lambda _: "It stands in the timeline with your name, and changes nothing.",
    ),
    ActionKind(
        name="record-status",
        title="Record a status",
        button="Record the status",
        operation=Operation.RECORD_STATUS,
        fields=_status_fields,
        fits=lambda claim: not claim.is_hidden,
        intro=lambda _: (
            "What you saw in the payer's portal, or heard or read from the payer, "
            "becomes evidence in your name."
        ),
    ),
    ActionKind(
        name="appeal",
        title="Record an appeal",
        button="Record the appeal",
        operation=Operation.APPEAL,
        fields=_appeal_fields,
        fits=_leads_to(State.APPEALED),
        intro=_appeal_intro,
    ),
    ActionKind(
        name="write-off",
        title="Write off",
        button="Write off",
        operation=Operation.WRITE_OFF,
        fields=_write_off_fields,
        fits=lambda claim: (
            _leads_to(State.WRITTEN_OFF)(claim)
            and claim.balance_cents > 0
            and awaiting_approval(claim) is None
        ),
        intro=_own_limit,
        is_danger=True,
    ),
    ActionKind(
        name="approve",
        title="Approve the write-off",
        button="Approve",
        operation=Operation.APPROVE,
        fields=_only_why,
        fits=_may_be_approved,
        intro=_who_asked,
        asked_by=_asked_by,
    ),
    ActionKind(
        name="decline",
        title="Turn the write-off down",
        button="Turn down",
        operation=Operation.WRITE_OFF,
        fields=_only_why,
        fits=lambda claim: awaiting_approval(claim) is not None,
        intro=_who_asked,
    ),
    ActionKind(
        name="close",
        title="Close the claim",
        button="Close",
        operation=Operation.CLOSE,
        fields=_only_why,
        fits=lambda claim: _leads_to(State.CLOSED)(claim) and awaiting_approval(claim) is None,
        intro=lambda _: "Nothing more is expected of it.",
        is_danger=True,
    ),
    ActionKind(
        name="reopen",
        title="Reopen the claim",
        button="Reopen",
        operation=Operation.REOPEN,
        fields=_only_why,
        fits=_may_be_reopened,
        intro=lambda _: "Undoes the last write-off or close: the claim stands where it stood.",
    ),
)

ACTIONS: Mapping[str, ActionKind] = MappingProxyType({row.name: row for row in _ROWS})
"""By the name in the address, in the order of the page."""
