"""The head of a claim's page: whose claim it is, where it stands, and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.access.subjects import RESTRICTION_WORDS
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.duplicates import rebill_check_of
from claimtrail.claims.lifecycle.next_actions import NextAction
from claimtrail.claims.views.head import ClaimSummary
from claimtrail.claims.views.rebill_advice import advice_of
from claimtrail.kernel.clock import days_between
from claimtrail.tickets.views import open_actions
from claimtrail.web.claims.page.context import PageContext, claim_address


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLink:
    """Another claim."""

    claim_id: str
    link: str
    words: str
    """The relation: `replaces`, `replaced by`, `its records count for`."""
    on: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPart:
    """One action of our side."""

    words: str
    deadline: date | None
    deadline_kind: str
    days_left: int | None
    category: str
    code: str
    amount_cents: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPart:
    """The word that is expected next."""

    party: str
    word: str
    due_on: date
    days_left: int
    """Negative once it is late."""
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPart:
    """The head: whose claim it is, where it stands, and what comes next."""

    claim_id: str
    number: str
    payer_id: str
    payer_name: str
    payer_number: str
    patient: str
    member_id: str
    birth_date: date | None
    service_from: date | None
    service_to: date | None
    billing_npi: str
    rendering_npi: str
    facility_npi: str
    plan: str
    transaction_type: str
    state: str
    since: date
    state_days: int
    submitted_on: date | None
    age_days: int | None
    action: ActionPart | None
    ticket_actions: tuple[str, ...]
    expected: ExpectedPart | None
    awaits_approval: str
    approval_action: str
    """The action about it, in a line."""
    needs_review: tuple[str, ...]
    restrictions: tuple[str, ...]
    lives_on: tuple[ClaimLink, ...]
    """The claims under which it is pursued."""
    rebill: str
    """Advice on sending it again."""
    lacking: tuple[str, ...]


HEAD_TABLES = (
    field_table(
        ClaimLink,
        {
            FieldGroup.REFERENCE: "claim_id link",
            FieldGroup.STATUS: "words on",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        ActionPart,
        {
            FieldGroup.STATUS: "words deadline deadline_kind days_left category code",
            FieldGroup.MONEY: "amount_cents",
            FieldGroup.TECHNICAL: "rule",
        },
    ),
    field_table(
        ExpectedPart,
        {FieldGroup.STATUS: "party word due_on days_left", FieldGroup.TECHNICAL: "rule"},
    ),
    field_table(
        HeadPart,
        {
            FieldGroup.REFERENCE: "claim_id payer_id lives_on",
            FieldGroup.ACCOUNT: "number payer_number",
            FieldGroup.PATIENT: "patient member_id birth_date",
            FieldGroup.SERVICE: (
                "payer_name service_from service_to billing_npi rendering_npi facility_npi plan "
                "transaction_type"
            ),
            FieldGroup.STATUS: (
                "state since state_days submitted_on age_days action expected needs_review "
                "approval_action"
            ),
            # The advice names the payer's number.
            (FieldGroup.STATUS, FieldGroup.ACCOUNT): "rebill",
            # The line names the amount.
            (FieldGroup.STATUS, FieldGroup.MONEY): "awaits_approval",
            FieldGroup.WORK: "ticket_actions restrictions",
            FieldGroup.TECHNICAL: "lacking",
        },
    ),
)


def head_row(context: PageContext) -> HeadPart:
    """Return the head of a claim."""
    claim, today = context.claim, context.today
    head = context.whole.head(
        deadlines=context.deadlines, today=today, ticket_actions=open_actions(context.tickets)
    )
    return HeadPart(
        claim_id=claim.claim_id,
        number=claim.patient_control_number,
        payer_id=claim.payer_id,
        payer_name=claim.payer_name,
        payer_number=claim.payer_claim_control_number,
        patient=head.patient,
        member_id=head.member_id,
        birth_date=head.birth_date,
        service_from=head.service_from,
        service_to=head.service_to,
        billing_npi=head.billing_provider_npi,
        rendering_npi=head.rendering_provider_npi,
        facility_npi=claim.facility_npi,
        plan=claim.plan_identifier,
        transaction_type=claim.transaction_type,
        state=claim.state.value,
        since=claim.state_since,
        state_days=head.state_days,
        submitted_on=head.submitted_on,
        age_days=head.age_days,
        action=_action(head.next_action, today),
        ticket_actions=head.ticket_actions,
        expected=_expected(head, today),
        awaits_approval=head.awaits_approval,
        approval_action=head.approval_action,
        needs_review=head.needs_review,
        restrictions=tuple(sorted(RESTRICTION_WORDS[one] for one in context.restrictions)),
        lives_on=tuple(_lives_on(claim)),
        rebill=advice_of(rebill_check_of(claim), head.next_action),
        lacking=head.lacking,
    )


def _action(found: NextAction | None, today: date) -> ActionPart | None:
    if found is None:
        return None
    return ActionPart(
        words=found.action,
        deadline=found.deadline,
        deadline_kind=found.deadline_kind,
        days_left=days_between(today, found.deadline) if found.deadline else None,
        category=found.category,
        code=found.code,
        amount_cents=found.amount_cents,
        rule=found.rule,
    )


def _expected(head: ClaimSummary, today: date) -> ExpectedPart | None:
    awaited = head.expected
    if awaited is None:
        return None
    return ExpectedPart(
        party=awaited.party,
        word=awaited.word,
        due_on=awaited.due_on,
        days_left=days_between(today, awaited.due_on),
        rule=awaited.rule,
    )


def _lives_on(claim: Claim) -> Iterator[ClaimLink]:
    """Yield the claims that a superseded or matched number leads to."""
    if claim.matched_to:
        yield ClaimLink(
            claim_id=claim.matched_to,
            link=claim_address(claim.matched_to),
            words="The records under this number count for",
        )
    for newer in claim.superseded_by:
        yield ClaimLink(
            claim_id=newer.claim_id,
            link=claim_address(newer.claim_id),
            words="This claim lives on as",
            on=newer.effective_on,
            rule=newer.rule,
        )
