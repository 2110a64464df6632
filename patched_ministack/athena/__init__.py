"""Patches of Athena."""
