"""Validation of one transaction set by its guide and by checks of our own."""
