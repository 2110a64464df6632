"""Identifiers of a claim's patient, for masking: by its submission and its registration. PHI."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from claimtrail.claims.facts.entities import Patient
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.submissions import PersonFact, Submitted
from claimtrail.claims.fold.claim_parts import ReferenceKind
from claimtrail.claims.fold.model import Claim
from claimtrail.tickets.masking.known import NOTHING_KNOWN, ClaimPerson, KnownIdentifiers

_MOST_DATES = 20
"""Days of service that are matched in forms without separators."""


class IdentifierStore(Protocol):
    """The part of the claim store that knows patients."""

    def find(self, claim_id: str) -> Claim | None:
        """Return the claim; None when there is none."""
        ...

    def events_at(self, places: Iterable[tuple[str, str]]) -> dict[str, ClaimEvent]:
        """Return single events by their ids, each named by its claim and its own id."""
        ...

    def find_patient(self, patient_id: str) -> Patient | None:
        """Return a registered patient; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class ClaimIdentifiers:
    """Reads what identifies the patient of a claim: three reads at most."""

    store: IdentifierStore

    def __call__(self, claim_id: str) -> KnownIdentifiers:
        """Return what is known; nothing for a claim that is none."""
        claim = self.store.find(claim_id)
        if claim is None:
            return NOTHING_KNOWN
        facts = self._submissions(claim)
        patients = [
            self.store.find_patient(one.entity_id)
            for one in claim.references
            if one.kind is ReferenceKind.PATIENT
        ]
        return known_of(claim, facts, [one for one in patients if one])

    def _submissions(self, claim: Claim) -> list[Submitted]:
        places = [(claim.claim_id, one.event_id) for one in claim.submissions[-1:]]
        events = self.store.events_at(places).values() if places else ()
        return [one.fact for one in events if isinstance(one.fact, Submitted)]


def known_of(
    claim: Claim, submissions: Iterable[Submitted], patients: Iterable[Patient]
) -> KnownIdentifiers:
    """Return everything that a claim and its patient are known by."""
    facts, registered = list(submissions), list(patients)
    people = [person for fact in facts for person in (fact.patient, fact.subscriber)]
    numbers = [person.member_id for person in people]
    numbers += [number for one in registered for number in one.member_ids]
    claim_numbers = [claim.payer_claim_control_number]
    claim_numbers += [fact.payer_claim_control_number for fact in facts]
    return KnownIdentifiers(
        people=(*map(_submitted, people), *map(_registered, registered)),
        member_ids=_some(numbers),
        account_numbers=_some([claim.patient_control_number]),
        record_numbers=_some(one.medical_record_number for one in registered),
        claim_numbers=_some(claim_numbers),
        dates=_days(claim, facts),
    )


def _submitted(person: PersonFact) -> ClaimPerson:
    return ClaimPerson(
        given=person.first_name, family=person.last_name, birth_date=person.birth_date
    )


def _registered(patient: Patient) -> ClaimPerson:
    return ClaimPerson(
        given=patient.first_name, family=patient.last_name, birth_date=patient.birth_date
    )


def _days(claim: Claim, facts: Iterable[Submitted]) -> tuple[date, ...]:
    days = [claim.service_from, claim.service_to]
    days += [day for fact in facts for line in fact.lines for day in (line.service_from,)]
    return tuple(dict.fromkeys(day for day in days if day))[:_MOST_DATES]


def _some(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for number in numbers if number))
