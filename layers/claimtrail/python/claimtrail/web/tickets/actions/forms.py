"""The forms of a ticket's page: one table, each offered by permission and by how it stands."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from claimtrail.access.resources import Operation
from claimtrail.tickets.grouping import CAUSE_PREFIX
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.status_changes import StatusChange, changes_open_to
from claimtrail.tickets.taxonomy.definitions import TaxonomyCategory
from claimtrail.tickets.taxonomy.metadata import as_given
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import CommentVisibility, LinkKind, OwnershipKind
from claimtrail.web.core.forms import ActionForm, FormField
from claimtrail.web.core.words import owner
from claimtrail.web.tickets.actions.beside_forms import BESIDE_ROWS
from claimtrail.web.tickets.actions.kinds import GUIDANCE, Fields, TicketActionKind, why_field
from claimtrail.web.tickets.reading import OpenTicket
from claimtrail.web.tickets.subject import ticket_address
from claimtrail.web.work.framing import queues_known

COMMENT, TAKE, ASSIGN, CATEGORIZE, PRIORITIZE = (
    "comment",
    "take",
    "assign",
    "categorize",
    "prioritize",
)
WATCH, UNWATCH, LINK, MERGE, SPLIT, AGREE, OWN = (
    "watch",
    "unwatch",
    "link",
    "merge",
    "split",
    "agree",
    "own",
)
NOTE, SINCE, PARTY, OTHER, META = "note", "since", "party", "other", "meta-"
TO = "to"
"""The field of the address, and of its form, that has the category which is asked about."""
PERSONS_LINKS = (
    LinkKind.DUPLICATE_OF,
    LinkKind.CAUSED_BY,
    LinkKind.CAUSE_OF,
    LinkKind.CHILD_OF,
    LinkKind.PARENT_OF,
    LinkKind.RELATED,
)
_PRIORITIES = tuple((one, one) for one in ("1", "2", "3", "4"))


def ticket_forms(found: OpenTicket) -> tuple[ActionForm, ...]:
    """Return the forms that the person may send about a ticket as it stands."""
    return tuple(_form(found, kind) for kind in ACTIONS.values() if is_offered(found, kind))


def is_offered(found: OpenTicket, kind: TicketActionKind) -> bool:
    """Return whether the person may take an action on a ticket as it stands."""
    return kind.fits(found) and may_take(found, kind)


def may_take(found: OpenTicket, kind: TicketActionKind) -> bool:
    """Return whether the person may take an action on a ticket, however it stands."""
    return found.allows(kind.operation) and kind.may(found)


def _form(found: OpenTicket, kind: TicketActionKind) -> ActionForm:
    address = ticket_address(found.ticket.ticket_id)
    is_asking = kind.name == CATEGORIZE and wanted_category(found) is None
    return ActionForm(
        name=kind.name,
        title=kind.title,
        button="Choose" if is_asking else kind.button,
        action=address if is_asking else f"{address}/{kind.name}",
        fields=kind.fields(found),
        intro=kind.intro,
        is_danger=kind.is_danger,
        is_open=kind.name == CATEGORIZE and not is_asking,
        hidden=_hidden(found, kind),
        asks=f"#do-{kind.name}" if is_asking else "",
    )


def _hidden(found: OpenTicket, kind: TicketActionKind) -> tuple[tuple[str, str], ...]:
    wanted = wanted_category(found) if kind.name == CATEGORIZE else None
    return ((TO, wanted[0]),) if wanted else ()


def wanted_category(found: OpenTicket) -> tuple[str, TaxonomyCategory] | None:
    """Return the path that the address or the form names, with its category; None for none."""
    request = found.request
    path = request.form.first(TO) or request.query.first(TO)
    category = taxonomies().at(request.today).find(path)
    return (path, category) if category else None


def _takes(change: StatusChange) -> Callable[[OpenTicket], bool]:
    """Return what tells whether a ticket's status takes a change."""
    return lambda found: (
        change in changes_open_to(found.ticket) and not _waits_for_owners(found.ticket, change)
    )


def _waits_for_owners(ticket: Ticket, change: StatusChange) -> bool:
    is_end = change in {StatusChange.RESOLVE, StatusChange.CLOSE}
    return is_end and bool(ticket.ownership and ticket.ownership.missing)


def _only_why(_: OpenTicket) -> tuple[FormField, ...]:
    return (why_field(),)


_SINCE = FormField(
    name=SINCE,
    label="Since (UTC)",
    kind="instant",
    is_required=False,
    hint="If it is reported late: clocks count from then.",
)


def _comment_fields(_: OpenTicket) -> tuple[FormField, ...]:
    return (
        FormField(name=NOTE, label="Comment", kind="words", hint=GUIDANCE),
        FormField(
            name="visibility",
            label="For",
            kind="choice",
            choices=(
                (CommentVisibility.INTERNAL.value, "us alone (internal)"),
                (CommentVisibility.EXTERNAL.value, "those outside too (external)"),
            ),
            value=CommentVisibility.INTERNAL.value,
        ),
    )


