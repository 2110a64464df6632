"""Copies of the audit bucket as the verifier reads them: in a folder, or in memory."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol


class TrailCopy(Protocol):
    """Objects by key. Anything that can list its keys in order can be verified."""

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, in their order as text."""
        ...

    def read(self, key: str) -> bytes:
        """An object's bytes."""
        ...


class MemoryCopy:
    """A copy in a dictionary."""

    def __init__(self, objects: Mapping[str, bytes]) -> None:
        self._objects = objects

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, in order."""
        return iter(sorted(key for key in self._objects if key.startswith(prefix)))

    def read(self, key: str) -> bytes:
        """An object's bytes."""
        return self._objects[key]


class FolderCopy:
    """A copy on disk, as `aws s3 sync s3://BUCKET FOLDER` makes it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, in order; only one folder's names are held at a time."""
        return self._walk("", prefix)

    def read(self, key: str) -> bytes:
        """A file's bytes."""
        return (self._folder / key).read_bytes()

    def _walk(self, inside: str, prefix: str) -> Iterator[str]:
        with os.scandir(self._folder / inside) as entries:
            # A folder sorts as its keys do: with the slash that follows its name.
            names = sorted(
                f"{inside}{entry.name}{'/' if entry.is_dir(follow_symlinks=False) else ''}"
                for entry in entries
            )
        for name in names:
            if name.endswith("/"):
                if name.startswith(prefix) or prefix.startswith(name):
                    yield from self._walk(name, prefix)
            elif name.startswith(prefix):
                yield name
