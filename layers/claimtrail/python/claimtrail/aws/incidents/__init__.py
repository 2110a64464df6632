"""Adapter of incidents: the operations table."""
