"""Errors that a payer or an EHR reported of a claim, as the table of errors looks them up."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.model import Claim
from claimtrail.tickets.error_texts.table import ErrorSource, Explain

_SOURCES: Mapping[EventKind, ErrorSource] = MappingProxyType(
    {
        EventKind.INTERCHANGE_ACKNOWLEDGED: ErrorSource.TA1,
        EventKind.SET_ACKNOWLEDGED: ErrorSource.ACKNOWLEDGMENT_999,
        EventKind.FRONT_END_STATUS: ErrorSource.ACKNOWLEDGMENT_277CA,
        EventKind.BATCH_STATUS: ErrorSource.ACKNOWLEDGMENT_277CA,
        EventKind.MESSAGE_ACKNOWLEDGED: ErrorSource.HL7,
    }
)
"""By kind of evidence. Denials and requests are no errors: they have codes of other lists."""


def explain_reported(claim: Claim, explain: Explain) -> None:
    """Look up the errors that the last word about a claim reports, each once."""
    for source, code, text in dict.fromkeys(_reported(claim)):
        explain(source, code, text)


def _reported(claim: Claim) -> Iterator[tuple[ErrorSource, str, str]]:
    word = claim.steps[-1] if claim.steps else None
    source = _SOURCES.get(word.evidence) if word else None
    if word is None or source is None:
        return
    for said in word.codes:
        element, _, value = said.rpartition("=")
        yield source, value, f"{element} {value}".strip()
