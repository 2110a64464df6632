"""Gap: retention and legal holds of objects are forgotten when the emulator stops.

After a restart, objects that were write-once could be deleted, and nothing would tell until when
they were to be kept.
"""

from ministack.services import s3

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html"
STORES = {"object_retention": "_object_retention", "object_legal_hold": "_object_legal_hold"}


def needed() -> bool:
    """Return whether the saved state still has neither."""
    return not STORES.keys() & s3.get_state().keys()


def apply() -> None:
    """Save and restore both with the buckets' own settings."""
    seam.expect(holds=needed(), seam="s3.get_state")
    persisted = seam.attribute(s3, "_PERSISTED_BUCKET_DICTS")
    for key, name in STORES.items():
        persisted[key] = seam.attribute(s3, name)
