"""Patches of Transfer Family."""
