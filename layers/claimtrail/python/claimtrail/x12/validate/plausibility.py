"""Dates of records that no guide forbids and that cannot be true.

Compared are a record's own dates, the day of its file and the day on which that was received; never
the present day, so that an old file is read as it was on its first day.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache, singledispatch
from typing import NamedTuple

from claimtrail.x12.model import (
    BatchStatus,
    ClaimStatus,
    Payment,
    Record,
    RemittanceClaim,
    ServiceLine,
    SetHeader,
    StatusInformation,
    SubmittedClaim,
)
from claimtrail.x12.model.catalog import FindingCode, FindingPlace
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.rules import Rules

PAID_AHEAD = timedelta(days=10)
"""A payment is announced so many days before it is made, at most: banking days and holidays."""
_EASTERNMOST = timedelta(hours=14)
"""The earliest local time on earth is so far ahead of UTC: it is tomorrow there first."""
_A_DAY = timedelta(days=1)


class Days(NamedTuple):
    """The days that dates of a set are compared with."""

    last_payment: date
    """The last day that BPR16 or STC08 may name."""
    tomorrow: date
    """The last day that another date may name."""


class Doubt(NamedTuple):
    """A date that cannot be true."""

    code: FindingCode
    place: FindingPlace
    moves_money: bool
    """The record states a payment, which is held; any other is reported only."""

    def reach(self, rules: Rules) -> Severity:
        """Return how far it reaches: by the partner's rule, else by what the record does."""
        default = Severity.CLAIM if self.moves_money else Severity.WARNING
        return rules.reach(self.code) or default


def plausible_days(header: SetHeader, received_at: datetime) -> Days:
    """Return the days of a set whose file came at that instant.

    The file's day is the later one of ISA09 and GS04, and none after its receipt.
    """
    return _days(header.interchange.prepared_at, header.group.prepared_at, received_at)


def latest_day(instant: datetime) -> date:
    """Return the latest calendar day that it was anywhere at an instant (UTC)."""
    return (instant + _EASTERNMOST).date()


@lru_cache(maxsize=64)
def _days(interchange: datetime | None, group: datetime | None, received_at: datetime) -> Days:
    received = latest_day(received_at)
    stated = [at.date() for at in (interchange, group) if at is not None]
    file_day = min(max(stated, default=received), received)
    return Days(last_payment=file_day + PAID_AHEAD, tomorrow=received + _A_DAY)


@singledispatch
def implausible(record: Record, days: Days) -> list[Doubt]:
    """Return what cannot be true of a record's dates; an acknowledgment has none."""
    del record, days
    return []


@implausible.register
def _of_payment(record: Payment, days: Days) -> list[Doubt]:
    if record.paid_on is None or record.paid_on <= days.last_payment:
        return []
    return [_paid_late(record.span.start)]


@implausible.register
def _of_remittance(record: RemittanceClaim, days: Days) -> list[Doubt]:
    doubts = []
    paid_on, begun = record.paid_on, record.service_from
    if paid_on and paid_on > days.last_payment:
        doubts.append(_paid_late(record.payment_span.start))
    elif paid_on and begun and paid_on < begun:
        doubts.append(_at(FindingCode.DATE_BEFORE_SERVICE, record, "CLP", moves_money=True))
    if any(stated and stated > days.tomorrow for stated in (record.received_on, begun)):
        doubts.append(_at(FindingCode.DATE_FUTURE, record, "DTM", moves_money=True))
    return doubts


@implausible.register
def _of_status(record: ClaimStatus, days: Days) -> list[Doubt]:
    doubts = []
    statuses, begun = record.statuses, record.service_from
    if _lie_ahead(statuses, days) or any(_lie_ahead(line.statuses, days) for line in record.lines):
        doubts.append(_at(FindingCode.DATE_FUTURE, record, "STC"))
    # The latest one counts.
    if begun and statuses and all(x.effective_on and x.effective_on < begun for x in statuses):
        doubts.append(_at(FindingCode.DATE_BEFORE_SERVICE, record, "STC"))
    if _is_reversed(record):
        doubts.append(_at(FindingCode.PERIOD_REVERSED, record, "DTP"))
    return doubts


@implausible.register
def _of_batch(record: BatchStatus, days: Days) -> list[Doubt]:
    if _lie_ahead(record.statuses, days):
        return [_at(FindingCode.DATE_FUTURE, record, "STC")]
    return []


@implausible.register
def _of_claim(record: SubmittedClaim, days: Days) -> list[Doubt]:
    doubts = []
    if record.submitted_on and record.submitted_on > days.tomorrow:
        doubts.append(_at(FindingCode.DATE_FUTURE, record, "BHT"))
    if _is_reversed(record) or any(map(_is_reversed, record.lines)):
        doubts.append(_at(FindingCode.PERIOD_REVERSED, record, "DTP"))
    return doubts


def _lie_ahead(statuses: tuple[StatusInformation, ...], days: Days) -> bool:
    """Return whether a day of an STC lies ahead: STC02, STC06, or STC08 of a payment to come."""
    for stated in statuses:
        effective_on, adjudicated_on = stated.effective_on, stated.adjudicated_on
        if effective_on and effective_on > days.tomorrow:
            return True
        if adjudicated_on and adjudicated_on > days.tomorrow:
            return True
        if stated.remitted_on and stated.remitted_on > max(days):
            return True
    return False


def _is_reversed(record: ClaimStatus | SubmittedClaim | ServiceLine) -> bool:
    first, last = record.service_from, record.service_to
    return first is not None and last is not None and last < first


def _paid_late(start: int) -> Doubt:
    place = FindingPlace(offset=start, segment_id="BPR", element_position="16")
    return Doubt(FindingCode.PAYMENT_DATE_FUTURE, place, moves_money=True)


def _at(
    code: FindingCode,
    record: ClaimStatus | BatchStatus | RemittanceClaim | SubmittedClaim,
    segment_id: str,
    *,
    moves_money: bool = False,
) -> Doubt:
    return Doubt(code, FindingPlace(offset=record.span.start, segment_id=segment_id), moves_money)
