"""SQS: how much waits in a queue."""

from collections.abc import Mapping
from typing import Any

_WAITING = "ApproximateNumberOfMessages"


def depths_of(sqs_client: Any, queues: Mapping[str, str]) -> dict[str, int]:
    """Return about how many messages each queue holds that nobody works on, by the queue's name.

    `queues` has the URL of each queue by its name.
    """
    return {
        queue: int(
            sqs_client.get_queue_attributes(QueueUrl=url, AttributeNames=[_WAITING])["Attributes"][
                _WAITING
            ]
        )
        for queue, url in queues.items()
    }
