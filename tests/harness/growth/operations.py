"""The work of a piece of code, counted in bytecodes: the same on every computer."""

import sys
from collections.abc import Callable, Collection
from math import log
from types import FrameType
from typing import Any


def operations(run: Callable[[], object], *, but: Collection[str] = ()) -> int:
    """Run it, and return how many bytecodes it took; `but` those of files that end so."""
    count = 0
    left_out = tuple(but)

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if event == "call":
            if left_out and frame.f_code.co_filename.endswith(left_out):
                return None
            frame.f_trace_lines, frame.f_trace_opcodes = False, True
        elif event == "opcode":
            count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def growth(
    prepare: Callable[[int], Callable[[], object]],
    few: int,
    many: int,
    *,
    but: Collection[str] = (),
) -> float:
    """Return the power of the number with which the work grows: 1.0 is linear, 2.0 quadratic."""
    return log(operations(prepare(many), but=but) / operations(prepare(few), but=but)) / log(
        many / few
    )
