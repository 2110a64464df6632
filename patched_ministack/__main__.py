"""`python -m patched_ministack`: patch the emulator, then run it until SIGTERM.

`--gaps` runs nothing: it prints, as JSON, for each patch whether the unpatched emulator still
needs it.
"""

import json
import os
import sys
from pathlib import Path

from patched_ministack.patches import PATCHES, name_of
from patched_ministack.server.saved_state import DamagedStateError, check

CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""The variables of the only key that root signs with."""
NO_CREDENTIALS = (
    f"{' and '.join(CREDENTIALS)} are not set: choose a key and a secret, and give them to the "
    "emulator and to those who may call it."
)

DAMAGED = 4
"""Exit code when the saved state is not as it was written; nothing is served then."""


def main(arguments: list[str]) -> None:
    """Run the emulator, or report the gaps; raises SeamChangedError before serving anything."""
    if arguments == ["--gaps"]:
        json.dump({name_of(patch): patch.needed() for patch in PATCHES}, sys.stdout, indent=1)
        sys.stdout.write("\n")
        return
    if not all(map(os.environ.get, CREDENTIALS)):
        sys.exit(NO_CREDENTIALS)
    _check_state()
    for patch in PATCHES:
        patch.apply()
    from ministack.app import main as serve  # noqa: PLC0415 - imported after the patches

    sys.argv = ["ministack"]
    serve()


def _check_state() -> None:
    """Exit with DAMAGED, and with one line, rather than start with a part of the saved state."""
    folder = os.environ.get("STATE_DIR")
    if os.environ.get("PERSIST_STATE") != "1" or not folder:
        return
    try:
        check(Path(folder))
    except DamagedStateError as error:
        sys.stderr.write(f"the saved state is damaged: {error}\n")
        sys.exit(DAMAGED)


if __name__ == "__main__":
    main(sys.argv[1:])
