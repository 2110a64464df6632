"""The saved state on disk: one file a service, and an index that names the files that count.

A file is named by the digest of what is in it and never changes; the index is replaced as a whole.
So a save that was cut off leaves the state of the save before it, and never a mixture of the two.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
INDEX = "saved.json"
FILES = "saves"
REQUEST = "save.request"
"""The file by whose presence another process asks for a save; it is removed once that is done."""


class DamagedStateError(Exception):
    """The saved state is not as it was written."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The index of a save: when it was made, and each service's file by name, bytes and digest."""

    saved_at: str
    files: Mapping[str, Mapping[str, Any]]


def write(
    folder: Path,
    contents: Mapping[str, bytes],
    *,
    saved_at: str,
    may_finish: Callable[[], bool] = lambda: True,
) -> bool:
    """Save each service's content, then let the index name it; return whether the index does.

    `may_finish` is asked before the index is replaced. Files that no index names are removed.
    """
    files = folder / FILES
    files.mkdir(parents=True, exist_ok=True)
    named: dict[str, dict[str, Any]] = {}
    for service, content in sorted(contents.items()):
        digest = hashlib.sha256(content).hexdigest()
        name = f"{service}.{digest[:20]}.json"
        named[service] = {"name": name, "bytes": len(content), "sha256": digest}
        if not (files / name).exists():
            _replace(files / name, content)
    _sync(files)
    if not may_finish():
        return False
    index = {"format": FORMAT, "saved_at": saved_at, "files": named}
    _replace(folder / INDEX, json.dumps(index).encode())
    _sync(folder)
    _remove_others(files, {one["name"] for one in named.values()})
    return True


def read_index(folder: Path) -> Saved | None:
    """Return what was saved last; None when nothing was.

    Raises DamagedStateError when the index cannot be read.
    """
    try:
        index = json.loads((folder / INDEX).read_bytes())
        if index["format"] != FORMAT:
            raise DamagedStateError(f"its format is {index['format']}, and {FORMAT} is expected")
        return Saved(saved_at=index["saved_at"], files=index["files"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedStateError(f"{INDEX} cannot be read") from error


def check(folder: Path) -> Saved | None:
    """Return what was saved last, once each file of it was read and is as it was written.

    Raises DamagedStateError, which names the first file that is not.
    """
    saved = read_index(folder)
    if saved is not None:
        for file in saved.files.values():
            _content(folder, file)
    return saved


def read(folder: Path, saved: Saved, service: str) -> bytes | None:
    """Return what a service saved; None when it saved nothing. Raises DamagedStateError."""
    file = saved.files.get(service)
    return None if file is None else _content(folder, file)


def _content(folder: Path, file: Mapping[str, Any]) -> bytes:
    name = str(file["name"])
    try:
        content = (folder / FILES / name).read_bytes()
    except OSError as error:
        raise DamagedStateError(f"{name} cannot be read") from error
    if len(content) < file["bytes"]:
        raise DamagedStateError(f"{name} is cut short")
    if hashlib.sha256(content).hexdigest() != file["sha256"]:
        raise DamagedStateError(f"{name} has changed since it was saved")
    return content


def _replace(path: Path, content: bytes) -> None:
    aside = path.with_name(path.name + ".aside")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove_others(files: Path, named: set[str]) -> None:
    for path in files.iterdir():
        if path.name not in named:
            path.unlink(missing_ok=True)
