"""The embedded cloud's supervisor: starts, stops, watches and resets one emulator process.

The emulator runs in an environment of its own, detached, on loopback only; what it holds lives in
one folder and survives stop and start. SIGTERM saves the state, SIGKILL would lose it, so that
nothing here ever sends the latter.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from claimtrail.kernel.clock import format_instant, parse_instant, utc_now
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.private_files import (
    FOLDER_MODE,
    NOT_OTHERS,
    append_private,
    open_private,
    private_folder,
    write_private,
)
from infra.local import prerequisites
from infra.local.credentials import machine_credentials
from infra.local.health import emulator_answers
from infra.local.inbox import sweep_inbox

CHECKOUT = Path(__file__).resolve().parents[2]
LAUNCHER = "patched_ministack"
"""The package that the emulator's environment runs."""
START_SECONDS = 120.0
STOP_SECONDS = 60.0
REGION = "us-east-1"
ACCOUNT = "000000000000"
REGIONS = {"AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION}


class CloudError(ClaimTrailError):
    """The embedded cloud did not do what was asked of it."""


def _default_python() -> Path:
    named = os.environ.get("CLAIMTRAIL_CLOUD_PYTHON")
    return Path(named) if named else CHECKOUT / ".claimtrail" / "venv" / "bin" / "python"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudSettings:
    """The folder and ports of one embedded cloud, and how it behaves."""

    root: Path = CHECKOUT / ".claimtrail"
    """The folder of its state, log and record."""
    port: int = 4566
    sftp_port: int = 2222
    enforce_iam: bool = False
    """True if calls need the grants of their role, as in AWS."""
    wait_scale: float = 1.0
    """By what the waits of state machines are multiplied; 0 skips them."""
    python: Path = field(default_factory=_default_python)
    """The interpreter of the emulator's own environment."""

    @classmethod
    def from_env(cls) -> "CloudSettings":
        """Return the checkout's cloud.

        CLAIMTRAIL_CLOUD_PORT and CLAIMTRAIL_SFTP_PORT move its ports, CLAIMTRAIL_CLOUD_ROOT its
        folder, CLAIMTRAIL_CLOUD_PYTHON names another emulator environment.
        """
        return cls(
            root=Path(os.environ.get("CLAIMTRAIL_CLOUD_ROOT") or CHECKOUT / ".claimtrail"),
            port=int(os.environ.get("CLAIMTRAIL_CLOUD_PORT", "4566")),
            sftp_port=int(os.environ.get("CLAIMTRAIL_SFTP_PORT", "2222")),
        )

    @property
    def record(self) -> Path:
        """Return who runs: process id, ports, start; there while it runs."""
        return self.root / "cloud.json"

    @property
    def log(self) -> Path:
        """Return what the emulator and the functions wrote."""
        return self.root / "cloud.log"

    @property
    def kept(self) -> tuple[Path, ...]:
        """Return the folders and files that hold state, and that a reset removes."""
        names = (
            "state",
            "s3",
            "tmp",
            "cdk.out",
            "deployed.json",
            "outputs.json",
            "demo.json",
            "cloud.log",
        )
        return tuple(self.root / name for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudStatus:
    """The state of the cloud, and the address by which it is reached."""

    running: bool
    endpoint: str
    port: int
    sftp_port: int
    pid: int | None = None
    started_at: datetime | None = None


class Cloud:
    """One embedded cloud. Several may run side by side, with a root and ports of their own."""

    _children: ClassVar[dict[int, "subprocess.Popen[bytes]"]] = {}
    """Processes that this process started; they are collected when they have ended."""

    def __init__(self, settings: CloudSettings | None = None) -> None:
        self.settings = settings or CloudSettings.from_env()

    def status(self) -> CloudStatus:
        """Return what the record says, checked against the process that it names."""
        record = self._read_record()
        pid = record.get("pid")
        running = isinstance(pid, int) and self._is_ours(pid)
        port = int(record["port"]) if running else self.settings.port
        return CloudStatus(
            running=running,
            endpoint=f"http://{prerequisites.LOOPBACK}:{port}",
            port=port,
            sftp_port=int(record["sftp_port"]) if running else self.settings.sftp_port,
            pid=pid if running else None,
            started_at=parse_instant(record["started_at"]) if running else None,
        )

    def start(self) -> CloudStatus:
        """Start it, or find it running; returns when it answers.

        Raises:
            ConfigurationError: a port is taken, or the emulator's environment is missing or old.
            CloudError: it ended at once, or did not answer within START_SECONDS.
            ClaimTrailError: its inbox could not be searched for files whose event was lost.
        """
        with self._alone():
            before = self.status()
            if before.running:
                self._await_answer(before)
                return before
            settings = self.settings
            prerequisites.check_python(settings.python)
            for port, purpose, variable in (
                (settings.port, "AWS calls", "CLAIMTRAIL_CLOUD_PORT"),
                (settings.sftp_port, "SFTP", "CLAIMTRAIL_SFTP_PORT"),
            ):
                prerequisites.check_port(port, purpose=purpose, variable=variable)
            is_kept = (self.settings.root / "state").exists()
            self._spawn()
            status = self.status()
            self._await_answer(status)
            if is_kept:
                sweep_inbox(status.endpoint, self.credentials)
            return status

    def stop(self) -> bool:
        """Stop it with its state saved. Returns False when it was not running.

        Raises:
            CloudError: it did not end within STOP_SECONDS; it is left to finish.
        """
        with self._alone():
            pid = self.status().pid
            if pid is not None:
                os.kill(pid, signal.SIGTERM)
                if not _until(lambda: not self._is_ours(pid), STOP_SECONDS):
                    raise self._failure(
                        "CLOUD_STILL_STOPPING",
                        f"process {pid} did not end within {STOP_SECONDS:.0f} seconds",
                        f"It may still be saving; see {self.settings.log}, then try again.",
                    )
            self.settings.record.unlink(missing_ok=True)
            return pid is not None

    def reset(self) -> None:
        """Stop it and forget its state; the emulator's environment and the secret stay."""
        self.stop()
        for path in self.settings.kept:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    @property
    def credentials(self) -> dict[str, str]:
        """Return the variables by which an AWS SDK signs as this cloud's root account."""
        return {**machine_credentials(self.settings.root), **REGIONS}

    def environment(self) -> dict[str, str]:
        """Return all that the emulator sees.

        A little of this process's environment, and its own.
        """
        settings = self.settings
        passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **passed,
            **self.credentials,
            "AWS_ENDPOINT_URL": f"http://{prerequisites.LOOPBACK}:{settings.port}",
            "GATEWAY_PORT": str(settings.port),
            "BIND_HOST": prerequisites.LOOPBACK,
            "SFTP_HOST": prerequisites.LOOPBACK,
            "SFTP_PORT": str(settings.sftp_port),
            "IOT_MTLS_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(settings.root / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(settings.root / "s3"),
            "ATHENA_DATA_DIR": str(settings.root / "s3"),
            "TMPDIR": str(settings.root / "tmp"),
            "DOCKER_HOST": f"unix://{settings.root}/no-docker.sock",
            "SFN_WAIT_SCALE": f"{settings.wait_scale:g}",
            "AUTH": "true" if settings.enforce_iam else "false",
        }

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
        }
        write_private(settings.record, json.dumps(record))

    def _await_answer(self, status: CloudStatus) -> None:
        pid = status.pid
        ended = pid is None

        def answers_or_ended() -> bool:
            nonlocal ended
            ended = pid is None or not self._is_ours(pid)
            return ended or emulator_answers(status.port)

        if _until(answers_or_ended, START_SECONDS) and not ended:
            return
        how = "ended at once" if ended else f"did not answer within {START_SECONDS:.0f} seconds"
        raise self._failure(
            "CLOUD_NOT_STARTED", f"the emulator {how}: {self._last_words()}", "Read the log."
        )

    def _last_words(self) -> str:
        lines = self.settings.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1].strip() if lines else "it wrote nothing"

    def _is_ours(self, pid: int) -> bool:
        """Return whether the process lives and is an emulator.

        Rather than a later owner of the number.
        """
        child = self._children.get(pid)
        if child is not None:
            if child.poll() is None:
                return True
            del self._children[pid]
            return False
        return LAUNCHER in _command_line(pid)

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


def _command_line(pid: int) -> str:
    """Return the command line of a process; empty when there is none."""
    listed = Path(f"/proc/{pid}/cmdline")
    if listed.exists():
        return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    answer = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return answer.stdout


def _until(holds: Callable[[], bool], seconds: float) -> bool:
    """Poll until it holds; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
