"""The entities that the provider's own systems register: encounters, their patients, procedures.

A billing partner whose profile says `encounters = "registered"` sends them in an extract of its own
(docs/payers.md); its claims may then point only at what is registered. Of a partner without such a
feed the 837 copy itself is the record of patient, encounter and procedures. An entity is a
snapshot: the one with the latest `as_of` stands, in whatever order they come, and a withdrawn one
stays where it is, marked. All of it is PHI: claim table only.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id


class EntityStanding(StrEnum):
    """The provider's word on whether an entity still stands."""

    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    """Canceled or merged into another; nothing may point at it any more."""


class Sensitivity(StrEnum):
    """The provider's word that few may open what is billed for a patient or a visit."""

    CHARITY_CARE = "charity_care"
    PAYMENT_PLAN = "payment_plan"
    VIP = "vip"


class Origin(FrozenModel):
    """The record of the extract that an entity was read from."""

    file_id: str
    sha256: str
    start: int
    end: int
    partner_id: str
    code_version: str


class Patient(FrozenModel):
    """One patient of the provider, as its registration has it."""

    schema_version: Literal[1] = 1
    patient_id: str
    """Opaque: a keyed hash of the medical record number."""
    standing: EntityStanding
    as_of: datetime
    medical_record_number: str
    last_name: str
    first_name: str
    birth_date: date | None
    sex: str
    member_ids: tuple[str, ...]
    """With whichever payers; empty when registration has none."""
    source: Origin
    sensitivities: tuple[Sensitivity, ...] = ()
    """They hold for every claim of the patient."""


class Procedure(FrozenModel):
    """One charge of an encounter."""

    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    service_on: date | None
    units: str
    charge_cents: int


class Encounter(FrozenModel):
    """One visit or stay, billed under one account number (CLM01), with its procedures."""

    schema_version: Literal[1] = 1
    encounter_id: str
    """Opaque: the id of the claim that bills it, with a prefix of its own."""
    patient_id: str
    standing: EntityStanding
    as_of: datetime
    account_number: str
    service_from: date | None
    service_to: date | None
    procedures: tuple[Procedure, ...]
    source: Origin
    sensitivities: tuple[Sensitivity, ...] = ()


Entity = Encounter | Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The entities behind one claim while it is folded; None is not there."""

    encounter: Encounter | None
    patient: Patient | None
    """The encounter's."""

    @property
    def sensitivities(self) -> tuple[Sensitivity, ...]:
        """Return what the provider says of the encounter or its patient, each once."""
        said = (one.sensitivities for one in (self.encounter, self.patient) if one)
        return tuple(sorted(frozenset().union(*said)))


def stamp_of(entity: Entity) -> str:
    """Return which snapshot it is.

    Sorts by `as_of`, then by content, so that one of two always wins.
    """
    return f"{format_instant(entity.as_of)}#{derived_id('', entity.model_dump_json())[:12]}"
