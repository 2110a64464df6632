"""In-memory twins of the stores of attachments."""

from hashlib import md5

from claimtrail.tickets.attachments.errors import conflict
from claimtrail.tickets.attachments.model import Attachment
from claimtrail.tickets.attachments.ports import StoredFile, UploadForm, UploadLink


class MemoryAttachmentStore:
    """Keeps attachments in a dictionary."""

    def __init__(self) -> None:
        self.attachments: dict[tuple[str, str], Attachment] = {}

    def put_new(self, attachment: Attachment) -> Attachment:
        """Keep the attachment unless its id is taken; return what is kept."""
        return self.attachments.setdefault(_key(attachment), attachment)

    def save(self, attachment: Attachment) -> None:
        """Keep the next version. Raises ConflictError when it is not the next."""
        stored = self.attachments.get(_key(attachment))
        if stored is None or stored.version != attachment.version - 1:
            raise conflict(attachment)
        self.attachments[_key(attachment)] = attachment

    def get(self, ticket_id: str, attachment_id: str) -> Attachment | None:
        """The attachment, or None."""
        return self.attachments.get((ticket_id, attachment_id))

    def list_of(self, ticket_id: str) -> list[Attachment]:
        """Those of a ticket, by their ids."""
        return [one for key, one in sorted(self.attachments.items()) if key[0] == ticket_id]


class MemoryAttachmentFiles:
    """Keeps bytes in a dictionary."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def upload_link(self, key: str, *, size: int, sha256: str, seconds: int) -> UploadLink:
        """A link that says what it takes."""
        url = f"https://files.example/{key}?size={size}&seconds={seconds}"
        return UploadLink(url=url, headers={"digest": sha256})

    def upload_form(self, key: str, *, most: int, seconds: int, then: str) -> UploadForm:
        """A form that says what it takes."""
        fields = {"key": key, "success_action_redirect": then, "policy": f"{most} {seconds}"}
        return UploadForm(url="https://files.example/", fields=fields)

    def read(self, key: str, *, most: int) -> StoredFile | None:
        """The file, or None."""
        data = self.files.get(key)
        if data is None or len(data) > most:
            return None
        return StoredFile(data=data, etag=md5(data, usedforsecurity=False).hexdigest())

    def put(self, key: str, data: bytes, *, content_type: str) -> None:  # noqa: ARG002 - as the port
        """Keep the file."""
        self.files[key] = data

    def delete(self, key: str) -> None:
        """Remove the file."""
        self.files.pop(key, None)

    def delete_below(self, prefix: str) -> None:
        """Remove all files whose keys begin so."""
        for key in [one for one in self.files if one.startswith(prefix)]:
            del self.files[key]

    def link(self, key: str, *, file_name: str, content_type: str, seconds: int) -> str:
        """A link that says what it gives."""
        return f"https://files.example/{key}?name={file_name}&type={content_type}&for={seconds}"


def _key(attachment: Attachment) -> tuple[str, str]:
    return attachment.ticket_id, attachment.attachment_id