def _hold_fields(_: OpenTicket) -> tuple[FormField, ...]:
    parties = tuple((one.value, one.value) for one in HoldParty)
    return (
        FormField(name=PARTY, label="It waits for", kind="choice", choices=parties),
        why_field(),
        _SINCE,
    )


def _assign_fields(found: OpenTicket) -> tuple[FormField, ...]:
    queues = tuple((one, owner(one)) for one in queues_known(found.request))
    may_name = found.allows(Operation.ASSIGN)
    queue = FormField(
        name="queue", label="Queue", kind="choice", choices=queues, is_required=not may_name
    )
    person = FormField(
        name="person",
        label="Or a person, by sign-in id",
        kind="text",
        is_required=False,
    )
    return (queue, person) if may_name else (queue,)


def _category_fields(found: OpenTicket) -> tuple[FormField, ...]:
    wanted = wanted_category(found)
    if wanted is None:
        taxonomy = taxonomies().at(found.request.today)
        choices = tuple((path, taxonomy.title_of(path)) for path in taxonomy.paths)
        return (FormField(name=TO, label="Category", kind="choice", choices=choices),)
    known = {one.name: as_given(one) for one in found.ticket.metadata}
    known.setdefault("payer", found.ticket.payer_id)
    known.setdefault("facility", found.ticket.facility_npi or "")
    return tuple(
        FormField(
            name=f"{META}{one.name}",
            label=one.name.replace("_", " ").capitalize(),
            kind="text",
            is_required=one.is_required,
            hint=f"Kind: {one.kind.value}.",
            value=known.get(one.name, ""),
        )
        for one in wanted[1].metadata
    )


def _priority_fields(_: OpenTicket) -> tuple[FormField, ...]:
    return (
        FormField(name="priority", label="Priority", kind="choice", choices=_PRIORITIES),
        why_field(),
        FormField(name="approver", label="Approved by, by sign-in id", kind="text"),
        FormField(name="until", label="Until (UTC)", kind="instant"),
    )


def _watcher_fields(found: OpenTicket) -> tuple[FormField, ...]:
    """Return who may begin to watch: the person, and the person's queues."""
    return (_who(found, is_watching=False),)


def _unwatch_fields(found: OpenTicket) -> tuple[FormField, ...]:
    return (_who(found, is_watching=True),)


def _who(found: OpenTicket, *, is_watching: bool) -> FormField:
    names = watchers_open_to(found, is_watching=is_watching)
    choices = tuple((one, "you" if one == found.actor else owner(one)) for one in names)
    return FormField(name="who", label="Who", kind="choice", choices=choices)


def watchers_open_to(found: OpenTicket, *, is_watching: bool) -> tuple[str, ...]:
    """Return the person and the person's queues, those that watch the ticket or that do not."""
    own = (found.actor, *sorted(found.request.person.queues))
    return tuple(one for one in own if (one in found.ticket.watchers) == is_watching)


def _other_field(label: str) -> FormField:
    return FormField(name=OTHER, label=label, kind="text", hint="Its whole id: tkt_...")


def _link_fields(_: OpenTicket) -> tuple[FormField, ...]:
    kinds = tuple((one.value, one.value) for one in PERSONS_LINKS)
    return (
        FormField(name="kind", label="This ticket is", kind="choice", choices=kinds),
        _other_field("Ticket"),
    )


def _merge_fields(_: OpenTicket) -> tuple[FormField, ...]:
    return (_other_field("Ticket that stays"),)


def _split_fields(found: OpenTicket) -> tuple[FormField, ...]:
    claims = tuple((one, one) for one in found.claims)
    return (FormField(name="claim", label="Claims", kind="checks", choices=claims),)


def _agree_fields(found: OpenTicket) -> tuple[FormField, ...]:
    choices = tuple((one, owner(one)) for one in owners_open_to(found))
    return (FormField(name="owner", label="You speak for", kind="choice", choices=choices),)


def owners_open_to(found: OpenTicket) -> tuple[str, ...]:
    """Return the owners of a joint ticket that did not agree, and whose queue the person has."""
    sides, own = found.ticket.ownership, found.request.person.queues
    is_heard = sides is not None and any(one.actor == found.actor for one in sides.agreed)
    missing = sides.missing if sides and not is_heard else ()
    return tuple(one for one in missing if one in own)


def _own_fields(_: OpenTicket) -> tuple[FormField, ...]:
    sides = tuple((one.value, one.value) for one in OwnershipKind)
    return (FormField(name="side", label="Side", kind="choice", choices=sides), why_field())


