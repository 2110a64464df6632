"""Batches of entries to SQS and EventBridge: what one refuses is sent again, within a bound.

Both take ten entries a request, of so many bytes together, and may refuse some of them.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claimtrail.kernel.retry import REFUSED_ENTRY, Pause, send_left_over

SQS_BATCH_BYTES = 256 * 1024
"""SendMessageBatch's sum of bodies, as every region and the emulator accept it."""
Entry = Mapping[str, Any]


class RefusedEntriesError(Exception):
    """Entries that were refused to the end, with the codes of the last refusal."""

    def __init__(self, count: int, codes: Iterable[str]) -> None:
        self.count = count
        self.codes = sorted(set(codes))
        super().__init__(f"refused {count} entries: {', '.join(self.codes)}")


def send_messages(
    sqs_client: Any, queue_url: str, messages: Sequence[Entry], *, pause: Pause = time.sleep
) -> None:
    """Send the messages of one request, each with its `MessageBody` and options.

    Raises RefusedEntriesError when SQS goes on refusing some, or says that the fault is ours.
    """
    codes: set[str] = set()

    def send(pending: Sequence[Entry]) -> list[Entry]:
        answer = sqs_client.send_message_batch(QueueUrl=queue_url, Entries=list(pending))
        failed = answer.get("Failed", [])
        codes.clear()
        codes.update(entry["Code"] for entry in failed)
        if any(entry["SenderFault"] for entry in failed):
            raise RefusedEntriesError(len(failed), codes)
        refused = {entry["Id"] for entry in failed}
        return [entry for entry in pending if entry["Id"] in refused]

    entries: list[Entry] = [{"Id": str(n), **message} for n, message in enumerate(messages)]
    left = send_left_over(send, entries, backoff=REFUSED_ENTRY, pause=pause)
    if left:
        raise RefusedEntriesError(len(left), codes)


def put_events(events_client: Any, entries: Sequence[Entry], *, pause: Pause = time.sleep) -> None:
    """Put the entries of one request. Raises RefusedEntriesError when EventBridge refuses some."""
    codes: set[str] = set()

    def send(pending: Sequence[Entry]) -> list[Entry]:
        answer = events_client.put_events(Entries=list(pending))
        if not answer["FailedEntryCount"]:
            return []
        results = list(zip(pending, answer["Entries"], strict=True))
        codes.clear()
        codes.update(result["ErrorCode"] for _, result in results if result.get("ErrorCode"))
        return [entry for entry, result in results if result.get("ErrorCode")]

    left = send_left_over(send, entries, backoff=REFUSED_ENTRY, pause=pause)
    if left:
        raise RefusedEntriesError(len(left), codes)
