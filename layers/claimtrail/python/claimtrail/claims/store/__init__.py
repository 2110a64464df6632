"""Ports, keys and documents of the claim table."""
