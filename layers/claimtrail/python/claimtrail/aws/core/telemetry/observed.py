"""Observation of a handler: request ids in its lines, its failure, its metrics, its trace."""

import functools
import os
from collections.abc import Callable
from typing import Any

from claimtrail.aws.core.telemetry.failures import described, opaque
from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.aws.core.telemetry.logs import LOGGER, note_failure
from claimtrail.aws.core.telemetry.metrics import flush
from claimtrail.aws.core.telemetry.tracing import traced
from claimtrail.kernel.deadline import bounded_by, deadline_of

Handler = Callable[[dict[str, Any], Any], Any]


def observed(*, expected: tuple[type[Exception], ...] = ()) -> Callable[[Handler], Handler]:
    """Decorate a function's handler.

    Every line carries the request id and whether the start was cold; the event is never logged.
    What waits for a busy service waits within the invocation's time. What the handler raises is
    logged as an error and raised without its text, under its name; `expected` errors are answers to
    the caller, and are raised as they are.
    """

    def decorate(handle: Handler) -> Handler:
        @functools.wraps(handle)
        def handler(event: dict[str, Any], context: Any) -> Any:
            name = os.environ.get("POWERTOOLS_SERVICE_NAME", handle.__module__)
            try:
                with traced(name), bounded_by(deadline_of(context)):
                    return handle(event, context)
            except expected:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, its text stays out of logs
                note_failure(SharedLogEvent.FUNCTION_FAILED, **described(error))
                raise opaque(error, name) from None
            finally:
                flush()

        injected: Handler = LOGGER.inject_lambda_context(handler, log_event=False)
        return injected

    return decorate
