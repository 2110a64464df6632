"""Commands of tickets: the open work, one ticket with its clocks, and what is done to it."""
