"""Playing the desk's stories: each step by the use case that a command or a page calls for it.

A ticket that a story opens has the same id whenever the same month is played: a story whose ticket
somebody worked on was played before, and is left alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType

from claimtrail.access.roles import JobRole
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.tickets.attachments import attachment_service
from claimtrail.bootstrap.tickets.stores import stored_ticket_texts, ticket_relations
from claimtrail.bootstrap.vendors import vendor_desk
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.tickets.attaching import upload
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.attachments.service import AttachmentService, OfferedFile
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.opening import TicketRequest, requested_ticket
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.ownership.changes import agreed, decided
from claimtrail.tickets.ratings import prioritized
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.relations import watched
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import (
    ClinicalHold,
    CommentVisibility,
    LinkKind,
    OwnershipKind,
    PriorityOverride,
    is_person,
)
from claimtrail.vendors.service import VendorDesk
from infra.local.demo.desk.stories import (
    DeskInstant,
    DeskStep,
    DeskStories,
    DeskStory,
    DeskWork,
    desk_stories,
)

_AT_ONCE = 4
_URGENT_DAYS = 3
"""Days after the month for which another priority holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTools:
    """The services of tickets of one stage."""

    relations: TicketRelations
    texts: TicketTexts
    vendors: VendorDesk
    attachments: AttachmentService


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One step on a ticket."""

    tools: DeskTools
    ticket_id: str
    at: datetime
    actor: str
    words: tuple[str, ...]
    last_day: date
    people: Mapping[JobRole, str]
    named: Mapping[str, str]
    """Ids of tickets by the names of their stories."""

    @property
    def ticket(self) -> Ticket:
        """Return the ticket as it is now."""
        return self.tools.relations.find(self.ticket_id)

    def change(self, change: Callable[[Ticket], Ticket]) -> None:
        """Store what a change makes of the ticket."""
        self.tools.relations.tickets.change(self.ticket_id, change)

    def masked(self, words: str) -> str:
        """Return a person's words as the ticket has them."""
        return self.tools.texts.note(self.ticket, words, at=self.at, actor=self.actor)


def services_of(stage: Stage) -> DeskTools:
    """Return the services of a stage's tickets, as commands have them."""
    ticket_table = stage.output(TicketOutput.TICKET_TABLE)
    event_bus = stage.output(SharedOutput.EVENT_BUS)
    texts = stored_ticket_texts(stage.output(ClaimOutput.CLAIM_TABLE))
    relations = ticket_relations(ticket_table=ticket_table, event_bus=event_bus, texts=texts)
    return DeskTools(
        relations=relations,
        texts=texts,
        vendors=vendor_desk(ticket_table=ticket_table, tickets=relations.tickets, texts=texts),
        attachments=attachment_service(
            ticket_table=ticket_table,
            attachments_bucket=stage.output(TicketOutput.ATTACHMENTS_BUCKET),
            event_bus=event_bus,
            texts=texts,
        ),
    )


@dataclass(kw_only=True)
class DeskPlayer:
    """Plays stories on one stage's tickets, for a month that ends on a day."""

    tools: DeskTools
    people: Mapping[JobRole, str]
    """By role the id of its person."""
    last_day: date
    claims: Iterable[Claim]
    stories: DeskStories = field(default_factory=desk_stories)

    @cached_property
    def openings(self) -> tuple[tuple[DeskStory, Ticket, TicketRequest], ...]:
        """Return each story with its ticket, as it opens, and what a person asked for."""
        waiting = sorted(self.claims, key=lambda one: one.patient_control_number)
        waiting = [one for one in waiting if not one.is_hidden]
        return tuple(self._opening(one, waiting) for one in self.stories.story)

    def play(self) -> int:
        """Play what was not played before; return the number of tickets that people worked on."""
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


def _status(change: StatusChange) -> Callable[[Doing], None]:
    """Return what changes the status; of a hold the first word is the party."""

    def act(doing: Doing) -> None:
        party, rest = None, doing.words
        if change is StatusChange.HOLD:
            party, rest = HoldParty(doing.words[0]), doing.words[1:]
        since = rest[1] if len(rest) > 1 else None
        asked = StatusRequest(
            change=change,
            at=doing.at,
            actor=doing.actor,
            note=rest[0],
            hold_reason=party,
            since=DeskInstant.model_validate(since).at(doing.last_day) if since else None,
        )
        doing.tools.relations.tickets.change_status(doing.ticket_id, asked)

    return act


