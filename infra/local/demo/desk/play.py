"""Playing the desk's stories: who opens which ticket, and whose steps follow.

A ticket that a story opens has the same id whenever the same month is played: a story whose ticket
somebody worked on was played before, and is left alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from claimtrail.access.people.last_use import LastUse
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.opening import TicketRequest, requested_ticket
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import is_person
from infra.local.demo.desk.steps import ACTIONS, DeskTools, Doing
from infra.local.demo.desk.stories import DeskStep, DeskStories, DeskStory, DeskWork, desk_stories

_AT_ONCE = 4


@dataclass(kw_only=True)
class DeskPlayer:
    """Plays stories on one stage's tickets, for a month that ends on a day."""

    tools: DeskTools
    people: Mapping[JobRole, str]
    """By role the id of its person."""
    last_day: date
    claims: Iterable[Claim]
    signed_in: Iterable[Principal] = ()
    """Those who sign in before the stories begin: an approver is known by that."""
    stories: DeskStories = field(default_factory=desk_stories)

    @cached_property
    def openings(self) -> tuple[tuple[DeskStory, Ticket, TicketRequest], ...]:
        """Return each story with its ticket, as it opens, and what a person asked for."""
        waiting = sorted(self.claims, key=lambda one: one.patient_control_number)
        waiting = [one for one in waiting if not one.is_hidden]
        return tuple(self._opening(one, waiting) for one in self.stories.story)

    def play(self) -> int:
        """Play what was not played before; return the number of tickets that people worked on."""
        for one in self.signed_in:
            LastUse(store=self.tools.people, clock=utc_now).signed_in(one)
        fresh = [one for one in self.openings if self._is_untouched(one[1].ticket_id)]
        for _, ticket, asked in fresh:
            self.tools.relations.open(ticket, asked, texts=self.tools.texts)
        with ThreadPoolExecutor(_AT_ONCE) as side_by_side:
            # Stories that touch each other's tickets come last, one after the other.
            alone = [one for one in fresh if not _touches_others(one[0])]
            list(side_by_side.map(lambda one: self._play(one[1].ticket_id, one[0].steps), alone))
        for story, ticket, _ in fresh:
            if _touches_others(story):
                self._play(ticket.ticket_id, story.steps)
        return len(fresh) + sum(1 for _ in self._work_on_functions_tickets())

    def _opening(
        self, story: DeskStory, waiting: list[Claim]
    ) -> tuple[DeskStory, Ticket, TicketRequest]:
        taken = [one for one in waiting if _fits(one, story)][: story.claims]
        for one in taken:
            waiting.remove(one)
        asked = TicketRequest(
            category=story.category,
            title=story.title,
            description=story.text,
            claim_ids=tuple(one.claim_id for one in taken),
            payer_id=taken[0].payer_id if taken else "",
            facility_npi=taken[0].facility_npi if len(taken) == 1 else None,
            amount_cents=sum(one.charge_cents for one in taken),
            metadata=story.meta,
        )
        ticket = requested_ticket(
            asked,
            taxonomies(),
            guard=self.tools.texts.guard,
            at=story.opened.at(self.last_day),
            actor=self._actor(story.by),
        )
        return story, ticket, asked

    def _play(self, ticket_id: str, steps: Iterable[DeskStep]) -> None:
        for step in steps:
            doing = Doing(
                tools=self.tools,
                ticket_id=ticket_id,
                at=step.at.at(self.last_day) if step.at else utc_now(),
                actor=self._actor(step.by),
                words=step.words,
                last_day=self.last_day,
                people=self.people,
                named={one.name: ticket.ticket_id for one, ticket, _ in self.openings if one.name},
            )
            ACTIONS[step.action](doing)

    def _work_on_functions_tickets(self) -> Iterator[Ticket]:
        """Yield the tickets of functions that people took, once their steps are done."""
        tickets = list(self.tools.relations.tickets.walk_open())
        free = [one for one in tickets if not any(is_person(e.actor) for e in one.history)]
        done = {one.ticket_id for one in tickets} - {one.ticket_id for one in free}
        is_played = any(one.ticket_id in done for one in tickets if one.origin.value == "SYSTEM")
        if is_played:
            return
        in_order = sorted(free, key=lambda one: (-one.amount_cents, one.title, one.ticket_id))
        for work in self.stories.work:
            ticket = next((one for one in in_order if _is_of(one, work)), None)
            if ticket:
                in_order.remove(ticket)
                self._play(ticket.ticket_id, work.steps)
                yield ticket

    def _is_untouched(self, ticket_id: str) -> bool:
        """Tell whether nobody did anything with a ticket since it opened, or it did not yet."""
        ticket = self.tools.relations.tickets.find(ticket_id)
        return ticket is None or not any(is_person(one.actor) for one in ticket.history[1:])

    def _actor(self, role: JobRole) -> str:
        return f"user:{self.people[role]}"


def _fits(claim: Claim, story: DeskStory) -> bool:
    payer = story.meta.get("payer", claim.payer_id)
    return bool(story.state) and claim.state.value == story.state and claim.payer_id == payer


def _is_of(ticket: Ticket, work: DeskWork) -> bool:
    return ticket.category.startswith(work.category) and not ticket.claims.count


def _touches_others(story: DeskStory) -> bool:
    return any(step.action in {"link", "merge"} for step in story.steps)
