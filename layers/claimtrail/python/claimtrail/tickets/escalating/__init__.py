"""Escalation of tickets: rules as data, and the record of each that held."""
