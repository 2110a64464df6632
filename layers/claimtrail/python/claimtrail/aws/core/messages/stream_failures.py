"""Batches of a table's stream that Lambda gave up, and their records, read from the stream again.

Lambda sends the place of such a batch, and none of its records, to the failure destination (Lambda
developer guide, "Retain discarded records for a DynamoDB event source"). A stream keeps records for
24 hours (DynamoDB developer guide, "Change data capture for DynamoDB Streams").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from claimtrail.kernel.deadline import Deadline, no_deadline, require_time
from claimtrail.kernel.errors import ClaimTrailError, Explanation

StreamRecord = dict[str, Any]
"""A record as GetRecords gives it: as Lambda does, but for binary values, which are bytes."""
PAGE_RECORDS = 1_000
"""GetRecords gives 1,000 records at most, or 1 MB."""
EMPTY_PAGES = 20
"""A page may be empty though more records follow. So many in a row are the end of the shard."""
_PAGE_SECONDS = 10.0
_TRIMMED = "TrimmedDataAccessException"
_GONE = frozenset({_TRIMMED, "ResourceNotFoundException"})
"""The answers of a stream to whoever asks for what it keeps no more: a record, or its shard."""


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class StreamBatch(_Sent):
    """One batch of a shard that Lambda gave up, as `DDBStreamBatchInfo` names it."""

    stream_arn: str = Field(alias="streamArn", min_length=1)
    shard_id: str = Field(alias="shardId", min_length=1)
    first: str = Field(alias="startSequenceNumber", pattern=r"^\d+$")
    last: str = Field(alias="endSequenceNumber", pattern=r"^\d+$")
    since: datetime = Field(alias="approximateArrivalOfFirstRecord")
    until: datetime = Field(alias="approximateArrivalOfLastRecord")
    size: int = Field(alias="batchSize", ge=0)

    def has(self, sequence_number: str) -> bool:
        """Return whether a record of the shard is in the batch."""
        return int(self.first) <= int(sequence_number) <= int(self.last)


class _Request(_Sent):
    condition: str
    """`RetryAttemptsExhausted`, `RecordAgeExceeded`."""


class _Failure(_Sent):
    request: _Request = Field(alias="requestContext")
    batch: StreamBatch = Field(alias="DDBStreamBatchInfo")


class StreamTrimmedError(ClaimTrailError):
    """The stream does not keep a batch any more, or not all of it."""


def stream_batch_of(body: str) -> StreamBatch | None:
    """Return the batch that a message tells of; None for a message that is no such record.

    Raises ValueError for a record of a stream's failure that cannot be read.
    """
    if "DDBStreamBatchInfo" not in body:
        return None
    try:
        return _Failure.model_validate_json(body).batch
    except ValidationError as error:
        faults = sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})
        raise ValueError(f"not a stream's failure record: {', '.join(faults)}") from None


@dataclass(frozen=True, slots=True)
class StreamReader:
    """Reads a batch of a shard again, page by page."""

    client: Any
    """boto3's client of `dynamodbstreams`."""
    deadline: Deadline = no_deadline

    def records_of(self, batch: StreamBatch) -> Iterator[StreamRecord]:
        """Yield the records of a batch in their order.

        Raises:
            StreamTrimmedError: some are kept no more. Those that are, have been yielded.
            OutOfTimeError: there is no time for another page.
        """
        iterator, is_whole = self._iterator(batch)
        is_at_end = False
        for record in self._all(iterator, batch.shard_id):
            number = record["dynamodb"]["SequenceNumber"]
            if batch.has(number):
                yield record
            if int(number) >= int(batch.last):
                is_at_end = True
                break
        if not (is_whole and is_at_end):
            raise _trimmed(batch)

    def _all(self, iterator: str | None, shard_id: str) -> Iterator[StreamRecord]:
        empty = 0
        while iterator and empty < EMPTY_PAGES:
            require_time(self.deadline, _PAGE_SECONDS, where=f"shard {shard_id}")
            page = self._page(iterator)
            records = page.get("Records", [])
            empty = 0 if records else empty + 1
            yield from records
            iterator = page.get("NextShardIterator")

    def _iterator(self, batch: StreamBatch) -> tuple[str | None, bool]:
        """Return where to read, and whether that is the first record; None: the shard is gone."""
        where = {"StreamArn": batch.stream_arn, "ShardId": batch.shard_id}
        at_first = {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": batch.first}
        for how in (at_first, {"ShardIteratorType": "TRIM_HORIZON"}):
            try:
                answer = self.client.get_shard_iterator(**where, **how)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _GONE:
                    raise
            else:
                return answer["ShardIterator"], how is at_first
        return None, False

    def _page(self, iterator: str) -> dict[str, Any]:
        try:
            page: dict[str, Any] = self.client.get_records(
                ShardIterator=iterator, Limit=PAGE_RECORDS
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in _GONE:
                raise
            return {}
        return page


def _trimmed(batch: StreamBatch) -> StreamTrimmedError:
    return StreamTrimmedError(
        Explanation(
            code="STREAM_TRIMMED",
            what=f"the stream does not keep all {batch.size} records of a batch any more",
            where=f"shard {batch.shard_id}, from {batch.first} to {batch.last}",
            next_step="Have the time of the batch reprojected and republished: "
            "docs/runbooks/streams.md.",
        )
    )
