"""A claim's page as a whole: composed of its parts, then restricted to what a person may see."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from claimtrail.access.field_views.tables import by_view, field_table, restricted
from claimtrail.access.fields import FieldGroup
from claimtrail.web.claims.page.context import PageContext
from claimtrail.web.claims.page.head import HEAD_TABLES, ClaimLink, HeadPart, head_row
from claimtrail.web.claims.page.history import (
    HISTORY_TABLES,
    DeadlinePart,
    NotePart,
    SentStatus,
    StepPart,
    deadline_rows,
    held_rows,
    note_rows,
    status_rows,
    step_rows,
)
from claimtrail.web.claims.page.lines import (
    LINE_TABLES,
    DenialPart,
    LinePart,
    ReasonPart,
    UnmatchedLinePart,
    denial_rows,
    line_rows,
    unmatched_rows,
    whole_claim_rows,
)
from claimtrail.web.claims.page.money import (
    MONEY_TABLES,
    MoneyFigures,
    PaymentPart,
    money_row,
    payment_rows,
)
from claimtrail.web.claims.page.parties import (
    PARTY_TABLES,
    EncounterPart,
    MatchPart,
    PayerNumberPart,
    ReferencePart,
    ResponsibilityPart,
    SubmissionPart,
    encounter_row,
    match_rows,
    payer_number_rows,
    reference_rows,
    related_links,
    responsibility_rows,
    submission_rows,
)
from claimtrail.web.claims.page.work import (
    WORK_TABLES,
    ClaimNotePart,
    EscalationPart,
    ExceptionPart,
    ReviewPart,
    TicketPart,
    WordPart,
    claim_note_rows,
    escalation_parts,
    exception_rows,
    review_rows,
    ticket_parts,
    word_rows,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """All sections of the page."""

    head: HeadPart
    money: MoneyFigures
    steps: tuple[StepPart, ...]
    deadlines: tuple[DeadlinePart, ...]
    lines: tuple[LinePart, ...]
    whole_claim: tuple[ReasonPart, ...]
    unmatched: tuple[UnmatchedLinePart, ...]
    denials: tuple[DenialPart, ...]
    responsibilities: tuple[ResponsibilityPart, ...]
    payer_numbers: tuple[PayerNumberPart, ...]
    payments: tuple[PaymentPart, ...]
    submissions: tuple[SubmissionPart, ...]
    related: tuple[ClaimLink, ...]
    matches: tuple[MatchPart, ...]
    encounter: EncounterPart | None
    references: tuple[ReferencePart, ...]
    statuses: tuple[SentStatus, ...]
    held: tuple[NotePart, ...]
    notes: tuple[NotePart, ...]
    exceptions: tuple[ExceptionPart, ...]
    tickets: tuple[TicketPart, ...]
    escalations: tuple[EscalationPart, ...]
    people: tuple[WordPart, ...]
    claim_notes: tuple[ClaimNotePart, ...]
    reviews: tuple[ReviewPart, ...]


PAGE_TABLES = by_view(
    HEAD_TABLES,
    MONEY_TABLES,
    HISTORY_TABLES,
    LINE_TABLES,
    PARTY_TABLES,
    WORK_TABLES,
    (
        field_table(
            ClaimPage,
            {
                FieldGroup.REFERENCE: "head submissions related matches",
                FieldGroup.ACCOUNT: "payer_numbers",
                FieldGroup.MONEY: "money whole_claim payments",
                FieldGroup.SERVICE: "lines responsibilities",
                (FieldGroup.SERVICE, FieldGroup.MONEY): "unmatched",
                FieldGroup.STATUS: (
                    "steps deadlines denials statuses held notes exceptions references "
                    "escalations people reviews encounter"
                ),
                FieldGroup.WORK: "tickets",
                FieldGroup.NOTES: "claim_notes",
            },
        ),
    ),
)
"""The field groups of everything on the page."""


def claim_page(context: PageContext) -> ClaimPage:
    """Return the page of a claim, whole."""
    return ClaimPage(
        head=head_row(context),
        money=money_row(context),
        steps=step_rows(context),
        deadlines=deadline_rows(context),
        lines=line_rows(context),
        whole_claim=whole_claim_rows(context),
        unmatched=unmatched_rows(context),
        denials=denial_rows(context),
        responsibilities=responsibility_rows(context),
        payer_numbers=payer_number_rows(context),
        payments=payment_rows(context),
        submissions=submission_rows(context),
        related=related_links(context),
        matches=match_rows(context),
        encounter=encounter_row(context),
        references=reference_rows(context),
        statuses=status_rows(context),
        held=held_rows(context),
        notes=note_rows(context),
        exceptions=exception_rows(context),
        tickets=ticket_parts(context),
        escalations=escalation_parts(context),
        people=word_rows(context),
        claim_notes=claim_note_rows(context),
        reviews=review_rows(context),
    )


def seen_by(page: ClaimPage, groups: frozenset[FieldGroup]) -> Mapping[str, Any]:
    """Return the page as a person sees it; what may not be seen is absent."""
    return restricted(page, groups, PAGE_TABLES)


def fields_shown(seen: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the sections and head fields that are shown, for the access log."""
    sections = [one.name for one in fields(ClaimPage) if seen.get(one.name)]
    figures = [name for part in ("head", "money") for name in seen.get(part, ())]
    return tuple(dict.fromkeys((*sections, *figures)))
