"""Rules of routing and the desk, in the ticket table.

| Access | Key condition |
| --- | --- |
| one proposal of rules | pk=routing#rules, sk=version#<number> |
| every proposal, the first one first | pk=routing#rules |
| the desk | pk=routing#desk, sk=desk |
| what was reserved of a person | pk=routing#room, sk=<person> |

None of them is in an index. A minute's worth of decisions reads the proposals once.
"""

from typing import Any

from claimtrail.aws.core.dynamo.conditions import follows
from claimtrail.aws.core.dynamo.items import VERSION, document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.tickets.routing.desk import NO_DESK, Desk, Reservations
from claimtrail.tickets.routing.proposals import RuleProposal

_RULES, _DESK, _ROOM = "routing#rules", "routing#desk", "routing#room"
_DESK_SORT = "desk"


class DynamoRuleStore:
    """Keeps proposals of rules as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def find(self, version: int) -> RuleProposal | None:
        """Return a proposal, strongly consistent; None when there is none."""
        item = self._table.get((_RULES, _version(version)))
        return RuleProposal.model_validate_json(document_of(item)) if item else None

    def save(self, proposal: RuleProposal) -> bool:
        """Store the first revision, or the one after the stored one; False otherwise."""
        key, values = (_RULES, _version(proposal.version)), {VERSION: proposal.revision}
        item = with_document(key, proposal.model_dump_json(), **values)
        return self._table.put_if(item, follows(proposal.revision))

    def listed(self) -> list[RuleProposal]:
        """Return every proposal by its version; strongly consistent."""
        found = self._table.query(_RULES)
        return [RuleProposal.model_validate_json(document_of(item)) for item in found]


class DynamoDeskStore:
    """Keeps the desk as one document, and reservations as one a person."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def desk(self) -> Desk:
        """Return the desk, strongly consistent; without people where none is stored."""
        item = self._table.get((_DESK, _DESK_SORT))
        return Desk.model_validate_json(document_of(item)) if item else NO_DESK

    def save(self, desk: Desk) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        values = {VERSION: desk.version}
        item = with_document((_DESK, _DESK_SORT), desk.model_dump_json(), **values)
        return self._table.put_if(item, follows(desk.version))

    def reservations(self, person: str) -> Reservations:
        """Return what was reserved of a person, strongly consistent; none at first."""
        item = self._table.get((_ROOM, person))
        stored = Reservations.model_validate_json(document_of(item)) if item else None
        return stored or Reservations(person=person)

    def reserve(self, reservations: Reservations) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        key, values = (_ROOM, reservations.person), {VERSION: reservations.version}
        item = with_document(key, reservations.model_dump_json(), **values)
        return self._table.put_if(item, follows(reservations.version))


def _version(version: int) -> str:
    """Return a sort key that sorts as the number does."""
    return f"version#{version:09d}"
