"""Gap: a table of many small objects is read object by object, again for each time it is named.

DuckDB takes milliseconds to open a file, and a query over views names a table several times. Athena
reads objects at once, by many workers. Here those of one partition are one file: a gzip file may
have several members, and an empty line between them is none of the rows.
"""

import gzip
import inspect
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ministack.services import athena

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/performance-tuning.html"
_LINES = (".ndjson.gz", ".jsonl.gz", ".json.gz")
_GZIP = b"\x1f\x8b"
_BREAK = gzip.compress(b"\n", mtime=0)
_JOINED = "joined.ndjson.gz"

Copied = Callable[[str, list[str]], list[str]]


def needed() -> bool:
    """Return whether each object of a table still becomes a file of its own."""
    return "files.append(path)" in inspect.getsource(athena._materialize_table_files)


def apply() -> None:
    """Copy a table once for each query, its lines joined by partition."""
    seam.expect(holds=needed(), seam="athena._materialize_table_files, a file for each object")
    seam.wrap(athena, "_materialize_table_files", parameters=("location", "workdirs"), build=_once)


def joined(files: Iterable[str]) -> list[str]:
    """Return the files with those of compressed lines joined, folder by folder.

    What is no gzip stays a file of its own, on which whoever reads it fails.
    """
    found: list[str] = []
    by_folder: dict[Path, list[bytes]] = {}
    for path in map(Path, files):
        content = path.read_bytes() if path.name.endswith(_LINES) else b""
        if content.startswith(_GZIP):
            by_folder.setdefault(path.parent, []).append(content)
        else:
            found.append(str(path))
    return [*found, *(_written(folder, contents) for folder, contents in by_folder.items())]


def _written(folder: Path, contents: Sequence[bytes]) -> str:
    whole = folder / _JOINED
    whole.write_bytes(_BREAK.join(contents))
    return str(whole)


def _once(copy: Copied) -> Copied:
    """Remember what was copied for the query at hand, which is told by its list of folders."""
    query: list[str] = []
    copied: dict[str, list[str]] = {}

    def copy_once(location: str, workdirs: list[str]) -> list[str]:
        nonlocal query
        if workdirs is not query:
            query = workdirs
            copied.clear()
        if location not in copied:
            copied[location] = joined(copy(location, workdirs))
        return copied[location]

    return copy_once
