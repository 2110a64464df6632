"""SQS Ingest: reads one range of an archived file: whole sets, or a portion of a large one."""
