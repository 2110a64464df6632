"""The embedded cloud's supervisor: starts, stops, watches and resets one emulator process.

The emulator runs in an environment of its own, detached, on loopback only; what it holds lives in
one folder and survives stop and start. SIGTERM saves the state. SIGKILL costs what happened since
the last save, a minute at most, so that nothing here ever sends it to an emulator.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from claimtrail.kernel.clock import format_instant, parse_instant, utc_now
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.private_files import (
    FOLDER_MODE,
    NOT_OTHERS,
    append_private,
    open_private,
    private_folder,
    write_private,
)
from infra.local import prerequisites, processes
from infra.local.credentials import machine_credentials
from infra.local.environment import emulator_environment
from infra.local.errors import CloudError
from infra.local.health import emulator_answers
from infra.local.identity.provider import LocalIdentityProvider
from infra.local.inbox import sweep_inbox
from infra.local.saves import REQUEST, last_save
from infra.local.settings import CHECKOUT, CloudSettings

LAUNCHER = "patched_ministack"
"""The package that the emulator's environment runs."""
START_SECONDS = 120.0
STOP_SECONDS = 60.0
SAVED_WITHIN_SECONDS = 60.0
DAMAGED = 4
"""The emulator's exit code when the saved state is not as it was written."""
REGION = "us-east-1"
ACCOUNT = "000000000000"
REGIONS = {"AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION}


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudStatus:
    """The state of the cloud, and the address by which it is reached."""

    running: bool
    endpoint: str
    port: int
    sftp_port: int
    pid: int | None = None
    started_at: datetime | None = None
    saved_at: datetime | None = None
    """The time of the last save; None when nothing was saved yet."""
    identity_provider: str | None = None
    """The address of the identity provider; None when none runs."""
    was_killed: bool = False
    """True if this start follows an end without a stop: it goes on from the last save."""
    was_reset: bool = False
    """True if this start finished a reset that had been cut off: the cloud is empty."""


class Cloud:
    """One embedded cloud. Several may run side by side, with a root and ports of their own."""

    _children: ClassVar[dict[int, "subprocess.Popen[bytes]"]] = {}
    """Processes that this process started; they are collected when they have ended."""

    def __init__(self, settings: CloudSettings | None = None) -> None:
        self.settings = settings or CloudSettings.from_env()
        self.identity = LocalIdentityProvider(self.settings)
        self._exit_code: int | None = None

    def status(self) -> CloudStatus:
        """Return what the record says, checked against the process that it names."""
        record = self._read_record()
        pid = record.get("pid")
        running = isinstance(pid, int) and self._is_ours(pid, record.get("process_start"))
        port = int(record["port"]) if running else self.settings.port
        return CloudStatus(
            running=running,
            endpoint=f"http://{prerequisites.LOOPBACK}:{port}",
            port=port,
            sftp_port=int(record["sftp_port"]) if running else self.settings.sftp_port,
            pid=pid if running else None,
            started_at=parse_instant(record["started_at"]) if running else None,
            saved_at=last_save(self.settings.state),
            identity_provider=self.identity.address,
        )

    def start(self) -> CloudStatus:
        """Start it, or find it running; returns when it answers.

        After a kill it goes on from the last save, and what the killed one left behind is ended.

        Raises:
            ConfigurationError: a port is taken, or the emulator's environment is missing or old.
            CloudError: it ended at once, did not answer within START_SECONDS, or its saved state
                is damaged.
            ClaimTrailError: its inbox could not be searched for files whose event was lost.
        """
        with self._alone():
            before = self.status()
            if before.running:
                self._await_answer(before)
                self.identity.begin()
                self.identity.await_answer()
                return self.status()
            settings = self.settings
            prerequisites.check_python(settings.python)
            was_killed = self._end_orphans()
            was_reset = self._finish_reset()
            for port, purpose, variable in (
                (settings.port, "AWS calls", "CLAIMTRAIL_CLOUD_PORT"),
                (settings.sftp_port, "SFTP", "CLAIMTRAIL_SFTP_PORT"),
            ):
                prerequisites.check_port(port, purpose=purpose, variable=variable)
            is_kept = settings.state.exists()
            self.identity.begin()
            self._spawn()
            self._await_answer(self.status())
            self.identity.await_answer()
            status = self.status()
            if is_kept:
                sweep_inbox(status.endpoint, self.credentials)
            return replace(status, was_killed=was_killed and not was_reset, was_reset=was_reset)

    def save(self) -> bool:
        """Have it save its state; return whether it did, within SAVED_WITHIN_SECONDS."""
        request = private_folder(self.settings.state) / REQUEST
        write_private(request, "")
        return processes.until(lambda: not request.exists(), SAVED_WITHIN_SECONDS)

    def stop(self) -> bool:
        """Stop it with its state saved. Returns False when it was not running.

        Raises:
            CloudError: it did not end within STOP_SECONDS; it is left to finish.
        """
        with self._alone():
            pid = self.status().pid
            if pid is not None:
                os.kill(pid, signal.SIGTERM)
                if not processes.until(lambda: not self._is_ours(pid), STOP_SECONDS):
                    raise self._failure(
                        "CLOUD_STILL_STOPPING",
                        f"process {pid} did not end within {STOP_SECONDS:.0f} seconds",
                        f"It may still be saving; see {self.settings.log}, then try again.",
                    )
            self._end_orphans()
            self.identity.stop()
            self.settings.record.unlink(missing_ok=True)
            return pid is not None

    def reset(self) -> None:
        """Stop it and forget its state; the emulator's environment and the secret stay.

        One that is cut off is finished by the next reset or start.
        """
        self.stop()
        with self._alone():
            write_private(self.settings.resetting, "")
            self._finish_reset()

    def _finish_reset(self) -> bool:
        """Remove what a reset that has begun left; return whether one has."""
        if not self.settings.resetting.exists():
            return False
        for path in self.settings.kept:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.settings.resetting.unlink()
        return True

    @property
    def credentials(self) -> dict[str, str]:
        """Return the variables by which an AWS SDK signs as this cloud's root account."""
        return {**machine_credentials(self.settings.root), **REGIONS}

    def environment(self) -> dict[str, str]:
        """Return all that the emulator sees.

        A little of this process's environment, and its own.
        """
        return emulator_environment(self.settings, self.credentials)

    def _spawn(self) -> None:
        settings = self.settings
        scratch = settings.root / "tmp"
        shutil.rmtree(scratch, ignore_errors=True)
        private_folder(scratch)
        with append_private(settings.log) as log:
            process = subprocess.Popen(
                [str(settings.python), "-P", "-m", LAUNCHER],
                cwd=CHECKOUT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # What the emulator and its functions write holds what partners dropped.
                umask=NOT_OTHERS,
            )
        self._children[process.pid] = process
        record = {
            "pid": process.pid,
            "port": settings.port,
            "sftp_port": settings.sftp_port,
            "started_at": format_instant(utc_now()),
            "process_start": processes.started(process.pid),
        }
        write_private(settings.record, json.dumps(record))

    def _await_answer(self, status: CloudStatus) -> None:
        pid = status.pid
        ended = pid is None

        def answers_or_ended() -> bool:
            nonlocal ended
            ended = pid is None or not self._is_ours(pid)
            return ended or emulator_answers(status.port)

        if processes.until(answers_or_ended, START_SECONDS) and not ended:
            return
        if ended:
            self.settings.record.unlink(missing_ok=True)
        if ended and self._exit_code == DAMAGED:
            raise self._failure(
                "CLOUD_STATE_DAMAGED",
                self._last_words(),
                "Run `claimtrail reset` to start with an empty cloud.",
            )
        how = "ended at once" if ended else f"did not answer within {START_SECONDS:.0f} seconds"
        raise self._failure(
            "CLOUD_NOT_STARTED", f"the emulator {how}: {self._last_words()}", "Read the log."
        )

    def _last_words(self) -> str:
        lines = self.settings.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1].strip() if lines else "it wrote nothing"

    def _is_ours(self, pid: int, process_start: str | None = None) -> bool:
        """Return whether the process lives, is an emulator, and started when ours did.

        `process_start` is None in the record of an earlier version.
        """
        child = self._children.get(pid)
        if child is not None:
            if child.poll() is None:
                return True
            self._exit_code = child.returncode
            del self._children[pid]
            return False
        if LAUNCHER not in processes.command_line(pid):
            return False
        return process_start is None or processes.started(pid) == process_start

    def _end_orphans(self) -> bool:
        """End what a killed emulator left behind; return whether one was killed.

        Its functions' workers and a save that it had begun belong to its session, which has its
        process id for a number. No other session gets that number while one of them lives; if
        its leader lives, the number is another program's.
        """
        pid = self._read_record().get("pid")
        if not isinstance(pid, int):
            return False
        if not processes.command_line(pid):
            own = (LAUNCHER, str(self.settings.root))
            processes.end(processes.session_members(pid, runs=own))
        return True

    def _read_record(self) -> dict[str, Any]:
        try:
            record: dict[str, Any] = json.loads(self.settings.record.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return record

    def _failure(self, code: str, what: str, next_step: str) -> CloudError:
        return CloudError(
            Explanation(code=code, what=what, where=str(self.settings.log), next_step=next_step)
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One start or stop of this cloud at a time, across processes."""
        # Whatever is in it, of this version or an earlier one, is the owner's alone.
        private_folder(self.settings.root).chmod(FOLDER_MODE)
        with open_private(self.settings.root / "cloud.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
