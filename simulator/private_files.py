"""Files and folders of their owner alone: what is written looks like PHI, and is kept like it."""

import os
from pathlib import Path
from typing import IO

FILE_MODE, FOLDER_MODE = 0o600, 0o700


def make_folder(path: Path) -> Path:
    """Return the folder, made with its missing parents; folders that are there stay as they are."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(FOLDER_MODE)
    return path


def open_text(path: Path) -> IO[str]:
    """Open a text file for writing, with line ends as given."""
    return open(path, "w", encoding="utf-8", newline="", opener=_opened)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file; one that is there is replaced."""
    with open(path, "wb", opener=_opened) as file:
        file.write(content)


def _opened(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, FILE_MODE)
    os.fchmod(descriptor, FILE_MODE)
    return descriptor
