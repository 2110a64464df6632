"""Hears that a claim changed and wakes the escalation that waits for it to move."""
