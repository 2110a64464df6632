"""Steps of the demo's people on tickets: each by the use case that a command or a page calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType

from claimtrail.access.approvers import require_approver
from claimtrail.access.people.ports import PeopleStore
from claimtrail.access.roles import JobRole
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.access.people import people_store
from claimtrail.bootstrap.tickets.attachments import attachment_service
from claimtrail.bootstrap.tickets.stores import stored_ticket_texts, ticket_relations
from claimtrail.bootstrap.vendors import vendor_desk
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.tickets.attaching import upload
from claimtrail.tickets.attachments.service import AttachmentService, OfferedFile
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.ownership.changes import agreed, decided
from claimtrail.tickets.ratings import prioritized
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.relations import watched
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.ticket_parts import (
    ClinicalHold,
    CommentVisibility,
    LinkKind,
    OwnershipKind,
    PriorityOverride,
)
from claimtrail.vendors.service import VendorDesk
from infra.local.demo.desk.stories import DeskInstant

_URGENT_DAYS = 3
"""Days after the month for which another priority holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTools:
    """The services of tickets of one stage."""

    relations: TicketRelations
    texts: TicketTexts
    vendors: VendorDesk
    attachments: AttachmentService
    people: PeopleStore
    """The people who signed in, and so may approve."""


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
        people=people_store(stage.output(SharedOutput.OPERATIONS_TABLE)),
    )


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
    _, role, why = doing.words
    approver = f"user:{doing.people[JobRole(role)]}"
    require_approver(doing.tools.people, approver, doing.ticket, asked_by=doing.actor)
    override = PriorityOverride(
        priority=priority,
        replaced=doing.ticket.priority,
        reason=doing.masked(why),
        approved_by=approver,
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
