"""Taking an action on a ticket: the use case that the command calls, in the person's name.

A form that is sent twice does nothing twice: each use case finds what it did before.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

from claimtrail.access.resources import Operation
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.owners import is_person_id
from claimtrail.tickets.ownership.changes import agreed, decided
from claimtrail.tickets.ownership.rules import ownership_for
from claimtrail.tickets.ratings import categorized
from claimtrail.tickets.relations import watched
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.taxonomy.metadata import checked_metadata, texts_given
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import (
    PERSON_PREFIX,
    CommentVisibility,
    LinkKind,
    OwnershipKind,
)
from claimtrail.web.claims.page.work import for_pages
from claimtrail.web.core.errors import RequestError, forbidden
from claimtrail.web.core.forms import Typed, form_invalid
from claimtrail.web.tickets.actions.beside_use_cases import (
    BESIDE_USE_CASES,
    Act,
    override_priority,
)
from claimtrail.web.tickets.actions.forms import (
    AGREE,
    ASSIGN,
    CATEGORIZE,
    COMMENT,
    LINK,
    MERGE,
    META,
    NOTE,
    OTHER,
    OWN,
    PARTY,
    PRIORITIZE,
    SINCE,
    SPLIT,
    TAKE,
    UNWATCH,
    WATCH,
    wanted_category,
)
from claimtrail.web.tickets.actions.kinds import WHY
from claimtrail.web.tickets.reading import OpenTicket, find_ticket


def _changed(found: OpenTicket, change: Callable[[Ticket], Ticket]) -> str:
    ticket_id = found.ticket.ticket_id
    found.request.stores.ticket_service.change(ticket_id, change)
    return ticket_id


def _status(change: StatusChange) -> Act:
    """Return what changes the status."""

    def act(found: OpenTicket, typed: Typed) -> str:
        party = typed.text(PARTY)
        asked = StatusRequest(
            change=change,
            at=found.request.now,
            actor=found.actor,
            note=typed.text(WHY),
            hold_reason=HoldParty(party) if party else None,
            since=typed.instant(SINCE),
        )
        found.request.stores.ticket_service.change_status(found.ticket.ticket_id, asked)
        return found.ticket.ticket_id

    return act


def _comment(found: OpenTicket, typed: Typed) -> str:
    found.request.stores.ticket_service.note(
        found.ticket.ticket_id,
        note=typed.text(NOTE),
        at=found.request.now,
        actor=found.actor,
        visibility=CommentVisibility(typed.text("visibility")),
    )
    return found.ticket.ticket_id


def _take(found: OpenTicket, _: Typed) -> str:
    return _assigned(found, found.actor)


def _assign(found: OpenTicket, typed: Typed) -> str:
    person, queue = typed.text("person"), typed.text("queue")
    if person and not found.allows(Operation.ASSIGN):
        raise forbidden("giving tickets to people")
    if bool(person) == bool(queue):
        raise form_invalid("one owner is to be named", "Choose a queue, or type a person's id.")
    if person and not is_person_id(person):
        raise form_invalid("the person is no id", "Type the id with which a person signs in.")
    return _assigned(found, f"{PERSON_PREFIX}{person}" if person else queue)


def _assigned(found: OpenTicket, owner: str) -> str:
    found.request.stores.ticket_service.assign(
        found.ticket.ticket_id, to=owner, at=found.request.now, actor=found.actor
    )
    return found.ticket.ticket_id


def _categorize(found: OpenTicket, typed: Typed) -> str:
    wanted = wanted_category(found)
    if wanted is None:
        raise form_invalid("there is no such category", "Choose one of the list.")
    path, category = wanted
    request = found.request
    typed_in = {one.name: typed.text(f"{META}{one.name}") for one in category.metadata}
    values = {name: value for name, value in typed_in.items() if value}
    metadata = checked_metadata(category, values, guard=_guard(found))
    request.stores.ticket_texts.keep(
        found.ticket, texts_given(metadata, values), at=request.now, actor=found.actor
    )
    version = taxonomies().at(request.today).version
    return _changed(
        found,
        lambda one: categorized(
            one,
            path,
            version=version,
            category=category,
            metadata=metadata,
            ownership=ownership_for(category, path, metadata),
            at=request.now,
            actor=found.actor,
        ),
    )


def _prioritize(found: OpenTicket, typed: Typed) -> str:
    return override_priority(found, typed, priority=int(typed.text("priority")))


def _watch(*, is_watching: bool) -> Act:
    def act(found: OpenTicket, typed: Typed) -> str:
        at, who = found.request.now, typed.text("who")
        return _changed(
            found,
            lambda one: watched(one, by=who, at=at, actor=found.actor, is_watching=is_watching),
        )

    return act


def _link(found: OpenTicket, typed: Typed) -> str:
    other = _other(found, typed)
    found.request.stores.ticket_relations.link(
        found.ticket.ticket_id,
        LinkKind(typed.text("kind")),
        other.ticket_id,
        at=found.request.now,
        actor=found.actor,
    )
    return found.ticket.ticket_id


def _merge(found: OpenTicket, typed: Typed) -> str:
    other = _other(found, typed)
    stays = found.request.stores.ticket_relations.merge(
        found.ticket.ticket_id, into=other.ticket_id, at=found.request.now, actor=found.actor
    )
    return stays.ticket_id


def _split(found: OpenTicket, _: Typed) -> str:
    wanted = found.request.form.all("claim")
    new = found.request.stores.ticket_relations.split(
        found.ticket.ticket_id, wanted, at=found.request.now, actor=found.actor
    )
    return new.ticket_id


def _other(found: OpenTicket, typed: Typed) -> Ticket:
    """Return the other ticket, if the person may change that, too.

    Raises FormInvalidError, alike for none and for one that is not the person's to change.
    """
    try:
        return find_ticket(found.request, typed.text(OTHER), Operation.CHANGE).ticket
    except RequestError:
        raise form_invalid(
            "there is no such ticket, or none that you may change",
            "Copy the whole id from the other ticket's page.",
        ) from None


def _agree(found: OpenTicket, typed: Typed) -> str:
    at, owner = found.request.now, typed.text("owner")
    return _changed(found, lambda one: agreed(one, owner=owner, at=at, actor=found.actor))


def _own(found: OpenTicket, typed: Typed) -> str:
    at, kind, reason = found.request.now, OwnershipKind(typed.text("side")), _words(found, typed)
    return _changed(
        found, lambda one: decided(one, kind=kind, reason=reason, at=at, actor=found.actor)
    )


def _words(found: OpenTicket, typed: Typed) -> str:
    """Return a person's reason as the ticket has it: masked, its original kept."""
    request = found.request
    return request.stores.ticket_texts.note(
        found.ticket, typed.text(WHY), at=request.now, actor=found.actor
    )


