"""Gap: SIGTERM saves the state while functions, pollers and executions still change it.

Before the state is saved, deliveries of S3 events are waited for, pollers stop, and functions
are ended; their messages are visible again at the next start, as after a function's time-out.
"""

import functools
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import lambda_svc, s3, sqs, stepfunctions

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html"
DELIVERY_SECONDS = 3.0
"""Seconds that S3 events under way may take to reach their targets."""
BATCH_SECONDS = 2.0
"""Seconds that batches may take to notice that their function was ended."""

stopping = threading.Event()
_deliveries: set[threading.Thread] = set()
_deliveries_lock = threading.Lock()


def needed() -> bool:
    """Return whether the emulator still saves its state without stopping its pollers first."""
    return "_poll_sqs" not in app._handle_lifespan.__code__.co_names and not hasattr(
        lambda_svc, "stop_pollers"
    )


def apply() -> None:
    """Settle before the state is saved; show interrupted messages again when it is loaded."""
    seam.expect(
        holds="save_all" in app._handle_lifespan.__code__.co_names,
        seam="app._handle_lifespan, which calls save_all",
    )
    seam.attribute(lambda_svc, "_esm_inflight")
    seam.attribute(lambda_runtime, "reset")
    for poller in ("_poll_sqs", "_poll_kinesis", "_poll_dynamodb_streams"):
        seam.wrap(lambda_svc, poller, parameters=(), build=_stoppable)
    for event in (("execution", "event_type", "details"),):
        seam.wrap(stepfunctions, "_add_event", parameters=event, build=_frozen_when_stopping)
    delivery = seam.attribute(s3, "_fire_s3_event")
    s3._fire_s3_event = _tracked(delivery)
    seam.wrap(app, "save_all", parameters=("services",), build=_settled)
    seam.wrap(sqs, "load_persisted_state", parameters=("data",), build=_showing_interrupted)


def _stoppable(poll: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: False if stopping.is_set() else poll()


def _frozen_when_stopping(add: Callable[..., Any]) -> Callable[..., Any]:
    def add_unless_stopping(execution: Any, event_type: str, details: Any = None) -> Any:
        if stopping.is_set():
            threading.Event().wait()  # a daemon thread: the process ends with it
        return add(execution, event_type, details)

    return add_unless_stopping


def _tracked(deliver: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(deliver)
    def deliver_tracked(*args: Any, **kwargs: Any) -> None:
        thread = threading.current_thread()
        with _deliveries_lock:
            _deliveries.add(thread)
        try:
            deliver(*args, **kwargs)
        finally:
            with _deliveries_lock:
                _deliveries.discard(thread)

    return deliver_tracked


def _settled(save_all: Callable[[Any], None]) -> Callable[[Any], None]:
    def save_settled(services: Any) -> None:
        _wait_until(lambda: not _deliveries, DELIVERY_SECONDS)
        stopping.set()
        lambda_runtime.reset()
        _wait_until(lambda: not lambda_svc._esm_inflight, BATCH_SECONDS)
        save_all(services)

    return save_settled


def _wait_until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)


def _showing_interrupted(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_showing(data: dict[str, Any]) -> None:
        load(data)
        now = time.time()
        for queue in sqs._queues.all_values():
            for message in queue.get("messages", []):
                if message.get("receive_count", 0) > 0 and message["visible_at"] > now:
                    message["visible_at"] = now
                    message["receive_count"] -= 1

    return load_showing
