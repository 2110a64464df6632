"""Adapters of disclosures: the archive bucket."""
