"""Gap: `ls -l` by SFTP names the emulator as the owner and group of each file.

An object of S3 has no owner that a partner knows: a listing has a dash in both places.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import transfer

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/transfer/latest/userguide/transfer-file.html"
_EMULATOR = " ministack ministack "
_NOBODY = f" {'-':<8} {'-':<8} "


def needed() -> bool:
    """Return whether a listing still names the emulator."""
    return not hasattr(transfer, "LISTED_OWNER")


def apply() -> None:
    """Put a dash in place of the owner and group."""
    seam.expect(holds=needed(), seam="transfer.LISTED_OWNER")
    seam.wrap(transfer, "_ensure_sftp_runtime", parameters=(), build=_naming)


def _naming(ensure: Callable[[], None]) -> Callable[[], None]:
    def ensure_naming() -> None:
        built = transfer._MiniStackSFTPServer is not None
        ensure()
        if not built:
            server = transfer._MiniStackSFTPServer
            server._format_longname = _without_owner(seam.attribute(server, "_format_longname"))

    return ensure_naming


def _without_owner(longname: Callable[..., str]) -> Callable[..., str]:
    def longname_without_owner(self: Any, name: str, attrs: Any) -> str:
        return longname(self, name, attrs).replace(_EMULATOR, _NOBODY, 1)

    return longname_without_owner
