"""SQS: how much waits in a queue."""

from collections.abc import Mapping
from typing import Any

_WAITING = "ApproximateNumberOfMessages"


def depths_of(sqs_client: Any, queues: Mapping[str, str]) -> dict[str, int]:
    """Return about how many messages each queue holds that nobody works on, by the queue's name.

    `queues` has the name that AWS knows by ours: URLs of all would not fit into an environment.
    """
    depths = {}
    for queue, name in queues.items():
        url = sqs_client.get_queue_url(QueueName=name)["QueueUrl"]
        found = sqs_client.get_queue_attributes(QueueUrl=url, AttributeNames=[_WAITING])
        depths[queue] = int(found["Attributes"][_WAITING])
    return depths
