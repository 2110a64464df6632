"""`claimtrail audit disclosures`: the accounting that a patient asks for."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

import click

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.bootstrap.disclosures import disclosure_accounting
from claimtrail.bootstrap.operations import claim_secret
from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims.stores import identify, read_claim, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.core.waiting import waiting_for
from claimtrail.disclosures.accounting import Disclosure
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import claim_of_encounter, is_claim_id, patient_id

_NOTHING_AT_ALL = "Nothing of these claims was disclosed in six years, as far as the log says."
_NOTHING = (
    "Nothing of these claims was disclosed in six years, as far as the log says, other than for "
    "treatment, payment and operations, which `--all` lists."
)


def show(
    claim_access: ClaimAccess, *, claims: Sequence[str], patient: str, with_routine: bool
) -> None:
    """Show the disclosures of a patient's claims, once this access is recorded."""
    stage = claim_access.stage
    named = _named(stage, claims)
    wanted = list(dict.fromkeys((*named, *_of_patient(stage, patient))))
    output = claim_access.at(wanted, fields=Disclosure.__dataclass_fields__)
    accounting = disclosure_accounting(
        workgroup=stage.output(AnalyticsOutput.ATHENA_WORKGROUP),
        database=stage.output(AnalyticsOutput.GLUE_DATABASE),
    )
    with waiting_for(output, "Athena's answer"):
        found = accounting.of_claims(wanted, with_routine=with_routine)
    _require_known(stage, set(named) - {one.claim_id for one in found})
    output.data([asdict(one) for one in found])
    output.table(
        ("When", "Claim", "To whom", "Role", "What", "Fields", "Purpose", "From"),
        [
            (
                one.disclosed_at,
                one.claim_id,
                _recipient(one),
                one.role,
                one.action,
                one.fields,
                one.purpose,
                one.origin,
            )
            for one in found
        ],
        empty=_NOTHING_AT_ALL if with_routine else _NOTHING,
    )


def _recipient(one: Disclosure) -> str:
    """Return who received it as people read it; of an export, who made it, too."""
    if one.handed_out_by:
        return f"{one.recipient}, by {_person(one.handed_out_by)}"
    return _person(one.recipient)


def _person(actor: str) -> str:
    return actor_words(actor).removeprefix("user:")


def _named(stage: Stage, claims: Sequence[str]) -> list[str]:
    named = [identify(stage, one, number=False) for one in claims]
    _require_known(stage, {one for one in named if not is_claim_id(one)})
    return named


def _require_known(stage: Stage, claim_ids: Collection[str]) -> None:
    """Require that there are these claims: an answer about a mistyped one would say too much.

    Disclosures of a claim that is stored no more are listed all the same.
    """
    for one in claim_ids:
        read_claim(stage, one)


def _of_patient(stage: Stage, record_number: str) -> list[str]:
    """Return the claims of the patient with a medical record number, as registered."""
    if not record_number:
        return []
    if not record_number.strip():
        raise click.UsageError("--patient is empty: give a medical record number.")
    patient = patient_id(
        secret=claim_secret(stage.output(ClaimOutput.CLAIM_KEY_SECRET)),
        organization_id=stage.output(ClaimOutput.ORGANIZATION_ID),
        medical_record_number=record_number,
    )
    encounters = store_of(stage).encounters_of(patient)
    if not encounters:
        raise NotFoundError(_NO_ENCOUNTER)
    return [claim_of_encounter(one) for one in encounters]


_NO_ENCOUNTER = Explanation(
    code="PATIENT_UNKNOWN",
    what="no encounter is registered under this medical record number",
    where="--patient",
    next_step="Check the number, or name the claims: `claimtrail audit disclosures --claim CLAIM`. "
    "Claims whose encounter no extract registered are found by their own ids alone.",
)
