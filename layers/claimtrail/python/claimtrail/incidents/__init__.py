"""Incidents: failed updates, grouped by their cause, with what to do about it."""
