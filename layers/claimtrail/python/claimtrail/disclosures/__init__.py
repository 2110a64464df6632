"""Packages for payers and regulators: provenance, redaction, export."""
