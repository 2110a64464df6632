"""Gap: a warm invocation that logs nothing takes 50 ms more, and one that logs takes 5 ms more.

The emulator waits that long for lines that may still come from the worker. A worker writes lines
before its answer, so they are in its pipe by then: an empty pipe says that all of them are read.
On AWS the answer does not wait for the log.
"""

import array
import fcntl
import inspect
import queue
import termios
import time
from typing import Any

from ministack.core import lambda_runtime

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html"
_PAUSE_SECONDS = 0.0005
_QUIET = 3
"""Looks in a row that find neither lines nor bytes: the reading thread has had its turns."""
_PARAMETERS = ("self", "first_line_wait", "idle_confirm", "hard_cap")


def needed() -> bool:
    """Return whether an invocation still waits for a time, whatever is in the pipe."""
    source = inspect.getsource(lambda_runtime.Worker._drain_stderr_bounded)
    return "elapsed >= first_line_wait" in source


def apply() -> None:
    """Read the lines of an invocation until the worker's pipe is empty."""
    drain = seam.attribute(lambda_runtime.Worker, "_drain_stderr_bounded")
    seam.expect(
        holds=needed() and tuple(inspect.signature(drain).parameters) == _PARAMETERS,
        seam="lambda_runtime.Worker._drain_stderr_bounded",
    )
    lambda_runtime.Worker._drain_stderr_bounded = drained


def drained(
    worker: Any, first_line_wait: float = 0, idle_confirm: float = 0, hard_cap: float = 0.250
) -> str:
    """Return the lines that a worker has written, within `hard_cap` seconds at the most."""
    del first_line_wait, idle_confirm
    lines: list[str] = []
    quiet, ends_at = 0, time.monotonic() + hard_cap
    while quiet < _QUIET and time.monotonic() < ends_at:
        try:
            lines.append(worker._stderr_queue.get_nowait())
            quiet = 0
        except queue.Empty:
            quiet = quiet + 1 if _is_empty(worker) else 0
            time.sleep(_PAUSE_SECONDS)
    return "\n".join(lines)


def _is_empty(worker: Any) -> bool:
    """Return whether the pipe holds no bytes; that of a worker that is gone holds none."""
    waiting = array.array("i", [0])
    try:
        fcntl.ioctl(worker._proc.stderr.fileno(), termios.FIONREAD, waiting)
    except (AttributeError, OSError, ValueError):
        return True
    return waiting[0] == 0
