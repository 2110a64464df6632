"""Tickets of the revenue cycle: what is to be done about a claim, by whom, by when."""
