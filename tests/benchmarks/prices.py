"""Prices of AWS, and assumptions of the cost model that no twin can show."""

PRICES: dict[str, float] = {
    "dynamodb write units": 0.625e-6,
    "dynamodb read units": 0.125e-6,
    "sqs requests": 0.40e-6,
    "eventbridge events": 1.00e-6,
    "s3 puts": 5.00e-6,
    "s3 gets": 0.40e-6,
    "lambda requests": 0.20e-6,
    "lambda gb-seconds": 13.3334e-6,
    "step functions transitions": 25.00e-6,
    "x-ray traces": 5.00e-6,
    "log gb": 0.50,
    "kms requests": 3.00e-6,
}
"""US dollars a unit: AWS's list prices for us-east-1, on demand, arm64, without a free tier."""

CHUNK_BYTES = 64 * 1024
"""EventBridge and SQS bill a longer entry, message or batch as several."""
GB_PER_PROCESSOR = 1.769
"""Lambda gives a whole processor with 1,769 MB and a share of it below, so that a second of
computing costs as many GB-seconds whatever the size."""
CALL_SECONDS = 0.005
"""The time that a function waits for one answer of AWS within a region."""
CALL_COMPUTING_SECONDS = 0.003
"""Of processor for one call by botocore, which the twins do not make: to build it, sign it, send it
and read the answer. Measured here: 2 to 4.5 ms."""
START_SECONDS = 1.25
"""Of a function that was not warm, whatever its size: Lambda lends a starting function more than
its share of a processor. Importing a handler takes 0.9 to 1.9 seconds of this machine's."""
LOG_BYTES = 1_000
"""An invocation's own line, and START, END and REPORT."""
TRANSITION_LOG_BYTES = 1_200
"""The log lines of a state machine about one transition: entered, began, ended, left."""
TABLE_SHARDS = 4
"""Of a new table on demand, and so of its stream."""
STREAM_RECORDS = 100
"""To one invocation at most (`infra/constructs/stream_feed.py`)."""
FIGURE_POLLERS = 2
"""That take messages from the Figures queue side by side (its `max_concurrency`): what a file
changed is taken for as many batches."""
SQS_AT_ONCE = 10
"""Messages to one request of receiving, deleting, or sending in a batch."""

KMS_PER_FILE = 12
"""DynamoDB keeps a table's key five minutes for each role: four on the claims, one on the chain's
heads. S3 keeps a bucket's key about as long for each role: six. The secret is read once."""
KMS_PER_QUEUE = {"Receive": 3, "Ingest": 3, "Figures": 5, "Audit": 9}
"""By queue in the pipeline, in each period of key reuse: two for a role that sends, one for who
receives (Amazon SQS Developer Guide, estimating KMS costs)."""
