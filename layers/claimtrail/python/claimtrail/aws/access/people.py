"""People in the operations table.

| Access | Key condition |
| --- | --- |
| one person | pk=known_person#<person id>, sk=known_person |
| everybody, by id | by_status: status_pk=known_person#LISTED |
"""

from typing import Any

from claimtrail.access.people.model import KnownPerson
from claimtrail.aws.access.documents import Documents, ListPlace

_LISTED = "LISTED"


class DynamoPeopleStore:
    """People as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._people = Documents(
            dynamodb_client,
            table_name,
            kind="known_person",
            model=KnownPerson,
            standing=lambda one: ListPlace(status=_LISTED, order=one.person_id),
        )

    def find(self, person_id: str) -> KnownPerson | None:
        """Return a person, strongly consistent."""
        return self._people.find(person_id)

    def save(self, person: KnownPerson) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._people.save(person.person_id, person, version=person.version)

    def listed(self) -> list[KnownPerson]:
        """Return everybody, by id; the index follows after a moment."""
        return list(self._people.listed(_LISTED))
