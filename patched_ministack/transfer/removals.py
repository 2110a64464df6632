"""Gap: a file removed or renamed by SFTP is deleted past S3: no delete marker, no version is kept.

After a restart the file would be there again. A removal takes the way of DeleteObject; a rename is
a copy and a removal.
"""

import inspect
from collections.abc import Callable

from ministack.core.responses import set_request_account_id
from ministack.services import s3, transfer

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/transfer/latest/userguide/supported-sftp-commands.html"


def needed() -> bool:
    """Return whether a removal still goes past S3's own DeleteObject."""
    return (
        "_delete_object("
        not in inspect.getsource(transfer._sftp_s3_delete_object).partition(":")[2]
    )


def apply() -> None:
    """Route removals of the SFTP server through S3's own function."""
    seam.expect(holds=needed(), seam="transfer._sftp_s3_delete_object")
    seam.attribute(s3, "_delete_object")
    seam.wrap(
        transfer,
        "_sftp_s3_delete_object",
        parameters=("account_id", "bucket", "key"),
        build=_by_s3,
    )


def _by_s3(_: Callable[..., bool]) -> Callable[..., bool]:
    def delete(account_id: str, bucket: str, key: str) -> bool:
        set_request_account_id(account_id)
        found = transfer._sftp_s3_get_object(account_id, bucket, key) is not None
        if found:
            s3._delete_object(bucket, key, {})
        return found

    return delete
