"""Figures on AWS: keeping them, reading them, counting all again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from claimtrail.analytics.figures.keeping import ChangedSubjects, FigureKeeper
from claimtrail.analytics.figures.reading import StageFigures
from claimtrail.aws.analytics.figure_table import DynamoFigureStore
from claimtrail.aws.claims.current_claims import DynamoCurrentClaims
from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap.bus import delivered_event
from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.claims.projection.messages import ChangedClaimsMessage
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.detail_types import TicketDetailType


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMessages:
    """The messages of the Figures queue: claims that publication names, and events of tickets."""

    keeper: FigureKeeper

    def take_all(self, bodies: Iterable[str]) -> int:
        """Count all that messages name, together. Raises what goes wrong, or a body is wrong."""
        changed = reduce(ChangedSubjects.plus, map(changed_subjects, bodies), ChangedSubjects())
        return self.keeper.count(changed)

    def take(self, body: str) -> int:
        """Count what one message names. Raises as `take_all`."""
        return self.take_all([body])


def changed_subjects(body: str) -> ChangedSubjects:
    """Return what a message names. Raises ValueError or KeyError for another body."""
    if "detail-type" in json.loads(body):
        event = delivered_event(body)
        if event.detail_type not in frozenset(TicketDetailType):
            raise ValueError(f"{event.detail_type.value} is no event of a ticket")
        return ChangedSubjects(ticket_ids=frozenset({event.subject_id}))
    message = ChangedClaimsMessage.model_validate_json(body)
    return ChangedSubjects(claim_ids=frozenset(message.claim_ids))


def figure_store(operations_table: str) -> DynamoFigureStore:
    """Return the store of figures."""
    return DynamoFigureStore(client("dynamodb"), operations_table)


def figure_keeper(*, claim_table: str, ticket_table: str, operations_table: str) -> FigureKeeper:
    """Return what counts claims and tickets as they are stored."""
    return FigureKeeper(
        store=figure_store(operations_table),
        claims=DynamoCurrentClaims(client("dynamodb"), claim_table),
        tickets=ticket_store(ticket_table),
    )


def figure_messages(
    *, claim_table: str, ticket_table: str, operations_table: str
) -> FigureMessages:
    """Return what works off the Figures queue."""
    keeper = figure_keeper(
        claim_table=claim_table, ticket_table=ticket_table, operations_table=operations_table
    )
    return FigureMessages(keeper=keeper)


def stage_figures(operations_table: str) -> StageFigures:
    """Return the figures of a stage; days end in UTC, as those of claims do."""
    return StageFigures(store=figure_store(operations_table), today=_today)


def _today() -> date:
    return utc_now().date()
