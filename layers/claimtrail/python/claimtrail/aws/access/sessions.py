"""Sessions in the operations table.

| Access | Key condition |
| --- | --- |
| one session | pk=session#<SHA-256 of its token>, sk=session |
| when a person's sessions were revoked | pk=person#<person id>, sk=revoked |

Both leave the table by its time to live: a session after its latest end, a revocation a day later.
"""

from datetime import datetime, timedelta
from typing import Any

from claimtrail.access.sessions import Session
from claimtrail.aws.core.dynamo.conditions import follows
from claimtrail.aws.core.dynamo.items import (
    EXPIRES_AT,
    VERSION,
    Key,
    attributes,
    document_of,
    key_item,
    with_document,
)
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.clock import parse_instant

_SESSION, _REVOKED, _AT = "session", "revoked", "revoked_at"
_KEPT = timedelta(days=1)


class DynamoSessionStore:
    """Sessions as documents, and the revocations of people."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def save(self, session: Session) -> bool:
        """Store a session's first version, or the one after the stored one; False otherwise."""
        item = with_document(
            _key(session.session_id),
            session.model_dump_json(),
            **{
                VERSION: session.version,
                EXPIRES_AT: int((session.ends_at + _KEPT).timestamp()),
            },
        )
        return self._table.put_if(item, follows(session.version))

    def find(self, session_id: str) -> Session | None:
        """Return a session, strongly consistent."""
        item = self._table.get(_key(session_id))
        return Session.model_validate_json(document_of(item)) if item else None

    def delete(self, session_id: str) -> None:
        """Remove a session, if there is one."""
        self._table.delete(_key(session_id))

    def revoke_all(self, person_id: str, at: datetime) -> None:
        """Let every session of a person that began until an instant be at its end."""
        self._table.put(
            key_item((f"person#{person_id}", _REVOKED))
            | attributes({_AT: at.isoformat(), EXPIRES_AT: int((at + 2 * _KEPT).timestamp())})
        )

    def revoked_at(self, person_id: str) -> datetime | None:
        """Return when the person's sessions were last revoked, strongly consistent."""
        item = self._table.get((f"person#{person_id}", _REVOKED))
        return parse_instant(item[_AT]["S"]) if item else None


def _key(session_id: str) -> Key:
    return f"{_SESSION}#{session_id}", _SESSION
