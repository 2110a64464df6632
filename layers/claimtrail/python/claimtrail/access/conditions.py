"""Conditions of permissions, by name: each compares the person with the thing asked for."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from claimtrail.access.subjects import EVERYWHERE, AccessTarget, Principal

PATIENT_ACCOUNTS = "queue:patient-accounts"
"""The queue of those whose job sensitive topics are."""


class AccessCondition(StrEnum):
    """A condition under which a row of the table holds."""

    OWN_FACILITY = "own_facility"
    OWN_PAYER = "own_payer"
    OWN_WORK = "own_work"
    AWAITS_DOCUMENTS = "awaits_documents"
    OWN_TOPIC = "own_topic"
    OF_ANOTHER_PERSON = "of_another_person"


MEANINGS = MappingProxyType(
    {
        AccessCondition.OWN_FACILITY: "of a facility that the person works for, or of none",
        AccessCondition.OWN_PAYER: "of a payer that the person works with, or of none",
        AccessCondition.OWN_WORK: "assigned to the person, or to a queue of the person's",
        AccessCondition.AWAITS_DOCUMENTS: "a payer waits for documents of the provider",
        AccessCondition.OWN_TOPIC: "of no sensitive topic (payment plan, charity care), unless "
        "the person works in `queue:patient-accounts`",
        AccessCondition.OF_ANOTHER_PERSON: "another person asked for it",
    }
)
"""The meaning of each condition, for people."""


def holds(condition: AccessCondition, person: Principal, target: AccessTarget) -> bool:
    """Tell whether a condition holds between a person and a thing."""
    return _TESTS[condition](person, target)


def _is_within(own: frozenset[str], of_target: str) -> bool:
    return not of_target or EVERYWHERE in own or of_target in own


def _is_own_work(person: Principal, target: AccessTarget) -> bool:
    return bool(target.owner) and target.owner in {f"user:{person.id}", *person.queues}


def _is_own_topic(person: Principal, target: AccessTarget) -> bool:
    return not target.topic or PATIENT_ACCOUNTS in person.queues


def _is_of_another(person: Principal, target: AccessTarget) -> bool:
    return target.asked_by != f"user:{person.id}"


_TESTS: Mapping[AccessCondition, Callable[[Principal, AccessTarget], bool]] = MappingProxyType(
    {
        AccessCondition.OWN_FACILITY: lambda person, target: _is_within(
            person.facilities, target.facility
        ),
        AccessCondition.OWN_PAYER: lambda person, target: _is_within(person.payers, target.payer),
        AccessCondition.OWN_WORK: _is_own_work,
        AccessCondition.AWAITS_DOCUMENTS: lambda _, target: target.awaits_documents,
        AccessCondition.OWN_TOPIC: _is_own_topic,
        AccessCondition.OF_ANOTHER_PERSON: _is_of_another,
    }
)