def _is_of_cause(found: OpenTicket) -> bool:
    return found.ticket.origin_id.startswith(CAUSE_PREFIX)


def _may_assign(found: OpenTicket) -> bool:
    """Return whether the person gives tickets away: any, or one that is the person's own."""
    return found.allows(Operation.ASSIGN) or found.is_own


def _status_kind(
    change: StatusChange, title: str, button: str, *, fields: Fields = _only_why, intro: str = ""
) -> TicketActionKind:
    return TicketActionKind(
        name=change.value,
        title=title,
        button=button,
        operation=Operation.CHANGE,
        fields=fields,
        fits=_takes(change),
        intro=intro,
        is_danger=change is StatusChange.CANCEL,
    )


_ROWS: Sequence[TicketActionKind] = (
    TicketActionKind(
        name=COMMENT,
        title="Comment",
        button="Add the comment",
        operation=Operation.NOTE,
        fields=_comment_fields,
    ),
    TicketActionKind(
        name=TAKE,
        title="Assign to me",
        button="Assign to me",
        operation=Operation.CHANGE,
        fits=lambda found: found.ticket.is_open and not found.is_own,
    ),
    _status_kind(StatusChange.START, "Start", "Start the work"),
    _status_kind(
        StatusChange.HOLD,
        "Put on hold",
        "Put on hold",
        fields=_hold_fields,
        intro="Clocks rest that do not count this wait.",
    ),
    _status_kind(
        StatusChange.RESUME, "Resume", "Resume the work", fields=lambda _: (why_field(), _SINCE)
    ),
    _status_kind(StatusChange.RESOLVE, "Resolve", "Resolve"),
    _status_kind(StatusChange.REOPEN, "Reopen", "Reopen"),
    TicketActionKind(
        name=ASSIGN,
        title="Assign",
        button="Assign",
        operation=Operation.CHANGE,
        fields=_assign_fields,
        may=_may_assign,
    ),
    TicketActionKind(
        name=AGREE,
        title="Agree, for one of two owners",
        button="Agree",
        operation=Operation.NOTE,
        fields=_agree_fields,
        fits=lambda found: found.ticket.is_open and bool(owners_open_to(found)),
        intro="A joint ticket ends once both owners agree, by two persons.",
    ),
    TicketActionKind(
        name=OWN,
        title="Decide the side",
        button="Decide",
        operation=Operation.DECIDE,
        fields=_own_fields,
        fits=lambda found: found.ticket.is_open and found.ticket.ownership is not None,
        intro="A manager's decision takes the place of both owners' agreement.",
    ),
    TicketActionKind(
        name=CATEGORIZE,
        title="Change the category",
        button="Change the category",
        operation=Operation.CHANGE,
        fields=_category_fields,
    ),
    TicketActionKind(
        name=PRIORITIZE,
        title="Change the priority",
        button="Change the priority",
        operation=Operation.CHANGE,
        fields=_priority_fields,
        intro="It holds until an instant; somebody else approves it.",
    ),
    TicketActionKind(
        name=WATCH,
        title="Watch",
        button="Watch",
        operation=Operation.NOTE,
        fields=_watcher_fields,
        fits=lambda found: bool(watchers_open_to(found, is_watching=False)),
    ),
    TicketActionKind(
        name=UNWATCH,
        title="Stop watching",
        button="Stop watching",
        operation=Operation.NOTE,
        fields=_unwatch_fields,
        fits=lambda found: bool(watchers_open_to(found, is_watching=True)),
    ),
    TicketActionKind(
        name=LINK,
        title="Link to another ticket",
        button="Link",
        operation=Operation.CHANGE,
        fields=_link_fields,
        fits=lambda _: True,
        intro="The other ticket gets the inverse link.",
    ),
    TicketActionKind(
        name=MERGE,
        title="Merge into another ticket",
        button="Merge",
        operation=Operation.CHANGE,
        fields=_merge_fields,
        fits=lambda found: found.ticket.is_open and not _is_of_cause(found),
        intro="This ticket closes; the other one takes its claims, watchers and tags.",
        is_danger=True,
    ),
    TicketActionKind(
        name=SPLIT,
        title="Split claims off",
        button="Split off",
        operation=Operation.CHANGE,
        fields=_split_fields,
        fits=lambda found: (
            found.ticket.is_open and found.ticket.claims.count > 1 and not _is_of_cause(found)
        ),
        intro="They get a ticket of their own; the dollars stay with this one.",
    ),
    _status_kind(
        StatusChange.CANCEL, "Cancel", "Cancel", intro="There was nothing to do about it."
    ),
)

ACTIONS: Mapping[str, TicketActionKind] = MappingProxyType(
    {row.name: row for row in (*_ROWS, *BESIDE_ROWS)}
)
"""By the name in the address, in the order of the page."""
