"""The identity provider's process: started and stopped with the embedded cloud, on loopback only.

nanoidp (MIT) speaks OpenID Connect and SAML 2.0, and signs what it says. It keeps nothing but its
keys; whoever signed in stays signed in to ClaimTrail while it is down.
"""

import http.client
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.private_files import NOT_OTHERS, append_private, write_private
from infra.local import processes
from infra.local.environment import passed_on
from infra.local.errors import CloudError
from infra.local.identity.configuration import (
    ensure_secrets,
    issuer_of,
    write_configuration,
    write_sign_in,
)
from infra.local.identity.people import ensure_people
from infra.local.prerequisites import LOOPBACK, check_port
from infra.local.settings import CloudSettings

PROGRAM = "nanoidp"
VARIABLE = "CLAIMTRAIL_IDENTITY_PORT"
START_SECONDS = 60.0
STOP_SECONDS = 10.0
_METADATA = "/saml/metadata"
_TIMEOUT_SECONDS = 2.0
_CHILDREN: dict[int, "subprocess.Popen[bytes]"] = {}
"""Processes that this process started; they are collected when they have ended."""


@dataclass(frozen=True, slots=True)
class LocalIdentityProvider:
    """The identity provider of one embedded cloud; without a port there is none."""

    settings: CloudSettings

    @property
    def address(self) -> str | None:
        """Return the provider's address while it runs; None when it does not."""
        record = self._record()
        return issuer_of(record["port"]) if self._pid(record) else None

    def begin(self) -> None:
        """Start the process unless it runs; `await_answer` waits for it.

        Raises ConfigurationError (PORT_TAKEN).
        """
        port = self.settings.identity_port
        if port is None or self._pid(self._record()):
            return
        check_port(port, purpose="signing in", variable=VARIABLE)
        folder = self.settings.identity
        known = ensure_secrets(folder)
        config = write_configuration(self.settings, ensure_people(folder), known, port)
        with append_private(self._log) as log:
            process = subprocess.Popen(
                [
                    *(str(self.settings.python), "-P", "-m", PROGRAM),
                    *("--config", str(config), "--host", LOOPBACK, "--port", str(port)),
                ],
                cwd=folder,
                env=passed_on(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=NOT_OTHERS,
            )
        _CHILDREN[process.pid] = process
        record = {
            "pid": process.pid,
            "port": port,
            "process_start": processes.started(process.pid),
        }
        write_private(self._record_file, json.dumps(record))

    def await_answer(self) -> None:
        """Wait until it answers, and write down how the user pool reaches it.

        Raises CloudError when it ended, or did not answer within START_SECONDS.
        """
        port = self.settings.identity_port
        if port is None:
            return
        metadata = ""

        def answers_or_ended() -> bool:
            nonlocal metadata
            metadata = _asked(port, _METADATA)
            return bool(metadata) or not self._pid(self._record())

        processes.until(answers_or_ended, START_SECONDS)
        if not metadata:
            self.stop()
            raise CloudError(
                Explanation(
                    code="IDENTITY_PROVIDER_NOT_STARTED",
                    what=f"the identity provider did not answer within {START_SECONDS:.0f} s",
                    where=str(self._log),
                    next_step="Read the log.",
                )
            )
        secret = ensure_secrets(self.settings.identity)["client"]
        write_sign_in(self.settings, secret=secret, metadata=metadata, port=port)

    def stop(self) -> None:
        """Stop it, if it runs."""
        pid = self._pid(self._record())
        if pid:
            processes.end([pid], seconds=STOP_SECONDS)
            _collect(pid)
        self._record_file.unlink(missing_ok=True)

    @property
    def _log(self) -> Path:
        return self.settings.root / "identity.log"

    @property
    def _record_file(self) -> Path:
        return self.settings.root / "identity.json"

    def _record(self) -> dict[str, Any]:
        try:
            record: dict[str, Any] = json.loads(self._record_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return record

    def _pid(self, record: dict[str, Any]) -> int | None:
        """Return the process of a record if it lives and is the one that was started."""
        pid = record.get("pid")
        if not isinstance(pid, int):
            return None
        _collect(pid)
        if PROGRAM not in processes.command_line(pid):
            return None
        return pid if processes.started(pid) == record.get("process_start") else None


def _collect(pid: int) -> None:
    """Collect a child of this process that has ended, so that no trace of it looks alive."""
    child = _CHILDREN.get(pid)
    if child is not None and child.poll() is not None:
        del _CHILDREN[pid]


def _asked(port: int, path: str) -> str:
    """Return what the provider answers; empty when it does not."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
    except (OSError, http.client.HTTPException, UnicodeDecodeError):
        return ""
    finally:
        connection.close()
    return body if answer.status == http.client.OK else ""
