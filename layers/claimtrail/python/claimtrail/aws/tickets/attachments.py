"""Attachments of tickets in the ticket table, beside their ticket.

| Access | Key condition |
| --- | --- |
| one attachment | pk=ticket#<ticket_id>, sk=attachment#<attachment_id> |
| those of a ticket | pk=ticket#<ticket_id>, sk begins with attachment# |
"""

from typing import Any

from claimtrail.aws.core.dynamo.conditions import follows
from claimtrail.aws.core.dynamo.items import VERSION, Item, Key, document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.tickets.table import partition_of
from claimtrail.tickets.attachments.errors import conflict
from claimtrail.tickets.attachments.model import Attachment

_PREFIX = "attachment#"


class DynamoAttachmentStore:
    """Keeps attachments as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def put_new(self, attachment: Attachment) -> Attachment:
        """Store the attachment unless its id is taken; return what is stored."""
        if self._table.put_if_absent(_item(attachment)):
            return attachment
        return self.get(attachment.ticket_id, attachment.attachment_id) or attachment

    def save(self, attachment: Attachment) -> None:
        """Store the next version. Raises ConflictError when it is not the next."""
        if not self._table.put_if(_item(attachment), follows(attachment.version)):
            raise conflict(attachment)

    def get(self, ticket_id: str, attachment_id: str) -> Attachment | None:
        """Return an attachment, or None."""
        item = self._table.get(_key(ticket_id, attachment_id))
        return _attachment(item) if item else None

    def list_of(self, ticket_id: str) -> list[Attachment]:
        """Return those of a ticket, by their ids."""
        return list(map(_attachment, self._table.query(partition_of(ticket_id), prefix=_PREFIX)))


def _key(ticket_id: str, attachment_id: str) -> Key:
    return partition_of(ticket_id), f"{_PREFIX}{attachment_id}"


def _attachment(item: Item) -> Attachment:
    return Attachment.model_validate_json(document_of(item))


def _item(attachment: Attachment) -> Item:
    return with_document(
        _key(attachment.ticket_id, attachment.attachment_id),
        attachment.model_dump_json(),
        **{VERSION: attachment.version},
    )
