"""The names of a claim in a record: its own number, and keyed hashes of what else names it."""

from claimtrail.claims.facts.events import Fact
from claimtrail.claims.facts.payer_numbers import comparable, payer_of
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.search_keys import search_key, search_values
from claimtrail.claims.facts.statuses import StatusReported
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.matching.model import MatchMethod
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.records.facts import ClaimRecord
from claimtrail.intake.records.file_context import (
    FileContext,
)
from claimtrail.kernel.ids import claim_id, match_key, unnumbered_claim_id


def claim_of(record: ClaimRecord, fact: Fact, *, context: FileContext, key: ClaimKey) -> str:
    """Return the claim of the record's number.

    A number that is nobody's makes a claim of its own.
    """
    if isinstance(fact, Remitted) and not fact.has_own_number:
        return unnumbered_claim_id(
            secret=key.secret,
            organization_id=key.organization_id,
            sha256=context.sha256,
            offset=record.span.start,
        )
    return claim_id(
        secret=key.secret,
        organization_id=key.organization_id,
        patient_control_number=record.patient_control_number,
    )


def match_keys_of(fact: Fact, payer_id: str, *, key: ClaimKey) -> tuple[str, ...]:
    """Keyed hashes of what names a claim beside its number; what is empty names nothing."""
    named: list[tuple[MatchMethod, tuple[str, ...]]] = []
    payer = payer_of(payer_id, getattr(fact, "payer_identifier", ""))
    number = comparable(getattr(fact, "payer_claim_control_number", ""))
    if number:
        named.append((MatchMethod.PAYER_CLAIM_CONTROL_NUMBER, (payer, number)))
    if isinstance(fact, StatusReported) and fact.trace_number:
        named.append((MatchMethod.TRACE_NUMBER, (payer, fact.trace_number)))
    if isinstance(fact, Submitted):
        # A first inquiry's trace number is the claim's own number, which payers echo.
        named.append((MatchMethod.TRACE_NUMBER, (payer, fact.patient_control_number)))
    if isinstance(fact, Submitted | Remitted) and fact.service_from:
        charge = fact.charge_cents if isinstance(fact, Remitted) else fact.total_charge_cents
        # A reversal negates the charge.
        named.append((MatchMethod.SCORE, (str(abs(charge)), fact.service_from.isoformat())))
    return tuple(
        match_key(
            secret=key.secret,
            organization_id=key.organization_id,
            method=method.value,
            parts=parts,
        )
        for method, parts in named
    )


def search_keys_of(fact: Fact, *, key: ClaimKey) -> tuple[str, ...]:
    """Keyed hashes of the values by which people search for a fact's claim."""
    return tuple(search_key(kind, value, key.hashed) for kind, value in search_values(fact))
