"""Receipts, messages, keys and findings of intake."""
