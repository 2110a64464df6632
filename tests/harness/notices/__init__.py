"""Receivers of mail and of chat messages on loopback."""
