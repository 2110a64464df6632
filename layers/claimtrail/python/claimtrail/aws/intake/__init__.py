"""Adapters of intake: receipts, payments, objects, queues."""
