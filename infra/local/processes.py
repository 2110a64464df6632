"""Processes of the machine: what they run, since when, and what a killed cloud left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PROC = Path("/proc")
END_SECONDS = 5.0
"""Seconds that a process has to end by itself."""
_STARTED = 19
"""The place of `starttime` among the fields of /proc/<pid>/stat that follow the command."""


def command_line(pid: int) -> str:
    """Return the command line of a process; empty when there is none."""
    if PROC.is_dir():
        try:
            listed = (PROC / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return listed.replace(b"\0", b" ").decode(errors="replace")
    return _asked_of_ps(pid, "command=")


def started(pid: int) -> str:
    """Return when a process started, in the machine's own terms; empty when there is none.

    A process id is given again; an id together with this is not, until the machine starts again.
    """
    if PROC.is_dir():
        try:
            stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return stat.rpartition(")")[2].split()[_STARTED]
    return _asked_of_ps(pid, "lstart=").strip()


def session_members(session: int, *, runs: tuple[str, ...]) -> list[int]:
    """Return the processes of a session whose command line has one of the texts `runs`."""
    return [
        pid
        for pid in _all_processes()
        if _session_of(pid) == session and any(text in command_line(pid) for text in runs)
    ]


def end(pids: list[int], *, seconds: float = END_SECONDS) -> None:
    """End processes: SIGTERM, and SIGKILL for those that are still there after `seconds`."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            _signal(pid, number)
        if until(lambda: not any(command_line(pid) for pid in pids), seconds):
            return


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Poll until it holds; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _all_processes() -> Iterator[int]:
    if PROC.is_dir():
        yield from (int(path.name) for path in PROC.iterdir() if path.name.isdigit())
        return
    answer = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=False)
    yield from map(int, answer.stdout.split())


def _asked_of_ps(pid: int, field: str) -> str:
    answer = subprocess.run(
        ["ps", "-p", str(pid), "-o", field], capture_output=True, text=True, check=False
    )
    return answer.stdout
