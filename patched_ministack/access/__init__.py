"""Patches of signatures, credentials and authorization, and what they share."""
