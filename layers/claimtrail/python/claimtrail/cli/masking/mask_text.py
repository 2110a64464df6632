"""`claimtrail mask`: any text without what identifies a patient, and why each place was masked."""

from typing import BinaryIO

from rich.text import Text

from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims.profiles import partners_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.declare import output_for
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.tickets.masking.attachments import MOST_BYTES, text_of
from claimtrail.tickets.masking.known import NOTHING_KNOWN, KnownIdentifiers
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.masking.model import MaskedSpan, MaskedText
from claimtrail.trail.access_log import Action


def mask_text(
    *,
    file: BinaryIO,
    claim_id: str | None,
    explains: bool,
    purpose: str | None,
    stage: str,
    as_json: bool,
) -> None:
    """Show the text masked, and with `explains` what was masked. Raises ClaimTrailError."""
    text = text_of(file.read(MOST_BYTES + 1))
    known, output = _known(claim_id, stage=stage, purpose=purpose, as_json=as_json)
    partners = partners_of(stage)
    masked = mask(text, known, keep=partners.names if partners else ())
    output.data({"text": masked.text, "masked": [_as_data(one) for one in masked.spans]})
    output.say(Text(masked.text))
    if explains:
        _explain(output, text, masked)


def _known(
    claim_id: str | None, *, stage: str, purpose: str | None, as_json: bool
) -> tuple[KnownIdentifiers, Output]:
    """Return what the claim knows, once the access is recorded; nothing without a claim.

    Raises NotFoundError for an unknown one: a text would seem to be masked by what it knows.
    """
    if claim_id is None:
        return NOTHING_KNOWN, output_for(as_json=as_json)
    from claimtrail.cli.claims.stores import identify, read_claim  # noqa: PLC0415 - brings AWS

    access = ClaimAccess(
        stage_name=stage, said_purpose=purpose, action=Action.TEXT_MASKED, as_json=as_json
    )
    wanted = identify(access.stage, claim_id, number=False)
    claim = read_claim(access.stage, wanted, typed=claim_id)
    output = access.at([claim.claim_id], fields=("people", "numbers"))
    return known_of_claim(claim.claim_id, access.stage), output


def known_of_claim(claim_id: str, stage: Stage) -> KnownIdentifiers:
    """Return what a claim of a stage knows of its patient."""
    from claimtrail.bootstrap.tickets.stores import stored_ticket_texts  # noqa: PLC0415 - brings AWS

    return stored_ticket_texts(stage.output(ClaimOutput.CLAIM_TABLE)).known(claim_id)


def _explain(output: Output, text: str, masked: MaskedText) -> None:
    output.table(
        ("Text", "Masked as", "Rule", "Sure", "Why"),
        [
            (
                " ".join(text[one.start : one.end].split()),
                f"[{one.placeholder}]",
                one.rule,
                f"{one.confidence:.0%}",
                one.explanation,
            )
            for one in masked.spans
        ],
        right=("Sure",),
    )


def _as_data(span: MaskedSpan) -> dict[str, object]:
    """Return what was masked for machines: its place, not its text."""
    return {
        "start": span.start,
        "end": span.end,
        "class": span.safe_harbor.value,
        "rule": span.rule,
        "confidence": span.confidence,
        "placeholder": span.placeholder,
        "why": span.explanation,
    }
