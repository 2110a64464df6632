"""Scanners: ClamAV by its daemon, and signatures of our own for tests and for a laptop."""

import contextlib
import socket
import struct
from dataclasses import dataclass
from hashlib import sha256

from claimtrail.tickets.attachments.errors import scanner_unavailable
from claimtrail.tickets.attachments.model import ScanVerdict

_EICAR = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
"""SHA-256 of the EICAR test file; the file itself would alarm every scanner of this source."""
_EICAR_LENGTH, _EICAR_HEAD = 68, b"X5O!P%@AP[4"
_CHUNK = 1 << 20
_ANSWER = 4_096
_CLEAN, _FOUND = b"OK", b" FOUND"


@dataclass(frozen=True, slots=True)
class SignatureScanner:
    """Knows the EICAR test file wherever it stands in the bytes, and nothing else."""

    def scan(self, data: bytes) -> ScanVerdict:
        """Return whether the bytes hold the test file."""
        place = data.find(_EICAR_HEAD)
        while place >= 0:
            if sha256(data[place : place + _EICAR_LENGTH]).hexdigest() == _EICAR:
                return ScanVerdict(is_clean=False, engine="signatures", finding="EICAR-Test-File")
            place = data.find(_EICAR_HEAD, place + 1)
        return ScanVerdict(is_clean=True, engine="signatures")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClamdScanner:
    """ClamAV's daemon over TCP, by INSTREAM (clamd(8)): chunks with their length, then a zero."""

    host: str
    port: int = 3310
    seconds: float = 60.0

    def scan(self, data: bytes) -> ScanVerdict:
        """Return what the daemon says. Raises ClaimTrailError (SCANNER_UNAVAILABLE)."""
        try:
            answer = self._ask(data)
        except OSError as error:
            raise scanner_unavailable("clamd") from error
        said = answer.rstrip(b"\0\n").removeprefix(b"stream: ")
        if said == _CLEAN:
            return ScanVerdict(is_clean=True, engine="clamd")
        if not said.endswith(_FOUND):
            raise scanner_unavailable("clamd")
        name = said.removesuffix(_FOUND).decode("ascii", "replace")
        return ScanVerdict(is_clean=False, engine="clamd", finding=name)

    def _ask(self, data: bytes) -> bytes:
        with contextlib.closing(
            socket.create_connection((self.host, self.port), timeout=self.seconds)
        ) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                chunk = data[start : start + _CHUNK]
                daemon.sendall(struct.pack("!L", len(chunk)) + chunk)
            daemon.sendall(struct.pack("!L", 0))
            answer = b""
            while piece := daemon.recv(_ANSWER):
                answer += piece
        return answer
