"""Gap: an SFTP account may read, overwrite and remove whatever it sees, and files have no times.

On AWS each operation is one on S3 under the account's role, and what the role's policies do not
allow is refused (Transfer Family user guide, "IAM policies": the actions that each operation
needs). A file's time is that of its object, so that a listing shows when it arrived. A mapped
directory is there before anything is in it, and beside the mapped ones there is nothing (Transfer
Family user guide, "Using logical directories").
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import transfer

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/transfer/latest/userguide/users-policies.html"
GET, PUT, DELETE, LIST = (
    f"s3:{action}" for action in ("GetObject", "PutObject", "DeleteObject", "ListBucket")
)
_READ, _WRITE, _APPEND, _TRUNCATE = 0x01, 0x02, 0x04, 0x10
"""Flags of an open request, SSH_FXF_*."""
Operation = Callable[..., Any]
Asked = Iterator[tuple[str, bytes]]
"""Actions, each with the path that it is about."""


def needed() -> bool:
    """Return whether the SFTP server still asks no policy."""
    return not hasattr(transfer, "iam_evaluator")


def apply() -> None:
    """Hold the operations of the SFTP server against the role of the account."""
    seam.expect(holds=needed(), seam="transfer.iam_evaluator")
    for owner, names in (
        (iam_evaluator, ("EvalContext", "evaluate", "_gather_role_policies")),
        (transfer, ("_sftp_s3_get_object", "_sftp_s3_list_keys", "_sftp_normalize_virtual_path")),
    ):
        for name in names:
            seam.attribute(owner, name)
    seam.wrap(transfer, "_ensure_sftp_runtime", parameters=(), build=_guarding)


def _guarding(ensure: Callable[[], None]) -> Callable[[], None]:
    def ensure_guarding() -> None:
        built = transfer._MiniStackSFTPServer is not None
        ensure()
        if built:
            return
        server = transfer._MiniStackSFTPServer
        for name, asked in _ASKED.items():
            setattr(server, name, _guarded(seam.attribute(server, name), asked))
        server.open = _from_the_start(seam.attribute(server, "open"))
        server.stat = _with_time(seam.attribute(server, "stat"))
        server.scandir = _with_times(seam.attribute(server, "scandir"))

    return ensure_guarding


def _guarded(operation: Operation, asked: Callable[..., Asked]) -> Operation:
    def guarded(self: Any, *args: Any, **options: Any) -> Any:
        for action, path in asked(self, *args):
            _require(self, action, path)
        return operation(self, *args, **options)

    return guarded


def _require(server: Any, action: str, path: bytes) -> None:
    """Raise SFTPPermissionDenied, naming the operation, unless the account's role allows it."""
    bucket, key = server._resolve(path)
    if key and path.endswith(b"/"):
        key = f"{key.rstrip('/')}/"  # The object that stands for a directory.
    if not bucket and action == LIST:
        return
    if not bucket or not _is_allowed(server, action, bucket, key):
        raise transfer.asyncssh.SFTPPermissionDenied(f"Permission denied: {_SAID[action]}")


def _is_allowed(server: Any, action: str, bucket: str, key: str) -> bool:
    account = server._account_id
    role = str((server._user or {}).get("Role", "")).rpartition("/")[2]
    arn = f"arn:aws:s3:::{bucket}"
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/{server._server_id}",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=arn if action == LIST else f"{arn}/{key}",
        region=get_region(),
        secure_transport=True,
        service_context={"s3:prefix": key} if action == LIST else {},
    )
    policies = iam_evaluator._gather_role_policies(role, account)
    return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")


def _opened(server: Any, path: bytes, flags: int, *_: Any) -> Asked:
    if not flags & _WRITE:
        yield GET, path
        return
    yield PUT, path
    bucket, key = server._resolve(path)
    is_there = transfer._sftp_s3_get_object(server._account_id, bucket, key) is not None
    if is_there and flags & (_READ | _APPEND):
        yield GET, path  # Its bytes are read, and can be read back by the handle.


