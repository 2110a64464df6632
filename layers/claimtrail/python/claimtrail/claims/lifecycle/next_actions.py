"""The next action of a person on a claim: imperative words, the deadline, and the rule behind it.

Pure: from the claim as it stands, the payer's deadlines and the day. A claim that waits for
somebody else has none; `action_rules.NO_ACTION` says why, state by state.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Protocol

from claimtrail.claims.lifecycle.action_model import ActionRule, DeadlineKind
from claimtrail.claims.lifecycle.action_rules import (
    ACTIONS_VERSION,
    ASK_THE_PAYER,
    CATEGORY_RULES,
    CODE_RULES,
    OTHERWISE,
    PASSED,
    REJECTION_RULES,
    STATE_RULES,
)
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.denied_parts import DeniedPart
from claimtrail.claims.lifecycle.doubt import WaitingWord, is_in_doubt
from claimtrail.claims.lifecycle.expectations import (
    DENYING,
    DecidedClaim,
    decision_day,
    is_settled,
    last_codes,
)
from claimtrail.claims.lifecycle.no_appeal import (
    allowed,
    beside,
    closed_parts,
    codes_left,
    refusal_of,
    refusing_remark,
)
from claimtrail.claims.lifecycle.reasons import AWAITING_APPROVAL
from claimtrail.claims.lifecycle.states import State
from claimtrail.partners.fields import Deadlines

_PRECEDENCE = tuple(CATEGORY_RULES)
_WORDS_OF_A_PART = MappingProxyType(
    {
        "Write the balance off": "Write off what was denied",
        "write the balance off": "write off what was denied",
        "adjust the claim off": "adjust off what was denied",
    }
)


_GIVING_UP = re.compile(
    r"(?P<verb>[Ww]rite|adjust) (?:the balance off|off what was denied|it off|the claim off)"
)
"""The words by which rows advise to give a balance up."""
_WAITING = "about the write-off that waits for approval"
_DECIDE = MappingProxyType(
    dict.fromkeys(("write", "adjust"), f"decide {_WAITING}") | {"Write": f"Decide {_WAITING}"}
)


class NotedWord(Protocol):
    """The part of a note that says why."""

    @property
    def reason(self) -> str: ...  # noqa: D102 - as Note has it


class ActionableClaim(DecidedClaim, Protocol):
    """The part of a claim that decides about the next action."""

    @property
    def state_since(self) -> date: ...  # noqa: D102 - as Claim has them, here and below
    @property
    def service_from(self) -> date | None: ...  # noqa: D102
    @property
    def service_to(self) -> date | None: ...  # noqa: D102
    @property
    def denial_codes(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def denial_remark_codes(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def denied_parts(self) -> tuple[DeniedPart, ...]: ...  # noqa: D102
    @property
    def is_hidden(self) -> bool: ...  # noqa: D102
    @property
    def held(self) -> Sequence[WaitingWord]: ...  # noqa: D102
    @property
    def notes(self) -> Sequence[NotedWord]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """One action, with what it is about."""

    action: str
    """Imperative words for a biller."""
    deadline: date | None
    """The last day on which the payer takes it; None when no such day is known."""
    deadline_kind: str
    """`timely filing`, `corrected claim`, `appeal` or `documents`; empty without a deadline."""
    rule: str
    """The row that decided, with the tables' version: `next-action@2/carc-50`."""
    category: str
    """The kind of cause: `medical necessity`, `missing information`, `records requested`."""
    code: str
    """The code that decided: `CO-50`, `A6:33:IL`, `IK5=R`; empty when none did."""
    amount_cents: int
    """The balance that waits for it, or of it what was denied, in cents."""


def next_action(claim: ActionableClaim, deadlines: Deadlines, *, today: date) -> NextAction | None:
    """Return what a person does next about the claim; None when nobody on our side has to.

    `deadlines` are those of the payer that decided. A deadline that has passed gives way to an
    appeal where one is left, else the action says that it has passed. No appeal is advised of a
    line whose remark code says that the payer takes none. Where nobody knows whether the payer has
    the claim, somebody asks before anything is sent.
    """
    if not claim.is_hidden and is_in_doubt(claim.state, claim.held):
        return _question(claim, deadlines)
    if claim.is_hidden or claim.state not in STATE_RULES or is_settled(claim):
        return None
    usual, code = _row(claim)
    has_others = len(claim.denial_codes) > 1 and not claim.denied_parts
    row = allowed(usual, code, refusal_of(claim), has_others=has_others)
    if claim.state in DENYING:
        row = beside(row, _closed(claim))
    kind, day = _earliest(row.clocks, claim, deadlines)
    found = NextAction(
        action=row.action,
        deadline=day,
        deadline_kind=kind,
        rule=_rule(row.name),
        category=row.category,
        code=code,
        amount_cents=_amount(claim),
    )
    if day and day < today:
        found = _late(found, row, claim, deadlines, today)
    if claim.state is State.PARTIALLY_PAID:
        found = replace(found, action=_of_a_part(found.action))
    awaits = any(note.reason == AWAITING_APPROVAL for note in claim.notes)
    return replace(found, action=_beside_request(found.action)) if awaits else found


def _question(claim: ActionableClaim, deadlines: Deadlines) -> NextAction:
    """Return the question to the payer; timely filing runs meanwhile."""
    kind, day = _earliest(ASK_THE_PAYER.clocks, claim, deadlines)
    return NextAction(
        action=ASK_THE_PAYER.action,
        deadline=day,
        deadline_kind=kind,
        rule=_rule(ASK_THE_PAYER.name),
        category=ASK_THE_PAYER.category,
        code=next(iter(last_codes(claim)), ""),
        amount_cents=_amount(claim),
    )


