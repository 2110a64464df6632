"""Lambda's context of an invocation, as handlers are given it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invocation:
    """The context of an invocation, without a limit of time."""

    function_name: str = "function-under-test"
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:under-test"
    aws_request_id: str = "request-of-a-test"


@dataclass(frozen=True)
class TimedInvocation(Invocation):
    """An invocation with time left."""

    left_ms: int = 900_000

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


CONTEXT = Invocation()
