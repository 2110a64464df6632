"""Adapter of tickets: the ticket table."""
