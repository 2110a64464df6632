"""pyx12, measured: `read_pyx12 document|envelope PATH`. It stands in our own environment."""

# ruff: noqa: PLC0415 - imports stand where their time is measured

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from meter import report

_VARIED = "-varied-"
"""In the names of files of which pyx12 refuses some (see docs/x12-differences.md)."""


def _document(path: str) -> Callable[[], int]:
    import pyx12.params
    import pyx12.x12n_document

    def read() -> int:
        accepted = pyx12.x12n_document.x12n_document(pyx12.params.ParamsBase(), path, None, None)
        assert accepted or _VARIED in path, "pyx12 refuses the file"
        return 1

    return read


MAPS = {
    "835": "835.5010.X221.A1.xml",
    "277CA": "277.5010.X214.xml",
    "837P": "837.5010.X222.A1.xml",
    "837I": "837Q3.I.5010.X223.A1.xml",
}
"""Maps by what the names of files begin with."""
_CONTROL = "x12.control.00501.xml"


def _load_maps(path: str) -> None:
    """Load the maps that the file needs; the document is then given these very ones."""
    import pyx12.map_if
    import pyx12.params

    load = pyx12.map_if.load_map_file
    kind = Path(path).name.split("-")[0]
    maps = {name: load(name, pyx12.params.ParamsBase()) for name in (_CONTROL, MAPS[kind])}

    def loaded(name: str, *arguments: Any) -> Any:
        return maps.pop(name, None) or load(name, *arguments)

    pyx12.map_if.load_map_file = loaded


def _envelope(path: str) -> Callable[[], int]:
    import pyx12.x12file

    return lambda: sum(1 for _ in pyx12.x12file.X12Reader(path))


if __name__ == "__main__":
    what, path = sys.argv[1:]
    if what == "document":
        report(lambda: _document(path), prepare=lambda: _load_maps(path))
    else:
        report(lambda: _envelope(path))
