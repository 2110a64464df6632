"""The facts of a claim that its ticket has, so that lists of work read no claims to narrow them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import ReferenceKind
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectations import last_said
from claimtrail.tickets.routing.facts import RoutedClaimType, WordSource

WORD_SOURCES: Mapping[EventKind, WordSource] = MappingProxyType(
    {
        EventKind.SUBMITTED: WordSource.CLAIM,
        EventKind.INTERCHANGE_ACKNOWLEDGED: WordSource.INTERCHANGE_ACKNOWLEDGMENT,
        EventKind.SET_ACKNOWLEDGED: WordSource.SET_ACKNOWLEDGMENT,
        EventKind.FRONT_END_STATUS: WordSource.CLAIM_ACKNOWLEDGMENT,
        EventKind.BATCH_STATUS: WordSource.CLAIM_ACKNOWLEDGMENT,
        EventKind.STATUS_REPORTED: WordSource.CLAIM_STATUS,
        EventKind.REMITTED: WordSource.REMITTANCE,
        EventKind.MESSAGE_ACKNOWLEDGED: WordSource.HL7,
        EventKind.TERM_REPORTED: WordSource.PERSON,
        EventKind.MATCH_DECIDED: WordSource.PERSON,
        EventKind.EVIDENCE_DECIDED: WordSource.PERSON,
        EventKind.OUTCOME_DECIDED: WordSource.PERSON,
    }
)
"""By kind of evidence: the language in which it came. Every kind has its row."""
_CLAIM_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "837P": RoutedClaimType.PROFESSIONAL.value,
        "837I": RoutedClaimType.INSTITUTIONAL.value,
    }
)


def claim_snapshot(claim: Claim) -> dict[str, Any]:
    """Return a ticket's fields out of its claim: facility, type, news, and since when it stands.

    An NPI names a provider, not a patient. A patient's id is a keyed hash.
    """
    return {
        "facility_npi": claim.facility_npi,
        "claim_type": _CLAIM_TYPES.get(claim.transaction_type, ""),
        "word_source": word_source(claim),
        "charge_cents": claim.charge_cents,
        "submitted_on": claim.submitted_on,
        "moved_on": claim.state_since,
        "patient_ids": tuple(
            one.entity_id for one in claim.references if one.kind is ReferenceKind.PATIENT
        ),
        "is_sensitive": bool(claim.sensitivities),
    }


def word_source(claim: Claim) -> str:
    """Return the language of the last word about a claim; empty before the first."""
    said = last_said(claim.steps)
    return WORD_SOURCES[said.evidence].value if said else ""
