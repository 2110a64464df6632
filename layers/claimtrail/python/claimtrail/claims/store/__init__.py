"""Ports, items and documents of the stored claims."""
