"""Adapters of the audit trail: S3, KMS, SQS, Object Lock."""
