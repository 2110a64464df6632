"""SQS Ingest: reads one range of whole transaction sets of an archived file."""
