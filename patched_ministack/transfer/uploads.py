"""Gap: a file that arrives by SFTP skips S3: no event, no version, no encryption, not kept.

The upload takes the way of PutObject, with the object metadata that Transfer Family sets
(Transfer Family user guide, "Post-upload processing": `user-agent` and `user-agent-id`).
"""

import contextvars
import inspect
from collections.abc import Callable
from typing import Any

from ministack.core.responses import set_request_account_id
from ministack.services import s3, transfer

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/transfer/latest/userguide/post-processing-upload.html"
USER_AGENT = "AWSTransfer"
WRITING = ("close", "mkdir", "rename", "posix_rename", "exit")
"""Operations of the SFTP server that may end in a write to S3."""

_uploader: contextvars.ContextVar[str] = contextvars.ContextVar("uploader", default="")


def needed() -> bool:
    """Return whether an upload still goes past S3's own PutObject."""
    return "_put_object(" not in inspect.getsource(transfer._sftp_s3_put_object).partition(":")[2]


def apply() -> None:
    """Route writes and reads of the SFTP server through S3's own functions."""
    seam.expect(holds=needed(), seam="transfer._sftp_s3_put_object")
    seam.attribute(s3, "_put_object")
    seam.attribute(s3, "_get_object_data")
    seam.wrap(
        transfer,
        "_sftp_s3_put_object",
        parameters=("account_id", "bucket", "key", "body"),
        build=lambda _: _put,
    )
    seam.wrap(
        transfer,
        "_sftp_s3_get_object",
        parameters=("account_id", "bucket", "key"),
        build=_with_body,
    )
    seam.wrap(transfer, "_ensure_sftp_runtime", parameters=(), build=_identifying)


def _put(account_id: str, bucket: str, key: str, body: bytes) -> None:
    set_request_account_id(account_id)
    status, _, answer = s3._put_object(
        bucket,
        key,
        body,
        {
            "content-type": "application/octet-stream",
            "x-amz-meta-user-agent": USER_AGENT,
            "x-amz-meta-user-agent-id": _uploader.get(),
        },
    )
    if status >= 300:  # noqa: PLR2004 - HTTP: 3xx and above is no success
        raise transfer.asyncssh.SFTPFailure(f"S3 refused the upload: {answer!r}")


def _with_body(get: Callable[..., Any]) -> Callable[..., Any]:
    def get_with_body(account_id: str, bucket: str, key: str) -> Any:
        found = get(account_id, bucket, key)
        if found is None or found.get("body") is not None:
            return found
        set_request_account_id(account_id)
        return {**found, "body": s3._get_object_data(bucket, key)}

    return get_with_body


def _identifying(ensure: Callable[[], None]) -> Callable[[], None]:
    def ensure_identifying() -> None:
        built = transfer._MiniStackSFTPServer is not None
        ensure()
        if not built:
            for operation in WRITING:
                server = transfer._MiniStackSFTPServer
                setattr(server, operation, _as_user(seam.attribute(server, operation)))

    return ensure_identifying


def _as_user(operation: Callable[..., Any]) -> Callable[..., Any]:
    def as_user(self: Any, *args: Any) -> Any:
        token = _uploader.set(f"{(self._user or {}).get('UserName', '')}@{self._server_id}")
        try:
            return operation(self, *args)
        finally:
            _uploader.reset(token)

    return as_user
