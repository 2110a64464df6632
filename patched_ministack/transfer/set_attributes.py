"""Gap: setting a file's times or permissions succeeds on every server, and a file can be appended.

S3 has neither. On AWS SETSTAT fails unless the server's `SetStatOption` is `ENABLE_NO_OP`, which
ignores it (Transfer Family API, "ProtocolDetails"); an object is written whole or not at all.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import transfer

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/transfer/latest/userguide/API_ProtocolDetails.html"
DETAILS, IGNORED = "ProtocolDetails", "ENABLE_NO_OP"
_SETTING = ("setstat", "lsetstat", "fsetstat")
_READ, _WRITE, _APPEND = 0x01, 0x02, 0x04
"""Flags of an open request, SSH_FXF_*."""


def needed() -> bool:
    """Return whether the emulator still knows nothing of a server's protocol details."""
    return not hasattr(transfer, "ProtocolDetails")


def apply() -> None:
    """Refuse attributes where the server's details do not ignore them, and appending always."""
    seam.expect(holds=needed(), seam="transfer.ProtocolDetails")
    seam.attribute(transfer, "_sftp_server_state")
    seam.wrap(transfer, "_ensure_sftp_runtime", parameters=(), build=_refusing)


def _refusing(ensure: Callable[[], None]) -> Callable[[], None]:
    def ensure_refusing() -> None:
        built = transfer._MiniStackSFTPServer is not None
        ensure()
        if built:
            return
        server = transfer._MiniStackSFTPServer
        for name in _SETTING:
            setattr(server, name, _where_ignored(seam.attribute(server, name)))
        server.open = _whole(seam.attribute(server, "open"))

    return ensure_refusing


def _where_ignored(operation: Callable[..., Any]) -> Callable[..., Any]:
    def set_where_ignored(self: Any, *args: Any) -> Any:
        place = (self._account_id, self._region, self._server_id)
        details = (transfer._servers.get_scoped(*place) or {}).get(DETAILS) or {}
        if details.get("SetStatOption") != IGNORED:
            raise transfer.asyncssh.SFTPFailure("Setting attributes is not supported")
        return operation(self, *args)

    return set_where_ignored


def _whole(open_file: Callable[..., Any]) -> Callable[..., Any]:
    def open_whole(self: Any, path: bytes, flags: int, attrs: Any) -> Any:
        in_place = flags & _APPEND or flags & (_READ | _WRITE) == _READ | _WRITE
        if flags & _WRITE and in_place and _is_there(self, path):
            raise transfer.asyncssh.SFTPOpUnsupported("An object is written whole")
        return open_file(self, path, flags, attrs)

    return open_whole


def _is_there(server: Any, path: bytes) -> bool:
    bucket, key = server._resolve(path)
    return transfer._sftp_s3_get_object(server._account_id, bucket, key) is not None
