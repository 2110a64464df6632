"""Every regular expression that the package compiles, at import and while it reads.

    python -m tests.harness.growth.compiled_expressions

Prints JSON: where each was compiled, its text, and whether it is of bytes. It is a process of its
own, since what was compiled before cannot be seen.
"""

import importlib
import json
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

import claimtrail

_ROOT = str(Path(claimtrail.__file__).parent)
LEFT_OUT = ("tools.guide_build",)
"""Development only: reads nothing that a partner sends."""
found: dict[tuple[str, int, str], bool] = {}


def record() -> None:
    """Take note of what is compiled from now on, by whom in the package."""
    compiled = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_filename == re.__file__:
            frame = frame.f_back
        path = frame.f_code.co_filename
        if path.startswith(_ROOT) and isinstance(pattern, str | bytes):
            is_bytes = isinstance(pattern, bytes)
            text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
            found[path.removeprefix(_ROOT), frame.f_lineno, text] = is_bytes
        return compiled(pattern, flags)

    re._compile = noted  # type: ignore[attr-defined]


def import_all() -> None:
    """Import every module of the package."""
    for module in pkgutil.walk_packages(claimtrail.__path__, "claimtrail."):
        if not module.name.startswith(LEFT_OUT) and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def read_everything() -> None:
    """Read sets of every kind, in all ways, so that expressions are made at run time."""
    from tests.harness.growth.expression_files import read_all  # noqa: PLC0415 - after `record`

    read_all()


def main() -> None:
    """Print what was found."""
    record()
    import_all()
    read_everything()
    rows = [
        {"path": path, "line": line, "text": text, "is_bytes": is_bytes}
        for (path, line, text), is_bytes in sorted(found.items())
    ]
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main()
