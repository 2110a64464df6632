"""Columns with a closed list of values, for docs/analysts.md: each list where the code has it."""

from collections.abc import Iterable
from dataclasses import dataclass

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.ledger.denials import CONTRACTUAL, DENIAL, MOVED, OTHER, PATIENT
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.remittances import (
    DECIDED_STATUSES,
    DENIED_STATUS,
    REVERSAL_STATUS,
    UNPOSTED_STATUSES,
)
from claimtrail.claims.lifecycle.states import State
from claimtrail.codes.tables import CodeList
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.trail.access_log import Action, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueList:
    """The values of a column, or the list of `code_texts` that has them."""

    table: str
    column: str
    values: tuple[str, ...] = ()
    code_list: CodeList | None = None
    """Joins `code_texts.list`; None where the values are given."""


def _given(table: str, column: str, values: Iterable[str]) -> ValueList:
    return ValueList(table=table, column=column, values=tuple(map(str, values)))


def _listed(table: str, column: str, code_list: CodeList) -> ValueList:
    return ValueList(table=table, column=column, code_list=code_list)


VALUE_LISTS: tuple[ValueList, ...] = (
    _given("claims", "state", State),
    _given("claims", "transaction_type", ("837P", "837I")),
    _listed("claims", "claim_filing_indicator", CodeList.CLAIM_FILING_INDICATOR),
    _listed("claims", "facility_code", CodeList.PLACE_OF_SERVICE),
    _given("claim_events", "kind", EventKind),
    _listed("claim_events", "category_code", CodeList.CLAIM_STATUS_CATEGORY),
    _listed("claim_events", "status_code", CodeList.CLAIM_STATUS),
    _listed("claim_events", "frequency_code", CodeList.BILL_FREQUENCY),
    _given(
        "remittances",
        "status_code",
        (*DECIDED_STATUSES, DENIED_STATUS, REVERSAL_STATUS, *UNPOSTED_STATUSES),
    ),
    _listed("adjustments", "group_code", CodeList.ADJUSTMENT_GROUP),
    _listed("adjustments", "carc", CodeList.CARC),
    _given("adjustments", "role", (DENIAL, CONTRACTUAL, PATIENT, MOVED, OTHER)),
    _given("adjustments", "category", sorted({*DENIAL_CATEGORIES.values()})),
    _given("exceptions", "status", ("open", "overdue", "resolved")),
    _given("files", "status", FileStatus),
    _given("access_log", "purpose", Purpose),
    _given("access_log", "action", Action),
)
"""In the order of the tables."""
