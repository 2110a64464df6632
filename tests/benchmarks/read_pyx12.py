"""pyx12, measured: `read_pyx12 document|envelope PATH`. It stands in our own environment."""

# ruff: noqa: PLC0415 - imports stand where their time is measured

import sys
from collections.abc import Callable

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


def _envelope(path: str) -> Callable[[], int]:
    import pyx12.x12file

    return lambda: sum(1 for _ in pyx12.x12file.X12Reader(path))


if __name__ == "__main__":
    report(lambda: {"document": _document, "envelope": _envelope}[sys.argv[1]](sys.argv[2]))