def _renamed(_server: Any, old: bytes, new: bytes, *_: Any) -> Asked:
    yield GET, old
    yield DELETE, old
    yield PUT, new


def _one(action: str, end: bytes = b"") -> Callable[..., Asked]:
    """Ask for one action on the first path."""

    def asked(_server: Any, path: bytes, *_: Any) -> Asked:
        yield action, path + end

    return asked


_ASKED: dict[str, Callable[..., Asked]] = {
    "open": _opened,
    "remove": _one(DELETE),
    "rmdir": _one(DELETE, b"/"),
    "mkdir": _one(PUT, b"/"),
    "_do_rename": _renamed,
    "stat": _one(LIST),
}
"""The actions on S3 that each operation needs; `scandir` asks as `stat` does."""
_SAID = {
    GET: "this file cannot be read with this account",
    PUT: "files cannot be put here with this account",
    DELETE: "files cannot be removed or renamed here with this account",
    LIST: "this folder cannot be listed with this account",
}


def _from_the_start(open_file: Operation) -> Operation:
    """Write an object from its start: S3 has no writing in place, which scp asks for."""

    def open_from_start(self: Any, path: bytes, flags: int, attrs: Any) -> Any:
        in_place = flags & _WRITE and not flags & (_READ | _APPEND)
        return open_file(self, path, flags | _TRUNCATE if in_place else flags, attrs)

    return open_from_start


def _with_time(stat: Operation) -> Operation:
    def stat_with_time(self: Any, path: bytes) -> Any:
        bucket, key = self._resolve(path)
        if _is_entry(self, path):
            return self._attrs_for_dir(int(time.time()))
        if not bucket:
            raise _no_such_file()
        attrs = stat(self, path)
        _set_time(attrs, transfer._sftp_s3_get_object(self._account_id, bucket, key))
        return attrs

    return stat_with_time


def _with_times(scandir: Operation) -> Operation:
    async def scandir_with_times(self: Any, path: bytes) -> AsyncIterator[Any]:
        _require(self, LIST, path + b"/")
        if not _is_folder(self, path):
            raise _no_such_file()
        async for found in scandir(self, path):
            name = found.filename
            bucket, key = self._resolve(path.rstrip(b"/") + b"/" + name)
            if name not in {b".", b".."} and bucket:
                stored = transfer._sftp_s3_get_object(self._account_id, bucket, key)
                if _set_time(found.attrs, stored):
                    found.longname = self._format_longname(name.decode(), found.attrs).encode()
            yield found

    return scandir_with_times


def _set_time(attrs: Any, stored: dict[str, Any] | None) -> bool:
    """Give a file the time of its object; whether it has one."""
    modified = (stored or {}).get("last_modified")
    if not modified:
        return False
    instant = datetime.fromisoformat(str(modified))
    attrs.atime = attrs.mtime = int(instant.timestamp())
    return True


def _is_entry(server: Any, path: bytes) -> bool:
    """Return whether a directory is one that the account's mappings name, or leads to one."""
    virtual = transfer._sftp_normalize_virtual_path(path.decode("utf-8", errors="replace"))
    mappings = (server._user or {}).get("HomeDirectoryMappings") or []
    beneath = f"{virtual.rstrip('/')}/"
    return virtual == "/" or any(f"{one.get('Entry')}/".startswith(beneath) for one in mappings)


def _is_folder(server: Any, path: bytes) -> bool:
    """Return whether a directory is mapped, or holds something."""
    if _is_entry(server, path):
        return True
    bucket, key = server._resolve(path)
    prefix = f"{key.rstrip('/')}/"
    return bool(bucket) and any(transfer._sftp_s3_list_keys(server._account_id, bucket, prefix))


def _no_such_file() -> Exception:
    error: Exception = transfer.asyncssh.SFTPNoSuchFile("No such file or directory")
    return error
