"""`python -m infra.local.launcher`: patch the emulator, then run it until SIGTERM.

`--gaps` runs nothing: it prints, as JSON, for each patch whether the unpatched emulator still
needs it.
"""

import json
import sys

from infra.local.launcher.patches import PATCHES


def name_of(patch: object) -> str:
    """A patch's name: its module's."""
    return getattr(patch, "__name__", "").rpartition(".")[2]


def main(arguments: list[str]) -> None:
    """Run the emulator, or report the gaps; raises SeamChangedError before serving anything."""
    if arguments == ["--gaps"]:
        json.dump({name_of(patch): patch.needed() for patch in PATCHES}, sys.stdout)
        return
    for patch in PATCHES:
        patch.apply()
    from ministack.app import main as serve  # noqa: PLC0415 - imported after the patches

    sys.argv = ["ministack"]
    serve()


if __name__ == "__main__":
    main(sys.argv[1:])
