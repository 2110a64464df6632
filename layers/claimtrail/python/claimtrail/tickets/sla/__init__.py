"""Clocks of tickets: what was promised, what has run, what is left, all from the history."""
