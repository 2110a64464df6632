"""Files and folders that may hold PHI: their owner's alone, whatever the process's umask is.

Each command that writes does it by these functions. `restrict_new_files` covers what libraries
write beside them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FILE_MODE = 0o600
FOLDER_MODE = 0o700
NOT_OTHERS = 0o077
"""The umask under which all that is made is its owner's alone."""


def private_folder(path: Path) -> Path:
    """Return the folder, made with its missing parents for the owner alone; others stay."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        folder.chmod(FOLDER_MODE)
    if not path.is_dir():
        raise NotADirectoryError(path)
    return path


def write_private(path: Path, content: bytes | str) -> Path:
    """Write a file that its owner alone may read; one that is there is replaced and closed off."""
    data = content.encode() if isinstance(content, str) else content
    descriptor = _opened(str(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    return path


def open_private(path: Path) -> IO[str]:
    """Open a text file for writing, line ends as given, as `write_private` does."""
    return open(path, "w", encoding="utf-8", newline="", opener=_opened)


def append_private(path: Path) -> IO[bytes]:
    """Open a file for appending, as `write_private` does."""
    return open(path, "ab", opener=_opened)


@contextmanager
def restrict_new_files() -> Iterator[None]:
    """Let this process create files and folders for their owner alone, for the time being."""
    before = os.umask(NOT_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def _opened(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, FILE_MODE)
    os.fchmod(descriptor, FILE_MODE)
    return descriptor
