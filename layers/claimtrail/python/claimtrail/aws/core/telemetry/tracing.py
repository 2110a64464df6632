"""X-Ray traces: the ids that an invocation was about, so that a trace is found by them.

Lambda itself records the invocation. The annotations go to its daemon as a subsegment of that, in
the documented form; the X-Ray SDK, which gets security fixes alone, is not needed for it.
"""

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_DAEMON = "AWS_XRAY_DAEMON_ADDRESS"
_TRACE = "_X_AMZN_TRACE_ID"
_HEADER = '{"format": "json", "version": 1}\n'
_ANNOTATIONS: dict[str, str] = {}
"""Of the invocation under way: a process has one at a time."""


def annotate(**ids: str) -> None:
    """Annotate the invocation's trace with opaque ids (file, claim, escalation); never PHI."""
    _ANNOTATIONS.update({name: value for name, value in ids.items() if value})


@contextmanager
def traced(name: str) -> Iterator[None]:
    """Record what runs inside as a subsegment with its annotations, where there are any."""
    _ANNOTATIONS.clear()
    begun = time.time()
    failed = True
    try:
        yield
        failed = False
    finally:
        if _ANNOTATIONS:
            _send({"name": name, "start_time": begun, "end_time": time.time(), "fault": failed})


def _send(subsegment: dict[str, Any]) -> None:
    """Send a subsegment of the sampled trace; without a daemon or a sampled trace, nothing."""
    parts = os.environ.get(_TRACE, "").split(";")
    trace = dict(part.split("=", 1) for part in parts if "=" in part)
    host, _, port = os.environ.get(_DAEMON, "").partition(":")
    if trace.get("Sampled") != "1" or not port:
        return
    document = {
        **subsegment,
        "type": "subsegment",
        "id": secrets.token_hex(8),
        "trace_id": trace["Root"],
        "parent_id": trace["Parent"],
        "annotations": _ANNOTATIONS,
    }
    # No work fails for a trace: what cannot be sent is lost, as X-Ray's own records may be.
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.sendto((_HEADER + json.dumps(document)).encode(), (host, int(port)))
