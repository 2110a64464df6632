"""Payers of a claim, its submissions, the claims beside it, and what it points at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.claims.fold.claim_parts import Related, Submission
from claimtrail.claims.views.code_words import code_words
from claimtrail.web.claims.page.context import PageContext, claim_address
from claimtrail.web.claims.page.head import ClaimLink

_SEQUENCES: Mapping[int, str] = MappingProxyType({1: "primary", 2: "secondary", 3: "tertiary"})
_VERBS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"7": ("replaces", "replaced by"), "8": ("voids", "voided by")}
)
"""CLM05-3 of the newer claim: what it does, and what is done to the older one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityPart:
    """One payer's part of the claim (coordination of benefits)."""

    sequence: str
    payer: str
    decided: bool
    paid_cents: int
    patient_cents: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerNumberPart:
    """A number that a payer has for the claim."""

    payer_id: str
    number: str
    state: str
    split: bool
    paid_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPart:
    """One version of the claim as it was sent."""

    number: int
    on: date
    frequency: str
    charge_cents: int
    payer_number: str
    ended_in: str
    ended_on: date | None
    file_id: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPart:
    """Evidence that came under another number and was found to mean the claim."""

    claim_id: str
    link: str
    method: str
    confidence: int
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePart:
    """A registered encounter, patient or procedure that the claim points at."""

    kind: str
    entity_id: str
    line: str
    status: str
    claimed: str
    registered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterPart:
    """The encounter as the 837 says."""

    facility_code: str
    diagnoses: tuple[str, ...]
    subscriber: str
    subscriber_id: str
    sex: str


PARTY_TABLES = (
    field_table(
        ResponsibilityPart,
        {
            FieldGroup.REFERENCE: "link",
            FieldGroup.SERVICE: "payer",
            FieldGroup.STATUS: "sequence decided",
            FieldGroup.MONEY: "paid_cents patient_cents",
        },
    ),
    field_table(
        PayerNumberPart,
        {
            FieldGroup.REFERENCE: "payer_id",
            FieldGroup.ACCOUNT: "number",
            FieldGroup.STATUS: "state split",
            FieldGroup.MONEY: "paid_cents",
        },
    ),
    field_table(
        SubmissionPart,
        {
            FieldGroup.REFERENCE: "number file_id link",
            FieldGroup.ACCOUNT: "payer_number",
            FieldGroup.STATUS: "on frequency ended_in ended_on",
            FieldGroup.MONEY: "charge_cents",
        },
    ),
    field_table(
        MatchPart,
        {
            FieldGroup.REFERENCE: "claim_id link",
            FieldGroup.STATUS: "method confidence features",
        },
    ),
    field_table(
        ReferencePart,
        {
            FieldGroup.REFERENCE: "entity_id",
            FieldGroup.STATUS: "kind status",
            FieldGroup.CLINICAL: "line",
            (FieldGroup.PATIENT, FieldGroup.CLINICAL): "claimed registered",
        },
    ),
    field_table(
        EncounterPart,
        {
            FieldGroup.SERVICE: "facility_code",
            FieldGroup.CLINICAL: "diagnoses",
            FieldGroup.PATIENT: "subscriber subscriber_id sex",
        },
    ),
)


def responsibility_rows(context: PageContext) -> tuple[ResponsibilityPart, ...]:
    """Return each payer's part of the claim."""
    return tuple(
        ResponsibilityPart(
            sequence=_SEQUENCES.get(one.payer_sequence, str(one.payer_sequence)),
            payer=one.payer_identifier,
            decided=one.decided,
            paid_cents=one.paid_cents,
            patient_cents=one.patient_responsibility_cents,
            link=context.segment_of(one.event_id),
        )
        for one in context.claim.payer_responsibilities
    )


def payer_number_rows(context: PageContext) -> tuple[PayerNumberPart, ...]:
    """Return the numbers that payers have for the claim, where there are several."""
    return tuple(
        PayerNumberPart(
            payer_id=one.payer_id,
            number=one.number,
            state=one.state.value if one.state else "",
            split=one.split,
            paid_cents=one.paid_cents,
        )
        for one in context.claim.payer_claims
    )


def submission_rows(context: PageContext) -> tuple[SubmissionPart, ...]:
    """Return every version that was sent, the first one first."""
    return tuple(_submission(context, one) for one in context.claim.submissions)


def _submission(context: PageContext, version: Submission) -> SubmissionPart:
    return SubmissionPart(
        number=version.number,
        on=version.submitted_on,
        frequency=code_words(f"CLM05-3={version.frequency_code}"),
        charge_cents=version.charge_cents,
        payer_number=version.payer_claim_control_number,
        ended_in=version.ended_in.value if version.ended_in else "",
        ended_on=version.superseded_on,
        file_id=version.source.file_id,
        link=context.segment_of(version.event_id),
    )


def related_links(context: PageContext) -> tuple[ClaimLink, ...]:
    """Return the claims under other numbers that it replaces or that replace it."""
    return tuple(_related(context))


def _related(context: PageContext) -> Iterator[ClaimLink]:
    claim = context.claim
    if claim.supersedes:
        yield _link(claim.supersedes, 0)
    for newer in claim.superseded_by:
        yield _link(newer, 1)


def _link(other: Related, side: int) -> ClaimLink:
    verbs = _VERBS.get(other.frequency_code, ("supersedes", "superseded by"))
    return ClaimLink(
        claim_id=other.claim_id,
        link=claim_address(other.claim_id),
        words=verbs[side],
        on=other.effective_on,
        rule=other.rule,
    )


def match_rows(context: PageContext) -> tuple[MatchPart, ...]:
    """Return the numbers whose evidence was found to mean this claim."""
    return tuple(
        MatchPart(
            claim_id=one.claim_id,
            link=claim_address(one.claim_id),
            method=one.method,
            confidence=one.confidence,
            features=tuple(name.replace("_", " ") for name in one.features),
        )
        for one in context.claim.matches
    )


def reference_rows(context: PageContext) -> tuple[ReferencePart, ...]:
    """Return the registered entities that it points at; where one is not so, both sides."""
    return tuple(
        ReferencePart(
            kind=one.kind.value,
            entity_id=one.entity_id,
            line=one.line,
            status=one.fault.value if one.fault else "on file",
            claimed=" ".join(one.claimed),
            registered=" ".join(one.registered),
        )
        for one in context.claim.references
    )


def encounter_row(context: PageContext) -> EncounterPart | None:
    """Return the encounter as the current submission says; None before the 837 copy."""
    sent = context.whole.lines.submission
    if sent is None:
        return None
    subscriber = sent.subscriber
    return EncounterPart(
        facility_code=sent.facility_code,
        diagnoses=sent.diagnoses,
        subscriber=", ".join(filter(None, (subscriber.last_name, subscriber.first_name))),
        subscriber_id=subscriber.member_id,
        sex=sent.patient.sex,
    )
