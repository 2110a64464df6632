"""Intake alone on twins: drop a file, drain the queues, read what became of it."""
