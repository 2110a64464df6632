"""In-memory twins of the ports of exports, for tests."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import count
from threading import Lock

from claimtrail.exports.columns import ExportColumn, ExportPlace, ExportRow
from claimtrail.exports.errors import upload_gone
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import Export, ExportUpload, UploadedPart
from claimtrail.exports.ports import PersonExports


class MemoryExportStore:
    """Exports in a dictionary."""

    def __init__(self) -> None:
        self.exports: dict[tuple[str, str], Export] = {}
        self.asked: dict[str, int] = {}
        self._lock = Lock()

    def of_person(self, person_id: str) -> PersonExports:
        """Return the exports of a person, the latest first."""
        found = [one for key, one in sorted(self.exports.items()) if key[0] == person_id]
        return PersonExports(exports=tuple(reversed(found)), asked=self.asked.get(person_id, 0))

    def add(self, export: Export, *, asked: int) -> bool:
        """Store a new export unless another was asked for."""
        person_id = export.requester.person_id
        with self._lock:
            if self.asked.get(person_id, 0) != asked:
                return False
            self.asked[person_id] = asked + 1
            self.exports[person_id, export.export_id] = export
            return True

    def find(self, person_id: str, export_id: str) -> Export | None:
        """Return an export."""
        return self.exports.get((person_id, export_id))

    def save(self, export: Export) -> bool:
        """Store the version after the stored one."""
        key = export.requester.person_id, export.export_id
        stored = self.exports.get(key)
        if export.version != (stored.version if stored else 0) + 1:
            return False
        self.exports[key] = export
        return True


class MemoryResultFiles:
    """Files in a dictionary; S3's rules about parts hold."""

    def __init__(self, *, least_part_bytes: int = 5 * 1024 * 1024) -> None:
        self.least_part_bytes = least_part_bytes
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        """Parts of uploads that are under way, by id."""
        self._ids = count(1)

    def put(self, key: str, data: bytes) -> None:
        """Write a whole file."""
        self.files[key] = data

    def read(self, key: str) -> bytes:
        """Return a whole file."""
        return self.files[key]

    def sha256_of(self, key: str) -> str:
        """Return the SHA-256 of a file."""
        return sha256(self.files[key]).hexdigest()

    def begin(self, key: str) -> ExportUpload:
        """Begin a file in parts."""
        upload_id = f"upload-{next(self._ids)}"
        self.uploads[upload_id] = {}
        return ExportUpload(key=key, upload_id=upload_id)

    def add_part(self, upload: ExportUpload, number: int, data: bytes) -> UploadedPart:
        """Upload a part."""
        parts = self._parts(upload)
        parts[number] = data
        return UploadedPart(number=number, etag=_etag(data), size=len(data))

    def complete(self, upload: ExportUpload) -> None:
        """Put the parts together."""
        if upload.upload_id not in self.uploads and upload.key in self.files:
            return
        parts = self._parts(upload)
        named = [(part.number, part.etag) for part in upload.parts]
        assert named == sorted(named), "parts are named in order"
        assert [_etag(parts[number]) for number, _ in named] == [etag for _, etag in named]
        sizes = [len(parts[number]) for number, _ in named]
        assert all(size >= self.least_part_bytes for size in sizes[:-1]), "EntityTooSmall"
        self.files[upload.key] = b"".join(parts[number] for number, _ in named)
        del self.uploads[upload.upload_id]

    def abandon(self, upload: ExportUpload) -> None:
        """Remove an unfinished file."""
        self.uploads.pop(upload.upload_id, None)

    def link(self, key: str, *, file_name: str, seconds: int) -> str:
        """Return a link that says what it is."""
        return f"https://files.example.org/{key}?name={file_name}&seconds={seconds}"

    def _parts(self, upload: ExportUpload) -> dict[int, bytes]:
        if upload.upload_id not in self.uploads:
            raise upload_gone(upload.key.partition("/")[0])
        return self.uploads[upload.upload_id]


class MemoryExportQueue:
    """Keeps what was sent; a test hands the messages to the writer itself."""

    def __init__(self) -> None:
        self.messages: list[ExportMessage] = []

    def send(self, message: ExportMessage) -> None:
        """Remember the message."""
        self.messages.append(message)


class MemorySource:
    """A list in memory; it can go on after the last row of each page."""

    notes: tuple[str, ...] = ()

    def __init__(
        self,
        columns: Sequence[ExportColumn],
        rows: Sequence[ExportRow],
        *,
        page: int = 1,
        title: str = "Claims",
    ) -> None:
        self.title = title
        self._columns, self._rows, self._page = columns, rows, page

    def columns(self) -> Sequence[ExportColumn]:
        """Return the columns."""
        return self._columns

    def rows(self, after: str | None) -> Iterator[ExportRow | ExportPlace]:
        """Yield the rows after a place, which is a number of rows."""
        start = int(after or 0)
        for number, row in enumerate(self._rows[start:], start=start + 1):
            cursor = str(number) if number % self._page == 0 else None
            yield ExportRow(row.values, row.subject_id, cursor)


def _etag(data: bytes) -> str:
    return str(hash(data))
