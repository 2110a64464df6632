"""Ingestion of one range of an archived file."""
