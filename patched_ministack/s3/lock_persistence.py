"""Gap: retention and legal holds of objects are forgotten when the emulator stops.

After a restart, objects that were write-once could be deleted, and nothing would tell until when
they were to be kept. An object that was written after the last save of a killed emulator gets the
retention of its bucket again, from the time at which it was written.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ministack.services import s3

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html"
STORES = {"object_retention": "_object_retention", "object_legal_hold": "_object_legal_hold"}
_LONGEST_YEAR = 366


def needed() -> bool:
    """Return whether the saved state still has neither."""
    return not STORES.keys() & s3.get_state().keys()


def apply() -> None:
    """Save and restore both with the buckets' own settings."""
    seam.expect(holds=needed(), seam="s3.get_state")
    persisted = seam.attribute(s3, "_PERSISTED_BUCKET_DICTS")
    for key, name in STORES.items():
        persisted[key] = seam.attribute(s3, name)
    seam.attribute(s3, "_object_versions")
    seam.attribute(s3, "_bucket_object_lock")
    seam.wrap(s3, "load_persisted_state", parameters=("data",), build=_locking_again)


def _locking_again(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_and_lock(data: dict[str, Any]) -> None:
        load(data)
        retained = s3._object_retention._data
        for (account, (bucket, key)), versions in s3._object_versions._data.items():
            settings: dict[str, Any] = s3._bucket_object_lock._data.get((account, bucket)) or {}
            rule: dict[str, Any] = settings.get("default_retention") or {}
            for version in versions if rule else ():
                if not version.get("is_delete_marker"):
                    place = (account, (bucket, key, version["version_id"]))
                    retained.setdefault(place, _retention(rule, version["last_modified"]))

    return load_and_lock


def _retention(rule: dict[str, Any], written: str) -> dict[str, str]:
    """Return the retention that a bucket's rule gives an object written then."""
    days = int(rule.get("Days", 0)) + _LONGEST_YEAR * int(rule.get("Years", 0))
    until = datetime.fromisoformat(written) + timedelta(days=days)
    return {"Mode": rule["Mode"], "RetainUntilDate": until.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
