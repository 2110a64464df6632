"""The references of a claim to registered entities: its encounter, that one's patient, procedures.

Pure; the store holds what was read here to the very transaction that stores the claim.
"""

from collections.abc import Iterator

from claimtrail.claims.facts.entities import (
    Encounter,
    EntityStanding,
    Patient,
    Procedure,
    Registered,
)
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import Line, PersonFact, Submitted
from claimtrail.claims.fold.claim_parts import Reference, ReferenceFault, ReferenceKind
from claimtrail.kernel.ids import encounter_id

_UNKNOWN_SEX = "U"


def references_of(
    event: ClaimEvent, fact: Submitted, registered: Registered
) -> tuple[Reference, ...]:
    """Return the references of a submission: encounter, patient, then the procedures at fault.

    Without its encounter nothing can be said of the rest, so that one is the only exception.
    """
    encounter = registered.encounter
    found = Reference(
        kind=ReferenceKind.ENCOUNTER,
        entity_id=encounter_id(event.claim_id),
        line="",
        event_id=event.event_id,
        fault=_standing(encounter),
        claimed=(f"account_number={fact.patient_control_number}",) if _standing(encounter) else (),
    )
    if encounter is None or found.fault:
        return (found,)
    patient = _patient(event, fact.patient, encounter.patient_id, registered.patient)
    return (found, patient, *_procedures(event, fact.lines, encounter))


def _standing(entity: Encounter | Patient | None) -> ReferenceFault | None:
    if entity is None:
        return ReferenceFault.MISSING
    return ReferenceFault.WITHDRAWN if entity.standing is EntityStanding.WITHDRAWN else None


def _patient(
    event: ClaimEvent, said: PersonFact, patient_id: str, patient: Patient | None
) -> Reference:
    differing = list(_differences(said, patient)) if patient else []
    fault = _standing(patient) or (ReferenceFault.DIFFERS if differing else None)
    return Reference(
        kind=ReferenceKind.PATIENT,
        entity_id=patient_id,
        line="",
        event_id=event.event_id,
        fault=fault,
        claimed=tuple(f"{name}={ours}" for name, ours, _ in differing) if fault else (),
        registered=tuple(f"{name}={theirs}" for name, _, theirs in differing) if fault else (),
    )


def _differences(said: PersonFact, patient: Patient) -> Iterator[tuple[str, str, str]]:
    """Yield the fields in which a claim's patient is not the registered one, with both sides.

    What one side lacks is no difference. First names are left out: claims carry nicknames.
    """
    if said.last_name and _letters(said.last_name) != _letters(patient.last_name):
        yield "last_name", said.last_name, patient.last_name
    if said.birth_date and patient.birth_date and said.birth_date != patient.birth_date:
        yield "birth_date", said.birth_date.isoformat(), patient.birth_date.isoformat()
    sexes = {said.sex, patient.sex} - {"", _UNKNOWN_SEX}
    if len(sexes) > 1:
        yield "sex", said.sex, patient.sex
    if said.member_id and patient.member_ids and said.member_id not in patient.member_ids:
        yield "member_id", said.member_id, " ".join(patient.member_ids)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _procedures(
    event: ClaimEvent, lines: tuple[Line, ...], encounter: Encounter
) -> Iterator[Reference]:
    for line in lines:
        if any(_is_charged(line, procedure) for procedure in encounter.procedures):
            continue
        yield Reference(
            kind=ReferenceKind.PROCEDURE,
            entity_id=encounter.encounter_id,
            line=line.number,
            event_id=event.event_id,
            fault=ReferenceFault.MISSING,
            claimed=(f"procedure={line.procedure_code or line.revenue_code}",),
            registered=tuple(
                dict.fromkeys(
                    f"procedure={one.procedure_code or one.revenue_code}"
                    for one in encounter.procedures
                )
            ),
        )


def _is_charged(line: Line, procedure: Procedure) -> bool:
    """By code and day; modifiers and units are the coder's and may be added in billing."""
    if line.procedure_code:
        if line.procedure_code != procedure.procedure_code:
            return False
    elif line.revenue_code != procedure.revenue_code:
        return False
    first, last, day = line.service_from, line.service_to or line.service_from, procedure.service_on
    if first is None or last is None or day is None:
        return True
    return first <= day <= last
