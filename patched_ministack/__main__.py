"""`python -m patched_ministack`: patch the emulator, then run it until SIGTERM.

`--gaps` runs nothing: it prints, as JSON, for each patch whether the unpatched emulator still
needs it.
"""

import json
import os
import sys

from patched_ministack.patches import PATCHES, name_of

CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""The variables of the only key that root signs with."""
NO_CREDENTIALS = (
    f"{' and '.join(CREDENTIALS)} are not set: choose a key and a secret, and give them to the "
    "emulator and to those who may call it."
)


def main(arguments: list[str]) -> None:
    """Run the emulator, or report the gaps; raises SeamChangedError before serving anything."""
    if arguments == ["--gaps"]:
        json.dump({name_of(patch): patch.needed() for patch in PATCHES}, sys.stdout, indent=1)
        sys.stdout.write("\n")
        return
    if not all(map(os.environ.get, CREDENTIALS)):
        sys.exit(NO_CREDENTIALS)
    for patch in PATCHES:
        patch.apply()
    from ministack.app import main as serve  # noqa: PLC0415 - imported after the patches

    sys.argv = ["ministack"]
    serve()


if __name__ == "__main__":
    main(sys.argv[1:])
