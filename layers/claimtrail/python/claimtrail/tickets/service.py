"""The use cases of tickets, from opening to closing: each is stored and published once.

However often a call is repeated.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.changes import assigned, noted, updated
from claimtrail.tickets.events import entry_event, last_events, opening_events
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.originals import MASKED_ALONE, TicketTexts
from claimtrail.tickets.ports import TicketGroups, TicketStore
from claimtrail.tickets.routing.openings import OpeningRoutes, RuleRoutes
from claimtrail.tickets.status_changes import StatusRequest, closed, with_status
from claimtrail.tickets.tagging.rules import with_rule_tags
from claimtrail.tickets.taxonomy.tables import under_taxonomy_in_force
from claimtrail.tickets.ticket_parts import CommentVisibility


class TicketService:
    """Opens, updates, assigns and notes tickets, and changes their status.

    Publishing follows storing and is repeated with every call, under the same event ids: a crash
    between the two is fixed by the caller's retry. Words of people are masked before they are
    stored; their originals stay protected.
    """

    def __init__(  # noqa: PLR0913 - two stores, and what a ticket is given, by keyword
        self,
        store: TicketStore,
        publisher: EventPublisher,
        groups: TicketGroups | None = None,
        *,
        routes: OpeningRoutes | None = None,
        texts: TicketTexts = MASKED_ALONE,
        tag: Callable[[Ticket], Ticket] = with_rule_tags,
    ) -> None:
        """Keep tickets in a store.

        Without routes of its own, it routes new tickets by the shipped rules. `texts` masks
        people's words; `tag` gives each ticket its tags before it is written.
        """
        self._store = store
        self._publisher = publisher
        self._groups = groups
        self._routes = routes or RuleRoutes()
        self._texts = texts
        self._tag = tag

    def open(self, ticket: Ticket) -> Ticket:
        """Route the ticket, and store it unless it exists; return what is stored.

        Its category is that of the taxonomy in force, whatever version its opener names.
        Publishes `ticket.opened` and `ticket.routed`. A caller names no owner: rules do, unless a
        person's assignment is in the ticket's history.
        """
        ticket = self._texts.ticket(under_taxonomy_in_force(ticket, at=ticket.opened_at))
        stored = self._store.put_new(self._routes.of_new(self._tag(ticket)))
        self._publisher.publish(opening_events(stored))
        self._settle(stored)
        return stored

    def find(self, ticket_id: str) -> Ticket | None:
        """Return the ticket, strongly consistent; None when there is none."""
        return self._store.get(ticket_id)

    def of_claim(self, claim_id: str) -> list[Ticket]:
        """Return all tickets of a claim, oldest first."""
        return self._store.list_by_claim(claim_id)

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        """Open tickets in their work order, of one owner or of all; eventually consistent."""
        return self._store.list_open(limit=limit, owner=owner)

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket, ended ones too, in no order; eventually consistent."""
        return self._store.walk()

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its work order; eventually consistent."""
        return self._store.walk_open()

    def update(self, content: Ticket, *, note: str, at: datetime, actor: str) -> Ticket | None:
        """Give an open ticket this content; publish `ticket.updated` when that changed something.

        Its category is that of the taxonomy in force, whatever version the content names.
        A ticket that is closed, or says the same already, stays as it is; None for an unknown id.
        Raises ConflictError when other writers keep winning.
        """
        ticket = repeat_on_conflict(lambda: self._update(content, note=note, at=at, actor=actor))
        if ticket is not None:
            self.publish_again(ticket)
        return ticket

    def assign(self, ticket_id: str, *, to: str, at: datetime, actor: str) -> Ticket | None:
        """Give an open ticket to `queue:<name>` or `user:<id>`; publish `ticket.assigned`.

        A ticket that is closed, or that owner's already, stays as it is; None for an unknown id.
        Raises ConflictError when other writers keep winning.
        """
        return self.change(ticket_id, lambda one: assigned(one, to=to, at=at, actor=actor))

    def note(
        self,
        ticket_id: str,
        *,
        note: str,
        at: datetime,
        actor: str,
        visibility: CommentVisibility = CommentVisibility.INTERNAL,
    ) -> Ticket | None:
        """Keep a person's words with an open ticket; publish `ticket.noted`, without them.

        A ticket that is closed stays as it is; None for an unknown id. Raises ConflictError when
        other writers keep winning.
        """
        masked = self._masked_once(note, at=at, actor=actor)

        def change(one: Ticket) -> Ticket:
            words = masked(one) if one.is_open else note
            return noted(one, note=words, at=at, actor=actor, visibility=visibility)

        return self.change(ticket_id, change)

    def publish_again(self, ticket: Ticket) -> None:
        """Publish the last write of a ticket, under the ids that its events had before.

        And put it where it belongs among those of its cause, if that was not done.
        """
        self._publisher.publish(last_events(ticket))
        self._settle(ticket)

    def publish_entry(self, ticket: Ticket, number: int) -> None:
        """Publish an entry of a ticket's history again, under the id that it had before."""
        self._publisher.publish([entry_event(ticket, number)])

    def change_status(self, ticket_id: str, asked: StatusRequest) -> Ticket | None:
        """Change a ticket's status, and publish that; None for an unknown id.

        A ticket of that status stays as it is. Raises TicketStatusError for a change that it does
        not take, ConflictError when other writers keep winning.
        """
        masked = self._masked_once(asked.note, at=asked.at, actor=asked.actor)
        return self.change(
            ticket_id, lambda one: with_status(one, replace(asked, note=masked(one)))
        )

    def close(self, ticket_id: str, *, reason: str, at: datetime, actor: str) -> Ticket | None:
        """Close a ticket unless it is closed or canceled; None for an unknown id.

        Publishes `ticket.closed`. Raises ConflictError when other writers keep winning.
        """
        masked = self._masked_once(reason, at=at, actor=actor)

        def change(one: Ticket) -> Ticket:
            return closed(one, reason=masked(one), at=at, actor=actor)

        return self.change(ticket_id, change)

    def change(self, ticket_id: str, change: Callable[[Ticket], Ticket]) -> Ticket | None:
        """Store what a change makes of a ticket, and publish it; None for an unknown id.

        The change returns the same ticket where there is nothing to do, else the next version; it
        is called again with another version when another writer won. Raises ConflictError when
        other writers keep winning, and what the change raises.
        """
        ticket = repeat_on_conflict(lambda: self._changed(ticket_id, change))
        if ticket is not None:
            self.publish_again(ticket)
        return ticket

    def _masked_once(self, words: str, *, at: datetime, actor: str) -> Callable[[Ticket], str]:
        """Return what gives a person's words as a ticket has them.

        Masking takes longer than others need for a write: a change that is repeated, because its
        own was lost, masks them again for other claims alone.
        """
        done: dict[tuple[str, ...], str] = {}

        def masked(ticket: Ticket) -> str:
            claims = ticket.first_claims
            if claims not in done:
                done[claims] = self._texts.note(ticket, words, at=at, actor=actor)
            return done[claims]

        return masked

    def _settle(self, ticket: Ticket) -> None:
        if self._groups:
            self._groups.settle(ticket)

    def _changed(self, ticket_id: str, change: Callable[[Ticket], Ticket]) -> Ticket | None:
        stored = self._store.get(ticket_id)
        if stored is None:
            return None
        ticket = change(stored)
        if ticket is stored:
            return stored
        ticket = self._tag(ticket)
        self._store.save(ticket)
        return ticket

    def _update(self, content: Ticket, *, note: str, at: datetime, actor: str) -> Ticket | None:
        return self._changed(
            content.ticket_id,
            lambda stored: updated(
                stored, under_taxonomy_in_force(content, at=at), note=note, at=at, actor=actor
            ),
        )
