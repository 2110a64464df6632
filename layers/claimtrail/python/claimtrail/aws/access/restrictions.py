"""Restrictions in the operations table.

| Access | Key condition |
| --- | --- |
| what people set on a claim | pk=restricted#<claim id>, sk=restricted |
| a person's household | pk=household#<person id>, sk=household |
| those of a page of claims and a person | both keys of each, in one batch |
| the people with households | by_status: status_pk=household#LISTED |

A claim that nobody restricted has no item: reading its key costs one read unit (docs/costs.md), and
a page of 99 claims is one request.
"""

from collections.abc import Sequence
from typing import Any

from claimtrail.access.restrictions.model import ClaimRestrictions, Household, PageRestrictions
from claimtrail.aws.access.documents import Documents, ListPlace
from claimtrail.aws.core.dynamo.items import key_of
from claimtrail.aws.core.dynamo.table import DynamoTable

_LISTED = "LISTED"


class DynamoRestrictionStore:
    """Restrictions that people set on claims, and the households of the staff."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)
        self._restricted = Documents(
            dynamodb_client,
            table_name,
            kind="restricted",
            model=ClaimRestrictions,
            standing=lambda _: ListPlace(),
        )
        self._households = Documents(
            dynamodb_client,
            table_name,
            kind="household",
            model=Household,
            standing=lambda one: ListPlace(
                status=_LISTED if one.members else "", order=one.person_id
            ),
        )

    def find(self, claim_id: str) -> ClaimRestrictions | None:
        """Return what people set on a claim, strongly consistent."""
        return self._restricted.find(claim_id)

    def save(self, restrictions: ClaimRestrictions) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._restricted.save(
            restrictions.claim_id, restrictions, version=restrictions.version
        )

    def of_page(self, claim_ids: Sequence[str], person_id: str) -> PageRestrictions:
        """Return what is stored for claims and a person: one request for 99 claims."""
        own = self._households.key(person_id)
        keys = dict.fromkeys((own, *map(self._restricted.key, claim_ids)))
        items = {key_of(item): item for item in self._table.read_each(keys, is_consistent=True)}
        household = items.pop(own, None)
        stored = map(self._restricted.read, items.values())
        return PageRestrictions(
            by_claim={one.claim_id: one for one in stored},
            household=self._households.read(household).members if household else frozenset(),
        )

    def save_household(self, household: Household) -> None:
        """Store a person's household in place of the one before."""
        self._households.put(household.person_id, household)

    def people_with_households(self) -> list[str]:
        """Return the people whose household has members; the index follows after a moment."""
        return [one.person_id for one in self._households.listed(_LISTED)]
