"""Copies of the audit bucket as the verifier reads them: in a folder, or in memory.

What stands in a copy may be of a forger's making. So nothing but regular files is opened, links
are not followed, and an object is read in pieces.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from claimtrail.trail.chaining.contents import MAX_OBJECT_BYTES
from claimtrail.trail.verification.trail_faults import FaultKind

_PIECE = 1 << 20
_DEPTH = 2
"""Folders above an object: its data set, and its day or `keys`."""
OFFLINE = "a copy in a folder holds each object once, without its versions"

Remark = tuple[FaultKind, str]


class UnreadableObjectError(ValueError):
    """An object's bytes cannot be had; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key of a copy."""

    key: str
    version_id: str | None = None
    """The version to verify: the first one, where a bucket has several."""
    remarks: tuple[Remark, ...] = ()
    """The fault of the entry that shows before its bytes are read."""
    is_readable: bool = True


class TrailCopy(Protocol):
    """Objects by key. Anything that can list its keys in order can be verified."""

    @property
    def bucket(self) -> str | None:
        """Return the bucket that is read in place; None when a copy does not know it."""
        ...

    @property
    def unseen_versions(self) -> str:
        """The reason why versions and delete markers are not examined; empty when they are."""
        ...

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the keys that begin so, in their order as text.

        Raises UnreadableObjectError when they cannot be listed.
        """
        ...

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield an object's bytes. Raises UnreadableObjectError when they cannot be had."""
        ...


class MemoryCopy:
    """A copy in a dictionary."""

    bucket: str | None = None
    unseen_versions = OFFLINE

    def __init__(self, objects: Mapping[str, bytes]) -> None:
        self._objects = objects

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the keys that begin so, in order."""
        return (Entry(key=key) for key in sorted(self._objects) if key.startswith(prefix))

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield an object's bytes, at once."""
        yield self._objects[entry.key]


class FolderCopy:
    """A copy on disk, as `aws s3 sync s3://BUCKET FOLDER` makes it."""

    bucket: str | None = None
    unseen_versions = OFFLINE

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yield the keys that begin so, in order; only one folder's names are held at a time.

        Raises UnreadableObjectError when the folder itself cannot be listed.
        """
        try:
            yield from self._walk("", prefix)
        except OSError as error:
            raise UnreadableObjectError(f"it cannot be listed ({_reason(error)})") from error

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield a regular file's bytes. Raises UnreadableObjectError for anything else."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            number = os.open(self._folder / entry.key, flags)
        except (OSError, ValueError) as error:
            raise UnreadableObjectError(f"it cannot be opened ({_reason(error)})") from error
        with open(number, "rb", buffering=0) as file:  # noqa: PTH123 - opened by its descriptor
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise UnreadableObjectError("it is no regular file")
            try:
                while piece := file.read(_PIECE):
                    yield piece
            except OSError as error:
                raise UnreadableObjectError(f"it cannot be read ({_reason(error)})") from error

    def _walk(self, inside: str, prefix: str) -> Iterator[Entry]:
        with os.scandir(self._folder / inside) as listed:
            # A folder sorts as its keys do: with the slash that follows its name.
            entries = sorted(
                (
                    (f"{inside}{entry.name}{'/' if _is_folder(entry) else ''}", entry)
                    for entry in listed
                ),
                key=itemgetter(0),
            )
        for name, entry in entries:
            if not name.endswith("/"):
                if name.startswith(prefix):
                    yield _entry(name, entry)
            elif not (name.startswith(prefix) or prefix.startswith(name)):
                continue
            elif name.count("/") > _DEPTH:
                yield Entry(key=name, remarks=((FaultKind.INSERTED, _TOO_DEEP),), is_readable=False)
            else:
                yield from self._walk_or_remark(name, prefix)

    def _walk_or_remark(self, name: str, prefix: str) -> Iterator[Entry]:
        try:
            yield from self._walk(name, prefix)
        except OSError as error:
            text = f"the folder cannot be listed ({_reason(error)})"
            yield Entry(key=name, remarks=((FaultKind.UNREADABLE, text),), is_readable=False)


_TOO_DEEP = "the trail has no folder here; what is in it is not read"

_FORMS = {
    stat.S_IFLNK: "it is a symbolic link, which is not followed",
    stat.S_IFIFO: "it is a FIFO, not a file",
    stat.S_IFSOCK: "it is a socket, not a file",
    stat.S_IFCHR: "it is a device, not a file",
    stat.S_IFBLK: "it is a device, not a file",
}


def _entry(name: str, found: os.DirEntry[str]) -> Entry:
    """Return a file's entry with what is wrong with the file as such."""
    try:
        status = found.stat(follow_symlinks=False)
    except OSError as error:
        text = f"it cannot be looked up ({_reason(error)})"
        return Entry(key=name, remarks=((FaultKind.UNREADABLE, text),), is_readable=False)
    form = _FORMS.get(stat.S_IFMT(status.st_mode))
    if form:
        return Entry(key=name, remarks=((FaultKind.UNREADABLE, form),), is_readable=False)
    remarks: list[Remark] = []
    if status.st_nlink > 1:
        text = "it is a hard link: its bytes can change under another name"
        remarks.append((FaultKind.UNREADABLE, text))
    return Entry(key=name, remarks=tuple(remarks))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _reason(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    return os.strerror(number) if number else type(error).__name__


def read_whole(copy: TrailCopy, entry: Entry, *, limit: int = MAX_OBJECT_BYTES) -> bytes:
    """Return an object's bytes. Raises UnreadableObjectError when there are more than `limit`."""
    found = bytearray()
    for piece in copy.pieces(entry):
        found += piece
        if len(found) > limit:
            raise UnreadableObjectError(f"it is larger than {limit:,} bytes")
    return bytes(found)
