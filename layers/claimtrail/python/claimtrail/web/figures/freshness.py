"""The freshness of each sender's files: the latest of each kind within the last days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.kernel.at_once import read_each
from claimtrail.web.claims.reading import own_payers
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.files.listing import MOST_A_DAY, file_target

DAYS = 14
"""Days of files that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerFreshness:
    """The latest files of one payer."""

    payer_id: str
    link: str
    """The address of the payer's files."""
    latest: datetime | None
    """None: no file came within DAYS."""
    days_ago: int | None
    by_kind: tuple[date | None, ...]
    """The latest day of each kind of file, in the table's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFreshness:
    """The section of the overview."""

    days: int
    kinds: tuple[str, ...]
    """`999`, `277CA`, `835`: those that came."""
    payers: tuple[PayerFreshness, ...]
    """The one who has been silent for longest first."""


def file_freshness(request: PageRequest) -> FileFreshness | None:
    """Return how fresh the files of the person's own payers are; None for who lists no files."""
    if not may_at_all(request.person, Operation.LIST, Resource.FILE):
        return None
    days = [request.today - timedelta(back) for back in range(DAYS)]
    read = read_each(days, lambda day: request.stores.files.list_by_day(day=day, limit=MOST_A_DAY))
    own = [
        one
        for one in chain.from_iterable(read)
        if request.decide(Operation.LIST, file_target(one)).is_allowed
    ]
    kinds = tuple(sorted({kind for one in own for kind in one.transaction_types}))
    payers = (_of_payer(request, payer, own, kinds) for payer in own_payers(request))
    return FileFreshness(
        days=DAYS,
        kinds=kinds,
        payers=tuple(sorted(payers, key=lambda one: (_silence(one), one.payer_id))),
    )


def _of_payer(
    request: PageRequest, payer_id: str, files: Sequence[FileReceipt], kinds: Sequence[str]
) -> PayerFreshness:
    sent = [one for one in files if one.partner_id == payer_id]
    latest = max((one.received_at for one in sent), default=None)
    return PayerFreshness(
        payer_id=payer_id,
        link=NO_QUERY.replaced(partner=payer_id).on("/files"),
        latest=latest,
        days_ago=(request.today - latest.date()).days if latest else None,
        by_kind=tuple(
            max(
                (one.received_at.date() for one in sent if kind in one.transaction_types),
                default=None,
            )
            for kind in kinds
        ),
    )


def _silence(one: PayerFreshness) -> int:
    return -DAYS if one.days_ago is None else -one.days_ago
