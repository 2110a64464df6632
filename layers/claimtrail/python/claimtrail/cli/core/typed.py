"""Commands in texts, as they can be typed here: with the program's folder, and with the stage."""

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import PurePath

PROGRAM = "claimtrail"
WITHOUT_STAGE = frozenset(
    {"completion", "contracts", "demo", "deploy", "down", "drill", "reset", "sign-in", "stages",
     "status", "synth", "taxonomy", "up", "upgrade-check", "vendors",
     "x12"}
)  # fmt: skip
"""Commands that take no --stage."""
_COMMAND = re.compile(rf"`{PROGRAM} ([^`]+)`")


def as_typed(text: str, *, arguments: Sequence[str] | None = None) -> str:
    """Return a text whose commands can be typed where this one was.

    Adds the folder by which the program was called where it is not on the path, and the stage that
    was named by --stage: without them, a command would not be found, or would ask another stage.
    """
    typed = list(sys.argv if arguments is None else arguments)
    program, stage = _program(typed), _stage(typed)
    if not stage and program == PROGRAM:
        return text

    def typed_so(found: re.Match[str]) -> str:
        command = found[1]
        is_known = command.partition(" ")[0] in WITHOUT_STAGE
        takes_stage = stage and not is_known and "--stage" not in command
        return f"`{program} {command}{f' --stage {stage}' if takes_stage else ''}`"

    return _COMMAND.sub(typed_so, text)


def _program(typed: Sequence[str]) -> str:
    """Return how the program was called; its name alone where the path leads to it."""
    called = typed[0] if typed else ""
    if PurePath(called).name != PROGRAM or PurePath(called).name == called:
        return PROGRAM
    return PROGRAM if shutil.which(PROGRAM) else called


def _stage(typed: Sequence[str]) -> str:
    """Return the stage that --stage names; empty when it was not typed."""
    for number, word in enumerate(typed):
        if word.startswith("--stage="):
            return word.removeprefix("--stage=")
        if word == "--stage" and number + 1 < len(typed):
            return typed[number + 1]
    return ""