def _comment(visibility: CommentVisibility) -> Callable[[Doing], None]:
    def act(doing: Doing) -> None:
        doing.tools.relations.tickets.note(
            doing.ticket_id,
            note=doing.words[0],
            at=doing.at,
            actor=doing.actor,
            visibility=visibility,
        )

    return act


def _assign(doing: Doing) -> None:
    [to] = doing.words
    owner = f"user:{doing.people[JobRole(to[1:])]}" if to.startswith("@") else to
    doing.tools.relations.tickets.assign(doing.ticket_id, to=owner, at=doing.at, actor=doing.actor)


def _watch(doing: Doing) -> None:
    [who] = doing.words
    doing.change(lambda one: watched(one, by=who, at=doing.at, actor=doing.actor))


def _link(doing: Doing) -> None:
    kind, other = doing.words
    doing.tools.relations.link(
        doing.ticket_id, LinkKind(kind), doing.named[other], at=doing.at, actor=doing.actor
    )


def _merge(doing: Doing) -> None:
    [other] = doing.words
    doing.tools.relations.merge(
        doing.ticket_id, into=doing.named[other], at=doing.at, actor=doing.actor
    )


def _split(doing: Doing) -> None:
    count = int(doing.words[0])
    claims = doing.tools.relations.claims_of(doing.ticket)
    if len(claims) <= count:  # a short month has few claims
        return
    claims = claims[:count]
    doing.tools.relations.split(doing.ticket_id, claims, at=doing.at, actor=doing.actor)


def _hand_over(doing: Doing) -> None:
    vendor, *handed = doing.words
    doing.tools.vendors.hand_over(doing.ticket, vendor, handed, at=doing.at, actor=doing.actor)


def _take_back(doing: Doing) -> None:
    doing.tools.vendors.take_back(doing.ticket, doing.words[0], at=doing.at, actor=doing.actor)


def _letter_sent(doing: Doing) -> None:
    vendor, text = doing.words
    doing.tools.vendors.archive(
        doing.ticket, vendor, text, direction="sent", at=doing.at, actor=doing.actor
    )


def _letter_received(doing: Doing) -> None:
    vendor, text = doing.words
    doing.tools.vendors.archive(
        doing.ticket, vendor, text, direction="received", at=doing.at, actor=doing.actor
    )


def _attach(doing: Doing) -> None:
    data = f"{doing.words[0]}: two serial numbers, both implanted. A fictitious record.\n".encode()
    offered = OfferedFile(name=doing.words[0], size=len(data), sha256=sha256(data).hexdigest())
    _, link = doing.tools.attachments.offer(doing.ticket, offered, actor=doing.actor)
    if link:
        upload(link, data)


def _override(doing: Doing, priority: int, hold: ClinicalHold | None) -> None:
    _, approver, why = doing.words
    override = PriorityOverride(
        priority=priority,
        replaced=doing.ticket.priority,
        reason=doing.masked(why),
        approved_by=f"user:{doing.people[JobRole(approver)]}",
        at=doing.at,
        expires_at=_noon_after(doing.last_day, _URGENT_DAYS),
        hold=hold,
    )
    doing.change(lambda one: prioritized(one, override, actor=doing.actor))


def _noon_after(day: date, days: int) -> datetime:
    return DeskInstant.model_validate("0 12:00").at(day) + timedelta(days=days)


def _agree(doing: Doing) -> None:
    [owner] = doing.words
    doing.change(lambda one: agreed(one, owner=owner, at=doing.at, actor=doing.actor))


def _own(doing: Doing) -> None:
    side, why = doing.words
    reason = doing.masked(why)
    doing.change(
        lambda one: decided(
            one, kind=OwnershipKind(side), reason=reason, at=doing.at, actor=doing.actor
        )
    )


ACTIONS: Mapping[str, Callable[[Doing], None]] = MappingProxyType(
    {
        **{
            change.value: _status(change)
            for change in StatusChange
            if change is not StatusChange.CLOSE
        },
        "note": _comment(CommentVisibility.INTERNAL),
        "reply": _comment(CommentVisibility.EXTERNAL),
        "assign": _assign,
        "watch": _watch,
        "link": _link,
        "merge": _merge,
        "split": _split,
        "hand_over": _hand_over,
        "take_back": _take_back,
        "letter_sent": _letter_sent,
        "letter_received": _letter_received,
        "attach": _attach,
        "urgent": lambda doing: _override(doing, 1, ClinicalHold(doing.words[0])),
        "prioritize": lambda doing: _override(doing, int(doing.words[0]), None),
        "agree": _agree,
        "own": _own,
    }
)
"""By the word of a step: the use case."""
