"""Adapters of escalations: the operations table and Step Functions."""
