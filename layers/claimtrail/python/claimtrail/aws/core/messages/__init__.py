"""Queues and the event bus: batches, sending, dead letters."""
