"""Routing of tickets: queue, tier and person, by rules as data, each decision with its reason."""
