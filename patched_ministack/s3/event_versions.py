"""Gap: an event of a versioned bucket by way of EventBridge does not say which version it is about.

A reader of the event would read whatever is there when it comes; and what a later listing of
versions finds would pass for an object of which no event came.
"""

import contextvars
import functools
import inspect
import json
from collections.abc import Callable
from typing import Any

from ministack.services import eventbridge, s3

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html"
FIELD = "version-id"
_SOURCE = "aws.s3"

_version: contextvars.ContextVar[str] = contextvars.ContextVar("version", default="")


def needed() -> bool:
    """Return whether the events still have no such field."""
    return f'"{FIELD}"' not in inspect.getsource(s3._fire_s3_event)


def apply() -> None:
    """Carry the version from S3's event to the one of EventBridge."""
    seam.expect(holds=needed(), seam="s3._fire_s3_event")
    fire = seam.attribute(s3, "_fire_s3_event")
    seam.expect(
        holds="version_id" in inspect.signature(fire).parameters,
        seam="s3._fire_s3_event(version_id)",
    )
    s3._fire_s3_event = _knowing_version(fire)
    seam.wrap(eventbridge, "_dispatch_event", parameters=("event", "view"), build=_naming_version)


def _knowing_version(fire: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(fire)
    def fire_knowing(*args: Any, **options: Any) -> None:
        token = _version.set(options.get("version_id") or "")
        try:
            fire(*args, **options)
        finally:
            _version.reset(token)

    return fire_knowing


def _naming_version(dispatch: Callable[..., Any]) -> Callable[..., Any]:
    def dispatch_named(event: dict[str, Any], view: Any = None) -> Any:
        version_id = _version.get()
        if version_id and event.get("Source") == _SOURCE and view is None:
            detail = json.loads(event["Detail"])
            detail["object"][FIELD] = version_id
            event = {**event, "Detail": json.dumps(detail)}
        return dispatch(event, view)

    return dispatch_named
