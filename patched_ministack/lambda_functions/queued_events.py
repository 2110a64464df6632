"""Gap: each event that invokes a function starts it at once, in a process of its own.

Lambda queues asynchronous invocations and scales up step by step. Hundreds of files that are
dropped at once would start hundreds of processes on a laptop, each slower than its time-out.
"""

import json
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from ministack.services import eventbridge, lambda_svc

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html"
AT_ONCE = 3
"""Events of one function that are worked off at once; the others wait in their order."""

Work = Callable[[], object]


def needed() -> bool:
    """Return whether EventBridge still starts a thread for each event."""
    return "Thread" in eventbridge._dispatch_to_lambda.__code__.co_names


def apply() -> None:
    """Let events of one function wait for each other."""
    seam.expect(holds=needed(), seam="eventbridge._dispatch_to_lambda, which starts a thread")
    seam.attribute(lambda_svc, "_get_func_record_for_ref")
    seam.attribute(lambda_svc, "_execution_record_for_config")
    seam.attribute(lambda_svc, "_execute_function_with_config_scope")
    eventbridge._dispatch_to_lambda = _Dispatcher().dispatch


class _Dispatcher:
    """Queues events by function, each with a few threads of its own."""

    def __init__(self) -> None:
        self._queues: dict[str, SimpleQueue[Work]] = {}
        self._lock = threading.Lock()

    def dispatch(self, arn: str, payload: str) -> None:
        """Queue an event for a function; one that does not exist is reported, as upstream does."""
        try:
            event = json.loads(payload)
        except (ValueError, TypeError):
            event = {"body": payload}
        function, config, name = lambda_svc._get_func_record_for_ref(arn)
        if not function or not config:
            eventbridge.logger.warning("EventBridge → Lambda: function %s not found", name)
            return
        record = lambda_svc._execution_record_for_config(function, config)
        self._queue_of(name).put(lambda: _run(record, event))
        eventbridge.logger.info("EventBridge → Lambda %s: dispatched", name)

    def _queue_of(self, name: str) -> "SimpleQueue[Work]":
        with self._lock:
            if name not in self._queues:
                self._queues[name] = SimpleQueue()
                for _ in range(AT_ONCE):
                    threading.Thread(
                        target=_work_off, args=(self._queues[name],), daemon=True
                    ).start()
            return self._queues[name]


def _work_off(queue: "SimpleQueue[Work]") -> None:
    while True:
        work = queue.get()
        try:
            work()
        except Exception:  # noqa: BLE001 - whatever it is, the next event is worked off
            eventbridge.logger.exception("EventBridge → Lambda: an invocation failed")


def _run(record: Any, event: Any) -> None:
    # Read when it runs: other patches stand in its place.
    lambda_svc._execute_function_with_config_scope(record, event)
