"""The time that a message's work has, and its attempts."""

from types import SimpleNamespace

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from claimtrail.aws.core.messages.queue_batch import turn_of
from claimtrail.kernel.deadline import MARGIN_MS, UNHURRIED


def record(received: str) -> SQSRecord:
    return SQSRecord({"attributes": {"ApproximateReceiveCount": received}, "body": ""})


def test_a_message_has_the_time_of_its_invocation_less_a_margin() -> None:
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 300_000)

    turn = turn_of(record("3"), context)

    assert turn.attempt == 3
    assert turn.is_last
    assert turn.margin_ms == MARGIN_MS
    assert turn.remaining_ms() == 300_000


def test_the_first_receipt_is_not_the_last_attempt() -> None:
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 300_000)

    assert not turn_of(record("1"), context).is_last


def test_without_a_clock_of_lambda_there_is_no_hurry() -> None:
    assert turn_of(record("1"), None) is UNHURRIED
