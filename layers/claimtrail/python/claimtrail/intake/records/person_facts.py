"""From a person of a record to the fact that names them."""

from claimtrail.claims.facts.submissions import PersonFact
from claimtrail.x12.model import Person


def person_fact(person: Person) -> PersonFact:
    """Return a person as a record names them. Holds PHI."""
    return PersonFact(
        last_name=person.last_name,
        first_name=person.first_name,
        member_id=person.member_id,
        birth_date=person.birth_date,
        sex=person.sex,
    )