def _beside_request(action: str) -> str:
    """Return the words for a claim with a write-off that waits: a second one is refused."""
    return _GIVING_UP.sub(lambda verb: _DECIDE[verb["verb"]], action)


def _of_a_part(action: str) -> str:
    """Return the words for a claim that was paid in part: the patient's share is no write-off."""
    for whole, part in _WORDS_OF_A_PART.items():
        action = action.replace(whole, part)
    return action


def deciding_category(codes: tuple[str, ...]) -> str:
    """Return the category of the denial code that decides; empty when none of the codes denies."""
    denying = _denying(codes)
    return DENIAL_CATEGORIES[_carc(min(denying, key=_weight))] if denying else ""


def _rule(name: str) -> str:
    return f"next-action@{ACTIONS_VERSION}/{name}"


def _row(claim: ActionableClaim) -> tuple[ActionRule, str]:
    """Return the row that decides, with the code that chose it."""
    usual = STATE_RULES[claim.state]
    if claim.state in DENYING:
        return _denial(codes_left(claim), usual)
    codes = last_codes(claim)
    code = codes[0] if codes else ""
    if claim.state is State.FRONT_END_REJECTED:
        rejecting = [one for one in codes if _head(one) in REJECTION_RULES]
        return (REJECTION_RULES[_head(rejecting[0])], rejecting[0]) if rejecting else (usual, code)
    return usual, code


def _denial(codes: tuple[str, ...], usual: ActionRule) -> tuple[ActionRule, str]:
    """Return the row of the denial code that decides: the hardest one to fix comes first."""
    denying = _denying(codes)
    if not denying:
        return usual, codes[0] if codes else ""
    code = min(denying, key=_weight)
    return CODE_RULES.get(_carc(code)) or CATEGORY_RULES[DENIAL_CATEGORIES[_carc(code)]], code


def _denying(codes: tuple[str, ...]) -> list[str]:
    return [code for code in codes if _carc(code) in DENIAL_CATEGORIES]


def _closed(claim: ActionableClaim) -> Iterator[tuple[str, str]]:
    """Yield each denial code of lines that nobody may appeal, with what is left of such a line."""
    said: set[str] = set()
    for part in closed_parts(claim):
        row, code = _denial(part.codes, STATE_RULES[claim.state])
        if code not in said:
            said.add(code)
            yield code, allowed(row, code, refusing_remark(part.remark_codes)).action


def _weight(code: str) -> tuple[bool, int, str]:
    carc = _carc(code)
    return carc not in CODE_RULES, _PRECEDENCE.index(DENIAL_CATEGORIES[carc]), code


def _carc(code: str) -> str:
    return code.partition("-")[2]


def _head(code: str) -> str:
    return code.partition(":")[0]


def _said_on(claim: ActionableClaim) -> date:
    """Return the day of the outcome: a claim that was given up and reopened keeps it."""
    return decision_day(claim) or claim.state_since


def _amount(claim: ActionableClaim) -> int:
    """Return what was denied of a claim that was paid in part, else the balance.

    Without what was written off of it.
    """
    unpaid = max(claim.balance_cents, 0)
    if claim.state is State.PARTIALLY_PAID and claim.denied_cents > 0:
        return min(claim.open_denied_cents, unpaid)
    return unpaid


def _after(day: date | None, days: int | None) -> date | None:
    return day + timedelta(days=days) if day and days else None


_DAYS: MappingProxyType[DeadlineKind, Callable[[ActionableClaim, Deadlines], date | None]] = (
    MappingProxyType(
        {
            DeadlineKind.TIMELY_FILING: lambda claim, deadlines: _after(
                claim.service_to or claim.service_from, deadlines.timely_filing_days
            ),
            DeadlineKind.CORRECTED_CLAIM: lambda claim, deadlines: _after(
                _said_on(claim), deadlines.corrected_claim_days
            ),
            DeadlineKind.APPEAL: lambda claim, deadlines: _after(
                _said_on(claim), deadlines.appeal_days
            ),
            DeadlineKind.DOCUMENTS: lambda claim, deadlines: _after(
                _said_on(claim), deadlines.documentation_days
            ),
        }
    )
)
"""The last day of each clock: from the last date of service, or from the day of the outcome."""


def _earliest(
    clocks: tuple[DeadlineKind, ...], claim: ActionableClaim, deadlines: Deadlines
) -> tuple[str, date | None]:
    """Return the clock that ends first and its last day; nothing where no day is known."""
    others = tuple(OTHERWISE[kind] for kind in clocks if kind in OTHERWISE)
    for kinds in (clocks, others):
        days = {kind: _DAYS[kind](claim, deadlines) for kind in kinds}
        known = [(day, kind) for kind, day in days.items() if day]
        if known:
            day, first = min(known)
            return first.value, day
    return "", None


def _late(
    found: NextAction,
    row: ActionRule,
    claim: ActionableClaim,
    deadlines: Deadlines,
    today: date,
) -> NextAction:
    """Return what is left once the deadline has passed."""
    appeal = _DAYS[DeadlineKind.APPEAL](claim, deadlines) if row.may_appeal else None
    if appeal and appeal >= today:
        return replace(
            found,
            action=f"Appeal: the last day for a corrected claim was {found.deadline}.",
            deadline=appeal,
            deadline_kind=DeadlineKind.APPEAL.value,
            rule=_rule(f"{row.name}-appeal"),
        )
    return replace(
        found,
        action=f"{PASSED[DeadlineKind(found.deadline_kind)]}: the last day "
        f"({found.deadline_kind}) was {found.deadline}.",
        rule=_rule(f"{row.name}-passed"),
    )
