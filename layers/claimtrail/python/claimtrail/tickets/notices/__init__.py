"""Notices to people about tickets: who hears what, when, and by which channel."""
