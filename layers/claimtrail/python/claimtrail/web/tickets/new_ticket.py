"""The page on which a person opens a ticket: its category first, then what that asks for."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation
from claimtrail.tickets.opening import MOST_DESCRIPTION, MOST_TITLE, TicketRequest
from claimtrail.tickets.priority import LOWEST
from claimtrail.tickets.taxonomy.definitions import Taxonomy, TaxonomyCategory
from claimtrail.tickets.taxonomy.metadata import MOST_TEXT
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import DatumKind
from claimtrail.web.core.errors import RequestError
from claimtrail.web.core.forms import ActionForm, FormField, Typed, form_invalid, typed_in
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.tickets.actions.kinds import GUIDANCE
from claimtrail.web.tickets.actions.use_cases import refusal
from claimtrail.web.tickets.opening import open_ticket
from claimtrail.web.tickets.reading import of_ticket
from claimtrail.web.tickets.subject import CLAIM, NEW_TICKET, new_ticket_address, ticket_address

CATEGORY, CLAIMS, TITLE, TEXT, PAYER = "category", "claims", "title", "text", "payer"
IMPACT, URGENCY, META = "impact", "urgency", "meta-"
MOST_CLAIMS = 100
"""Claims of one form; more are opened by command, from a file."""
_FORM = "new"
_OF_CLAIM = frozenset({"payer", "facility"})
"""Values that a claim says, where there is one."""
_LEVELS = (("1", "1, the highest"), ("2", "2"), (str(LOWEST), f"{LOWEST}, the lowest"))


def show_new_ticket(request: PageRequest) -> Reply:
    """Show the form of a new ticket, once its category is chosen."""
    return _page(request)


@of_ticket
def open_new_ticket(request: PageRequest) -> Reply:
    """Open the ticket, and lead to it; what cannot be taken is shown again with its reason."""
    try:
        _, category = _chosen(request)
        if category is None:
            raise form_invalid("the form names no category", "Choose one of the list.")
        typed = typed_in(request.form, _fields(request, category))
        opened = open_ticket(request, _asked(request, typed, category))
    except (RequestError, ConflictError):
        raise
    except ClaimTrailError as error:
        reply = _page(request, refused=refusal(error))
        return replace(reply, status=HTTPStatus.BAD_REQUEST)
    return RedirectReply(location=ticket_address(opened.ticket.ticket_id))


def _asked(request: PageRequest, typed: Typed, category: TaxonomyCategory) -> TicketRequest:
    claim_ids = tuple(dict.fromkeys(typed.text(CLAIMS).replace(",", " ").split()))
    if len(claim_ids) > MOST_CLAIMS:
        raise form_invalid(
            "there are too many claims", f"Name {MOST_CLAIMS} or fewer, one on each line."
        )
    values = {one.name: typed.text(f"{META}{one.name}") for one in category.metadata}
    return TicketRequest(
        category=request.form.first(CATEGORY),
        title=typed.text(TITLE),
        description=typed.values.get(TEXT, ""),
        claim_ids=claim_ids,
        payer_id=typed.text(PAYER),
        metadata={name: value for name, value in values.items() if value},
        impact=int(typed.text(IMPACT)),
        urgency=int(typed.text(URGENCY)),
    )


def _chosen(request: PageRequest) -> tuple[Taxonomy, TaxonomyCategory | None]:
    """Return the taxonomy in force, and the category that form or address names in it."""
    taxonomy = taxonomies().at(request.today)
    path = request.form.first(CATEGORY) or request.query.first(CATEGORY)
    return taxonomy, taxonomy.find(path)


def _page(request: PageRequest, *, refused: Explanation | None = None) -> PageReply:
    taxonomy, category = _chosen(request)
    claim = request.query.first(CLAIM)
    path = request.form.first(CATEGORY) or request.query.first(CATEGORY)
    if category is None:
        form = _choosing(taxonomy, claim)
    else:
        form = ActionForm(
            name=_FORM,
            title=taxonomy.title_of(path),
            button="Open the ticket",
            action=NEW_TICKET,
            fields=_fields(request, category),
            intro=f"{GUIDANCE} Rules say to whom it goes.",
            is_open=True,
            hidden=((CATEGORY, path),),
        )
    typed = {one.name: request.form.first(one.name) for one in form.fields}
    return PageReply(
        template="new_ticket.html",
        title="New ticket",
        view={
            "form": form,
            "typed": {"form": form.name, **typed} if refused else {},
            "refused": refused,
            "is_chosen": category is not None,
            "again": new_ticket_address(claim),
        },
    )


def _choosing(taxonomy: Taxonomy, claim: str) -> ActionForm:
    choices = tuple((path, taxonomy.title_of(path)) for path in taxonomy.paths)
    return ActionForm(
        name=_FORM,
        title="Category",
        button="Choose",
        action=NEW_TICKET,
        fields=(FormField(name=CATEGORY, label="Category", kind="choice", choices=choices),),
        intro="It says which values the ticket has to have, and how urgent it is.",
        is_open=True,
        hidden=((CLAIM, claim),) if claim else (),
        asks=f"#do-{_FORM}",
    )


def _fields(request: PageRequest, category: TaxonomyCategory) -> tuple[FormField, ...]:
    claim = request.query.first(CLAIM)
    payers = tuple((one, one) for one in request.stores.payer_ids)
    return (
        FormField(name=TITLE, label="Title", kind="text", most_letters=MOST_TITLE),
        FormField(
            name=TEXT,
            label="Description",
            kind="words",
            is_required=False,
            most_letters=MOST_DESCRIPTION,
            hint="It is masked before it is stored.",
        ),
        FormField(
            name=CLAIMS,
            label="Claims",
            kind="words",
            is_required=False,
            value=claim,
            most_letters=MOST_CLAIMS * 40,
            hint="Their whole ids, one on each line: clm_...",
        ),
        *_metadata_fields(category, payers),
        *(
            ()
            if any(one.name == PAYER for one in category.metadata)
            else (
                FormField(
                    name=PAYER,
                    label="Payer",
                    kind="choice",
                    choices=payers,
                    is_required=False,
                    hint="Where no claim says it.",
                ),
            )
        ),
        FormField(
            name=IMPACT,
            label="Impact",
            kind="choice",
            choices=_LEVELS,
            value=str(category.impact),
        ),
        FormField(
            name=URGENCY,
            label="Urgency",
            kind="choice",
            choices=_LEVELS,
            value=str(category.urgency),
            hint="Priority is impact times urgency. They begin as the category says.",
        ),
    )


def _metadata_fields(
    category: TaxonomyCategory, payers: tuple[tuple[str, str], ...]
) -> Iterator[FormField]:
    for one in category.metadata:
        is_payer = one.kind is DatumKind.PAYER
        of_claim = " Where no claim says it." if one.name in _OF_CLAIM else ""
        yield FormField(
            name=f"{META}{one.name}",
            label=one.name.replace("_", " ").capitalize(),
            kind="choice" if is_payer else "text",
            choices=payers if is_payer else (),
            is_required=one.is_required and one.name not in _OF_CLAIM,
            most_letters=MOST_TEXT,
            hint=f"Kind: {one.kind.value}.{of_claim}",
        )
