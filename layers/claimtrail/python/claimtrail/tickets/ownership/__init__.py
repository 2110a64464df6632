"""Tickets that may be clinical or financial: rules, joint owners, decisions."""
