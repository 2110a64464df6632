"""Dead letters on SQS, with what their function logged of them."""

import json
import time

import pytest

from claimtrail.aws.core.account import operator
from claimtrail.aws.core.messages.dead_letters import DeadLetters, event_of
from claimtrail.aws.incidents.dead_letters import FunctionLog, SqsDeadLetterQueue
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import create_function, create_queue

pytestmark = pytest.mark.cloud

FAILS = """
import json

def handler(event, context):
    for record in event["Records"]:
        print(json.dumps({"event": "refused", "message_id": record["messageId"],
                          "code": "OBJECT_MISSING", "raised_at": "claimtrail.intake:7"}))
    raise RuntimeError("again")
"""


@pytest.fixture(scope="module")
def queue(cloud: RunningCloud) -> SqsDeadLetterQueue:
    sqs = cloud.client("sqs")
    dead_url, dead_arn = create_queue(cloud, "letters-dead")
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 2})
    url, arn = create_queue(cloud, "letters", VisibilityTimeout="1", RedrivePolicy=redrive)
    create_function(cloud, "letters", FAILS, Timeout=5)
    cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=arn, FunctionName="letters", BatchSize=1
    )
    return SqsDeadLetterQueue(
        name="Receive",
        url=dead_url,
        source_url=url,
        letters=DeadLetters(sqs),
        log=FunctionLog(
            sqs_client=sqs, lambda_client=cloud.client("lambda"), logs_client=cloud.client("logs")
        ),
        partner_of=lambda delivery_id: f"partner of {delivery_id}",
    )


def test_a_letter_says_what_it_is_about_whose_why_how_often_and_since_when(
    cloud: RunningCloud, queue: SqsDeadLetterQueue
) -> None:
    before = time.time()
    body = json.dumps({"schema_version": 1, "delivery_id": "dlv_1"})
    sent = cloud.client("sqs").send_message(QueueUrl=queue.source_url, MessageBody=body)
    eventually(lambda: queue.count() == 1, 30)

    [letter] = queue.take(most=10)
    assert queue.take(most=10) == [], "hidden while it is looked at"
    queue.give_back([letter])
    [letter] = queue.take(most=10)

    assert (letter.message_id, letter.queue) == (sent["MessageId"], "Receive")
    assert (letter.about, letter.partner_id) == ("dlv_1", "partner of dlv_1")
    assert letter.attempts == 2
    assert before - 2 <= letter.sent_at.timestamp() <= time.time()
    explained = queue.with_error(letter)
    assert (explained.error, explained.raised_at) == ("OBJECT_MISSING", "claimtrail.intake:7")
    queue.delete(letter)
    assert queue.count() == 0


def test_a_letter_without_a_line_in_the_log_has_no_error(
    cloud: RunningCloud, queue: SqsDeadLetterQueue
) -> None:
    cloud.client("sqs").send_message(QueueUrl=queue.url, MessageBody="no JSON")

    [letter] = queue.take(most=10)

    assert (letter.about, letter.partner_id, dict(letter.ids)) == ("", "", {})
    assert queue.with_error(letter).error == ""
    queue.delete(letter)


RUN_FAILS = """
def handler(event, context):
    raise RuntimeError("again")
"""


@pytest.mark.capability("C1.2")
def test_a_scheduled_run_that_failed_is_a_letter_by_which_the_function_runs_again(
    cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = cloud.client("lambda")
    url, arn = create_queue(cloud, "ticks-dead")
    create_function(cloud, "ticks", RUN_FAILS, Timeout=5)
    functions.put_function_event_invoke_config(
        FunctionName="ticks",
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": arn}},
    )
    logs = cloud.client("logs")
    letters = DeadLetters(cloud.client("sqs"))
    queue = SqsDeadLetterQueue(
        name="TicksSchedule",
        url=url,
        source_url="",
        function="ticks",
        letters=letters,
        log=FunctionLog(sqs_client=cloud.client("sqs"), lambda_client=functions, logs_client=logs),
        partner_of=str,
    )
    monkeypatch.setattr(operator, "client", lambda _: functions)
    operator.start("ticks", {"detail-type": "Scheduled Event", "source": "aws.events"})
    eventually(lambda: queue.count() == 1, 30)

    [letter] = queue.take(most=10)
    queue.give_back([letter])
    moved = letters.hand_over(url, lambda one: operator.start("ticks", event_of(one["Body"])))

    # The emulator says three attempts, however many there were.
    assert letter.attempts > 0
    assert (letter.about, moved) == ("", 1)
    eventually(lambda: queue.count() == 1, 30)
    [again] = queue.take(most=10)
    assert again.message_id != letter.message_id
    queue.delete(again)
