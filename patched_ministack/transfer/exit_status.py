"""Gap: a session ends without an exit status, so that `scp` fails although the file arrived.

Transfer Family serves `scp` of OpenSSH 9, which takes the way of SFTP and asks for the status.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import transfer

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/transfer/latest/userguide/transfer-file.html"


def needed() -> bool:
    """Return whether the emulator has no exit status of its own."""
    return not hasattr(transfer, "EXIT_STATUS")


def apply() -> None:
    """Send status 0 when a client ends its session."""
    seam.expect(holds=needed(), seam="transfer.EXIT_STATUS")
    seam.wrap(transfer, "_ensure_sftp_runtime", parameters=(), build=_ending)


def _ending(ensure: Callable[[], None]) -> Callable[[], None]:
    def ensure_ending() -> None:
        built = transfer._MiniStackSFTPServer is not None
        ensure()
        if not built:
            server = transfer._MiniStackSFTPServer
            server.exit = _with_status(seam.attribute(server, "exit"))

    return ensure_ending


def _with_status(exit_session: Callable[..., Any]) -> Callable[..., Any]:
    def exit_with_status(self: Any) -> Any:
        ended = exit_session(self)
        self._chan.exit(0)
        return ended

    return exit_with_status
