"""The counters that one claim, or one ticket, adds to: a function of its stored version alone.

Claims that lists leave out add to none, and neither does what a stage tests itself with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from claimtrail.analytics.figures.flow import flow_rows
from claimtrail.analytics.figures.rows import (
    ALL,
    AT,
    DENIALS,
    FACILITY,
    NOW,
    OWNERS,
    STATES,
    AgeAnchor,
    Rows,
    age_group,
    counter_name,
    day_group,
    period_of,
    row_key,
)
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.next_actions import deciding_category
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.tickets.model import Ticket

COUNTING_VERSION = 2
"""Grows when a claim adds to other counters than before; claims are then counted again."""
DECIDED = frozenset(
    {
        State.DRAFT,
        State.PAID,
        State.PARTIALLY_PAID,
        State.DENIED,
        State.PATIENT_RESPONSIBILITY,
        State.FINAL_NO_PAYMENT,
        State.PREDETERMINED,
        State.VOIDED,
        State.WRITTEN_OFF,
        State.CLOSED,
    }
)
"""States in which a claim has no age: not sent, decided, or closed; as the saved query `aging`."""
DENIED_STATES = frozenset({State.DENIED, State.PARTIALLY_PAID})
"""States in which a denial stands: none of what was appealed, written off or closed. Saved queries
on denied dollars have the same ones."""
UNNAMED_CATEGORY = "other"
"""Of a denial whose codes name no category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """The group in which a claim is counted, as the lake groups claims too."""

    payer_id: str
    facility_npi: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """The counters that a claim or ticket adds to, as of its version."""

    subject_id: str
    version: int
    counting_version: int = COUNTING_VERSION
    rows: Rows = field(default_factory=dict)
    """Empty for what is not counted any more."""
    group: FigureGroup | None = None
    """None for a ticket, and for a claim that is not counted."""

    @property
    def order(self) -> tuple[int, int]:
        """Return what is larger for the newer of two contributions of one subject."""
        return self.version, self.counting_version

    def replaces(self, stored: "Contribution | None") -> bool:
        """Return whether it is newer than what is stored."""
        return stored is None or self.order > stored.order


def contribution_of_claim(claim: Claim) -> Contribution | None:
    """Return what a claim adds; None for a claim that a stage tests itself with."""
    if is_synthetic(claim.payer_id):
        return None
    if claim.is_hidden:
        return Contribution(subject_id=claim.claim_id, version=claim.version)
    rows = {
        **_rows_of(claim, (ALL,), (ALL, NOW, STATES, claim.payer_id)),
        **_rows_of(
            claim,
            (AT, claim.facility_npi),
            (FACILITY, claim.facility_npi, claim.payer_id),
        ),
        **flow_rows(claim),
    }
    return Contribution(
        subject_id=claim.claim_id,
        version=claim.version,
        rows=rows,
        group=FigureGroup(
            payer_id=claim.payer_id, facility_npi=claim.facility_npi, state=claim.state.value
        ),
    )


def contribution_of_ticket(ticket: Ticket) -> Contribution | None:
    """Return what a ticket adds; None for one about what a stage tests itself with."""
    if is_synthetic(ticket.payer_id):
        return None
    rows: Rows = {}
    if ticket.is_open:
        key = row_key(OWNERS, ticket.assigned_to, ticket.payer_id)
        rows = {key: _named("", _counted(ticket))}
    return Contribution(subject_id=ticket.ticket_id, version=ticket.version, rows=rows)


def _counted(ticket: Ticket) -> dict[str, int]:
    """Return what an open ticket counts: of one cause, the one above, and the claims' dollars."""
    if ticket.parent_id:
        return {"n": 0, "cents": ticket.amount_cents}
    is_above = ticket.claims.count and not ticket.claim_id and ticket.cause is not None
    return {"n": 1, "cents": 0 if is_above else ticket.amount_cents}


def category_of_denial(state: str, denial_codes: tuple[str, ...]) -> str:
    """Return the category under which a claim counts as denied; empty when it does not."""
    if state not in DENIED_STATES:
        return ""
    category = deciding_category(denial_codes)
    return category or (UNNAMED_CATEGORY if state == State.DENIED else "")


def _rows_of(
    claim: Claim, within: tuple[str, ...], states: tuple[str, ...]
) -> dict[str, dict[str, int]]:
    """Return the rows of one scope: states, denials, and the days that its ages count from."""
    money = _money(claim)
    ages = _ages(claim)
    category = category_of_denial(claim.state, claim.denial_codes)
    denied = {"denied": claim.open_denied_cents} if category else {}
    rows: dict[str, dict[str, int]] = {
        row_key(*states): {
            **_named(claim.state.value, {**money, **denied, "versions": claim.version}),
            **{
                name: number
                for anchor in ages
                for name, number in _named(age_group(anchor), money).items()
            },
        }
    }
    if category:
        key = row_key(*within, NOW, DENIALS, claim.payer_id)
        rows[key] = _named(category, {**money, **denied})
    for anchor, day in ages.items():
        key = row_key(*within, period_of(day), claim.payer_id)
        rows.setdefault(key, {}).update(_named(day_group(anchor, day), money))
    return rows


def _ages(claim: Claim) -> Mapping[AgeAnchor, date]:
    """Return the days that the claim's age counts from; none once it is decided or closed.

    A day after the one on which the claim was stored is taken for that one: a date in the future
    is a mistake of its file, and would make a row that no page reads.
    """
    if claim.state in DECIDED:
        return MappingProxyType({})
    latest = claim.updated_at.date()
    days = {AgeAnchor.SUBMITTED: claim.submitted_on, AgeAnchor.CHANGED: claim.state_since}
    return {anchor: min(day, latest) for anchor, day in days.items() if day}


def _money(claim: Claim) -> dict[str, int]:
    return {
        "n": 1,
        "charge": claim.charge_cents,
        "paid": claim.paid_cents,
        "balance": claim.balance_cents,
    }


def _named(group: str, numbers: Mapping[str, int]) -> dict[str, int]:
    """Return the counters of a group; a counter that gains nothing is left out."""
    return {counter_name(group, name): number for name, number in numbers.items() if number}
