"""Field groups: the categories in which fields are shown or left out (45 CFR 164.502(b))."""

from enum import StrEnum
from types import MappingProxyType

from claimtrail.access.resources import Resource


class FieldGroup(StrEnum):
    """A category of fields that a job needs as a whole, or does not need."""

    REFERENCE = "reference"
    """Ids of ours and control numbers of files: they name a thing, not a person."""
    ACCOUNT = "account"
    """Patient control number and the payer's claim number."""
    PATIENT = "patient"
    """Name, birth date, sex, member id."""
    SERVICE = "service"
    """Days of service, facility, billing and rendering provider, plan."""
    STATUS = "status"
    """State, since when, what is awaited, the payer's reason in words and codes, next action."""
    MONEY = "money"
    """Charge, allowed, paid, adjustments, patient responsibility, balance."""
    CLINICAL = "clinical"
    """Procedures, modifiers, diagnoses, revenue codes, documents that a payer asks for."""
    NOTES = "notes"
    """Words that people wrote."""
    WORK = "work"
    """Owner, priority, deadlines, tickets."""
    SOURCE = "source"
    """File names, and the payer's own segments."""
    TECHNICAL = "technical"
    """Versions, rule rows, correlation ids, logs."""


OF_CLAIM = tuple(FieldGroup)
OF_RECORD = (FieldGroup.REFERENCE, FieldGroup.STATUS, FieldGroup.WORK, FieldGroup.TECHNICAL)

GROUPS: MappingProxyType[Resource, tuple[FieldGroup, ...]] = MappingProxyType(
    {
        Resource.CLAIM: OF_CLAIM,
        Resource.MATCH: OF_CLAIM,
        Resource.EXCEPTION: OF_CLAIM,
        Resource.PAYER_TERM: (FieldGroup.REFERENCE, FieldGroup.STATUS, FieldGroup.NOTES),
        Resource.FILE: (
            FieldGroup.REFERENCE,
            FieldGroup.STATUS,
            FieldGroup.MONEY,
            FieldGroup.NOTES,
            FieldGroup.SOURCE,
            FieldGroup.TECHNICAL,
        ),
        Resource.PAYMENT: (
            FieldGroup.REFERENCE,
            FieldGroup.MONEY,
            FieldGroup.STATUS,
            FieldGroup.SOURCE,
            FieldGroup.TECHNICAL,
        ),
        Resource.TICKET: OF_CLAIM,
        Resource.RULES: (FieldGroup.REFERENCE, FieldGroup.WORK, FieldGroup.NOTES),
        Resource.DESK: (FieldGroup.REFERENCE, FieldGroup.WORK),
        Resource.INCIDENT: (*OF_RECORD, FieldGroup.NOTES, FieldGroup.SOURCE),
        Resource.DEAD_LETTER: OF_RECORD,
        Resource.FIGURES: (FieldGroup.STATUS, FieldGroup.MONEY, FieldGroup.WORK),
        Resource.DATASETS: OF_CLAIM,
        Resource.MASKED_DATASETS: (
            FieldGroup.REFERENCE,
            FieldGroup.SERVICE,
            FieldGroup.STATUS,
            FieldGroup.MONEY,
            FieldGroup.CLINICAL,
            FieldGroup.WORK,
            FieldGroup.TECHNICAL,
        ),
        Resource.TRAIL: (FieldGroup.REFERENCE, FieldGroup.TECHNICAL, FieldGroup.SOURCE),
        Resource.HOLD: (FieldGroup.REFERENCE, FieldGroup.NOTES),
        Resource.ACCESS_LOG: (FieldGroup.REFERENCE, FieldGroup.WORK, FieldGroup.TECHNICAL),
        Resource.PARTNER: (FieldGroup.REFERENCE, FieldGroup.TECHNICAL),
        Resource.SAVED_VIEW: (FieldGroup.REFERENCE,),
        Resource.PERSON: (FieldGroup.REFERENCE, FieldGroup.WORK, FieldGroup.NOTES),
        Resource.OPENING: (FieldGroup.REFERENCE, FieldGroup.WORK, FieldGroup.NOTES),
    }
)
"""The field groups that each resource has."""