def _guard(found: OpenTicket) -> Callable[[str], str]:
    claims = found.ticket.first_claims
    return lambda text: found.request.stores.ticket_texts.guard(text, claim_ids=claims)


USE_CASES: Mapping[str, Act] = MappingProxyType(
    {
        COMMENT: _comment,
        TAKE: _take,
        ASSIGN: _assign,
        CATEGORIZE: _categorize,
        PRIORITIZE: _prioritize,
        WATCH: _watch(is_watching=True),
        UNWATCH: _watch(is_watching=False),
        LINK: _link,
        MERGE: _merge,
        SPLIT: _split,
        AGREE: _agree,
        OWN: _own,
        **BESIDE_USE_CASES,
        **{
            change.value: _status(change)
            for change in StatusChange
            if change is not StatusChange.CLOSE
        },
    }
)
"""By the name of the form."""

_NEXT_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "OWNERS_AGREE": "Have both owners agree, or a manager decide the side.",
        "APPROVER_ROLE": "Type the id of a manager of its facility and payer who has signed in.",
        "PRIORITY_APPROVAL": "Type the id of the colleague who approved it.",
        "TICKET_SPLIT": "Select some of the claims, and leave at least one.",
    }
)
"""By the code of a refusal, in place of a command that does it."""
_SEEN = "The page shows how the ticket stands, and what can be done there."


def refusal(error: ClaimTrailError) -> Explanation:
    """Return a refusal in the words of pages."""
    said = error.explanation
    step = said.next_step
    own = step if "claimtrail" not in for_pages(step) and for_pages(step) == step else _SEEN
    return Explanation(
        code=said.code,
        what=said.what,
        where=said.where,
        next_step=_NEXT_STEPS.get(said.code, own),
    )


def status_of(error: ClaimTrailError) -> HTTPStatus:
    """Return the status of the answer to a form that was refused."""
    return HTTPStatus.CONFLICT if isinstance(error, ConflictError) else HTTPStatus.BAD_REQUEST
